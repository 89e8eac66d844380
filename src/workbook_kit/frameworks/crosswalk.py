"""Two areas side by side: which statements two frameworks share, and where the wording differs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from workbook_kit.models import Area, Statement

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
#: Below this share of common words two statements say different things. Rewordings of the published
#: frameworks lie above 0.6, unrelated statements below 0.3.
_RELATED = 0.5


@dataclass(frozen=True)
class Difference:
    """Two wordings of one statement, or a statement that only one side has."""

    first: Statement | None
    second: Statement | None


def differences(first: Area, second: Area) -> list[Difference]:
    """Where two areas differ in wording, in order; the shape of quotation marks is not wording."""
    return [
        *_differences(first.learn_that, second.learn_that),
        *_differences(first.how_to_statements, second.how_to_statements),
    ]


def _differences(first: Sequence[Statement], second: Sequence[Statement]) -> Iterator[Difference]:
    partners = _partners(first, second)
    for index, statement in enumerate(first):
        partner = second[partners[index]] if index in partners else None
        if partner is None or _words(partner) != _words(statement):
            yield Difference(statement, partner)
    paired = set(partners.values())
    yield from (Difference(None, other) for index, other in enumerate(second) if index not in paired)


def _partners(first: Sequence[Statement], second: Sequence[Statement]) -> dict[int, int]:
    """The closest pairs of statements, closest first, each statement once."""
    pairs = sorted(
        ((_likeness(one, other), -i, -j) for i, one in enumerate(first) for j, other in enumerate(second)),
        reverse=True,
    )
    partners: dict[int, int] = {}
    for likeness, i, j in pairs:
        if likeness >= _RELATED and -i not in partners and -j not in partners.values():
            partners[-i] = -j
    return partners


def _likeness(one: Statement, other: Statement) -> float:
    return SequenceMatcher(None, _words(one), _words(other), autojunk=False).ratio()


def _words(statement: Statement) -> list[str]:
    return statement.text.translate(_QUOTES).split()
