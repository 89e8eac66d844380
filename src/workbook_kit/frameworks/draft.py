"""Which areas of a source make up the framework, and which doubts belong to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from workbook_kit.errors import Problem, ProblemsError

# What the readers of each shape hand on: areas whose wording is still in pieces, and every doubt.

Kind = Literal["areas", "code", "correction", "header", "heading", "hyphen", "join", "left out", "wording"]


@dataclass(frozen=True)
class Line:
    """One line of the source, with its number in the file as it was given."""

    number: int
    text: str


@dataclass(frozen=True, order=True)
class Doubt:
    """Something a person should look at. `line` counts from 1; 0 where the whole text is meant."""

    line: int
    kind: Kind
    what: str


@dataclass
class Item:
    """A statement or a stem, as the pieces it was printed in.

    Args:
        area: the area number printed before the statement, if any.
        tail: the rest of the printed code: a number or a letter.
    """

    pieces: list[Line]
    stem: bool = False
    area: int | None = None
    tail: str | None = None

    @property
    def line(self) -> int:
        return self.pieces[0].number

    @property
    def finished(self) -> bool:
        """Whether the last piece ends as a sentence or a stem does."""
        return self.pieces[-1].text.rstrip().endswith((".", "!", "?", ":", ".)"))


@dataclass
class DraftArea:
    """One area as found in the source."""

    name: str
    line: int
    number: int | None = None
    note: list[Line] = field(default_factory=list)
    learn_that: list[Item] = field(default_factory=list)
    learn_how_to: list[Item] = field(default_factory=list)
    references: list[Line] = field(default_factory=list)

    def items(self) -> list[Item]:
        return [*self.learn_that, *self.learn_how_to]


@dataclass
class Draft:
    """Everything one reader found.

    Args:
        separator: what stands between area number and letter in a Learn how to code: "." or nothing.
    """

    areas: list[DraftArea] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    separator: str = "."

    def doubt(self, line: int, kind: Kind, what: str) -> None:
        self.doubts.append(Doubt(line, kind, what))


# Which areas of a source make up the framework, and which doubts belong to them.


def doubt_second_framework(draft: Draft, areas: Sequence[int] | None) -> None:
    """A name that comes twice is the sign of a page that holds two frameworks."""
    seen: dict[str, int | None] = {}
    for area in draft.areas:
        if area.name in seen and areas is None:
            what = f"area {area.number} is called “{area.name}” as area {seen[area.name]} is"
            draft.doubt(area.line, "areas", f"{what}: the page may hold two frameworks, choose the areas of one")
        seen.setdefault(area.name, area.number)


def chosen(draft: Draft, areas: Sequence[int] | None, file: str) -> list[DraftArea]:
    """The areas asked for, in the order of the source.

    Raises:
        ProblemsError: one of them is not there.
    """
    if areas is None:
        return draft.areas
    there = {area.number for area in draft.areas}
    missing = [number for number in areas if number not in there]
    if missing:
        numbers = ", ".join(str(area.number) for area in draft.areas) or "none"
        raise ProblemsError(
            Problem(file, 0, f"area {number} was not found in it", f"choose from these areas: {numbers}")
            for number in missing
        )
    return [area for area in draft.areas if area.number in areas]


def with_numbers(areas: list[DraftArea], *, renumber: bool) -> list[tuple[DraftArea, int]]:
    """Each area with its number: as printed, or counted anew where the source prints none."""
    return [(area, place if renumber else area.number or place) for place, area in enumerate(areas, start=1)]


def told(draft: Draft, chosen: Sequence[DraftArea]) -> tuple[Doubt, ...]:
    """The doubts without repeats, and without those about areas that were not asked for."""
    spans = _spans(draft)
    wanted = {id(area) for area in chosen}
    left_out = [span for area, span in spans if id(area) not in wanted]
    kept = {doubt for doubt in draft.doubts if not any(doubt.line in span for span in left_out)}
    return tuple(sorted(kept))


def _spans(draft: Draft) -> list[tuple[DraftArea, range]]:
    """The lines from each area's heading to its last statement."""
    spans = []
    for area in draft.areas:
        last = [piece.number for item in area.items() for piece in item.pieces]
        spans.append((area, range(area.line, max(last, default=area.line) + 1)))
    return spans
