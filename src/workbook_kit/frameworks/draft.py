"""What the readers of each shape hand on: areas whose wording is still in pieces, and every doubt."""

from dataclasses import dataclass, field
from typing import Literal

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
