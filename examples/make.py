"""Make everything in this folder again: `python examples/make.py`. The same input gives the same bytes."""

import json
from pathlib import Path

from making import catalog, people, writing
from making.requests import AZARAKHSH, BRUNNHOF, LARKFIELD, OSTERMERE, REQUESTS, SERRALVA, Ask, Request

HERE = Path(__file__).parent


def main() -> None:
    """Write the catalog, the people, the five requests and what is expected of them."""
    sku_of = {row["mpn"]: row["sku"] for row in catalog.write(HERE / "catalog.csv")}
    people.write(HERE, sku_of)
    folder = HERE / "rfqs"
    folder.mkdir(exist_ok=True)
    (folder / LARKFIELD.file).write_bytes(writing.pdf(LARKFIELD, "larkfield"))
    (folder / BRUNNHOF.file).write_bytes(writing.scan(writing.pdf(BRUNNHOF, "brunnhof")))
    (folder / OSTERMERE.file).write_bytes(writing.sheet(OSTERMERE))
    (folder / SERRALVA.file).write_bytes(writing.mail(SERRALVA, writing.pdf(SERRALVA, "serralva")))
    (folder / AZARAKHSH.file).write_bytes(writing.pdf(AZARAKHSH, "azarakhsh"))
    expected = {request.file: _expected(request, sku_of) for request in REQUESTS}
    (HERE / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _expected(request: Request, sku_of: dict[str, str]) -> dict[str, object]:
    return {
        "customer": request.customer,
        "rfq_number": request.number,
        "issue_date": request.issued,
        "due_date": request.due,
        "currency": "EUR",
        "lines": [_line(ask, sku_of) for ask in request.asks],
    }


def _line(ask: Ask, sku_of: dict[str, str]) -> dict[str, object]:
    return {
        "line": ask.line,
        "asked": " ".join(filter(None, (ask.part, ask.description))),
        "quantity": ask.pieces,
        "quantity_breaks": list(ask.breaks),
        "sku": sku_of[ask.mpn] if ask.mpn else None,
        "one_of": [sku_of[mpn] for mpn in ask.one_of],
        "case": ask.case,
    }


if __name__ == "__main__":
    main()
