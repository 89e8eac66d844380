"""What a print plan says, as frozen values. It names people and what they need: only a print plan may hold it."""

from dataclasses import dataclass
from typing import Literal

Paper = Literal["white", "cream"]


@dataclass(frozen=True)
class Group:
    """People of one group; `name` is empty where there are no groups."""

    name: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """Copies that are printed in one go.

    Args:
        edition: as the table of editions calls it.
        leading: copies for those who lead.
        places: copies that are for nobody by name.
        spares: copies beyond those.
        known: whether the number of people is known at all.
        pages: sides of paper; None where the edition has not been made.
    """

    edition: str
    title: str
    paper: Paper
    groups: tuple[Group, ...]
    leading: int
    places: int
    spares: int
    known: bool
    pages: int | None
    settings: str
    fastened: str

    @property
    def named(self) -> int:
        """How many people stand here by name."""
        return sum(len(group.people) for group in self.groups)

    @property
    def copies(self) -> int | None:
        """How many to print, where that is known."""
        return self.named + self.leading + self.places + self.spares if self.known else None

    @property
    def sheets_each(self) -> int | None:
        """Sheets of paper for one copy, printed on both sides."""
        return None if self.pages is None else -(-self.pages // 2)

    @property
    def sheets(self) -> int | None:
        """Sheets of paper for all copies, where that is known."""
        return None if self.copies is None or self.sheets_each is None else self.copies * self.sheets_each


@dataclass(frozen=True)
class Ahead:
    """Who is sent files before the session, and which."""

    groups: tuple[Group, ...]
    files: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class PrintPlan:
    """The plan for one cohort in one seminar.

    Args:
        facts: what and when, as terms with their values.
        others: editions of the pack that nobody is down for.
        missing: commands that make what the pack lacks.
    """

    title: str
    subtitle: str
    online: bool
    facts: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    others: tuple[Row, ...]
    ahead: Ahead | None
    bring: tuple[str, ...]
    missing: tuple[str, ...] = ()

    def totals(self) -> dict[str, int]:
        """Sheets by the colour of paper, of all rows whose number is known."""
        sums: dict[str, int] = {}
        for row in self.rows:
            if row.sheets is not None:
                sums[row.paper] = sums.get(row.paper, 0) + row.sheets
        return sums
