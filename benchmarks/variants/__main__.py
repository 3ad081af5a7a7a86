"""Write a folder of requests: `python -m benchmarks.variants FOLDER --documents 80 --seed 7`."""

import argparse
import json
import random
import shutil
from pathlib import Path

from benchmarks.variants import asking, office, paper

KINDS = ["pdf"] * 5 + ["xlsx"] * 2 + ["docx"] * 2 + ["eml"] * 2 + ["csv"] + ["scan"] * 2
LANGUAGES = ["en"] * 4 + ["de"] * 3 + ["pt"] * 2 + ["fa"] * 2


def write(folder: Path, documents: int, seed: int) -> None:
    """Write `documents` requests drawn with `seed`, the catalog and the truth."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(asking.CATALOG, folder / "catalog.csv")
    dice = random.Random(seed)
    products = asking.catalog()
    with (folder / "truth.jsonl").open("w", encoding="utf-8") as truths:
        for place in range(documents):
            kind, language = dice.choice(KINDS), dice.choice(LANGUAGES)
            request = asking.draw(dice, products, language)
            content, ending = _made(dice, kind, request)
            name = f"var_{place:03d}_{kind}.{ending}"
            (folder / name).write_bytes(content)
            truth = {"file": name, "format": kind, "layout_family": kind, "layout_seen_in_dev": False, **request.truth}
            truths.write(json.dumps(truth, ensure_ascii=False) + "\n")


def _made(dice: random.Random, kind: str, request: asking.Request) -> tuple[bytes, str]:
    match kind:
        case "xlsx":
            return office.sheet(dice, request), "xlsx"
        case "docx":
            return office.word(dice, request), "docx"
        case "csv":
            return office.table_file(dice, request), "csv"
        case "eml":
            return office.mail(dice, request, paper.pdf(dice, request) if dice.random() < 0.4 else None), "eml"
        case "scan":
            return paper.scan(dice, paper.pdf(dice, request)), "pdf"
        case _:
            return paper.pdf(dice, request), "pdf"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=80)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    write(given.folder, given.documents, given.seed)
    print(f"{given.documents} requests in {given.folder}")


if __name__ == "__main__":
    main()
