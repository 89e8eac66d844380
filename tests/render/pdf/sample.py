"""A small form, drawn as the page templates draw one, and what to look at it with."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import page as validation
import typst

from workbook_kit.render.pdf.document import edit_pdf
from workbook_kit.render.pdf.forms import add_fields
from workbook_kit.render.pdf.impose import scale_to_half
from workbook_kit.render.pdf.row_headers import tag_row_headers
from workbook_kit.workbook.model import ActivityBlock, Chapter, Workbook

FONTS = Path(__file__).parents[3] / "_extensions" / "seminar" / "fonts"
FONT = FONTS / "AtkinsonHyperlegibleNext-Regular.ttf"

OFTEN = {"framework": "NPQAA", "edition": "2024", "kind": "practice"}


def asked(key: str, type: str, label: str, **more: object) -> dict[str, object]:
    """A field as the model has it."""
    return {"key": key, "id": key.replace("1.", "1-"), "type": type, "label": label, **more}


def rated(code: str) -> dict[str, object]:
    """A statement's field."""
    return asked(f"practice--{code}", "rating", code, points=3, statement={**OFTEN, "code": code})


#: The fields of FORM, as one activity that no kind makes.
ASKED = {
    "scale": {"labels": ["Often", "Often", "Often"]},
    "statements": [
        {**OFTEN, "code": "1.a", "text": "Prunes “well”"},
        {**OFTEN, "code": "1.b", "text": "Waters"},
    ],
    "fields": [
        asked("thoughts", "text", "What do you think?"),
        rated("1.a"),
        rated("1.b"),
        asked("plan--1-1", "text", "Plant: Notes"),
        asked("plan--1-2", "date", "Plant: By when"),
        asked("done", "check", "Done"),
    ],
}
WORKBOOK = Workbook(
    "aa-spring-1", "seminar", "NPQAA", "aa-spring", "seminar-1", "Dŵr a “phren”", (),
    (asked("cover--name", "text", "Your name – ŵ, ł, “q”"),), (Chapter("one", "One", 5, (ActivityBlock(ASKED, ""),)),),
)  # fmt: skip
FACTS = WORKBOOK.named

START = """
#set document(title: "A form for Siân")
#set text(font: "Atkinson Hyperlegible Next", lang: "en", region: "GB", size: 10.5pt)
#let control(id, body) = link("wbform:" + id, body)
#let space(height) = rect(width: 100%, height: height)
#let bubble(id, point) = control(id + "/" + str(point), box(circle(width: 6mm)))
"""

FORM = """
= A form
#outline()
== First
Name
#control("cover--name", space(8mm))
Thoughts
#control("thoughts", space(50mm))
#table(columns: (1fr, 2cm, 2cm, 2cm), table.header([Group], [1], [2], [3]),
  [1.a Prunes “well”], ..range(1, 4).map(n => bubble("practice--1-a", n)),
  [1.b Waters], ..range(1, 4).map(n => bubble("practice--1-b", n)),
)
== Second <second>
#table(columns: (4cm, 1fr, 35mm), table.header([Action], [Notes], [By when]),
  text(weight: 600)[Plant], control("plan--1-1", block(width: 100%, height: 2cm)),
  control("plan--1-2", block(width: 100%, height: 2cm)),
)
#control("done", box(width: 5mm, height: 5mm, stroke: 1pt))
See #link(<second>)[above].
"""

#: Every field of FORM by its key, with an answer that is hard to keep.
ANSWERS: dict[str, str | int] = {
    "cover--name": "Siân Łukasik-O’Neill",
    "thoughts": "#panic() $x$ *bold* <b> \\ (a) /V ]]\n\n  “curly” – ŵŷ €\tαβγ 中 😀\nlast",
    "practice--1.a": 3,
    "practice--1.b": 1,
    "plan--1-1": "word " * 5000,
    "plan--1-2": "2027-06-30",
    "done": 1,
}


def drawn(body: str, archive: bool = False) -> bytes:
    """The Typst text as a tagged PDF."""
    return typst.compile(
        (START + body).encode(), format="pdf", font_paths=[str(FONTS)], ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"] if archive else ["ua-1"], timestamp=0,
    )  # type: ignore[call-overload, no-any-return]  # fmt: skip


def row_headers(pdf: bytes) -> bytes:
    """The PDF with row headers."""
    return edit_pdf(pdf, tag_row_headers)


def half_size(pdf: bytes) -> bytes:
    """The PDF at half its size."""
    return edit_pdf(pdf, scale_to_half)


def fillable(
    pdf: bytes, workbook: Workbook, values: Mapping[str, str | int] | None = None,
    edited: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """The PDF with the workbook's fields."""
    return edit_pdf(pdf, lambda document: add_fields(document, workbook, FONT, values or {}, (), edited or {}))


@cache
def printed() -> bytes:
    """The form before it has fields."""
    return row_headers(drawn(FORM))


def form(values: Mapping[str, str | int] | None = None, edited: Mapping[str, str] | None = None) -> bytes:
    """The form, perhaps filled in beforehand."""
    return fillable(printed(), WORKBOOK, values, edited)


def is_accessible(pdf: bytes, profile: str = "PDF_UA_1") -> bool:
    """Whether the PDF keeps to PDF/UA-1, or to another standard."""
    found = validation.validate_pdf_bytes(pdf, profile=getattr(validation.ValidationProfile, profile))
    return bool(found.is_compliant)
