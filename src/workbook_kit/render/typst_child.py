"""The process that sets documents, one after another, until nobody asks any more. It imports Typst and little else."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import typst

from workbook_kit.processes import Owner


def main() -> None:
    """Sets each document that it is asked for."""
    owner = Owner()
    while True:
        owner.tell(_set(**owner.question()))


def _set(
    page: str, root: str, told: dict[str, Any], standards: Sequence[Any], fonts: Sequence[str]
) -> bytes | tuple[str, list[str]]:
    """The PDF, or why Typst refused it and what may help."""
    try:
        return typst.compile(
            page, format="pdf", root=root, font_paths=_fonts(*fonts), sys_inputs=told, pdf_standards=list(standards),
            timestamp=0,
        )  # fmt: skip
    except typst.TypstError as error:
        return error.message, list(error.hints)


@cache
def _fonts(*folders: str) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))
