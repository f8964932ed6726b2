"""Typst at work: our templates, our fonts, data as one JSON text; no network and no font of the machine.

One compiler works at a time: the library keeps its caches for the whole process and uses every core by itself.
"""

import asyncio
import json
import threading
from functools import cache
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).resolve().parent
TEMPLATES = FOLDER / "templates"
_LOCK = threading.Lock()


class TooLong(Exception):
    """A template found that a text does not fit; `place` says which one of the list."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER / "fonts")])
    nowhere = str(TEMPLATES / "packages")
    return typst.Compiler(
        root=str(TEMPLATES), font_paths=fonts, ignore_system_fonts=True, package_path=nowhere,
        package_cache_path=nowhere,
    )  # fmt: skip


def set_paper(template: str, data: dict[str, Any]) -> bytes:
    """The PDF of a template with these data. Raises TooLong."""
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    with _LOCK:
        try:
            made = _compiler().compile(
                input=str(TEMPLATES / f"{template}.typ"), format="pdf", sys_inputs=inputs, pdf_tags=False
            )
        except typst.TypstError as error:
            _, found, rest = error.message.partition("too long: ")
            if found:
                raise TooLong(int(rest.partition(";")[0])) from None
            raise
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made


async def typeset(template: str, data: dict[str, Any]) -> bytes:
    """The PDF of a template, made in a thread so that the process goes on."""
    return await asyncio.to_thread(set_paper, template, data)
