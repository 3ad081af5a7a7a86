"""The text of one Word paragraph, as a person sees it in the final version of the document."""

from collections.abc import Iterator

from nexus.documents.reading.safe_xml import Element
from nexus.documents.reading.text import HIDDEN_TEXT, flag

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BOX = f"{W}txbxContent"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = {f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}instrText", f"{W}delText", _BOX, _FALLBACK}
_MARKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def word(element: Element, name: str) -> str:
    """An attribute of the Word namespace; empty when it is not there."""
    return element.get(f"{W}{name}", "")


def paragraph_text(paragraph: Element, flags: list[str]) -> str:
    """Runs, links and accepted insertions; no deletions, no field codes, no hidden runs, no text boxes."""
    parts: list[str] = []
    _gather(paragraph, parts, flags)
    return "".join(parts)


def text_boxes(paragraph: Element) -> Iterator[Element]:
    """The text boxes anchored in a paragraph, each once (not the copy kept for old programs)."""
    for child in paragraph.iter(_BOX):
        ancestors = [ancestor.tag for ancestor in child.iterancestors()]
        inside = ancestors[: ancestors.index(f"{W}p") + 1] if f"{W}p" in ancestors else ancestors
        if _FALLBACK not in inside and _BOX not in inside:
            yield child


def _gather(element: Element, parts: list[str], flags: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag in _GONE:
            continue
        if tag == f"{W}t":
            parts.append(child.text or "")
        elif tag in _MARKS:
            parts.append(_MARKS[tag])
        elif tag == f"{W}r" and _is_hidden(child):
            if child.findtext(f"{W}t"):
                flag(flags, HIDDEN_TEXT)
        else:
            _gather(child, parts, flags)


def _is_hidden(run: Element) -> bool:
    properties = run.find(f"{W}rPr")
    if properties is None:
        return False
    vanish = properties.find(f"{W}vanish")
    if vanish is not None and word(vanish, "val") not in ("0", "false", "off"):
        return True
    size = properties.find(f"{W}sz")
    return size is not None and word(size, "val") in ("1", "2")
