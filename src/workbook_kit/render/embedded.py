"""The engine that needs nothing installed but Python packages: pandoc, then Typst for paper."""

from dataclasses import replace
from pathlib import Path

from workbook_kit.errors import problem
from workbook_kit.render.document import Document
from workbook_kit.render.embedding import in_one_file
from workbook_kit.render.pandoc import Format, convert, front_matter
from workbook_kit.render.parted import write_parted
from workbook_kit.render.parts import parts
from workbook_kit.render.typesetting import typeset

CONTENTS_DEPTH = 2
#: In the order in which they are read; _extension.yml says the same to Quarto.
STYLES = ("seminar-activities.css", "seminar.css")

PAGE = Format(
    "html5",
    filters=("seminar.lua", "seminar-screen.lua"),
    template="seminar.html",
    shift=1,
    options={"html_math_method": "mathml", "table_of_contents": True, "toc_depth": CONTENTS_DEPTH + 1},
    variables={"css": STYLES},
)
PAPER = Format(
    "typst",
    filters=("seminar.lua", "seminar-text.lua"),
    filters_of_whole=("seminar-paper.lua",),
    template="embedded.typst",
    options={"table_of_contents": True, "toc_depth": CONTENTS_DEPTH},
)


def render_html(document: Document, work: Path, extension: Path) -> bytes:
    """The workbook as one page that asks the network for nothing.

    Args:
        work: an empty folder of this call's own.
        extension: the `_extensions/seminar` folder.
    """
    page = _convert(document, replace(PAGE, extension=extension))
    return in_one_file(page, document.resources, extension).encode()


def render_pdf(document: Document, work: Path, extension: Path) -> bytes:
    """The workbook on A4, tagged for assistive technology.

    Args:
        work: an empty folder of this call's own.
        extension: the `_extensions/seminar` folder.
    """
    return typeset(typst_source(document, work, extension), extension)


def typst_source(document: Document, work: Path, extension: Path) -> Path:
    """The workbook as a Typst file in the work folder, with all that it needs beside it."""
    document.lay_out(work)
    return write_parted(to_typst(document, work, extension), work)


def to_typst(document: Document, work: Path, extension: Path) -> str:
    """The workbook as Typst source, complete with our template."""
    return _convert(document, replace(PAPER, extension=extension))


def _convert(document: Document, format: Format) -> str:
    if not document.metadata.get("title"):
        raise problem("", "the workbook has no title", "give the seminar a title")
    # said apart, so that what is said of every edition is read once
    said = {key: value for key, value in document.metadata.items() if key != "edition"}
    return convert(parts(document.markdown), format, front_matter(said), document.metadata.get("edition", ""))
