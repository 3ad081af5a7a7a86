"""File names as strangers give them, made safe to show, to store and to send back."""

import unicodedata
from urllib.parse import quote

LONGEST = 200
UNNAMED = "document"
_ZWNJ = "\u200c"
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "message/rfc822": ".eml",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "application/xml": ".xml",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/tiff": ".tif",
}


def clean_name(given: str) -> str:
    """Return a file name without folders, control, direction and invisible characters, at most 200 characters long.

    The zero-width non-joiner stays between letters of Arabic script, where it is spelling.
    """
    text = given.encode("utf-8", "replace").decode("utf-8")
    last = text.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    visible = "".join(_visible(last, at) for at in range(len(last)))
    name = " ".join(unicodedata.normalize("NFC", visible).split()).strip(". ") or UNNAMED
    return _shortened(name)


def download_name(name: str, media_type: str) -> str:
    """Return the name to save the file under: the document's, with the ending of its type when it has none."""
    _, dot, ending = name.rpartition(".")
    return name if dot and ending.isalnum() and len(ending) <= 5 else name + _EXTENSIONS.get(media_type, "")


def plain_name(media_type: str) -> str:
    """Return a name that says the type and nothing else: what people call a document must not decide how it is read."""
    return UNNAMED + _EXTENSIONS.get(media_type, "")


def disposition(name: str, *, inline: bool) -> str:
    """Return a Content-Disposition for a clean name: plain ASCII for old clients, RFC 5987 for all others."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(letter for letter in ascii_name if letter not in '"\\%;').strip() or UNNAMED
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _visible(text: str, at: int) -> str:
    letter = text[at]
    category = unicodedata.category(letter)
    if letter == _ZWNJ:
        return letter if _arabic(text, at - 1) and _arabic(text, at + 1) else ""
    if category == "Zs" or letter in "\t\n\r":
        return " "
    return "" if category[0] == "C" or category in {"Zl", "Zp"} else letter


def _arabic(text: str, at: int) -> bool:
    return 0 <= at < len(text) and unicodedata.bidirectional(text[at]) == "AL"


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:LONGEST].rstrip()
    return stem[: LONGEST - len(ending) - 1].rstrip() + dot + ending
