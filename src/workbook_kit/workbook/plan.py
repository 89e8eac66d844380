"""From cohorts and programmes to the list of workbooks, each with every value that its sheets ask for. Pure."""

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from workbook_kit.activities.markup import plain
from workbook_kit.errors import Problem, ProblemsError, choices
from workbook_kit.models import Brand, Cohort, Programme, Seminar
from workbook_kit.paths import PAGE
from workbook_kit.project.project import Project, brand_of
from workbook_kit.project.sheets import Sheet
from workbook_kit.workbook.parameters import about_seminar, parameters


@dataclass(frozen=True)
class SheetSpec:
    """One sheet of a workbook and the values of the parameters it declares, all plain JSON."""

    sheet: Sheet
    parameters: dict[str, Any]


@dataclass(frozen=True)
class WorkbookSpec:
    """One workbook: for one cohort, in one seminar."""

    id: str
    cohort: Cohort
    seminar: Seminar
    number: int
    parameters: dict[str, Any]
    sheets: tuple[SheetSpec, ...]
    brand: Brand | None = None

    @property
    def title(self) -> str:
        """What stands on the cover."""
        return self.seminar.title


def plan(
    project: Project,
    cohorts: Collection[str] = (),
    npqs: Collection[str] = (),
    seminars: Collection[str] = (),
) -> tuple[WorkbookSpec, ...]:
    """The workbooks to make, in the order of the table of cohorts; empty selections mean all.

    Raises:
        ProblemsError: a selection that names nothing, or a sheet that asks for an unknown parameter.
    """
    _check_selection(project, cohorts, npqs, seminars)
    # A thousand cohorts meet in the same few seminars.
    about = cache(partial(about_seminar, project))
    specs = tuple(
        _workbook(project, cohort, project.programmes[cohort.npq], number, about)
        for cohort in project.cohorts.values()
        if (not cohorts or cohort.id in cohorts) and (not npqs or cohort.npq in npqs)
        for number, seminar in enumerate(project.programmes[cohort.npq].seminars, 1)
        if not seminars or seminar.id in seminars
    )
    problems = {problem for spec in specs for problem in _unknown_parameters(spec)}
    if problems:
        raise ProblemsError(problems)
    return specs


def _check_selection(
    project: Project, cohorts: Collection[str], npqs: Collection[str], seminars: Collection[str]
) -> None:
    known_seminars = {s.id for programme in project.programmes.values() for s in programme.seminars}
    named = (
        ("cohort", cohorts, set(project.cohorts)),
        ("NPQ", npqs, set(project.programmes)),
        ("seminar", seminars, known_seminars),
    )
    problems = [
        Problem("", 0, f"there is no {kind} {name!r}", choices(name, known))
        for kind, chosen, known in named
        for name in sorted(set(chosen) - known)
    ]
    if problems:
        raise ProblemsError(problems)


def _unknown_parameters(spec: WorkbookSpec) -> Iterator[Problem]:
    for sheet_spec in spec.sheets:
        for name in sheet_spec.sheet.parameters:
            if name not in sheet_spec.parameters:
                todo = f"the parameters are {', '.join(sorted([*spec.parameters, 'minutes']))}"
                yield Problem(sheet_spec.sheet.file, 0, f"no workbook has the parameter `{name}`", todo)


def _workbook(
    project: Project, cohort: Cohort, programme: Programme, number: int, about: Callable[..., dict[str, Any]]
) -> WorkbookSpec:
    seminar = programme.seminars[number - 1]
    values = parameters(project, cohort, about(cohort.npq, number, cohort.delivery))
    sheets = tuple(
        _sheet(project.sheets[name], {**values, "minutes": minutes}) for name, minutes in seminar.sheets.items()
    )
    return WorkbookSpec(
        f"{cohort.id}--{seminar.id}", cohort, seminar, number, values, sheets, brand_of(project, cohort)
    )


def _sheet(sheet: Sheet, values: dict[str, Any]) -> SheetSpec:
    return SheetSpec(sheet, {name: values[name] for name in sheet.parameters if name in values})


def facts(spec: WorkbookSpec) -> Iterator[tuple[str, str]]:
    """What stands on the cover, as terms and values."""
    cohort, seminar = spec.parameters["cohort"], spec.parameters["seminar"]
    said = {
        "Cohort": cohort["name"],
        "Group": " · ".join(cohort["groups"]),
        "Date": seminar["date"],
        "Venue": cohort["venue"],
        "Join at": cohort["link"],
        "Facilitated by": ", ".join(cohort["facilitators"]),
        "Code": short_code(spec),
    }
    yield from ((term, plain(value)) for term, value in said.items() if value)


def metadata(spec: WorkbookSpec) -> dict[str, Any]:
    """What the cover, the running header and the footer say, in plain text."""
    p, cohort, seminar = spec.parameters, spec.parameters["cohort"], spec.parameters["seminar"]
    said = {
        "title": spec.title,
        "kind": seminar["kind"].lower(),
        "subtitle": f"{seminar['kind']} {seminar['number']} of {seminar['count']}",
        "npq": p["programme"]["npq"],
        "npq-title": p["programme"]["title"],
        "chapter": f"Chapter {seminar['chapter']}: {seminar['chapter_title']}",
        "cohort": cohort["name"],
        "day": seminar["date"],
        "participant": p["programme"]["participant"],
        "delivery": spec.cohort.delivery,
        "code": short_code(spec),
        "start-time": spec.cohort.start_time,
        "session-minutes": seminar["minutes"],
        "web-address": web_address(spec),
        "branding": spec.brand.for_document() if spec.brand else None,
        "right-hand": spec.cohort.right_hand_chapters,
        "partners": [
            {key: partner[key] for key in ("name", "logo", "alt") if partner[key]} for partner in p["partners"]
        ],
    }
    return {
        **{key: _plain(value) for key, value in said.items() if value},
        "workbook-id": spec.id,
        "lang": "en-GB",
        "toc": True,
        "toc-depth": 2,
        "edition": "participant",
    }


def _plain(value: Any) -> Any:
    """Every text on one line."""
    if isinstance(value, list):
        return [{key: plain(text) for key, text in partner.items()} for partner in value]
    return plain(value) if isinstance(value, str) else value


def web_address(spec: WorkbookSpec) -> str | None:
    """Where the workbook stands on the web, if the cohort's packs do."""
    address = spec.cohort.web_address
    return f"{address}/{spec.seminar.id}/{PAGE}" if address else None


def short_code(spec: WorkbookSpec) -> str:
    """A code to say aloud and to find a lost page by: the same for the same cohort and seminar."""
    digest = hashlib.sha256(spec.id.encode()).hexdigest()[:4].upper()
    return f"{spec.cohort.npq.removeprefix('NPQ')}-{digest}"
