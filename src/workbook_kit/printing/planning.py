"""From a cohort, its roster and the number of pages to the plan for its printer. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from workbook_kit.load import Project
from workbook_kit.models import Participant, Printing
from workbook_kit.paths import PAGE
from workbook_kit.plan import WorkbookSpec, short_code
from workbook_kit.printing.needs import PLAIN, SENT_AHEAD, Kind, by_group, kind_of
from workbook_kit.printing.settings import fastened, settings
from workbook_kit.printing.values import Ahead, Group, PrintPlan, Row
from workbook_kit.render.editions import EDITIONS

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
