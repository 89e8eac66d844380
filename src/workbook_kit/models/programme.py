"""What a provider teaches: modules, seminars that look back and ahead, scenarios, scales; and what that covers."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, model_validator

from workbook_kit.models.base import Frozen, NpqCode, Slug, Text
from workbook_kit.models.framework import Area, Framework, Kind, Statement, select_statements


class Module(Frozen):
    """A stretch of study between two seminars."""

    title: Text
    summary: Text


class Quotation(Frozen):
    """A few words to start from, always with where they come from."""

    text: Text
    source: Text
    year: int = Field(ge=1800, le=2100)


class Retrieval(Frozen):
    """What participants try to recall before looking: a topic and the answers to check against."""

    topic: Text
    answers: tuple[Text, ...] = Field(min_length=1, max_length=8)


class StatementRange(Frozen):
    """Statements of one area, named by codes such as `6a-6t`, `1.1-1.5` or `1.c`."""

    area: int = Field(ge=1)
    codes: Text


class Seminar(Frozen):
    """One meeting of a cohort, in the order of the programme."""

    id: Slug
    title: Text
    chapter: int = Field(ge=1)
    chapter_title: Text
    minutes: int = Field(ge=10, le=600)
    looks_back: Text
    looks_ahead: Text | None = None
    statements: tuple[StatementRange, ...] = Field(min_length=1)
    learning_intentions: tuple[Text, ...] = Field(min_length=1)
    impact_on: tuple[Text, Text]
    quotation: Quotation | None = None
    retrieval: Retrieval
    scenario: Slug
    sheets: dict[Slug, Annotated[int, Field(ge=0)]] = Field(
        min_length=1, description="Sheet name to minutes, in order."
    )
    references: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _minutes_fit(self) -> "Seminar":
        planned = sum(self.sheets.values())
        if planned > self.minutes:
            raise ValueError(f"the sheets take {planned} minutes, the seminar has {self.minutes}; shorten a sheet")
        return self


class Programme(Frozen):
    """The seminars of one NPQ, in order."""

    npq: NpqCode
    participant: Text = "participant"
    pupil_reminder: bool = False
    scales: dict[Kind, Slug]
    modules: dict[str, Module]
    seminars: tuple[Seminar, ...] = Field(min_length=1)


class Scenario(Frozen):
    """A person in a school with a question. `{{ person }}` stands for the name in every other text."""

    id: Slug
    person: Text
    role: Text
    setting: Text
    interests: tuple[Text, ...] = Field(min_length=1)
    question: Text


class Scale(Frozen):
    """Labels from lowest to highest. "Not yet rated" is never one of them."""

    kind: Kind
    question: Text
    labels: tuple[Text, ...] = Field(min_length=2, max_length=7)

    @model_validator(mode="after")
    def _labels_differ(self) -> "Scale":
        if len(set(self.labels)) < len(self.labels):
            raise ValueError("two labels of the scale are the same; write them so that people can tell them apart")
        return self


@dataclass(frozen=True)
class Coverage:
    """A statement and the ids of the seminars that address it, in order; none is a gap."""

    area: Area
    statement: Statement
    seminars: tuple[str, ...]


def coverage(programme: Programme, framework: Framework) -> tuple[Coverage, ...]:
    """Every statement of the framework, in its order."""
    seminars: dict[tuple[int, str], list[str]] = {}
    for seminar in programme.seminars:
        for wanted in seminar.statements:
            area = framework.area(wanted.area)
            for placed in select_statements(area, wanted.codes) if area else ():
                named = seminars.setdefault((wanted.area, placed.statement.code), [])
                if seminar.id not in named:
                    named.append(seminar.id)
    return tuple(
        Coverage(area, statement, tuple(seminars.get((area.number, statement.code), ())))
        for area in framework.areas
        for statement in area.statements()
    )
