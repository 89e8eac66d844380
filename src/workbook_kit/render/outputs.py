"""The outputs of a workbook. A new one is a function like those below and a row in RENDERERS."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from workbook_kit.activities import COVER_FIELDS
from workbook_kit.models.editions import EDITIONS
from workbook_kit.paths import NOTEBOOK, PAGE
from workbook_kit.project.project import Project, font_folders
from workbook_kit.render import embedded, notebook, quarto
from workbook_kit.render.document import Document, assemble
from workbook_kit.render.paper import Paper
from workbook_kit.render.wheel import WHEEL, forms_wheel
from workbook_kit.workbook.compose import picture_names, read_chapter, run_workbook
from workbook_kit.workbook.model import Workbook
from workbook_kit.workbook.plan import SheetSpec, WorkbookSpec, metadata
from workbook_kit.workbook.run import CELL_TIMEOUT, execute

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: Whose a sheet by itself is; an answers file names an NPQ and a cohort.
SAMPLE = "sample"
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
    notebooks: Sequence["NotebookNode"]
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
    """A file of a pack: its name, what to call it, what it is for, and what is in it.

    Args:
        opened: somebody opens it; any other only lies beside what does open.
    """

    name: str
    title: str
    purpose: str
    content: bytes
    for_facilitators: bool = False
    opened: bool = True


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
    yield File(NOTEBOOK, "Notebook", "To open in Jupyter.", made)
    purpose = f"Keep it in the folder of {NOTEBOOK}, which takes its forms from it wherever Jupyter has none."
    yield File(WHEEL, "Forms for the notebook", purpose, forms_wheel(), opened=False)


RENDERERS: dict[str, Callable[[Source], Iterator[File]]] = {"html": _html, "pdf": _pdf, "ipynb": _notebook}


@dataclass(frozen=True)
class Options:
    """What to make of the planned workbooks, and how.

    Args:
        editions: of the handout, besides those that cohort and roster ask for.
        archive: PDFs that keep to PDF/A-2a as well.
    """

    out: Path
    formats: tuple[str, ...] = tuple(RENDERERS)
    engine: str = "embedded"
    jobs: int = 1
    timeout: int = CELL_TIMEOUT
    editions: tuple[str, ...] = ()
    archive: bool = False


def editions_for(project: Project, spec: WorkbookSpec, asked: Collection[str] = ()) -> tuple[str, ...]:
    """The editions that are asked for, that the cohort has, and that somebody on its roster needs."""
    needs = {need for person in project.rosters.get(spec.cohort.id, ()) for need in person.access}
    wanted = {*asked, *spec.cohort.editions}
    return tuple(one.name for one in EDITIONS.values() if one.always or one.name in wanted or one.need in needs)


def make_document(
    project: Project, spec: WorkbookSpec, timeout: int = CELL_TIMEOUT
) -> tuple[Document, "list[NotebookNode]"]:
    """The workbook with its sheets run, ready for an engine; and the sheets, executed."""
    workbook, notebooks = run_workbook(spec, timeout)
    sheets, data = project.root / "workbooks", project.root / "data"
    own = [one.sheet for one in spec.sheets]
    return assemble(workbook, metadata(spec), sheets, data, project.extension, own), notebooks


def make_sheet_document(spec: SheetSpec, extension: Path) -> Document:
    """A sheet by itself, run with these values, ready for an engine.

    Args:
        extension: the `_extensions/seminar` folder.
    """
    sheet, executed = spec.sheet, execute(spec)
    minutes = spec.parameters.get("minutes")
    chapter = read_chapter(sheet.name, minutes if isinstance(minutes, int) else 0, executed, picture_names())
    id, cover = f"sheet--{sheet.name}", tuple(field.model() for field in COVER_FIELDS)
    workbook = Workbook(id, "seminar", SAMPLE, SAMPLE, sheet.name, chapter.title, (), cover, (chapter,))
    said = {
        "title": chapter.title,
        "subtitle": "A sheet by itself, with its sample values",
        "kind": "sheet",
        "workbook-id": id,
        "lang": "en-GB",
        "edition": "participant",
    }
    return assemble(workbook, said, sheet.path.parent, sheet.path.parents[1] / "data", extension, [sheet])


def prepare(project: Project, options: Options, spec: WorkbookSpec, work: Path) -> Source:
    """The workbook with its sheets run, ready for every renderer."""
    document, notebooks = make_document(project, spec, options.timeout)
    return Source(
        document, notebooks, project.root / "workbooks", project.extension, ENGINES[options.engine], work,
        editions_for(project, spec, options.editions), font_folders(project, spec.cohort), options.archive,
    )  # fmt: skip
