"""Files made to hurt: every one ends with an outcome, in time and in memory, and the parent never notices."""

import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from nexus.documents.evidence import Reading
from nexus.documents.reader import read_document
from nexus.documents.reading.limits import Unreadable
from tests.documents.hostile import LIMITS

pytestmark = [pytest.mark.anyio, pytest.mark.data]


MEBIBYTES = 1024
"""`ru_maxrss` counts kibibytes."""
REFUSED = {
    "flate_bomb_1GB.pdf": "bomb",
    "flate_bomb_double.pdf": "bomb",
    "deep_dict_object.pdf": "bomb",
    "page_tree_dag_1e10.pdf": "pages",
    "pages_501.pdf": "pages",
    "count_lies_1.pdf": "pages",
    "empty.pdf": "empty",
    "truncated.pdf": "unreadable",
    "exe_named.pdf": "type",
    "png_named.pdf": "type",
    "zip_bomb.docx": "bomb",
    "xml_billion_laughs.docx": "unsafe-xml",
    "xxe_file.docx": "unsafe-xml",
    "zip_slip.xlsx": "type",
    "nested_zip.zip": "archive",
}
ACCEPTED = {
    "deep_array_content.pdf": [],
    "page_tree_loop.pdf": [],
    "pages_500.pdf": [],
    "huge_mediabox.pdf": [],
    "openaction_js.pdf": ["active-content"],
    "launch_action.pdf": ["active-content"],
    "leading_junk_polyglot.pdf": [],
    "pdf_zip_polyglot.pdf": [],
    "inject_white_text.pdf": ["hidden-text"],
    "inject_tiny_text.pdf": ["hidden-text"],
    "inject_off_page.pdf": ["hidden-text"],
    "inject_render_mode_3.pdf": ["hidden-text"],
    "inject_under_image_box.pdf": ["hidden-text"],
    "inject_plain_visible.pdf": [],
    "inject_metadata.pdf": [],
    "inject_annotation.pdf": [],
    "plain.docx": [],
    "ssrf_template.docx": [],
    "csv_formula.csv": [],
    "name_control_chars.txt": ["hidden-characters"],
}
HIDDEN = [name for name, flags in ACCEPTED.items() if "hidden-text" in flags]


@pytest.fixture
def made(data: Path) -> Path:
    return data / "hostile" / "generated" / "files"


def words(reading: Reading) -> str:
    return " ".join(word.text for page in reading.pages for word in page.words)


@pytest.mark.parametrize(("name", "code"), REFUSED.items())
async def test_what_must_not_be_read_is_refused_for_the_right_reason(made: Path, name: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        await read_document(made / name, name, LIMITS)
    assert refused.value.code == code
    assert refused.value.reason.endswith(".")


@pytest.mark.parametrize(("name", "flags"), ACCEPTED.items())
async def test_what_is_odd_but_harmless_is_read_and_flagged(made: Path, name: str, flags: list[str]) -> None:
    outcome = await read_document(made / name, name, LIMITS)
    assert outcome.reading.flags == flags


async def test_every_file_of_the_manifest_has_a_verdict(made: Path) -> None:
    listed = {entry["file"] for entry in json.loads((made / "MANIFEST.json").read_bytes())}
    assert listed == REFUSED.keys() | ACCEPTED.keys()


@pytest.mark.parametrize("name", HIDDEN)
async def test_hidden_text_stays_out_of_the_words(made: Path, name: str) -> None:
    outcome = await read_document(made / name, name, LIMITS)
    assert "1,200.00" in words(outcome.reading)
    assert "PWNED" not in words(outcome.reading)


async def test_a_zip_that_points_outside_of_itself_is_refused_whatever_its_name(made: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        await read_document(made / "zip_slip.xlsx", "parts.docx", LIMITS)
    assert refused.value.code == "archive"


XML_BOMBS = [
    "xmlbomb.xml",
    "xmlbomb2.xml",
    "quadratic.xml",
    "cyclic.xml",
    "external.xml",
    "external_file.xml",
    "dtd.xml",
]


@pytest.mark.parametrize("name", XML_BOMBS)
@pytest.mark.parametrize("package", ["docx", "xlsx", "xml"])
async def test_xml_attacks_are_refused_inside_of_office_files_and_by_themselves(
    data: Path, tmp_path: Path, name: str, package: str
) -> None:
    attack = (data / "hostile" / "xml-bombs" / name).read_bytes()
    path = tmp_path / f"attack.{package}"
    wrap = {"docx": wrapped("word/document.xml"), "xlsx": wrapped("xl/workbook.xml"), "xml": Path.write_bytes}[package]
    wrap(path, attack)
    with pytest.raises(Unreadable) as refused:
        await read_document(path, path.name, LIMITS)
    assert refused.value.code == "unsafe-xml"


def wrapped(part: str):
    def write(path: Path, content: bytes) -> None:
        with ZipFile(path, "w") as package:
            package.writestr(part, content)

    return write


FOLDERS = ["artur", "pdfjs", "pypdf-samples", "qpdf/qtest", "qpdf/fuzz", "xml-bombs"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_ends_with_an_outcome_in_time_and_in_memory(data: Path, folder: str) -> None:
    # In a process of its own, so that the most that a child took is what a reader took.
    command = [sys.executable, "-m", "tests.documents.hostile", str(data / "hostile" / folder)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert found["outcomes"]
    assert set(found["outcomes"]).isdisjoint({"crashed", "timeout"})
    assert found["kibibytes"] < 512 * MEBIBYTES
