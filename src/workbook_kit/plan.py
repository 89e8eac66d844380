"""From cohorts and programmes to the list of workbooks, each with every value that its sheets ask for. Pure."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.fill import escape_markdown, fill_plain
from workbook_kit.load import Project, Sheet
from workbook_kit.models import Cohort, Framework, Programme, Scenario, Seminar
from workbook_kit.statements import Chosen, select


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
    specs = tuple(
        _workbook(project, cohort, project.programmes[cohort.npq], number)
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
        Problem("", 0, f"there is no {kind} {name!r}", f"choose from {', '.join(sorted(known))}")
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


def _workbook(project: Project, cohort: Cohort, programme: Programme, number: int) -> WorkbookSpec:
    seminar = programme.seminars[number - 1]
    parameters = _parameters(project, cohort, programme, number)
    sheets = tuple(
        SheetSpec(sheet, {key: value for key, value in {**parameters, "minutes": minutes}.items() if key in wanted})
        for sheet, minutes, wanted in (
            (project.sheets[name], minutes, project.sheets[name].parameters) for name, minutes in seminar.sheets.items()
        )
    )
    return WorkbookSpec(f"{cohort.id}--{seminar.id}", cohort, seminar, number, parameters, sheets)


def _parameters(project: Project, cohort: Cohort, programme: Programme, number: int) -> dict[str, Any]:
    """Every parameter that a sheet of this workbook may declare."""
    seminar, npq = programme.seminars[number - 1], project.npqs[cohort.npq]
    framework = project.frameworks[cohort.npq]
    delivery = project.deliveries[cohort.delivery]
    chosen = [c for wanted in seminar.statements for c in _select(framework, wanted.area, wanted.codes)]
    return {
        "programme": {
            "npq": npq.code,
            "title": npq.short_title,
            "participant": programme.participant,
            "pupil_reminder": programme.pupil_reminder,
        },
        "cohort": _cohort(cohort),
        "partners": [_partner(project, name) for name in cohort.partners],
        "seminar": _seminar(programme, number, cohort.seminar_dates[number - 1], delivery.kind),
        "back": _module(programme, seminar.looks_back),
        "ahead": _module(programme, seminar.looks_ahead),
        "scenario": _scenario(project.scenarios[cohort.npq][seminar.scenario]),
        "statements": {kind: _groups(chosen, kind) for kind in ("knowledge", "practice")},
        "framework": framework.model_dump(include={"title", "edition", "licence", "attribution", "source"}),
        "scales": {
            kind: project.scales[name].model_dump(mode="json", exclude={"kind"})
            for kind, name in programme.scales.items()
        },
        "words": delivery.model_dump(),
        "references": [project.references[name] for name in seminar.references],
    }


def _select(framework: Framework, number: int, codes: str) -> tuple[Chosen, ...]:
    area = framework.area(number)
    return select(area, codes) if area else ()


def written(day: date) -> str:
    """The day as people write it in England: 14 January 2027."""
    return f"{day.day} {day:%B %Y}"


def _cohort(cohort: Cohort) -> dict[str, Any]:
    plain = cohort.model_dump(
        mode="json", include={"id", "name", "region", "venue", "link", "facilitators", "groups", "role_phrase"}
    )
    return {**plain, "start_date": written(cohort.start_date)}


def _partner(project: Project, name: str) -> dict[str, Any]:
    partner = project.partners[name]
    logo = partner.logo
    return {
        "name": partner.name,
        "values": list(partner.values),
        "logo": logo.file if logo else None,
        "alt": logo.alt if logo else None,
    }


def _seminar(programme: Programme, number: int, day: date, kind: str) -> dict[str, Any]:
    seminar, following = programme.seminars[number - 1], programme.seminars[number : number + 1]
    plain = seminar.model_dump(
        mode="json",
        include={
            *("id", "title", "chapter", "chapter_title", "minutes", "learning_intentions"),
            *("impact_on", "quotation", "retrieval"),
        },
    )
    return {
        **plain,
        "number": number,
        "count": len(programme.seminars),
        "date": written(day),
        "kind": kind,
        "next_title": following[0].title if following else None,
    }


def _module(programme: Programme, letter: str | None) -> dict[str, str] | None:
    if letter is None:
        return None
    module = programme.modules[letter]
    return {"letter": letter, "title": module.title, "summary": module.summary}


def _scenario(scenario: Scenario) -> dict[str, Any]:
    def told(text: str) -> str:
        return fill_plain(text, {"person": scenario.person})

    return {
        "id": scenario.id,
        "person": scenario.person,
        "role": told(scenario.role),
        "setting": told(scenario.setting),
        "interests": [told(interest) for interest in scenario.interests],
        "question": told(scenario.question),
    }


def _groups(chosen: Sequence[Chosen], kind: str) -> list[dict[str, Any]]:
    """Statements of one kind, under their area and stem, in order."""
    wanted = [c for c in chosen if c.kind == kind]
    return [
        {
            "area": number,
            "area_name": name,
            "title": title,
            "statements": [{"code": c.statement.code, "text": c.statement.text} for c in group],
        }
        for (number, name, title), group in groupby(wanted, lambda c: (c.area.number, c.area.name, c.title))
    ]


def metadata(spec: WorkbookSpec) -> dict[str, Any]:
    """What the cover, the running header and the footer say: Markdown-escaped text, ready for pandoc."""
    p, cohort, seminar = spec.parameters, spec.parameters["cohort"], spec.parameters["seminar"]
    plain = {
        "title": spec.title,
        "kind": seminar["kind"].lower(),
        "subtitle": f"{seminar['kind']} {seminar['number']} of {seminar['count']}",
        "npq": p["programme"]["npq"],
        "npq-title": p["programme"]["title"],
        "chapter": f"Chapter {seminar['chapter']}: {seminar['chapter_title']}",
        "cohort": cohort["name"],
        "group": " · ".join(cohort["groups"]),
        "date": seminar["date"],
        "venue": cohort["venue"],
        "link": cohort["link"],
        "facilitators": ", ".join(cohort["facilitators"]),
        "participant": p["programme"]["participant"],
        "delivery": spec.cohort.delivery,
        "code": short_code(spec),
    }
    escaped: dict[str, Any] = {key: escape_markdown(value) for key, value in plain.items() if value}
    escaped["partners"] = [
        {key: escape_markdown(value) if key != "logo" else value for key, value in partner.items() if value}
        for partner in ({k: partner[k] for k in ("name", "logo", "alt")} for partner in p["partners"])
    ]
    return {
        **escaped,
        "workbook-id": escape_markdown(spec.id),
        "lang": "en-GB",
        "toc": True,
        "toc-depth": 2,
        "edition": "participant",
    }


def short_code(spec: WorkbookSpec) -> str:
    """A code to say aloud and to find a lost page by: the same for the same cohort and seminar."""
    digest = hashlib.sha256(spec.id.encode()).hexdigest()[:4].upper()
    return f"{spec.cohort.npq.removeprefix('NPQ')}-{digest}"
