"""NPQ content frameworks: areas, the statements teachers learn, where each was published; and statements by code."""

import difflib
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from workbook_kit.models.base import FrameworkCode, Frozen, NpqCode, Text

Kind = Literal["knowledge", "practice"]


class Npq(Frozen):
    """One of the ten qualifications, and the words that belong to it alone."""

    code: NpqCode
    title: Text
    level: Literal["specialist", "leadership"]
    for_whom: Text
    role_words: tuple[Text, ...] = Field(
        default=(), description="Role names that give this NPQ away when they turn up in another's workbook."
    )

    @property
    def short_title(self) -> str:
        """The title as a cover prints it beside the letters NPQ."""
        return self.title.removeprefix("National Professional Qualification for ")


class Statement(Frozen):
    """One official statement, quoted exactly."""

    code: Text
    text: Text
    sources: tuple[Text, ...] = Field(
        default=(), description="Laws, conventions and statutory guidance that the statement names; not EEF-reviewed."
    )


class Stem(Frozen):
    """The opening ("... by:") that a run of Learn how to statements completes."""

    stem: Text
    statements: tuple[Statement, ...] = Field(min_length=1)


class Area(Frozen):
    """One numbered area of a framework."""

    number: int = Field(ge=1)
    name: Text
    note: Text | None = None
    learn_that: tuple[Statement, ...] = ()
    learn_how_to: tuple[Stem, ...] = ()
    references: tuple[Text, ...] = ()

    @property
    def how_to_statements(self) -> tuple[Statement, ...]:
        """The Learn how to statements of every stem."""
        return tuple(statement for stem in self.learn_how_to for statement in stem.statements)

    def statements(self) -> tuple[Statement, ...]:
        """Every statement of the area, Learn that first."""
        return (*self.learn_that, *self.how_to_statements)


class Framework(Frozen):
    """A published framework, or an extract of one, with what must be shown beside its statements."""

    npq: FrameworkCode
    title: Text
    edition: Text
    source: Text
    licence: Text
    licence_url: Text
    attribution: Text
    review_note: Text | None = None
    acknowledgements: Text | None = None
    extract: bool = False
    note: Text | None = None
    areas: tuple[Area, ...] = Field(min_length=1)

    def area(self, number: int) -> Area | None:
        """The area of that number, or None."""
        return next((area for area in self.areas if area.number == number), None)


@dataclass(frozen=True)
class PlacedStatement:
    """A statement where it stands: `title` is its stem, or the area's name for Learn that."""

    kind: Kind
    area: Area
    title: str
    statement: Statement


def placed_statements(area: Area) -> tuple[PlacedStatement, ...]:
    """All statements of an area in order, Learn that first."""
    learn_that = [PlacedStatement("knowledge", area, area.name, s) for s in area.learn_that]
    learn_how_to = [
        PlacedStatement("practice", area, stem.stem, s) for stem in area.learn_how_to for s in stem.statements
    ]
    return (*learn_that, *learn_how_to)


def select_statements(area: Area, codes: str) -> tuple[PlacedStatement, ...]:
    """The statements that `codes`, such as `6a-6t` or `1.1-1.5, 1.7`, name, in the order of the framework.

    Raises:
        KeyError: a code that the area does not have; the argument is a sentence saying so.
    """
    known = placed_statements(area)
    places = {_normal(placed.statement.code): i for i, placed in enumerate(known)}
    wanted: set[int] = set()
    for part in codes.replace("–", "-").split(","):
        first, _, last = part.partition("-")
        start, end = _place(places, area, first), _place(places, area, last or first)
        if end < start or known[start].kind != known[end].kind:
            raise KeyError(f"{part.strip()} does not run forwards through statements of one kind")
        wanted.update(range(start, end + 1))
    return tuple(known[i] for i in sorted(wanted))


def _normal(code: str) -> str:
    """The code without the full stop that some documents print (6.a and 6a are the same)."""
    return code.strip().lower().replace(".", "") if not code.strip()[-1:].isdigit() else code.strip()


def _place(places: dict[str, int], area: Area, code: str) -> int:
    found = places.get(_normal(code)) if code.strip() else None
    if found is None:
        close = difflib.get_close_matches(_normal(code or " "), list(places), n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise KeyError(f"area {area.number} ({area.name}) has no statement {code.strip() or '(empty)'}{hint}")
    return found
