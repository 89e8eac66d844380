"""What the readers of each shape hand on: areas whose wording is still in pieces, and every doubt."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from workbook_kit.errors import Problem, ProblemsError

DoubtKind = Literal["areas", "code", "correction", "header", "heading", "hyphen", "join", "left out", "wording"]


@dataclass(frozen=True)
class SourceLine:
    """One line of the source, with its number in the file as it was given."""

    number: int
    text: str


@dataclass(frozen=True, order=True)
class Doubt:
    """Something a person should look at. `line` counts from 1; 0 where the whole text is meant."""

    line: int
    kind: DoubtKind
    what: str


@dataclass
class Item:
    """A statement or a stem, as the pieces it was printed in.

    Args:
        area: the area number printed before the statement, if any.
        tail: the rest of the printed code: a number or a letter.
    """

    pieces: list[SourceLine]
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
    note: list[SourceLine] = field(default_factory=list)
    learn_that: list[Item] = field(default_factory=list)
    learn_how_to: list[Item] = field(default_factory=list)
    references: list[SourceLine] = field(default_factory=list)

    def items(self) -> list[Item]:
        return [*self.learn_that, *self.learn_how_to]

    @property
    def lines(self) -> range:
        """From its heading to its last statement."""
        last = [piece.number for item in self.items() for piece in item.pieces]
        return range(self.line, max(last, default=self.line) + 1)


@dataclass
class Draft:
    """Everything one reader found.

    Args:
        separator: what stands between area number and letter in a Learn how to code: "." or nothing.
    """

    areas: list[DraftArea] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    separator: str = "."

    def doubt(self, line: int, kind: DoubtKind, what: str) -> None:
        self.doubts.append(Doubt(line, kind, what))

    def doubt_second_framework(self) -> None:
        """A name that comes twice is the sign of a page that holds two frameworks."""
        seen: dict[str, int | None] = {}
        for area in self.areas:
            if area.name in seen:
                what = f"area {area.number} is called “{area.name}” as area {seen[area.name]} is"
                self.doubt(area.line, "areas", f"{what}: the page may hold two frameworks, choose the areas of one")
            seen.setdefault(area.name, area.number)

    def select(self, numbers: Sequence[int], file: str) -> list[DraftArea]:
        """The areas of those numbers, in the order of the source.

        Raises:
            ProblemsError: one of them is not there.
        """
        there = {area.number for area in self.areas}
        if missing := [number for number in numbers if number not in there]:
            known = ", ".join(str(area.number) for area in self.areas) or "none"
            raise ProblemsError(
                Problem(file, 0, f"area {number} was not found in it", f"choose from these areas: {known}")
                for number in missing
            )
        return [area for area in self.areas if area.number in numbers]

    def doubts_about(self, areas: Sequence[DraftArea]) -> tuple[Doubt, ...]:
        """The doubts without repeats, and without those about other areas."""
        wanted = {id(area) for area in areas}
        others = [area.lines for area in self.areas if id(area) not in wanted]
        return tuple(sorted({doubt for doubt in self.doubts if not any(doubt.line in lines for lines in others)}))
