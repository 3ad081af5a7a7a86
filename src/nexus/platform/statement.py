"""Composing one statement out of the parts that a request asks for, values apart from the text."""

from typing import Any, NamedTuple, TypeAlias

from nexus.platform.db import Readable

ALIKE = 0.45
"""Word similarity from which a text counts as what was meant, typing errors and all."""


Driver: TypeAlias = Readable
"""What a read is sent through: by itself, or in a transaction."""


class Found(NamedTuple):
    """One page of rows as a JSON array, and the id after which the next page begins."""

    body: str
    next_id: int | None


class Statement:
    """A statement in the making; `{0}`, `{1}` in a part stand for the values given with it."""

    def __init__(self, text: str, *values: Any) -> None:
        self._parts: list[str] = []
        self.values: list[Any] = []
        self.add(text, *values)

    def add(self, part: str, *values: Any) -> None:
        """Add a part with its values."""
        first = len(self.values) + 1
        self._parts.append(part.format(*(f"${first + offset}" for offset in range(len(values)))))
        self.values.extend(values)

    @property
    def text(self) -> str:
        """The statement as PostgreSQL takes it."""
        return "\n".join(self._parts)

    async def page(self, driver: Driver, limit: int) -> Found:
        """Return the rows (`id`, `row` as JSON text) as one array; the statement asks for one row more than `limit`."""
        rows = await driver.fetch(self.text, *self.values)
        shown = rows[:limit]
        body = f"[{','.join(row['row'] for row in shown)}]"
        return Found(body, shown[-1]["id"] if len(rows) > limit else None)


def patterns(words: str) -> list[str]:
    """Return patterns that are all found in a text with these words, in whatever order."""
    return [f"%{word}%" for word in words.split()]
