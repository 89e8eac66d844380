"""Everything that can be found wrong before a single sheet is run."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from workbook_kit.activities.keys import TAKEN
from workbook_kit.check.accessible import Cell, Known, accessible_problems
from workbook_kit.check.links import link_problems, tie_problems
from workbook_kit.check.sheets import activity_ids, heading_problems, sheet_problems
from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.models import Npq
from workbook_kit.project.project import Project
from workbook_kit.project.sheets import Sheet
from workbook_kit.workbook.plan import SheetSpec, WorkbookSpec, plan
from workbook_kit.workbook.run import fill_cells


def check(project: Project, known: Known | None = None) -> tuple[Problem, ...]:
    """Every problem of a project that has been loaded, sorted; empty where all is well.

    Args:
        known: texts in which nothing was wrong the last time.
    """
    npqs = tuple(project.npqs.values())
    problems = [p for sheet in project.sheets.values() for p in sheet_problems(sheet, npqs)]
    problems.extend(_id_problems(project))
    try:
        problems.extend(_filling_problems(plan(project, _one_of_each(project)), known))
    except ProblemsError as error:
        problems.extend(error.problems)
    return tuple(sorted(set(problems)))


def check_sheet(spec: SheetSpec, npqs: Collection[Npq] = ()) -> tuple[Problem, ...]:
    """Every problem of one sheet with these values, sorted; links to other chapters are taken on trust.

    Args:
        npqs: whose words belong to one of them alone.
    """
    problems = [*sheet_problems(spec.sheet, npqs), *_shared_ids([spec.sheet])]
    try:
        cells = list(_filled(spec))
        problems += [*_text_problems(spec.sheet, cells), *accessible_problems(cells)]
    except ProblemsError as error:
        problems.extend(error.problems)
    return tuple(sorted(set(problems)))


def _one_of_each(project: Project) -> set[str]:
    """A cohort of each kind: those of one kind differ in words, not in what is asked or missing."""
    kinds = {(c.npq, c.delivery, c.venue is None, c.link is None): c.id for c in project.cohorts.values()}
    return set(kinds.values())


def _filling_problems(specs: Iterable[WorkbookSpec], known: Known | None) -> Iterator[Problem]:
    """What goes wrong when the sheets are filled, and what is wrong with their text then."""
    cells: list[Cell] = []
    for spec in specs:
        own: dict[str, list[Cell]] = {}
        for sheet in spec.sheets:
            try:
                own[sheet.sheet.name] = list(_filled(sheet))
            except ProblemsError as error:
                yield from error.problems
                continue
            yield from _text_problems(sheet.sheet, own[sheet.sheet.name])
        yield from link_problems(f"{spec.cohort.npq} {spec.seminar.id}", own, known)
        cells.extend(cell for of_sheet in own.values() for cell in of_sheet)
    yield from accessible_problems(cells, known)


def _filled(spec: SheetSpec) -> Iterator[Cell]:
    """The sheet's Markdown, filled."""
    for number, cell in enumerate(fill_cells(spec)):
        if cell.cell_type == "markdown":
            yield Cell(spec.sheet, number, cell.source)


def _text_problems(sheet: Sheet, cells: Sequence[Cell]) -> Iterator[Problem]:
    """What is wrong with the text of one sheet once it is filled."""
    if not any(heading_problems(sheet, sheet.cells)):
        filled = {cell.number: cell.source for cell in cells}
        texts = [replace(cell, source=filled.get(number, cell.source)) for number, cell in enumerate(sheet.cells)]
        yield from heading_problems(sheet, texts)
    yield from tie_problems(cells)


def _id_problems(project: Project) -> Iterator[Problem]:
    """Activities that have an id of the page itself, or share one in a workbook: one would overwrite the other's."""
    for sheet in project.sheets.values():
        for cell, line, activity in activity_ids(sheet):
            if activity in TAKEN:
                what = f"the page itself has the id {activity!r}"
                yield sheet.problem(cell, line, what, f"choose another, such as my-{activity}")
    for programme in project.programmes.values():
        for seminar in programme.seminars:
            yield from _shared_ids([project.sheets[name] for name in seminar.sheets])


def _shared_ids(sheets: Iterable[Sheet]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for sheet in sheets:
        for cell, line, activity in activity_ids(sheet):
            if activity in seen:
                what = f"the id {activity!r} is used in {seen[activity]} too"
                yield sheet.problem(cell, line, what, "give each activity its own id")
            seen.setdefault(activity, sheet.file)
