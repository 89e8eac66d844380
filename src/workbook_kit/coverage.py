"""Which seminars of a programme take up which statements of its framework. Pure."""

from dataclasses import dataclass

from workbook_kit.models import Area, Framework, Programme, Statement
from workbook_kit.statements import in_area, select


@dataclass(frozen=True)
class Covered:
    """A statement and the ids of the seminars that address it, in order; none is a gap."""

    area: Area
    statement: Statement
    seminars: tuple[str, ...]


def coverage(programme: Programme, framework: Framework) -> tuple[Covered, ...]:
    """Every statement of the framework, in its order."""
    addressed = {
        (chosen.area.number, chosen.statement.code, seminar.id)
        for seminar in programme.seminars
        for wanted in seminar.statements
        if (area := framework.area(wanted.area))
        for chosen in select(area, wanted.codes)
    }
    seminars = [seminar.id for seminar in programme.seminars]
    return tuple(
        Covered(
            area,
            chosen.statement,
            tuple(name for name in seminars if (area.number, chosen.statement.code, name) in addressed),
        )
        for area in framework.areas
        for chosen in in_area(area)
    )
