"""A sheet is a scope: nothing in its text reaches another sheet. Here its cells are made ready to be read. Pure.

How they are read, and what then may lead from one sheet to another, is in `_extensions/seminar/seminar-scopes.lua`,
for both engines.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbook_kit.activities.markup import raw_block

#: What pandoc may tie to text elsewhere in the sheet: definitions, notes and references to them, numbered examples,
#: tags, macros of TeX. Code, tables and whatever else ends with its cell is none.
_TIE = re.compile(
    r"\]:|(?<!\\)@|(?<![\\{])<(?!https?:)|(?<!\\)\](?![({])|\\[a-zA-Z]*(?:new|renew|provide|Declare|def|let)"
)
_HEADING = re.compile(r"^[ \t>]*#+ (.*?)[ \t#]*(?:\{[^}]*\})?[ \t#]*$|^(.+)\n(?:=+|-+)[ \t]*$", re.MULTILINE)
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
#: What Quarto, or its reader, would act upon in a raw block; and our own sign.
_ACTED_UPON = re.compile("[%{}<]")


@dataclass(frozen=True)
class Scope:
    """The Markdown of one sheet.

    Args:
        sheet: its name.
        cells: the text of each, after its number from 0.
        tied: whether something in one cell may mean something in another, so that they must be read as one text.
    """

    sheet: str
    cells: tuple[tuple[int, str], ...]
    tied: bool

    def as_json(self) -> dict[str, object]:
        """What convert.lua gets: without tabs, as pandoc's own command line has it."""
        cells = [{"number": str(number), "text": text.expandtabs(4)} for number, text in self.cells]
        return {"sheet": self.sheet, "tied": self.tied, "cells": cells}

    def for_quarto(self) -> Iterator[str]:
        """Each cell as a raw block, in which Quarto finds neither a command nor code to run."""
        how = "tied" if self.tied else "apart"
        for number, text in self.cells:
            hidden = _ACTED_UPON.sub(_hide, f"{number} {how} {self.sheet}\n{text.expandtabs(4)}")
            yield raw_block("seminar-scope", hidden)


def _hide(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"


def is_tied(prose: str) -> bool:
    """Whether something in the text of a sheet may reach from one of its cells into another."""
    return bool(_TIE.search(prose)) or _names_a_heading(prose)


def _names_a_heading(prose: str) -> bool:
    """Pandoc makes a link of a heading's words in brackets, wherever the heading stands."""
    headings = {_letters(found[1] or found[2] or "") for found in _HEADING.finditer(prose)}
    return any(_letters(found[1]) in headings for found in _BRACKET.finditer(prose))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))
