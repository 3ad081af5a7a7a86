"""Measures reading by itself: `python -m benchmarks.reading FOLDER [--scans 3]`.

Prints pages a second and core of text PDFs (words with boxes, rules and tables), seconds a page of scans, and what a
child process costs before it reads.
"""

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from nexus.documents.reader import read_document
from nexus.documents.reading.files import read_file
from nexus.documents.reading.limits import ReadingLimits, Unreadable

ROUNDS = 3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scans", type=int, default=3, help="how many scans to recognise")
    arguments = parser.parse_args()
    files = sorted(arguments.folder.rglob("*.pdf"))
    scans = [path for path in files if "scan" in path.name]
    texts = [path for path in files if "scan" not in path.name]
    pages, words, rate = max((text_pages(texts) for _ in range(ROUNDS)), key=lambda measured: measured[2])
    print(f"text PDF     {rate:7.0f} pages/s and core   ({len(texts)} files, {pages} pages, {words} words)")
    if scans and arguments.scans:
        seconds = [scan_seconds(path) for path in scans[: arguments.scans]]
        print(f"scans        {statistics.mean(seconds):7.2f} s/page               ({len(seconds)} files)")
    start = asyncio.run(start_up())
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"child        {start:7.2f} s for one line of text, {memory:.0f} MiB at most")


def text_pages(files: Iterable[Path]) -> tuple[int, int, float]:
    """Pages, words and pages a second of processor time."""
    pages = words = 0
    start = time.process_time()
    for path in files:
        try:
            reading = read_file(path, limits=ReadingLimits(ocr_pages=0))
        except Unreadable:
            continue
        pages += len(reading.pages)
        words += sum(len(page.words) for page in reading.pages)
    return pages, words, pages / (time.process_time() - start)


def scan_seconds(path: Path) -> float:
    """Seconds a page."""
    start = time.perf_counter()
    reading = read_file(path)
    return (time.perf_counter() - start) / len(reading.pages)


async def start_up() -> float:
    """The fastest of several children that have next to nothing to read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.txt"
        path.write_text("Please quote 5 pcs of E154487")
        seconds: list[float] = []
        for _ in range(5):
            start = time.perf_counter()
            await read_document(path, path.name, ReadingLimits())
            seconds.append(time.perf_counter() - start)
    return min(seconds)


if __name__ == "__main__":
    main()
