"""A document set in any layout, with answers or without."""

import json
from collections.abc import Mapping
from pathlib import Path

import pypdfium2

from tests.render.workbook import EXTENSION, activities
from workbook_kit.activities import COVER_FIELDS, Field
from workbook_kit.models.editions import EDITIONS
from workbook_kit.render import embedded
from workbook_kit.render.document import Document
from workbook_kit.render.typst import typeset

MM = 72 / 25.4
LAYOUTS = tuple(EDITIONS)
PRINTED = tuple(e.name for e in EDITIONS.values() if not (e.fillable or e.for_facilitators))  # hold answers in the page
PARTICIPANTS = (*PRINTED, "fillable")
#: Said by an edition about itself, or in running lines that large letters leave no room for.
NAMES = {"January", "NPQAA", *(word for name in PARTICIPANTS[1:] for word in EDITIONS[name].title.split())}

Answers = Mapping[str, str | int]


def declared() -> list[Field]:
    notes = Field("notes", "text", "Notes")
    return [*COVER_FIELDS, *(field for activity in activities() for field in activity.fields()), notes]


def answers(text: str) -> Answers:
    """The text in every box, a date, the second point of every scale, a tick in every box for one."""
    said: dict[str, str | int] = {"text": text, "date": "2027-01-14", "rating": 2, "check": 1}
    return {field.id: said[field.type] for field in declared()}


def lay_out(sample: Document, work: Path) -> Path:
    sample.lay_out(work)
    source = work / "workbook.typ"
    source.write_text(embedded.to_typst(sample, work, EXTENSION), encoding="utf-8")
    return source


def compiled(source: Path, layout: str, given: Answers | None = None) -> bytes:
    told = {"layout": layout}
    if given is not None:
        (source.parent / "answers.json").write_text(json.dumps(given), encoding="utf-8")
        told["answers"] = "answers.json"
    return typeset(source, EXTENSION, told)


def outside(pdf: bytes) -> list[tuple[int, list[float]]]:
    """What is drawn outside the measure of its page, in millimetres; the cover's drawing goes to the edge."""
    found = []
    with pypdfium2.PdfDocument(pdf) as opened:
        for number, page in enumerate(opened, start=1):
            left = 24 if number % 2 else 18
            for one in page.get_objects(max_depth=1) if number > 1 else ():
                bounds = [edge / MM for edge in one.get_bounds()]
                # PDFium adds a line's whole thickness on each side
                if bounds[0] < left - 1.3 or bounds[2] > left + 169.3 or bounds[1] < 10 or bounds[3] > 287:
                    found.append((number, bounds))
    return found
