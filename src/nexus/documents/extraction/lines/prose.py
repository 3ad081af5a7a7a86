"""Requested items from lists and running text: bullets of a mail or a letter, numbered lines, whole sentences."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nexus.documents.evidence import Box, ExtractedLine, Page, Paragraph, Source, Value
from nexus.documents.extraction.lines.composed import looks_like_part
from nexus.documents.extraction.lines.content import is_part_number
from nexus.documents.extraction.lines.headings import label_roles
from nexus.documents.extraction.lines.items import plain
from nexus.documents.extraction.lines.mentions import Mention, Way, mentions, several
from nexus.documents.extraction.lines.tails import Tail, cut_tail
from nexus.documents.extraction.lines.visual import around, runs, visual_lines
from nexus.documents.extraction.values.dates import DateOrder
from nexus.documents.extraction.values.numbers import NumberStyle
from nexus.documents.extraction.values.text import ascii_digits

_BULLET = re.compile(
    r"^\s*(?:(?P<mark>[-–—*•●▪◦‣▶►→>+·■□✓o])\s+(?=\S)"
    r"|(?P<pos>(?:item|pos(?:ition|\.)?|line|artikel|ردیف|قلم)\s*(?:no\.?|nr\.?)?\s*\d{1,4}\s*[:.)–—-]?\s+)"
    r"|\(?(?P<number>\d{1,4})(?:\)\s*|[.:]\s+|\s[-–]\s+|\.(?=[^\W\d_]{2}))(?=\S)|(?P<letter>[a-z])\)\s+)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\W{0,3}(?P<label>[^\d\W][^:：]{1,38}?)\s*[:：]\s*\S")
_NAMED_PART = re.compile(
    r"(?:\bp/?n|\bmpn|\bpart\s?(?:no|number|nr|#)|\bmfr\s?p/?n|\bart(?:ikel)?[.-]?\s?nr|\bteile?[.-]?nr|\bref|\bcód|\bcod|\bcódigo"
    r"|کد کالا|شماره فنی|کد)\.?\s*[:#]?\s*"
    r"(?P<part>[A-Za-z0-9][\w./#+()-]*\d[\w./#+()-]*|[A-Za-z]+[\w./#+-]*\d[\w./#+-]*)",
    re.IGNORECASE,
)
_TERMS = re.compile(r"^\W*(?:\d{1,2}[.)]|§\s?\d+)\s+[^\W\d][^.]{3,40}\.\s+\S+\s+\S+\s+\S+")
_LIKELY = 0.5


@dataclass
class TextLine:
    """One logical line of running text."""

    text: str
    page: int
    ref: str = ""
    box: Box | None = None
    marked: bool = False
    """Begins with a bullet or a number."""
    number: str = ""
    clause: bool = False
    """Looks like a clause of terms: a number, a title, a sentence."""
    group: int = 0
    source: Source = "layout"
    confidence: float = 1.0


def read_prose(pages: Sequence[Page], order: DateOrder | None, style: NumberStyle) -> list[ExtractedLine]:
    """The items that lists and sentences ask for; the best list of the document, or nothing."""
    lines = [line for page in pages for line in _text_lines(page)]
    listed = _listed(lines, order, style)
    chosen = listed or _told(lines, order, style)
    return [_line(position, *each) for position, each in enumerate(chosen, 1)]


def _text_lines(page: Page) -> list[TextLine]:
    raw = [*_flowing(page), *_printed(page)]
    lines: list[TextLine] = []
    for line in raw:
        line.clause = _TERMS.match(line.text) is not None
        bullet = _BULLET.match(ascii_digits(line.text))
        if bullet:
            line.number = bullet["number"] or "".join(c for c in bullet["pos"] or "" if c.isdigit())
            line.text, line.marked = line.text[bullet.end() :].strip(), True
        hangs = lines and lines[-1].group == line.group and lines[-1].marked and not line.marked
        if hangs and not _LABEL.match(line.text):
            lines[-1].text += " " + line.text.strip()
        elif line.text.strip():
            lines.append(line)
    return lines


def _flowing(page: Page) -> Iterable[TextLine]:
    group = 0
    for block in page.blocks:
        group += 1
        if not isinstance(block, Paragraph) or block.style in ("quote", "header", "footer", "heading"):
            continue
        for text in block.text.split("\n"):
            if text.strip():
                yield TextLine(
                    text.strip(),
                    page.number,
                    block.ref,
                    marked=block.style == "list",
                    group=page.number * 10_000 + group,
                )


def _printed(page: Page) -> Iterable[TextLine]:
    """Visual lines of a page; a wide gap inside a line is kept as a tab."""
    lines = visual_lines(page.words)
    group, bottom = 0, 0.0
    source: Source = "ocr" if page.source == "ocr" else "layout"
    for line in lines:
        group += line.top - bottom > 0.9 * max(line.height, 1.0)
        bottom = line.bottom
        text = "\t".join(run.text() for run in runs(line, 1.6))
        sure = min(word.confidence for word in line.words)
        yield TextLine(
            text,
            page.number,
            box=around(line.words),
            group=page.number * 10_000 + group,
            source=source,
            confidence=sure,
        )


Found = tuple[TextLine, Tail, Mention]


def _listed(lines: Sequence[TextLine], order: DateOrder | None, style: NumberStyle) -> list[Found]:
    """Lines that each are an item, read the way most of them are written."""
    candidates: list[tuple[TextLine, Tail, list[Mention]]] = []
    for line in lines:
        if _is_other(line) or _is_sentence(line, style):
            continue
        tail = cut_tail(line.text, order, style)
        found = [m for m in mentions(tail.text, style) if m.score >= (0.3 if line.marked else 0.75)]
        if found:
            candidates.append((line, tail, found))
    way = _usual_way(candidates)
    chosen: list[Found] = []
    for line, tail, found in candidates:
        best = max(found, key=lambda m: m.score + 0.3 * (m.way == way))
        if best.score + 0.3 * (best.way == way and len(candidates) > 2) >= _LIKELY and _is_item(line, best):
            chosen.append((line, tail, best))
    marked = [each for each in chosen if each[0].marked]
    if len(marked) >= 2 or (marked and len(marked) * 2 >= len(chosen)):
        chosen = marked
    return chosen


def _usual_way(candidates: Sequence[tuple[TextLine, Tail, list[Mention]]]) -> Way:
    votes: Counter[Way] = Counter()
    for line, _, found in candidates:
        for mention in found:
            votes[mention.way] += int(100 * mention.score) * (2 if line.marked else 1)
    return votes.most_common(1)[0][0] if votes else "lead"


def _is_other(line: TextLine) -> bool:
    """Labelled facts of the header (`Phone: ...`), clauses of terms, and sentences about everything."""
    if line.clause:
        return True
    label = _LABEL.match(line.text)
    if not label or line.marked:
        return False
    roles = label_roles(label["label"])
    return (
        not (roles.get("quantity", 0) or roles.get("description", 0) or roles.get("part", 0))
        and len(label["label"].split()) <= 4
        and not any(c.isdigit() for c in label["label"])
    )


def _is_sentence(line: TextLine, style: NumberStyle) -> bool:
    """Running text with several amounts: a sentence to be taken apart, not one item of a list."""
    ended = line.text.rstrip().endswith((".", "?", "!")) or len(line.text.split()) > 16
    return not line.marked and ended and len(several(line.text, style)) > 1


def _is_item(line: TextLine, mention: Mention) -> bool:
    words = mention.rest.split()
    sure = line.marked or mention.score >= 0.9
    return len(words) <= 40 and (sure or (len(words) <= 16 and not mention.rest.endswith((".", "?", "!"))))


def _told(lines: Sequence[TextLine], order: DateOrder | None, style: NumberStyle) -> list[Found]:
    """Items inside sentences."""
    found: list[Found] = []
    for line in _paragraphs(lines):
        if line.clause or (_is_other(line) and len(line.text) < 60):
            continue
        told = several(line.text, style)
        for mention in told:
            tail = cut_tail(mention.rest, order, style)
            mention.rest = tail.text
            if tail.text.strip():
                found.append((line, tail, mention))
    return found


def _paragraphs(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines of one paragraph put together: a sentence does not end with the line."""
    merged: list[TextLine] = []
    for line in lines:
        if (
            merged
            and merged[-1].group == line.group
            and not line.marked
            and not merged[-1].marked
            and not _LABEL.match(line.text)
        ):
            last = merged[-1]
            merged[-1] = TextLine(
                f"{last.text} {line.text}",
                last.page,
                last.ref,
                last.box,
                group=last.group,
                source=last.source,
                confidence=min(last.confidence, line.confidence),
            )
        else:
            merged.append(line)
    return merged


def _line(position: int, source: TextLine, tail: Tail, mention: Mention) -> ExtractedLine:
    def value(canonical: str, text: str, confidence: float) -> Value:
        return Value(
            canonical,
            text,
            source.page,
            source.box,
            source.ref,
            source.source,
            round(confidence * source.confidence, 3),
        )

    sure = min(0.95, 0.35 + 0.6 * mention.score)
    line = ExtractedLine(position=position)
    rest = " ".join(mention.rest.split())
    line.description = value(rest, rest, sure)
    line.quantity = value(plain(mention.amount), mention.text, sure)
    if source.number:
        line.line_number = value(source.number.lstrip("0") or "0", source.number, 0.8)
    if mention.unit:
        line.unit = value(mention.unit, mention.text, sure)
    if tail.needed:
        line.needed_by = value(tail.needed.isoformat(), tail.needed_text, 0.9)
    if tail.breaks:
        line.quantity_breaks = [value(plain(amount), tail.breaks_text, 0.9) for amount in tail.breaks]
        if line.quantity_breaks[0].value != line.quantity.value:
            line.quantity_breaks.insert(0, line.quantity)
    part = part_in(rest)
    if part:
        line.part_number = value(part, part, 0.75)
    return line


def part_in(text: str) -> str | None:
    """A part number that a description names: after `P/N`, or as its first word."""
    named = _NAMED_PART.search(text)
    if named:
        return named["part"].rstrip(".,;)")
    head = re.split(r"\s+[–—-]\s+", text, maxsplit=1)
    if len(head) == 2 and looks_like_part(head[0]):
        return head[0]
    first = text.split(maxsplit=1)[0] if text.split() else ""
    mixed = any(c.isdigit() for c in first) and any(c.isalpha() for c in first)
    return first.rstrip(",;:") if mixed and len(first) >= 6 and is_part_number(first.rstrip(",;:")) else None
