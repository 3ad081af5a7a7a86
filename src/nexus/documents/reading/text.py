"""Text as a person sees it: no control, steering or invisible characters."""

import re

HIDDEN_CHARACTERS = "hidden-characters"
"""The flag for text that held characters nobody can see."""
HIDDEN_TEXT = "hidden-text"
"""The flag for text that a program would read and a person would not see; it is left out."""

_SILENT = re.compile("[\u00ad\u200e\u200f\u061c\ufeff\ufffe\uffff]")
"""Soft hyphens, direction marks and byte order marks: honest leftovers of typesetting."""
_SUSPECT = re.compile(
    "[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u0084\u0086-\u009f"  # controls
    "\u202a-\u202e\u2066-\u2069\u206a-\u206f"  # embeddings, overrides, isolates
    "\u200b\u2060-\u2064\u180e\u115f\u1160\u3164"  # zero width and blank fillers
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef"  # tags and variation selectors
    "\ud800-\udfff]"  # lone surrogates
)
_JOINERS = re.compile("(?<![\u0600-\u06ff\ufb50-\ufeff\u0900-\u0dff])[\u200c\u200d]+|[\u200c\u200d]+(?=\\s|$)")
"""Joiners shape Arabic and Indic letters; anywhere else they only hide."""
_ODD = re.compile("[^\t\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f]")
_LINES = re.compile("\r\n?|[\u0085\u2028\u2029\u000c]")


def clean(text: str, flags: list[str] | None = None) -> str:
    """Strip what cannot be seen. Suspicious characters are told of in `flags`."""
    if not _ODD.search(text):
        return text
    text = _SILENT.sub("", _LINES.sub("\n", text))
    text, removed = _SUSPECT.subn("", text)
    if removed:
        flag(flags, HIDDEN_CHARACTERS)
    return _JOINERS.sub("", text)


def one_line(text: str, flags: list[str] | None = None) -> str:
    """`clean`, with every run of white space made one space."""
    return " ".join(clean(text, flags).split())


def flag(flags: list[str] | None, name: str) -> None:
    """Add a flag once."""
    if flags is not None and name not in flags:
        flags.append(name)
