"""Which column of a table is which field, by the words of its header in several languages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

from rapidfuzz import fuzz

from nexus.platform.folding import fold
from nexus.platform.tables.cells import Row
from nexus.platform.tables.errors import UnknownColumn

_HEADER_ROWS = 20
_ALIKE = 88
_LONGEST = 60
_WORD = re.compile(r"[^\W_]+")


class Vocabulary(NamedTuple):
    """The fields a table can have, and the words that name them in headers."""

    fields: tuple[str, ...]
    known: Mapping[str, str]
    """Words -> field; words of what is no field keep their column from being taken for one."""

    def with_words(self, more: Mapping[str, str]) -> "Vocabulary":
        """Return a vocabulary in which `more` (words -> field) goes before what was known."""
        return Vocabulary(self.fields, {**self.known, **more})


class Layout(NamedTuple):
    """Where the header stands, its columns, and which field each column is."""

    header: int
    """Index of the header's row."""
    columns: list[str]
    mapping: dict[str, int]
    """Field -> index of its column."""

    def named(self) -> dict[str, str]:
        """Return field -> name of its column."""
        return {field: self.columns[at] for field, at in self.mapping.items()}

    def ignored(self) -> list[str]:
        """Return the columns that become nothing."""
        return [name for at, name in enumerate(self.columns) if at not in self.mapping.values() and name]


def read_vocabulary(package: str, fields: tuple[str, ...]) -> Vocabulary:
    """Read `headers.txt` of a package: lines `field: words, words, ...`, comments after #."""
    known: dict[str, str] = {}
    for line in files(package).joinpath("headers.txt").read_text(encoding="utf-8").splitlines():
        field, colon, headers = line.partition(":")
        if colon and not line.startswith("#"):
            known.update({words(header): field for header in headers.split(",")})
    return Vocabulary(fields, known)


def words(header: str) -> str:
    """Return the words of a header, folded, with single spaces."""
    return " ".join(_WORD.findall(fold(header)))


def find_header(rows: Sequence[Row], vocabulary: Vocabulary) -> int:
    """Return the index of the row, among the first, in which most fields are recognised."""
    return max(
        range(min(_HEADER_ROWS, len(rows))), key=lambda at: (len(guess_columns(rows[at].cells, vocabulary)), -at)
    )


def lay_out(rows: Sequence[Row], header: int, vocabulary: Vocabulary, given: Mapping[str, str] | None) -> Layout:
    """Guess the fields of a header; `given` (field -> column, none when empty) goes before the guess.

    Raises UnknownColumn when `given` names a field or a column that is not there.
    """
    columns = [str(name) for name in rows[header].cells]
    mapping = guess_columns(columns, vocabulary)
    for field, column in (given or {}).items():
        if field not in vocabulary.fields:
            fields = list(vocabulary.fields)
            raise UnknownColumn(f"There is no field {field}. The fields are: {', '.join(fields)}.", fields=fields)
        mapping.pop(field, None)
        if column:
            at = _column(columns, column)
            mapping = {name: index for name, index in mapping.items() if index != at} | {field: at}
    return Layout(header, columns, mapping)


def _column(columns: Sequence[str], wanted: str) -> int:
    for at, name in enumerate(columns):
        if fold(name) == fold(wanted):
            return at
    raise UnknownColumn(f"The file has no column {wanted}. It has: {', '.join(name for name in columns if name)}.")


def guess_columns(columns: Iterable[str], vocabulary: Vocabulary) -> dict[str, int]:
    """Return field -> column, each column for the field whose words fit it best, each field once."""
    scored = sorted(
        ((score, -at, field) for at, name in enumerate(columns) for score, field in _scores(name, vocabulary)),
        reverse=True,
    )
    mapping: dict[str, int] = {}
    taken: set[int] = set()
    for _, minus_at, field in scored:
        if field not in mapping and -minus_at not in taken:
            mapping[field] = -minus_at
            taken.add(-minus_at)
    return {field: mapping[field] for field in vocabulary.fields if field in mapping}


def _scores(header: str, vocabulary: Vocabulary) -> list[tuple[float, str]]:
    named, known = words(header), vocabulary.known
    if not named or len(named) > _LONGEST:
        return []
    if named in known:
        return [(100.0, known[named])]
    near = ((fuzz.token_sort_ratio(named, other), field) for other, field in known.items())
    return sorted(((score, field) for score, field in near if score >= _ALIKE), reverse=True)[:1]
