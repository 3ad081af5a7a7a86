"""The child that reads: what it gives back, and that nothing it meets reaches the parent."""

import asyncio
import os
import sys
from pathlib import Path

import msgspec
import psutil
import pytest

from nexus.documents.child import Request
from nexus.documents.reader import read_document
from nexus.documents.reading.limits import ReadingLimits, Unreadable
from tests.documents.files import at, pdf, workbook

pytestmark = pytest.mark.anyio

OFFER = pdf(at(72, 700, "Please quote 5 pcs of E154487"))


@pytest.fixture
def offer(tmp_path: Path) -> Path:
    path = tmp_path / "offer"
    path.write_bytes(OFFER)
    return path


async def test_a_reading_and_an_extraction_come_back(offer: Path):
    outcome = await read_document(offer, "offer.pdf", ReadingLimits())
    assert [word.text for word in outcome.reading.pages[0].words][:2] == ["Please", "quote"]
    assert outcome.extraction.language == "en"


async def test_a_refusal_comes_back_with_its_reason(offer: Path):
    with pytest.raises(Unreadable) as refused:
        await read_document(offer, "offer.xlsx", ReadingLimits())
    assert refused.value.code == "type"
    assert "the content is something else" in refused.value.reason


async def test_time_is_capped(offer: Path):
    with pytest.raises(Unreadable) as refused:
        await read_document(offer, "offer.pdf", ReadingLimits(seconds=-0.95))
    assert refused.value.code == "timeout"


async def test_memory_is_capped(tmp_path: Path):
    far = tmp_path / "far"
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    far.write_bytes(workbook(corner))
    with pytest.raises(Unreadable) as refused:
        await read_document(far, "far.xlsx", ReadingLimits())
    assert refused.value.code == "memory"


async def test_output_is_capped(tmp_path: Path):
    long = tmp_path / "long"
    long.write_text("word " * 10_000)
    with pytest.raises(Unreadable) as refused:
        await read_document(long, "long.txt", ReadingLimits(output_bytes=20_000))
    assert refused.value.code == "bomb"


async def test_a_cancelled_reading_leaves_no_process_behind(offer: Path):
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    reading = asyncio.create_task(read_document(offer, "offer.pdf", ReadingLimits()))
    async with asyncio.timeout(10):
        while {child.pid for child in psutil.Process().children()} <= before:  # noqa: ASYNC110 - a start is no event of ours
            await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


async def test_a_child_of_another_parent_ends_by_itself(offer: Path):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", "nexus.documents.child",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    request = Request(str(offer), "offer.pdf", ReadingLimits(), os.getpid() + 1)
    answer, _ = await process.communicate(msgspec.msgpack.encode(request))
    assert answer == b""
    assert process.returncode == 1


async def test_many_at_once_do_not_disturb_each_other(offer: Path):
    outcomes = await asyncio.gather(*(read_document(offer, f"{number}.pdf", ReadingLimits()) for number in range(4)))
    assert {len(outcome.reading.pages[0].words) for outcome in outcomes} == {6}
