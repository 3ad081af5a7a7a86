"""A label printer: what its commands are, and what a scanner would read off the codes they print."""

import re
from typing import NamedTuple

_COMMAND = re.compile(r"\^(A0|BY|B[CX]|[A-Z]{2})([^^~]*)")
_INVOKED = {"0": ">", "<": "^", "=": "~"}


class Field(NamedTuple):
    """A field of a label, in dots; `text` is what a person or a scanner reads."""

    kind: str
    x: int
    y: int
    height: int
    module: int
    text: str


def commands(zpl: str) -> list[str]:
    """Return the names of the commands in their order; raise for anything that is none."""
    assert "~" not in zpl
    assert "".join(match[0] for match in _COMMAND.finditer(zpl)) == zpl
    return [match[1] for match in _COMMAND.finditer(zpl)]


def fields(zpl: str) -> list[Field]:
    """Return the fields of a label as its printer takes them."""
    found: list[Field] = []
    kind, x, y, height, module = "", 0, 0, 0, 0
    for name, given in _COMMAND.findall(zpl):
        parts = given.split(",")
        if name == "FO":
            x, y = int(parts[0]), int(parts[1])
        elif name == "A0":
            kind, height, module = "text", int(parts[1]), int(parts[2])
        elif name == "BY":
            module = int(parts[0])
        elif name == "BC":
            kind, height = "code128", int(parts[1])
        elif name == "BX":
            kind, height, module = "datamatrix", 0, int(parts[1])
        elif name == "FD":
            found.append(Field(kind, x, y, height, module, _READ[kind](_unhex(given))))
    return found


def _unhex(data: str) -> str:
    data = data.encode().decode("latin-1")
    return re.sub("_([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), data).encode("latin-1").decode()


def _code128(data: str) -> str:
    assert data.startswith(">:")
    read, pairs, rest = "", False, data[2:]
    while rest:
        if rest.startswith((">5", ">6")):
            pairs, rest = rest[1] == "5", rest[2:]
        elif pairs:
            assert rest[:2].isdigit()
            read, rest = read + rest[:2], rest[2:]
        elif rest[0] == ">":
            read, rest = read + _INVOKED[rest[1]], rest[2:]
        else:
            assert rest[0] not in "^~"
            read, rest = read + rest[0], rest[1:]
    return read


def _datamatrix(data: str) -> str:
    assert not re.search("_[^_]", data.replace("__", ""))
    return data.replace("__", "_")


_READ = {"text": str, "code128": _code128, "datamatrix": _datamatrix}
