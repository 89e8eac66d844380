"""The outputs of a workbook. A new one is a function like those below and a row in RENDERERS."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import nbformat

from workbook_kit.models.editions import EDITIONS
from workbook_kit.paths import PAGE
from workbook_kit.render import embedded, notebook, quarto
from workbook_kit.render.document import Document
from workbook_kit.render.paper import Paper

#: What turns a document into a page or into Typst. Each module has `render_html` and `typst_source`.
ENGINES: dict[str, ModuleType] = {"embedded": embedded, "quarto": quarto}


@dataclass(frozen=True)
class Source:
    """What every renderer gets: the whole document, the executed sheets, and the tools.

    Args:
        editions: names of the editions to print.
        fonts: folders of a partner's own fonts.
        archive: PDFs that keep to PDF/A-2a as well.
    """

    document: Document
    notebooks: Sequence[nbformat.NotebookNode]
    sheets: Path
    extension: Path
    engine: ModuleType
    work: Path
    editions: tuple[str, ...] = ("handout",)
    fonts: tuple[Path, ...] = ()
    archive: bool = False

    def folder(self, name: str) -> Path:
        """An empty folder for one renderer."""
        folder = self.work / name
        folder.mkdir()
        return folder


@dataclass(frozen=True)
class File:
    """A file of a pack: its name, what to call it, what it is for, and what is in it."""

    name: str
    title: str
    purpose: str
    content: bytes
    for_facilitators: bool = False


def _html(source: Source) -> Iterator[File]:
    page: bytes = source.engine.render_html(source.document, source.folder("html"), source.extension)
    purpose = "To read and fill in on a phone, tablet or computer."
    yield File(PAGE, "Workbook", purpose, page)


def _pdf(source: Source) -> Iterator[File]:
    paper = Paper(
        source.document, source.engine, source.extension, source.folder("paper"), source.fonts, archive=source.archive
    )
    for edition in map(EDITIONS.__getitem__, source.editions):
        yield File(edition.file, edition.title, edition.purpose, paper.print(edition.name), edition.for_facilitators)


def _notebook(source: Source) -> Iterator[File]:
    made = notebook.render_notebook(source.document, source.notebooks, source.sheets, source.extension)
    yield File("workbook.ipynb", "Notebook", "To open in Jupyter.", made)


RENDERERS: dict[str, Callable[[Source], Iterator[File]]] = {"html": _html, "pdf": _pdf, "ipynb": _notebook}
