"""What each person is given, from what the roster says they need. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from workbook_kit.models import Cohort, Participant
from workbook_kit.printing.values import Group, Paper

SENT_AHEAD = "screen reader"
#: Needs that only paper meets.
_ON_PAPER = {"large print", "low ink", "cream paper"}


class Kind(NamedTuple):
    """Copies that are alike. In order, the plainest first."""

    edition: str
    paper: Paper
    in_black: bool


PLAIN = Kind("handout", "white", False)


def kind_of(person: Participant, online: bool) -> Kind | None:
    """The copy that a person is given; None for whoever hears the page, and for most people online."""
    needs = set(person.access)
    if not needs & _ON_PAPER and (online or SENT_AHEAD in needs):
        return None
    large, low_ink = "large print" in needs, "low ink" in needs
    edition = "large-print" if large else "low-ink" if low_ink else "handout"
    return Kind(edition, "cream" if "cream paper" in needs else "white", large and low_ink)


def by_group(people: Iterable[Participant], cohort: Cohort) -> tuple[Group, ...]:
    """People in the order of the cohort's groups and of the roster; those without a group come last."""
    listed = list(people)
    names: Sequence[str | None] = (*cohort.groups, None)
    found = (Group(name or "", tuple(one.name for one in listed if one.group == name)) for name in names)
    return tuple(group for group in found if group.people)
