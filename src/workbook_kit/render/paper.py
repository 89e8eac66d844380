"""The editions of a handout. A new one is a row in EDITIONS and a layout in seminar-settings.typ."""

import json
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType

from workbook_kit.render.document import Document
from workbook_kit.render.pdf.document import changed
from workbook_kit.render.pdf.forms import add_fields
from workbook_kit.render.pdf.glyphs import drawable
from workbook_kit.render.pdf.impose import booklet, halve
from workbook_kit.render.pdf.row_headers import name_rows
from workbook_kit.render.pictures import black_and_white
from workbook_kit.render.typst import typeset

FONT = "AtkinsonHyperlegibleNext-Regular.ttf"
ANSWERS = "answers.json"


@dataclass(frozen=True)
class Paper:
    """One workbook on its way to paper: its Typst source is made once and set in as many editions as are asked for.

    Args:
        work: an empty folder.
        fonts: folders of a partner's own fonts.
        answers: what somebody answered, by the id of the field: text, or the point of a scale.
        edited: when, by the key of the answer, as ISO times; kept in a fillable PDF.
        archive: PDF/A-2a as well.
    """

    document: Document
    engine: ModuleType
    extension: Path
    work: Path
    fonts: Sequence[Path] = ()
    answers: Mapping[str, str | int] = field(default_factory=dict)
    edited: Mapping[str, str] = field(default_factory=dict)
    archive: bool = False

    def print(self, name: str) -> bytes:
        """The edition of that name, as PDF; the same workbook gives the same bytes.

        Raises:
            ProblemsError: what pandoc, Quarto or Typst refused.
        """
        edition = EDITIONS[name]
        page = self._for_facilitators if edition.for_facilitators else self._for_participants
        if edition.low_ink:
            page = self._in_black(page)
        told = {"layout": name}
        if self.answers:
            (page.parent / ANSWERS).write_text(json.dumps(self._drawable, ensure_ascii=False), encoding="utf-8")
            told["answers"] = ANSWERS
        # what has lost its tags can keep to no standard, so nothing is asked of it
        archive = self.archive and edition.accessible
        return edition.finish(typeset(page, self.extension, told, archive, self.fonts), self)

    @cached_property
    def _for_participants(self) -> Path:
        return self._source("participant")

    @cached_property
    def _for_facilitators(self) -> Path:
        return self._source("facilitator")

    @cached_property
    def _drawable(self) -> dict[str, str | int]:
        texts = {id: text for id, text in self.answers.items() if isinstance(text, str)}
        drawn = dict(zip(texts, drawable(texts.values(), self.font_folders), strict=True))
        return {**self.answers, **drawn}

    @property
    def font_folders(self) -> list[Path]:
        """The kit's own and the partner's."""
        return [self.extension / "fonts", *self.fonts]

    def _source(self, audience: str) -> Path:
        folder = self.work / audience
        folder.mkdir()
        document = replace(self.document, metadata={**self.document.metadata, "edition": audience})
        page: Path = self.engine.typst_source(document, folder, self.extension)
        return page

    def _in_black(self, page: Path) -> Path:
        folder = self.work / f"{page.parent.name}-in-black"
        if not folder.exists():
            shutil.copytree(page.parent, folder)
            for picture in folder.rglob("*.svg"):
                picture.write_bytes(black_and_white(picture.read_bytes()))
        return folder / page.relative_to(page.parent)


@dataclass(frozen=True)
class Edition:
    """One way of printing a workbook.

    Args:
        name: of its layout, and in its file's name.
        need: what somebody writes in the roster to be given this edition.
        accessible: tagged, as PDF/UA-1 asks.
        finish: what is done to Typst's PDF.
    """

    name: str
    title: str
    purpose: str
    finish: Callable[[bytes, Paper], bytes]
    need: str = ""
    for_facilitators: bool = False
    low_ink: bool = False
    accessible: bool = True

    @property
    def file(self) -> str:
        """Its name in a pack."""
        return "handout.pdf" if self.name == "handout" else f"handout-{self.name}.pdf"


def _tagged(pdf: bytes, paper: Paper) -> bytes:
    return changed(pdf, name_rows)


def _with_fields(pdf: bytes, paper: Paper) -> bytes:
    facts = {**paper.document.workbook, "edited": dict(paper.edited)}
    font, folders = paper.extension / "fonts" / FONT, paper.font_folders
    return changed(pdf, name_rows, lambda document: add_fields(document, facts, font, paper.answers, folders))


def _beside_notes(pdf: bytes, paper: Paper) -> bytes:
    return changed(pdf, name_rows, halve)


def _folded(pdf: bytes, paper: Paper) -> bytes:
    return booklet(pdf)


EDITIONS: dict[str, Edition] = {
    edition.name: edition
    for edition in (
        Edition("handout", "Handout", "To print on A4, with space to write.", _tagged),
        Edition("large-print", "Large print", "In large letters, to print on A4.", _tagged, need="large print"),
        Edition("low-ink", "Low ink", "In black without tints, for any copier.", _tagged, need="low ink", low_ink=True),
        Edition("fillable", "Form to fill in", "A PDF to type into, for any PDF reader.", _with_fields,
                need="screen reader"),
        Edition("booklet", "Booklet", "For printing only: on both sides of A4, flipped on the short edge, to fold.",
                _folded, accessible=False),
        Edition("facilitator", "Facilitator’s edition", "The same pages beside notes, timings and answers.",
                _beside_notes, for_facilitators=True),
    )
}  # fmt: skip
#: What every pack has; the others are made for those who need them.
ALWAYS = ("handout", "facilitator")
ALL = "all"


def chosen(names: Collection[str]) -> tuple[str, ...]:
    """These editions, or every one for `all`, in the order of the table."""
    return tuple(name for name in EDITIONS if name in names or ALL in names)
