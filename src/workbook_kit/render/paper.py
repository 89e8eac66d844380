"""A workbook on paper: its Typst source, made once and set in every edition that is asked for."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType

from pikepdf import Pdf

from workbook_kit.models.editions import EDITIONS, Edition
from workbook_kit.render.document import Document
from workbook_kit.render.pdf.document import edit_pdf
from workbook_kit.render.pdf.forms import add_fields
from workbook_kit.render.pdf.glyphs import make_drawable
from workbook_kit.render.pdf.impose import fold_booklet, scale_to_half
from workbook_kit.render.pdf.row_headers import tag_row_headers
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
        return self._finish(edition, typeset(page, self.extension, told, archive, self.fonts))

    def _finish(self, edition: Edition, pdf: bytes) -> bytes:
        """What Typst does not do: row headers, fields, folding, scaling."""
        if edition.folded:
            return fold_booklet(pdf)
        changes = [tag_row_headers]
        if edition.fillable:
            changes.append(self._add_fields)
        if edition.for_facilitators:
            changes.append(scale_to_half)
        return edit_pdf(pdf, *changes)

    def _add_fields(self, document: Pdf) -> None:
        font, workbook = self.extension / "fonts" / FONT, self.document.workbook
        add_fields(document, workbook, font, self.answers, self.font_folders, self.edited)

    @cached_property
    def _for_participants(self) -> Path:
        return self._source("participant")

    @cached_property
    def _for_facilitators(self) -> Path:
        return self._source("facilitator")

    @cached_property
    def _drawable(self) -> dict[str, str | int]:
        texts = {id: text for id, text in self.answers.items() if isinstance(text, str)}
        drawn = dict(zip(texts, make_drawable(texts.values(), self.font_folders), strict=True))
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
