"""The values that sheets may ask for, as plain JSON: the table in docs/add-a-sheet.md names them all. Pure."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from workbook_kit.models import Cohort, Framework, Programme, Scenario
from workbook_kit.models.dates import format_date
from workbook_kit.models.framework import PlacedStatement, select_statements
from workbook_kit.project.placeholders import fill_plain
from workbook_kit.project.project import Project, logo_of


def parameters(project: Project, cohort: Cohort, about: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter that a sheet of this workbook may declare.

    Args:
        about: what `about_seminar` gives.
    """
    seminar = about["seminar"]
    return {
        **about,
        "cohort": _cohort(cohort),
        "partners": [_partner(project, name) for name in cohort.partners],
        "seminar": {**seminar, "date": format_date(cohort.seminar_dates[seminar["number"] - 1])},
    }


def about_seminar(project: Project, npq_code: str, number: int, delivery: str) -> dict[str, Any]:
    """What is the same for every cohort of that delivery in the seminar of that number, from 1."""
    programme, npq = project.programmes[npq_code], project.npqs[npq_code]
    seminar, framework = programme.seminars[number - 1], project.frameworks[npq_code]
    words = project.deliveries[delivery]
    chosen = [c for wanted in seminar.statements for c in _select(framework, wanted.area, wanted.codes)]
    return {
        "programme": {
            "npq": npq.code,
            "title": npq.short_title,
            "participant": programme.participant,
            "pupil_reminder": programme.pupil_reminder,
        },
        "seminar": _seminar(programme, number, words.kind),
        "back": _module(programme, seminar.looks_back),
        "ahead": _module(programme, seminar.looks_ahead),
        "scenario": _scenario(project.scenarios[npq_code][seminar.scenario]),
        "statements": {kind: _groups(chosen, kind) for kind in ("knowledge", "practice")},
        "framework": framework.model_dump(include={"npq", "title", "edition", "licence", "attribution", "source"}),
        "scales": {
            kind: project.scales[name].model_dump(mode="json", exclude={"kind"})
            for kind, name in programme.scales.items()
        },
        "words": words.model_dump(),
        "references": [project.references[name] for name in seminar.references],
    }


def _select(framework: Framework, number: int, codes: str) -> tuple[PlacedStatement, ...]:
    area = framework.area(number)
    return select_statements(area, codes) if area else ()


def _cohort(cohort: Cohort) -> dict[str, Any]:
    plain = cohort.model_dump(
        mode="json", include={"id", "name", "region", "venue", "link", "facilitators", "groups", "role_phrase"}
    )
    return {**plain, "start_date": format_date(cohort.start_date)}


def _partner(project: Project, name: str) -> dict[str, Any]:
    partner = project.partners[name]
    logo = logo_of(project, name)
    return {
        "name": partner.name,
        "values": list(partner.values),
        "logo": logo.file if logo else None,
        "alt": logo.alt if logo else None,
    }


def _seminar(programme: Programme, number: int, kind: str) -> dict[str, Any]:
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


def _groups(chosen: Sequence[PlacedStatement], kind: str) -> list[dict[str, Any]]:
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
