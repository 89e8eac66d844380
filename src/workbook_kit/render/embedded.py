"""The engine that needs nothing installed but Python packages: pandoc, then Typst for paper."""

from pathlib import Path

from workbook_kit.errors import problem
from workbook_kit.render.document import Document
from workbook_kit.render.pandoc import convert, front_matter
from workbook_kit.render.typesetting import typeset

CONTENTS_DEPTH = 2
#: In the order in which they are read; _extension.yml says the same to Quarto.
STYLES = ("seminar-activities.css", "seminar.css")


def render_html(document: Document, work: Path, extension: Path) -> bytes:
    """The workbook as one page that asks the network for nothing.

    Args:
        work: an empty folder of this call's own.
        extension: the `_extensions/seminar` folder.
    """
    document.lay_out(work)
    options = [
        f"--lua-filter={extension.resolve() / 'seminar.lua'}",
        f"--lua-filter={extension.resolve() / 'seminar-screen.lua'}",
        f"--template={extension.resolve() / 'seminar.html'}",
        *(f"--css={extension.resolve() / style}" for style in STYLES),
        "--embed-resources",
        "--mathml",
        "--shift-heading-level-by=1",
        "--toc",
        f"--toc-depth={CONTENTS_DEPTH + 1}",
    ]
    return convert(_source(document), "html5", work, options).encode()


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
    page = work / "workbook.typ"
    page.write_text(to_typst(document, work, extension), encoding="utf-8")
    return page


def to_typst(document: Document, work: Path, extension: Path) -> str:
    """The workbook as Typst source, complete with our template."""
    options = [
        f"--lua-filter={extension.resolve() / 'seminar.lua'}",
        f"--lua-filter={extension.resolve() / 'seminar-paper.lua'}",
        f"--template={extension.resolve() / 'embedded.typst'}",
        "--toc",
        f"--toc-depth={CONTENTS_DEPTH}",
    ]
    return convert(_source(document), "typst", work, options)


def _source(document: Document) -> str:
    if not document.metadata.get("title"):
        raise problem("", "the workbook has no title", "give the seminar a title")
    return front_matter(document.metadata) + document.markdown
