"""Texts on paper may be broken in their long words, and only there; papers of ours are archival where they can be."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.platform.printing.texts import breakable, said
from nexus.platform.printing.typesetting import typeset

TEMPLATE = b'#set document(title: "A")\n#set text(font: "Vazirmatn")\n#json("data.json")'
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@given(st.text(st.characters(exclude_characters="\u200b"), max_size=200))
def test_a_broken_text_is_the_text(text: str) -> None:
    assert breakable(text, 10).replace("\u200b", "") == text


def test_words_that_are_not_long_stay_whole() -> None:
    assert breakable("Schablonenreinigung RC0603FR-0710KL") == "Schablonenreinigung RC0603FR-0710KL"


def test_designators_are_broken_after_their_commas() -> None:
    assert breakable("R1,R2,R3,R4,R5", 12) == "R1,\u200bR2,\u200bR3,\u200bR4,\u200bR5"


def test_signs_that_make_one_picture_are_kept_together() -> None:
    mechanic = "👩\u200d🔧"
    assert all(piece.count("👩") == piece.count("🔧") for piece in breakable(mechanic * 20).split("\u200b"))


@pytest.mark.parametrize(("text", "direction"), [("1 متن", "rtl"), ("1 text متن", "ltr"), ("12", "ltr"), ("", "ltr")])
def test_the_first_letter_tells_the_direction(text: str, direction: str) -> None:
    assert said(text) == {"text": text, "direction": direction}


@pytest.mark.parametrize(("text", "archival"), [("Größe متن", True), ("漢字", False), ("\ue000\x07\x00", False)])
def test_a_paper_is_archival_when_our_fonts_have_all_its_signs(tmp_path: Path, text: str, archival: bool) -> None:
    tmp_path.joinpath("data.json").write_text(json.dumps(text))
    pdf = typeset(TEMPLATE, tmp_path, NOW)
    assert (b"pdfaid:part" in pdf) is archival


def test_a_wrong_template_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        typeset(b"#nothing", tmp_path, NOW)
