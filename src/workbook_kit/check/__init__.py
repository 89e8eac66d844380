"""Everything that can be found wrong before a single sheet is run."""

from collections.abc import Iterator

from workbook_kit.check.leaks import Leak, leaks
from workbook_kit.check.sheets import activity_ids, sheet_problems
from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.execute import filled
from workbook_kit.load import Project
from workbook_kit.plan import WorkbookSpec, plan

__all__ = ["Leak", "check", "leaks"]


def check(project: Project) -> tuple[Problem, ...]:
    """Every problem of a project that has been loaded, sorted; empty where all is well."""
    problems = [p for sheet in project.sheets.values() for p in sheet_problems(sheet, project)]
    problems.extend(_id_problems(project))
    try:
        for spec in plan(project, _one_of_each(project)):
            problems.extend(_filling_problems(spec))
    except ProblemsError as error:
        problems.extend(error.problems)
    return tuple(sorted(set(problems)))


def _one_of_each(project: Project) -> set[str]:
    """A cohort of each kind: those of one kind differ in words, not in what is asked or missing."""
    kinds = {(c.npq, c.delivery, c.venue is None, c.link is None): c.id for c in project.cohorts.values()}
    return set(kinds.values())


def _filling_problems(spec: WorkbookSpec) -> Iterator[Problem]:
    for sheet in spec.sheets:
        try:
            filled(sheet)
        except ProblemsError as error:
            yield from error.problems


def _id_problems(project: Project) -> Iterator[Problem]:
    """Activities of one workbook that share an id: one would overwrite the other's answers."""
    for programme in project.programmes.values():
        for seminar in programme.seminars:
            seen: dict[str, str] = {}
            for name in seminar.sheets:
                sheet = project.sheets[name]
                for cell, line, activity in activity_ids(sheet):
                    if activity in seen:
                        what = f"the id {activity!r} is used in {seen[activity]} too"
                        yield sheet.problem(cell, line, what, "give each activity its own id")
                    seen.setdefault(activity, sheet.file)
