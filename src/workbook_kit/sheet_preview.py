"""A sheet as its page draws it, shown in the notebook where it is written."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from workbook_kit.activities.display import is_static
from workbook_kit.check.check import check_sheet
from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.project.project import Project, load_project
from workbook_kit.project.sheets import Sheet, read_notebook, sheet_of, use_problems
from workbook_kit.project.starter import starter_folder
from workbook_kit.render.embedded import render_chapters
from workbook_kit.render.outputs import make_sheet_document
from workbook_kit.workbook.plan import SheetSpec

_FRAME = (
    '<iframe title="{title}" sandbox srcdoc="{page}" style="box-sizing: border-box; width: 100%; height: 44rem; '
    'resize: vertical; border: 1px solid #888; background: #fff"></iframe>'
)


@dataclass(frozen=True, repr=False)
class Preview:
    """What a look at a sheet found: its page, unless that cannot be made, and every problem as `check` tells it."""

    title: str
    page: str
    problems: tuple[Problem, ...]

    def __repr__(self) -> str:
        return "\n".join([self.title, *map(str, self.problems)])

    def _repr_html_(self) -> str:
        told = "".join(f"<li>{escape(str(one))}</li>" for one in self.problems)
        page = _FRAME.format(title=escape(self.title), page=escape(self.page)) if self.page else ""
        return f"<p>{escape(self.title)}</p>{told and f'<ul>{told}</ul>'}{page}"


def preview(sheet: str | Path = "") -> Preview | None:
    """The sheet as its page draws it, with what is wrong with it; nothing where pages are made.

    Text and activities are those of the file, as it was saved last. The values are those that the names of its
    parameters cell have in this kernel, and its samples where they have none.

    Args:
        sheet: the notebook's file; the notebook in which this is called, where nothing is said.
    """
    if is_static():
        return None
    names = _names()
    try:
        return _look(_file(str(sheet), names), names)
    except ProblemsError as error:
        return Preview("There is nothing to show:", "", error.problems)


def _names() -> Mapping[str, Any]:
    """What the notebook's cells have named so far."""
    from IPython import get_ipython  # whoever shows a sheet has it already

    shell = get_ipython()
    return shell.user_ns if shell else {}


def _file(name: str, names: Mapping[str, Any]) -> Path:
    """The file of that name, or the notebook's own: Jupyter's server tells it to the kernel, and VS Code its cells."""
    if not name:
        own = Path(str(names.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME", "")))
        if own.suffix == ".ipynb" and own.is_file():
            return own
        raise problem("", "this kernel does not know its notebook's file", "write which: %preview scenario.ipynb")
    path = Path(name if name.endswith(".ipynb") else f"{name}.ipynb")
    for place in (path, "workbooks" / path):
        if place.is_file():
            return place.absolute()
    raise problem(name, "there is no such sheet", "write the name of its file")


def _look(path: Path, names: Mapping[str, Any]) -> Preview:
    file = f"{path.parent.name}/{path.name}"
    raw, notebook = read_notebook(path, file)
    sheet = sheet_of(path, notebook, raw)
    project, problems = _project(path.parent.parent)
    spec = SheetSpec(sheet, _values(sheet, names))
    problems = [*problems, *use_problems(sheet), *check_sheet(spec, project.npqs.values() if project else ())]
    page = ""
    try:
        extension = project.extension if project else starter_folder() / "_extensions" / "seminar"
        page = render_chapters(make_sheet_document(spec, extension), extension)
    except ProblemsError as error:
        problems += error.problems
    saved = datetime.fromtimestamp(path.stat().st_mtime)
    return Preview(f"{file}, as it was saved at {saved:%H:%M:%S}", page, tuple(sorted(set(problems))))


def _project(root: Path) -> tuple[Project | None, Iterable[Problem]]:
    """The project around a sheet, if it is one and well."""
    if not (root / "data").is_dir():
        return None, ()
    try:
        return load_project(root), ()
    except ProblemsError as error:
        return None, error.problems


def _values(sheet: Sheet, names: Mapping[str, Any]) -> dict[str, Any]:
    """A value for each parameter.

    Raises:
        ProblemsError: one has a value in the kernel that no table of cohorts could give it.
    """
    values = {name: names.get(name, sample) for name, sample in sheet.parameters.items()}
    odd = [name for name, value in values.items() if not _is_plain(value)]
    if odd:
        todo = "run the parameters cell again, and use another name for what the sheet works out"
        raise ProblemsError(
            Problem(sheet.file, 0, f"in this kernel, `{name}` is a {type(values[name]).__name__}", todo) for name in odd
        )
    return values


def _is_plain(value: Any) -> bool:
    try:
        return bool(json.loads(json.dumps(value)) == value)
    except (TypeError, ValueError, RecursionError):
        return False
