"""The outputs of a workbook. A new one is a module with the same shape and a row in RENDERERS."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import nbformat

from workbook_kit.render import embedded, notebook, quarto
from workbook_kit.render.document import Document

#: What turns a document into a page or a handout. Each module has `render_html` and `render_pdf`.
ENGINES: dict[str, ModuleType] = {"embedded": embedded, "quarto": quarto}


@dataclass(frozen=True)
class Source:
    """What every renderer gets: the whole document, the executed sheets, and the tools."""

    document: Document
    notebooks: Sequence[nbformat.NotebookNode]
    sheets: Path
    extension: Path
    engine: ModuleType
    work: Path

    def folder(self, name: str) -> Path:
        """An empty folder for one renderer."""
        folder = self.work / name
        folder.mkdir()
        return folder


@dataclass(frozen=True)
class Renderer:
    """One output: the file's name in a pack, what to call it, and what makes it."""

    file: str
    title: str
    purpose: str
    render: Callable[[Source], bytes]


def _html(source: Source) -> bytes:
    page: bytes = source.engine.render_html(source.document, source.folder("html"), source.extension)
    return page


def _pdf(source: Source) -> bytes:
    handout: bytes = source.engine.render_pdf(source.document, source.folder("pdf"), source.extension)
    return handout


def _notebook(source: Source) -> bytes:
    return notebook.render_notebook(source.document, source.notebooks, source.sheets, source.extension)


RENDERERS: dict[str, Renderer] = {
    "html": Renderer("workbook.html", "Workbook", "To read and fill in on a phone, tablet or computer.", _html),
    "pdf": Renderer("handout.pdf", "Handout", "To print on A4, with space to write.", _pdf),
    "ipynb": Renderer("workbook.ipynb", "Notebook", "To open in Jupyter.", _notebook),
}
