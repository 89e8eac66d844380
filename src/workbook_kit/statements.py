"""Statements chosen by their codes: `6a-6t`, `1.1-1.5, 1.7`, `2.c`."""

import difflib
from dataclasses import dataclass
from typing import Literal

from workbook_kit.models import Area, Statement

Kind = Literal["knowledge", "practice"]


@dataclass(frozen=True)
class Chosen:
    """A statement where it stands: `title` is its stem, or the area's name for Learn that."""

    kind: Kind
    area: Area
    title: str
    statement: Statement


def normal(code: str) -> str:
    """The code without the full stop that some documents print (6.a and 6a are the same)."""
    return code.strip().lower().replace(".", "") if not code.strip()[-1:].isdigit() else code.strip()


def in_area(area: Area) -> tuple[Chosen, ...]:
    """All statements of an area in order, Learn that first."""
    learn_that = [Chosen("knowledge", area, area.name, s) for s in area.learn_that]
    learn_how_to = [Chosen("practice", area, stem.stem, s) for stem in area.learn_how_to for s in stem.statements]
    return (*learn_that, *learn_how_to)


def select(area: Area, codes: str) -> tuple[Chosen, ...]:
    """The statements that `codes` names, in the order of the framework.

    Raises:
        KeyError: a code that the area does not have; the argument is a sentence saying so.
    """
    known = in_area(area)
    places = {normal(chosen.statement.code): i for i, chosen in enumerate(known)}
    wanted: set[int] = set()
    for part in codes.replace("–", "-").split(","):
        first, _, last = part.partition("-")
        start, end = _place(places, area, first), _place(places, area, last or first)
        if end < start or known[start].kind != known[end].kind:
            raise KeyError(f"{part.strip()} does not run forwards through statements of one kind")
        wanted.update(range(start, end + 1))
    return tuple(known[i] for i in sorted(wanted))


def _place(places: dict[str, int], area: Area, code: str) -> int:
    found = places.get(normal(code)) if code.strip() else None
    if found is None:
        close = difflib.get_close_matches(normal(code or " "), list(places), n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise KeyError(f"area {area.number} ({area.name}) has no statement {code.strip() or '(empty)'}{hint}")
    return found
