"""Barcodes are read back as they were asked for, whatever ASCII they hold."""

import re
from collections.abc import Callable

import pytest
import typst
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from nexus.manufacturing.printing.barcodes import QUIET, Room, Symbology, code128, datamatrix, fit, modules_across, qr
from tests.manufacturing.printing.make import printed

ASCII = st.text(st.characters(max_codepoint=127), min_size=1, max_size=48)
THIRTY = "NX1|T-2026-00042-017|12|1040|K7"


def paper(svg: str) -> bytes:
    """Return a black page with a picture in its own size, as its SVG says it."""
    width, height = re.findall(r'(?:width|height)="([\d.]+mm)"', svg)[:2]
    picture = f'#image("code.svg", width: {width}, height: {height})'
    page = f"#set page(width: auto, height: auto, margin: 9mm, fill: black)\n{picture}"
    made = typst.compile({"main.typ": page.encode(), "code.svg": svg.encode()})  # pyright: ignore[reportArgumentType]
    assert isinstance(made, bytes)
    return made


def read(svg: str, dpi: int) -> list[str]:
    return [
        code.text
        for page in printed(paper(svg), dpi)
        for code in zxingcpp.read_barcodes(page, text_mode=zxingcpp.TextMode.Plain)
    ]


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("drawn", [code128, datamatrix, qr])
def test_a_code_of_thirty_signs_scans_on_a_black_ground(drawn: Callable[[str], str], dpi: int) -> None:
    assert read(drawn(THIRTY), dpi) == [THIRTY]


@settings(max_examples=40, deadline=None)
@given(ASCII, st.sampled_from([code128, datamatrix, qr]))
def test_any_ascii_is_read_back(text: str, drawn: Callable[[str], str]) -> None:
    assert read(drawn(text), 300) == [text]


def test_sabotage_bars_of_a_sixteenth_of_a_millimetre_are_unreadable_at_203_dpi() -> None:
    assert read(code128(THIRTY, module_mm=0.0625), 203) == []
    assert read(datamatrix(THIRTY, module_mm=0.0625), 203) == []


def test_sabotage_a_code_whose_white_ends_with_its_bars_is_not_found() -> None:
    bare = re.sub(
        r'<rect x="-10" y="0" width="100%"',
        f'<rect x="0" y="0" width="{(modules_across(THIRTY, Symbology.CODE128) or 0) - 20}"',
        code128(THIRTY),
    )
    assert bare != code128(THIRTY)
    assert read(bare, 300) == []


@pytest.mark.parametrize("symbology", list(Symbology))
def test_the_picture_has_its_quiet_zones_and_its_real_size(symbology: Symbology) -> None:
    modules = modules_across("TRV-1", symbology)
    assert modules is not None
    symbol = fit("TRV-1", symbology, Room(width_mm=modules * 0.25, bars_mm=9, square_mm=modules * 0.25))
    assert symbol.width_mm == modules * 0.25
    assert f'width="{symbol.width_mm:g}mm" height="{symbol.height_mm:g}mm" viewBox="{-QUIET[symbology]} ' in symbol.svg


def test_the_widest_modules_that_fit_are_taken() -> None:
    narrow, wide = (fit("TRV-1", Symbology.CODE128, Room(width, 9, 20)) for width in (30, 60))
    assert wide.width_mm == narrow.width_mm * 1.5


def test_a_code_128_that_would_be_too_fine_becomes_a_datamatrix() -> None:
    symbol = fit(THIRTY, Symbology.CODE128, Room(50, 9, 20))
    assert symbol.symbology is Symbology.DATAMATRIX
    assert read(symbol.svg, 203) == [THIRTY]


def test_a_code_of_two_hundred_signs_still_has_room_on_a_traveler() -> None:
    assert fit("x" * 200, Symbology.CODE128, Room(92, 9, 16)).symbology is Symbology.DATAMATRIX


@pytest.mark.parametrize("text", ["", "é", "متن", "x" * 201])
@pytest.mark.parametrize("drawn", [code128, datamatrix, qr])
def test_what_is_no_code_is_refused(drawn: Callable[[str], str], text: str) -> None:
    with pytest.raises(ValueError, match="1 to 200 signs of ASCII"):
        drawn(text)


def test_a_code_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        fit(THIRTY, Symbology.DATAMATRIX, Room(4, 4, 4))
