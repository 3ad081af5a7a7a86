"""Right-to-left scripts: how words lie on a page, and in which order people read them.

This is the Unicode bidirectional algorithm turned round: from what is seen, left to right, to what is meant.
"""

import re

_RTL = re.compile("[\u0590-\u05ff\u0620-\u064a\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters; not digits and punctuation, which take the direction of what is around them."""
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_DIGIT = re.compile(r"\d")
_LTR_RUN = re.compile(
    r"[\dA-Za-z\u00c0-\u024f](?:[\dA-Za-z\u00c0-\u024f.,/:_@+%#×\u066b\u066c'-]*[\dA-Za-z\u00c0-\u024f%])?"
)
_UNIT = re.compile(r"[a-zµ]{1,3}$")
_LEADING_STOP = re.compile(r"^([,:;!?،؛]+)(?=\w)")
_MIRROR = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def is_rtl(text: str) -> bool:
    """Whether any letter of a right-to-left script is in the text."""
    return _RTL.search(text) is not None


def positions(texts: list[str]) -> list[int]:
    """The order in which words of a right-to-left page are read, given them as they lie from left to right."""
    if not any(map(is_rtl, texts)) and any(map(_LATIN.search, texts)):
        return list(range(len(texts)))
    order: list[int] = []
    for start, end, left_to_right in reversed(_runs(texts)):
        order += range(start, end) if left_to_right else range(end - 1, start - 1, -1)
    return order


def ordered(texts: list[str], *, rtl_page: bool) -> list[tuple[int, str]]:
    """Visual words, from left to right, into logical order: (position in the input, logical text)."""
    rtl = any(map(is_rtl, texts))
    if not rtl and any(map(_LATIN.search, texts)):
        return _stop_at_end([(index, text) for index, text in enumerate(texts)]) if rtl_page else list(enumerate(texts))
    if not rtl and (not rtl_page or texts[0].startswith("+")):
        return list(enumerate(texts))
    result: list[tuple[int, str]] = []
    for start, end, left_to_right in reversed(_runs(texts)):
        words = [(index, logical_word(texts[index])) for index in range(start, end)]
        result += _stop_at_end(words) if left_to_right else reversed(words)
    return _mirror(result)


def logical_word(text: str) -> str:
    """One visual word in logical order: letters of right-to-left scripts turned, numbers and Latin runs kept."""
    if not is_rtl(text):
        return text
    parts: list[str] = []
    position = 0
    for run in _LTR_RUN.finditer(text):
        parts += [text[position : run.start()][::-1], run[0]]
        position = run.end()
    parts.append(text[position:][::-1])
    return "".join(reversed(parts))


def _runs(texts: list[str]) -> list[tuple[int, int, bool]]:
    """Stretches of words of one direction: (start, end, left to right)."""
    kinds = [_kind(text) for text in texts]
    for index, kind in enumerate(kinds):
        before = kinds[index - 1] if index else ""
        after = next((other for other in kinds[index + 1 :] if other in "LR"), "")
        if (
            kind in "NP"
            and before == "L"
            and (after == "L" or (kind == "N" and _follows(texts[index - 1], texts[index])))
        ):
            kinds[index] = "L"
    runs: list[tuple[int, int, bool]] = []
    for index, kind in enumerate(kinds):
        if runs and runs[-1][2] == (kind == "L"):
            runs[-1] = (runs[-1][0], index + 1, kind == "L")
        else:
            runs.append((index, index + 1, kind == "L"))
    return runs


def _kind(text: str) -> str:
    if is_rtl(text):
        return "R"
    if _LATIN.search(text):
        return "L"
    return "N" if _DIGIT.search(text) else "P"


def _follows(latin: str, number: str) -> bool:
    """`SOT23 5` is read as it lies; `mm 125` and Persian digits are read number first."""
    return number.isascii() and not _UNIT.match(latin)


def _stop_at_end(words: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """`,IC REG 8SO` lies so in a Persian line and reads `IC REG 8SO,`."""
    if not words:
        return words
    stop = _LEADING_STOP.match(words[0][1])
    if stop:
        words[0] = (words[0][0], words[0][1][stop.end() :])
        words[-1] = (words[-1][0], words[-1][1] + stop[1])
    return words


def _mirror(words: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Brackets that close before they open were drawn mirrored."""
    joined = "".join(text for _, text in words)
    brackets = [character for character in joined if character in "()[]"]
    if brackets and brackets[0] in ")]" and brackets[-1] in "([":
        return [(index, text.translate(_MIRROR)) for index, text in words]
    return words
