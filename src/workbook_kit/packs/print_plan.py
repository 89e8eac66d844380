"""The print plan: how many of which edition for whom, on which paper, and what else to bring. Pure.

It names people and what they need, which nothing else in a pack may do.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from workbook_kit.models import Cohort, Participant, Printing
from workbook_kit.models.editions import EDITIONS, HANDOUT, NEEDS, Edition
from workbook_kit.paths import PAGE
from workbook_kit.project.project import Project
from workbook_kit.workbook.plan import WorkbookSpec, short_code

#: What to set at the printer for every edition, but for paper of another size, which each says itself.
USUAL_PAPER = "A4"
ALWAYS_SET = f"Everything is {USUAL_PAPER}, on both sides, at actual size (100 %) and not “fit to page”."
#: A stapler takes about this many sheets, and a fold rather fewer.
STAPLED, FOLDED = 25, 15

_CREAM = "cream paper"
#: The one edition that is sent and not printed.
_FORM = next(edition for edition in EDITIONS.values() if edition.fillable)
_ON_PAPER = set(NEEDS) - {_FORM.need}


class Copy(NamedTuple):
    """What copies that are alike have in common.

    Args:
        in_black: in black, though the edition itself has colours.
    """

    edition: Edition
    colour: Literal["white", "cream"] = "white"
    in_black: bool = False

    @property
    def title(self) -> str:
        """What to call it."""
        in_black = " in black" if self.in_black else ""
        return f"{self.edition.title}{in_black}{' on cream paper' if self.colour == 'cream' else ''}"

    @property
    def settings(self) -> str:
        """What to set at the printer for it, in the words of its dialogue."""
        turned = "sideways, flipped on the short edge" if self.edition.sideways else "upright, flipped on the long edge"
        enough = "black and white is enough" if self.edition.low_ink else "in colour or not"
        ink = "black and white" if self.in_black else enough
        own = "; the printer’s own booklet setting stays off: the pages are in order" if self.edition.folded else ""
        return f"{self.stock}, {turned}, {ink}{own}"

    @property
    def stock(self) -> str:
        """The paper to put in."""
        size = "" if self.edition.paper == USUAL_PAPER else f"{self.edition.paper} "
        return f"{self.colour.capitalize()} {size}paper"


HANDOUT_COPY = Copy(EDITIONS[HANDOUT])


@dataclass(frozen=True)
class Group:
    """People of one group; `name` is empty where there are no groups."""

    name: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """Copies that are printed in one go.

    Args:
        pages: sides of paper; None where the edition has not been made.
        leading: copies for those who lead.
        places: copies that are for nobody by name.
        spares: copies beyond those.
        known: whether the number of people is known at all.
    """

    copy: Copy
    pages: int | None
    groups: tuple[Group, ...] = ()
    leading: int = 0
    places: int = 0
    spares: int = 0
    known: bool = True

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

    @property
    def fastening(self) -> str:
        """What holds the sheets of a copy together."""
        sheets = self.sheets_each or 0
        if self.copy.edition.folded:
            tried = "" if sheets <= FOLDED else f"; {sheets} sheets are many for one fold, so try one first"
            return f"Folded in the middle, stapled on the fold{tried}"
        if sheets > STAPLED:
            return f"Clip or comb: too thick for staples ({sheets} sheets)"
        return "One staple, top left" if self.copy.edition.sideways else "Two staples, left edge"


@dataclass(frozen=True)
class SentAhead:
    """Who is sent files before the session, and which."""

    groups: tuple[Group, ...]
    files: tuple[str, ...]


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
    ahead: SentAhead | None
    bring: tuple[str, ...]
    missing: tuple[str, ...] = ()

    def totals(self) -> dict[str, int]:
        """Sheets of each paper, of all rows whose number is known."""
        sums: dict[str, int] = {}
        for row in self.rows:
            if row.sheets is not None:
                sums[row.copy.stock] = sums.get(row.copy.stock, 0) + row.sheets
        return sums


def print_plan(project: Project, spec: WorkbookSpec, pages: Mapping[str, int]) -> PrintPlan:
    """What to print for the cohort in this seminar.

    Args:
        pages: of each edition that was made, by the edition's name.
    """
    people = project.rosters.get(spec.cohort.id, ())
    online = spec.cohort.delivery == "online"
    rows = tuple(_posted(spec, people, pages) if online else _handed_out(project.printing, spec, people, pages))
    printed = [row.copy.edition for row in rows]
    others = (edition for edition in EDITIONS.values() if edition not in (*printed, _FORM) and edition.name in pages)
    hearing = _by_group((person for person in people if _FORM.need in person.access), spec.cohort)
    form = (_FORM.file,) if _FORM.name in pages else ()
    needed = dict.fromkeys([*printed, _FORM] if hearing else printed)
    return PrintPlan(
        title=spec.title,
        subtitle=f"{spec.cohort.npq} · {_which_seminar(spec)}",
        online=online,
        facts=tuple(_facts(spec, len(people))),
        rows=rows,
        others=tuple(Row(Copy(edition), pages[edition.name]) for edition in others),
        ahead=SentAhead(hearing, (PAGE, *form)) if hearing else None,
        bring=() if online else project.printing.bring,
        missing=tuple(_command(spec, edition) for edition in needed if edition.name not in pages),
    )


def copy_for(person: Participant, online: bool) -> Copy | None:
    """The copy that a person is given; None for whoever hears the page, and for most people online."""
    needs = set(person.access)
    if not needs & _ON_PAPER and (online or _FORM.need in needs):
        return None
    met = [edition for edition in EDITIONS.values() if edition.need in needs & _ON_PAPER]
    edition = met[0] if met else EDITIONS[HANDOUT]
    in_black = not edition.low_ink and any(other.low_ink for other in met)
    return Copy(edition, "cream" if _CREAM in needs else "white", in_black)


def spares(printing: Printing, count: int) -> int:
    """Spare handouts for so many people, rounded up."""
    return max(printing.least_spares, -(-count * printing.spares_percent // 100))


def _by_group(people: Iterable[Participant], cohort: Cohort) -> tuple[Group, ...]:
    """People in the order of the cohort's groups and of the roster; those without a group come last."""
    listed = list(people)
    names: Sequence[str | None] = (*cohort.groups, None)
    found = (Group(name or "", tuple(one.name for one in listed if one.group == name)) for name in names)
    return tuple(group for group in found if group.people)


def _handed_out(
    printing: Printing, spec: WorkbookSpec, people: Sequence[Participant], pages: Mapping[str, int]
) -> Iterator[Row]:
    """The handouts first, then what single people need, then what those who lead have of their own."""
    cohort, copies = spec.cohort, _copies(people, online=False)
    plain, leading = copies.pop(HANDOUT_COPY, []), len(cohort.facilitators)
    own = [edition for edition in EDITIONS.values() if edition.for_facilitators and edition.name in pages]
    places = 0 if people else cohort.size or 0
    yield Row(
        HANDOUT_COPY, pages.get(HANDOUT), _by_group(plain, cohort), leading=0 if own else leading, places=places,
        spares=spares(printing, len(plain) + places), known=bool(people or cohort.size),
    )  # fmt: skip
    spared: set[Edition] = set()
    for copy, those in copies.items():
        spare = int(copy.edition.spare and copy.edition not in spared)
        spared.add(copy.edition)
        yield Row(copy, pages.get(copy.edition.name), _by_group(those, cohort), spares=spare)
    yield from (Row(Copy(edition), pages[edition.name], leading=leading) for edition in own)


def _posted(spec: WorkbookSpec, people: Sequence[Participant], pages: Mapping[str, int]) -> Iterator[Row]:
    for copy, those in _copies(people, online=True).items():
        yield Row(copy, pages.get(copy.edition.name), _by_group(those, spec.cohort))


def _copies(people: Sequence[Participant], online: bool) -> dict[Copy, list[Participant]]:
    """Who is given each copy, the plainest copies first."""
    found = {copy for person in people if (copy := copy_for(person, online))}
    editions = list(EDITIONS.values())
    order = sorted(found, key=lambda copy: (editions.index(copy.edition), copy.colour == "cream", copy.in_black))
    return {copy: [person for person in people if copy_for(person, online) == copy] for copy in order}


def _which_seminar(spec: WorkbookSpec) -> str:
    seminar = spec.parameters["seminar"]
    return f"{seminar['kind']} {seminar['number']} of {seminar['count']}"


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


def _command(spec: WorkbookSpec, edition: Edition) -> str:
    return f"workbook-kit build --cohort {spec.cohort.id} --seminar {spec.seminar.id} --edition {edition.name}"
