"""A small form, drawn as the page templates draw one, and what to look at it with."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import page as validation
import typst

from workbook_kit.render.pdf.document import edit_pdf
from workbook_kit.render.pdf.forms import add_fields
from workbook_kit.render.pdf.impose import scale_to_half
from workbook_kit.render.pdf.row_headers import tag_row_headers

FONTS = Path(__file__).parents[3] / "_extensions" / "seminar" / "fonts"
FONT = FONTS / "AtkinsonHyperlegibleNext-Regular.ttf"

FACTS: dict[str, object] = {
    "id": "aa-spring-1",
    "title": "Dŵr a “phren”",
    "npq": "NPQAA",
    "cohort": "aa-spring",
    "seminar": "seminar-1",
    "content_hash": "0badcafe",
}

START = """
#set document(title: "A form for Siân")
#set text(font: "Atkinson Hyperlegible Next", lang: "en", region: "GB", size: 10.5pt)
#let control(kind, id, label, body, key: none, ..more) = {
  let told = (kind: kind, id: id, key: if key == none { id } else { key }, label: label)
  link("wbform:" + json.encode(told + more.named(), pretty: false), body)
}
#let space(height) = rect(width: 100%, height: height)
#let bubble(id, key, value) = control(
  "radio", id, "1.a Prunes “well”", box(circle(width: 6mm)), key: key, value: value, said: str(value) + " Often",
)
"""

FORM = """
= A form
#outline()
== First
Name
#control("text", "cover--name", "Your name – ŵ, ł, “q”", space(8mm))
Thoughts
#control("text", "thoughts", "What do you think?", space(50mm), lines: 6)
#table(columns: (1fr, 2cm, 2cm, 2cm), table.header([Group], [1], [2], [3]),
  [1.a Prunes “well”], ..range(1, 4).map(n => bubble("practice--1-a", "practice--1.a", n)),
  [1.b Waters], ..range(1, 4).map(n => bubble("practice--1-b", "practice--1.b", n)),
)
== Second <second>
#table(columns: (4cm, 1fr, 35mm), table.header([Action], [Notes], [By when]),
  text(weight: 600)[Plant], control("text", "plan--1-1", "Plant: Notes", block(width: 100%, height: 2cm), lines: 3),
  control("date", "plan--1-2", "Plant: By when", block(width: 100%, height: 2cm)),
)
#control("check", "done", "Done", box(width: 5mm, height: 5mm, stroke: 1pt))
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
    pdf: bytes, facts: Mapping[str, object], font: Path, values: Mapping[str, str | int] | None = None
) -> bytes:
    """The PDF with fields."""
    return edit_pdf(pdf, lambda document: add_fields(document, facts, font, values or {}, ()))


@cache
def printed() -> bytes:
    """The form before it has fields."""
    return row_headers(drawn(FORM))


def form(values: Mapping[str, str | int] | None = None, **facts: Any) -> bytes:
    """The form, perhaps filled in beforehand."""
    return fillable(printed(), {**FACTS, **facts}, FONT, values)


def is_accessible(pdf: bytes, profile: str = "PDF_UA_1") -> bool:
    """Whether the PDF keeps to PDF/UA-1, or to another standard."""
    found = validation.validate_pdf_bytes(pdf, profile=getattr(validation.ValidationProfile, profile))
    return bool(found.is_compliant)
