"""From a template of ours and a folder of what stands on the paper to PDF bytes, offline, with our own fonts.

What somebody typed reaches a template as JSON in that folder, never as markup.
"""

import threading
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

_FONTS = Path(__file__).parent / "fonts"
_NOT_ARCHIVAL = "PDF/A-2a error"
_one_at_a_time = threading.Lock()


def typeset(template: bytes, folder: Path, made: datetime | None = None, *, archival: bool = True) -> bytes:
    """Return the PDF of a template that reads its data in `folder`; PDF/A-2a when `archival`, made now unless told.

    A text with signs that no font of ours has, such as Chinese, is printed all the same, with boxes in their place:
    such a page cannot be PDF/A. Takes tens of milliseconds of a core: call it in a thread, not on the event loop.
    """
    moment = None if made is None else made.replace(microsecond=0)
    with _one_at_a_time:
        try:
            return _compiled(template, folder, moment, ["a-2a"] if archival else [])
        except typst.TypstError as refused:
            if not archival or _NOT_ARCHIVAL not in str(refused):
                raise
            return _compiled(template, folder, moment, [])


def _compiled(template: bytes, folder: Path, made: datetime | None, standards: list[Any]) -> bytes:
    pdf = _compiler().compile(template, root=folder, format="pdf", timestamp=made, pdf_standards=standards)
    return cast("bytes", pdf)


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_FONTS])
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
