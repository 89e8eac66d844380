"""The print plan: how many of which edition for whom, on which paper, and what else to bring. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from workbook_kit.models import Cohort, Participant, Printing
from workbook_kit.paths import PAGE
from workbook_kit.project.project import Project
from workbook_kit.render.paper import EDITIONS
from workbook_kit.workbook.plan import WorkbookSpec, short_code

# What a print plan says, as frozen values. It names people and what they need: only a print plan may hold it.

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


# What each person is given, from what the roster says they need. Pure.

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


# What to set at the printer, in the words of its dialogue, and what to do with the sheets. Pure.

#: A stapler takes about this many sheets, and a fold rather fewer.
STAPLED, FOLDED = 25, 15
#: What holds for every edition.
ALL = "Everything is A4, on both sides, at actual size (100 %) and not “fit to page”."
_INK = {"low-ink": "black and white is enough"}


def settings(edition: str, paper: Paper, in_black: bool) -> str:
    """What is particular to this edition."""
    sideways = edition in ("booklet", "facilitator")
    turned = "sideways, flipped on the short edge" if sideways else "upright, flipped on the long edge"
    ink = "black and white" if in_black else _INK.get(edition, "in colour or not")
    own = "; the printer’s own booklet setting stays off: the pages are in order" if edition == "booklet" else ""
    return f"{paper.capitalize()} paper, {turned}, {ink}{own}"


def fastened(edition: str, sheets: int) -> str:
    """What holds the sheets of a copy together."""
    if edition == "booklet":
        tried = "" if sheets <= FOLDED else f"; {sheets} sheets are many for one fold, so try one first"
        return f"Folded in the middle, stapled on the fold{tried}"
    if sheets > STAPLED:
        return f"Clip or comb: too thick for staples ({sheets} sheets)"
    return "One staple, top left" if edition == "facilitator" else "Two staples, left edge"


# From a cohort, its roster and the number of pages to the plan for its printer. Pure.

_ORDER = ("handout", "large-print", "low-ink", "booklet", "facilitator")


def print_plan(project: Project, spec: WorkbookSpec, pages: Mapping[str, int]) -> PrintPlan:
    """What to print for the cohort in this seminar.

    Args:
        pages: of each edition that was made, by the edition's name.
    """
    people = project.rosters.get(spec.cohort.id, ())
    online = spec.cohort.delivery == "online"
    rows = tuple(_posted(spec, people, pages) if online else _handed_out(project.printing, spec, people, pages))
    asked = {row.edition for row in rows}
    others = (_row(PLAIN._replace(edition=name), pages) for name in _ORDER if name in pages and name not in asked)
    ahead = _ahead(spec, people, pages)
    lacking = [*(row.edition for row in rows if row.pages is None), *(ahead.missing if ahead else ())]
    return PrintPlan(
        title=spec.title,
        subtitle=f"{spec.cohort.npq} · {_numbered(spec)}",
        online=online,
        facts=tuple(_facts(spec, len(people))),
        rows=rows,
        others=tuple(others),
        ahead=ahead,
        bring=() if online else project.printing.bring,
        missing=tuple(_command(spec, name) for name in dict.fromkeys(lacking)),
    )


def spares(printing: Printing, count: int) -> int:
    """Spare handouts for so many people, rounded up."""
    return max(printing.least_spares, -(-count * printing.spares_percent // 100))


def _handed_out(
    printing: Printing, spec: WorkbookSpec, people: Sequence[Participant], pages: Mapping[str, int]
) -> Iterator[Row]:
    kinds = _kinds(people, online=False)
    plain, size = kinds.pop(PLAIN, []), spec.cohort.size
    leading, own = len(spec.cohort.facilitators), "facilitator" in pages
    places = 0 if people else size or 0
    more = spares(printing, len(plain) + places)
    groups, known = by_group(plain, spec.cohort), bool(people or size)
    yield _row(PLAIN, pages, groups, leading=0 if own else leading, places=places, spares=more, known=known)
    first_large = next((kind for kind in kinds if kind.edition == "large-print"), None)
    for kind, those in kinds.items():
        yield _row(kind, pages, by_group(those, spec.cohort), spares=int(kind == first_large))
    if own:
        yield _row(Kind("facilitator", "white", False), pages, leading=leading)


def _posted(spec: WorkbookSpec, people: Sequence[Participant], pages: Mapping[str, int]) -> Iterator[Row]:
    for kind, those in _kinds(people, online=True).items():
        yield _row(kind, pages, by_group(those, spec.cohort))


def _kinds(people: Sequence[Participant], online: bool) -> dict[Kind, list[Participant]]:
    found = {kind for person in people if (kind := kind_of(person, online))}
    order = sorted(found, key=lambda kind: (_ORDER.index(kind.edition), kind.paper == "cream", kind.in_black))
    return {kind: [person for person in people if kind_of(person, online) == kind] for kind in order}


def _row(
    kind: Kind, pages: Mapping[str, int], groups: tuple[Group, ...] = (), leading: int = 0, places: int = 0,
    spares: int = 0, known: bool = True,
) -> Row:  # fmt: skip
    count = pages.get(kind.edition)
    sheets = -(-(count or 0) // 2)
    set_to = settings(kind.edition, kind.paper, kind.in_black)
    return Row(
        kind.edition, _title(kind), kind.paper, groups, leading, places, spares, known, count, set_to,
        fastened(kind.edition, sheets),
    )  # fmt: skip


def _title(kind: Kind) -> str:
    title = EDITIONS[kind.edition].title
    in_black = " in black" if kind.in_black else ""
    return f"{title}{in_black} on cream paper" if kind.paper == "cream" else f"{title}{in_black}"


def _ahead(spec: WorkbookSpec, people: Sequence[Participant], pages: Mapping[str, int]) -> Ahead | None:
    groups = by_group((person for person in people if SENT_AHEAD in person.access), spec.cohort)
    if not groups:
        return None
    if "fillable" not in pages:
        return Ahead(groups, (PAGE,), missing=("fillable",))
    return Ahead(groups, (PAGE, EDITIONS["fillable"].file))


def _facts(spec: WorkbookSpec, people: int) -> Iterator[tuple[str, str]]:
    cohort, seminar = spec.cohort, spec.parameters["seminar"]
    yield "Cohort", cohort.name
    yield "Date", f"{seminar['date']}, from {cohort.start_time}" if cohort.start_time else seminar["date"]
    yield ("Where", "Online") if cohort.delivery == "online" else ("Venue", cohort.venue or cohort.region)
    yield "Led by", ", ".join(cohort.facilitators)
    if people:
        yield "On the roster", f"{people} of {cohort.size} places" if cohort.size else str(people)
    elif cohort.size:
        yield "Places", str(cohort.size)
    yield "Code", short_code(spec)


def _numbered(spec: WorkbookSpec) -> str:
    seminar = spec.parameters["seminar"]
    return f"{seminar['kind']} {seminar['number']} of {seminar['count']}"


def _command(spec: WorkbookSpec, edition: str) -> str:
    return f"workbook-kit build --cohort {spec.cohort.id} --seminar {spec.seminar.id} --edition {edition}"
