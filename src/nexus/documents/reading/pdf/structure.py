"""Looks at the bare bones of a PDF before PDFium opens it: streams that explode, pages that lie, actions that act.

PDFium has no budget for decompression, believes the page count that a file claims and says nothing of scripts in it.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from functools import cached_property

from nexus.documents.reading.limits import Unreadable

ACTIVE_CONTENT = "active-content"
"""The flag for scripts and launch actions in a document. They are never run."""

_STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|ImportData)\b")
_ESCAPED_NAME = re.compile(rb"/[A-Za-z]*#[0-9A-Fa-f]{2}[A-Za-z#0-9]*")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_OBJECT = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+obj\b")
_ROOT = re.compile(rb"/Root\s+(\d{1,10})\s+\d+\s+R")
_PAGES = re.compile(rb"/Pages\s+(\d{1,10})\s+\d+\s+R")
_KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
_REFERENCE = re.compile(rb"(\d{1,10})\s+\d+\s+R")
_ABYSS = re.compile(rb"(?:<<[^<>]{0,40}){500}|(?:\[\s?){500}")
_CHUNK = 1024 * 1024
_MOST_INFLATION = 1032
"""No deflated byte unfolds to more than this many."""
_MOST_STEPS = 100_000


class Structure:
    """The text of a PDF outside of its streams, with compressed objects unpacked, and what can be told from it."""

    def __init__(self, content: bytes, budget: int) -> None:
        self.budget = budget
        self.pieces: list[bytes] = []
        self.packed: list[bytes] = []
        position = 0
        while start := _STREAM.search(content, position):
            piece = content[position : start.start()]
            end = content.find(b"endstream", start.end())
            end = len(content) if end < 0 else end
            self.pieces.append(piece)
            self._stream(piece[piece.rfind(b"obj") :], content[start.end() : end])
            position = end
        self.pieces.append(content[position:])
        if any(_ABYSS.search(piece) for piece in self.pieces):
            raise Unreadable("bomb", "The PDF is nested deeper than any real document. Print it to PDF again.")

    def _stream(self, head: bytes, raw: bytes) -> None:
        layers = len(_FLATE.findall(head))
        if not layers or (b"/Image" in head and layers == 1):
            return
        if b"/ObjStm" in head:
            self.packed.append(head + b"stream" + b"".join(_inflated(raw, layers, self.budget)))
        elif layers > 1 or len(raw) * _MOST_INFLATION > self.budget:
            for _ in _inflated(raw, layers, self.budget):
                pass

    @cached_property
    def text(self) -> bytes:
        """All dictionaries of the file."""
        return b"\n".join([*self.pieces, *self.packed])

    def active(self) -> bool:
        """Whether the file holds scripts or starts programs; names may be spelled with escapes."""
        if _ACTIVE.search(self.text):
            return True
        return any(_ACTIVE.match(_unescape(name)) for name in _ESCAPED_NAME.findall(self.text))

    def page_count(self, claimed: int, limit: int) -> int:
        """The pages that the tree really holds, counted to just past `limit`; `claimed` when they cannot be told."""
        branches = _KIDS.findall(self.text)
        kids = sum(len(_REFERENCE.findall(branch)) for branch in branches)
        if claimed > 0 and len(_PAGE.findall(self.text)) == claimed and kids < claimed + len(branches):
            return claimed
        roots = _ROOT.findall(self.text)
        tree = _PAGES.search(self.objects.get(int(roots[-1]), b"")) if roots else None
        return max(claimed, self._count(int(tree[1]), limit)) if tree else claimed

    @cached_property
    def objects(self) -> dict[int, bytes]:
        """Objects by number; of several with one number the last in the file counts."""
        found: dict[int, bytes] = {}
        plain = b"\n".join(self.pieces)
        starts = list(_OBJECT.finditer(plain))
        for match, following in zip(starts, [*starts[1:], None], strict=True):
            found[int(match[1])] = plain[match.end() : following.start() if following else len(plain)]
        for packed in self.packed:
            found.update(_unpack(packed))
        return found

    def _count(self, root: int, limit: int) -> int:
        """Leaves of the page tree. A node may stand in it many times, but not inside itself."""
        pages = steps = 0
        waiting: list[tuple[int, tuple[int, ...]]] = [(root, ())]
        while waiting and pages <= limit and steps < _MOST_STEPS:
            steps += 1
            number, above = waiting.pop()
            kids = _KIDS.search(self.objects.get(number, b""))
            if kids is None:
                pages += number in self.objects
            elif len(above) < 50:
                path = (*above, number)
                waiting += [(int(kid), path) for kid in _REFERENCE.findall(kids[1]) if int(kid) not in path]
        return pages


def _inflated(raw: bytes, layers: int, budget: int) -> Iterator[bytes]:
    """What a stream unfolds to, layer by layer, piece by piece. Damage ends it, as it does in PDFium."""
    chunks: Iterable[bytes] = [raw]
    for _ in range(layers):
        chunks = _layer(chunks, budget)
    yield from chunks


def _layer(chunks: Iterable[bytes], budget: int) -> Iterator[bytes]:
    total = 0
    inflater = zlib.decompressobj()
    for chunk in chunks:
        waiting = chunk
        while waiting and not inflater.eof:
            try:
                piece = inflater.decompress(waiting, _CHUNK)
            except zlib.error:
                return
            waiting = inflater.unconsumed_tail
            total += len(piece)
            if total > budget:
                raise Unreadable(
                    "bomb", "The PDF unpacks to far more than a real document does. Print it to PDF again."
                )
            yield piece


def _unpack(packed: bytes) -> Iterator[tuple[int, bytes]]:
    """The objects of an object stream: pairs of number and offset come first, then the objects."""
    head, _, body = packed.partition(b"stream")
    first = re.search(rb"/First\s+(\d{1,9})", head)
    if not first:
        return
    start = int(first[1])
    numbers = [int(number) for number in body[:start].split() if number.isdigit()]
    offsets = numbers[1::2]
    for number, offset, following in zip(numbers[::2], offsets, [*offsets[1:], len(body) - start], strict=False):
        yield number, body[start + offset : start + following]


def _unescape(name: bytes) -> bytes:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), name)
