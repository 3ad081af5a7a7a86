"""Reads all files of a folder, two at a time, and prints what came of them: `python -m tests.documents.hostile FOLDER`.

Printed is JSON: `outcomes` ("read" or the code of the refusal, a file each) and `kibibytes` (the most that a reader
took).
"""

import asyncio
import json
import resource
import sys
from pathlib import Path

from nexus.documents.reader import read_document
from nexus.documents.reading.limits import ReadingLimits, Unreadable

LIMITS = ReadingLimits(ocr_pages=2)


async def outcome_of(path: Path, turn: asyncio.Semaphore) -> str:
    async with turn:
        try:
            await read_document(path, path.name, LIMITS)
        except Unreadable as refused:
            return refused.code
        return "read"


async def main(files: list[Path]) -> None:
    two_at_a_time = asyncio.Semaphore(2)
    outcomes = await asyncio.gather(*(outcome_of(path, two_at_a_time) for path in files))
    print(json.dumps({"outcomes": outcomes, "kibibytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}))


if __name__ == "__main__":
    asyncio.run(main([path for path in sorted(Path(sys.argv[1]).rglob("*")) if path.is_file()]))
