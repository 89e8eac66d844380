"""How fields look before a viewer draws them: answers laid out by Typst, and the signs of buttons."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from workbook_kit.render.pdf.document import open_pdf
from workbook_kit.render.pdf.glyphs import font_family, make_drawable
from workbook_kit.render.typst import draw_pages, query_notes

#: Of the letters in a field, in points: the first that lets an answer fit, or the last.
SIZES = (10.5, 9.5, 8.5, 8.0)
INK = "0.1"
#: More letters than the largest field shows are not laid out.
MOST_LAID_OUT = 12_000

_TEMPLATE = Path(__file__).with_name("field_text.typ")
#: Without a place to break, a line of so many letters would leave the field.
_LONG = re.compile(r"\S{24,}")
_PIECE = 4


@dataclass(frozen=True)
class FieldText:
    """An answer for a field of this width and height, in points."""

    text: str
    width: float
    height: float
    multiline: bool


@dataclass(frozen=True)
class FieldLook:
    """How the answer looks: its size in points, and whether it needs several lines."""

    form: Object
    size: float
    multiline: bool


def lay_out_texts(pdf: Pdf, answers: Sequence[FieldText], font: Path, fonts: Sequence[Path]) -> list[FieldLook]:
    """Each answer as a form XObject of the PDF, laid out in the font at the size at which it fits.

    Args:
        fonts: folders of further fonts, for letters that the font has not.
    """
    if not answers:
        return []
    folders = [font.parent, *fonts]
    texts = make_drawable([one.text[:MOST_LAID_OUT] for one in answers], folders)
    told = {
        "family": font_family(font),
        "sizes": SIZES,
        "texts": [
            {"lines": _lines(text), "more": len(one.text) > MOST_LAID_OUT, "multiline": one.multiline,
             "width": one.width, "height": one.height}
            for one, text in zip(answers, texts, strict=True)
        ],
    }  # fmt: skip
    source = _TEMPLATE.read_bytes()
    chosen = query_notes(source, told, folders, "<field>")
    with open_pdf(draw_pages(source, told, folders)) as pages:
        return [
            FieldLook(_lifted(pdf, page.as_form_xobject()), one["size"], one["multiline"])
            for page, one in zip(pages.pages, chosen, strict=True)
        ]


def _lines(text: str) -> list[list[str]]:
    """The pieces of each line between which it may be broken."""
    return [_pieces(line) for line in text.split("\n")]


def _pieces(line: str) -> list[str]:
    pieces, at = [], 0
    for long in _LONG.finditer(line):
        cuts = range(long.start(), long.end(), _PIECE)
        pieces += [line[at : long.start()], *(line[cut : min(cut + _PIECE, long.end())] for cut in cuts)]
        at = long.end()
    return [piece for piece in [*pieces, line[at:]] if piece]


def _lifted(pdf: Pdf, page: Object) -> Object:
    """The page's content as the appearance of a text field."""
    form = pdf.copy_foreign(page)
    form.write(b"/Tx BMC\nq\n" + form.read_bytes() + b"\nQ\nEMC\n")
    return form


def empty_text(pdf: Pdf, width: float, height: float, font: Object) -> Object:
    """An empty text field."""
    return _drawn(pdf, width, height, "/Tx BMC EMC", Dictionary(Font=Dictionary(WbF=font)))


def empty_button(pdf: Pdf, width: float, height: float) -> Object:
    """A button that is not chosen. Not quite empty: pdf.js complains of an appearance of no bytes."""
    return _drawn(pdf, width, height, "q Q")


def dot(pdf: Pdf, width: float, height: float) -> Object:
    """A bubble that is chosen."""
    radius = min(width, height) * 0.32
    return _drawn(pdf, width, height, f"{INK} g {_circle(width / 2, height / 2, radius)} f")


def tick(pdf: Pdf, width: float, height: float) -> Object:
    """A box that is ticked."""
    points = [(0.22, 0.5), (0.42, 0.28), (0.8, 0.76)]
    (x, y), *others = [(width * across, height * up) for across, up in points]
    lines = " ".join(f"{x:.2f} {y:.2f} l" for x, y in others)
    return _drawn(pdf, width, height, f"{INK} G 1.6 w 1 J {x:.2f} {y:.2f} m {lines} S")


def _drawn(pdf: Pdf, width: float, height: float, content: str, resources: Object | None = None) -> Object:
    form = Stream(pdf, content.encode())
    form["/Type"], form["/Subtype"] = Name.XObject, Name.Form
    form["/BBox"] = Array([0, 0, round(width, 3), round(height, 3)])
    form["/Resources"] = Dictionary() if resources is None else resources
    return pdf.make_indirect(form)


def _circle(x: float, y: float, radius: float) -> str:
    """Four curves; a curve's handles are this part of the radius long."""
    k = 0.5523 * radius
    corners = [
        ((radius, k), (k, radius), (0, radius)),
        ((-k, radius), (-radius, k), (-radius, 0)),
        ((-radius, -k), (-k, -radius), (0, -radius)),
        ((k, -radius), (radius, -k), (radius, 0)),
    ]
    curves = " ".join(" ".join(f"{x + dx:.2f} {y + dy:.2f}" for dx, dy in corner) + " c" for corner in corners)
    return f"{x + radius:.2f} {y:.2f} m {curves}"
