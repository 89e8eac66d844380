"""The tables of people: cohorts, a line for each, and the rosters of who is in them."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from workbook_kit.errors import Collector, Problem, ProblemsError, choices, problem
from workbook_kit.models import Cohort, Participant
from workbook_kit.models.editions import NEEDS, OPTIONAL_EDITIONS
from workbook_kit.project.table import Shape, rows
from workbook_kit.project.yaml import plain_words, shown

# What a cell of the table of cohorts stands for: a date, a time, a list, an address, a number.

#: Takes what is wrong with a cell and what to do about it.
Tell = Callable[[str, str], None]
#: A year outside these is a slip of the finger, such as 0207.
YEARS = range(2000, 2100)
#: What an address may hold that other things are added to: no query, no fragment, no quotes.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\[\]][A-Za-z0-9.:\[\]-]*(/[A-Za-z0-9._~!$&()*+,;=:%/-]*)?", re.IGNORECASE)


def split(text: str) -> tuple[str, ...]:
    """The parts of a cell with bars in it."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def read_cell(name: str, text: str, tell: Tell) -> Any:
    """The value of a cell of that column; what is wrong with it is told."""
    reader = _READERS.get(name)
    return reader(name, text, tell) if reader else text


def _list(name: str, text: str, tell: Tell) -> tuple[str, ...]:
    parts = split(text)
    for part, count in Counter(parts).items():
        if count > 1:
            tell(f"`{name}` has {shown(part)} twice", "take one out")
    return parts


def _date(name: str, text: str, tell: Tell) -> date | None:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        # strptime takes "1/2/26" for some patterns; two forms only, both with four digits of year.
        if re.fullmatch(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4}", text):
            try:
                day = datetime.strptime(text, pattern).date()
            except ValueError:
                continue
            if day.year in YEARS:
                return day
    tell(f"`{name}` is {shown(text)}, not a date", "write it as 2027-01-14 or 14/01/2027")
    return None


def _dates(name: str, text: str, tell: Tell) -> tuple[date | None, ...]:
    return tuple(_date(name, part, tell) for part in split(text))


def _editions(name: str, text: str, tell: Tell) -> tuple[str, ...]:
    parts = _list(name, text.lower(), tell)
    for part in sorted(set(parts) - set(OPTIONAL_EDITIONS)):
        tell(f"there is no edition {shown(part)}", choices(part, OPTIONAL_EDITIONS))
    return parts


def _time(name: str, text: str, tell: Tell) -> str | None:
    if found := re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text):
        return f"{int(found[1]):02}:{found[2]}"
    tell(f"`{name}` is {shown(text)}, not a time", "write one time for all seminars, as 09:30")
    return None


def _address(name: str, text: str, tell: Tell) -> str | None:
    if _ADDRESS.fullmatch(text) and _has_host(text):
        return text.rstrip("/")
    tell(
        f"`{name}` is {shown(text)}, not an address that packs can stand at",
        "write it whole, starting with https://, with no space, quotation mark, user name, question mark or # in it",
    )
    return None


def _has_host(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _yes(name: str, text: str, tell: Tell) -> bool:
    if text.lower() not in ("yes", "no"):
        tell(f"`{name}` is {shown(text)}", "write yes or no, or leave it empty")
    return text.lower() == "yes"


def _number(name: str, text: str, tell: Tell) -> int | None:
    if re.fullmatch(r"[0-9]{1,6}", text):
        return int(text)
    tell(f"`{name}` is {shown(text)}, not a whole number", "write it in figures")
    return None


_READERS: dict[str, Callable[[str, str, Tell], Any]] = {
    "start_date": _date,
    "seminar_dates": _dates,
    "facilitators": _list,
    "partners": _list,
    "groups": _list,
    "editions": _editions,
    "start_time": _time,
    "web_address": _address,
    "right_hand_chapters": _yes,
    "size": _number,
}


# The table of cohorts: a line for each.

NAME = "data/cohorts.csv"
COLUMNS = tuple(Cohort.model_fields)
OPTIONAL = tuple(name for name, column in Cohort.model_fields.items() if not column.is_required())
_SHAPE = Shape(NAME, "the table of cohorts", COLUMNS, OPTIONAL)


def load_cohorts(data: Path) -> tuple[dict[str, tuple[int, Cohort]], list[Problem]]:
    """Line number and cohort by the cohort's id, in the order of the table, and what is wrong with other lines.

    Raises:
        ProblemsError: the table as a whole cannot be read.
    """
    cohorts: dict[str, tuple[int, Cohort]] = {}
    problems: list[Problem] = []
    for line, row in rows(data / "cohorts.csv", _SHAPE):
        try:
            cohort = _cohort(line, row)
        except ProblemsError as error:
            problems.extend(error.problems)
            continue
        if cohort.id in cohorts:
            first = cohorts[cohort.id][0]
            what = f"the id {cohort.id} stands on line {first} too"
            problems.append(_SHAPE.at(line, what, "give each cohort its own id"))
        cohorts.setdefault(cohort.id, (line, cohort))
    if not cohorts and not problems:
        raise problem(NAME, "the table has no cohort", "add a line for each cohort below the column names")
    return cohorts, problems


def _cohort(line: int, row: dict[str, str]) -> Cohort:
    problems: list[Problem] = []
    values: dict[str, Any] = {}

    def tell(what: str, todo: str) -> None:
        problems.append(_SHAPE.at(line, what, todo))

    for name in COLUMNS:
        if text := row.get(name, ""):
            values[name] = read_cell(name, text, tell)
        elif name not in OPTIONAL:
            tell(f"`{name}` is empty", "fill it in")
    for what, todo in _complaints(values):
        tell(what, todo)
    if problems:
        raise ProblemsError(problems)
    try:
        return Cohort.model_validate(values)
    except ValidationError as error:
        raise ProblemsError(_SHAPE.at(line, *plain_words(detail, Cohort)) for detail in error.errors()) from None


def _complaints(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    delivery, dates = values.get("delivery"), values.get("seminar_dates") or ()
    if delivery == "blended" and not values.get("venue"):
        yield "a blended cohort meets in a room and `venue` is empty", "fill in the venue"
    if delivery == "online" and not values.get("link"):
        yield "an online cohort meets by a link and `link` is empty", "fill in the address of the webinar"
    if delivery == "online" and values.get("venue"):
        yield "an online cohort has no venue", "empty `venue`, or write blended under `delivery`"
    if delivery not in ("blended", "online", None):
        yield f"`delivery` is {shown(delivery)}", "write blended or online"
    known = [day for day in (values.get("start_date"), *dates) if day]
    if known != sorted(known):
        yield "the dates are not in order", "start_date first, then the seminars in their order"


# Who is in a cohort: data/participants/<cohort>.csv, which holds names or aliases, groups and needs, and no more.
#
# What stands in a roster is personal. No message quotes it; a line number is enough for whoever keeps the file.

FOLDER = "data/participants"
#: Line number and person, in the order of the file.
Roster = tuple[tuple[int, Participant], ...]
_TABLES = (".csv", ".tsv", ".txt", ".xls", ".xlsx", ".ods", ".numbers")


def name_of(cohort: str) -> str:
    """A roster's file, as the user knows it."""
    return f"{FOLDER}/{cohort}.csv"


def load_rosters(data: Path, collector: Collector) -> dict[str, Roster]:
    """Rosters by the cohort's id; what is wrong goes to the collector."""
    rosters: dict[str, Roster] = {}
    for path in sorted((data / "participants").glob("[!.~]*")):
        if path.suffix == ".csv":
            with collector:
                rosters[path.stem] = _roster(path)
        elif path.suffix.lower() in _TABLES:
            what, todo = "the name does not end in .csv, so it is not read", f"save it as CSV, called {path.stem}.csv"
            collector.problems.append(Problem(f"{FOLDER}/{path.name}", 0, what, todo))
    return rosters


def _roster(path: Path) -> Roster:
    shape = Shape(
        name_of(path.stem),
        "the roster",
        columns=("name", "alias", "group", "access"),
        optional=("group", "access"),
        either=("name", "alias"),
        no_other="a roster holds name or alias, group and access, and nothing else about a person",
        private=True,
    )
    people: list[tuple[int, Participant]] = []
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    for line, row in rows(path, shape):
        try:
            person = _person(line, row, shape)
        except ProblemsError as error:
            problems.extend(error.problems)
            continue
        first = lines.setdefault(" ".join(person.name.split()).casefold(), line)
        if first != line:
            what = f"this name stands on line {first} too"
            problems.append(shape.at(line, what, "write both so that they can be told apart"))
        people.append((line, person))
    if problems:
        raise ProblemsError(problems)
    if not people:
        raise ProblemsError([shape.at(0, "the roster names nobody", "add a line for each person, or delete the file")])
    return tuple(people)


def _person(line: int, row: Mapping[str, str], shape: Shape) -> Participant:
    name = row.get("name") or row.get("alias") or ""
    access = tuple(" ".join(part.lower().replace("-", " ").split()) for part in split(row.get("access", "")))
    problems = []
    if not name:
        problems.append(shape.at(line, "there is no name or alias", "write one, or empty the line"))
    for part in access:
        if part not in NEEDS:
            what = "`access` has something that is none of the needs"
            problems.append(shape.at(line, what, choices(part, NEEDS)))
    if len(set(access)) < len(access):
        problems.append(shape.at(line, "`access` has a need twice", "take one out"))
    if problems:
        raise ProblemsError(problems)
    try:
        return Participant(name=name, group=row.get("group") or None, access=access)
    except ValidationError as error:
        raise ProblemsError(shape.at(line, *plain_words(detail, Participant)) for detail in error.errors()) from None


def roster_problems(rosters: Mapping[str, Roster], cohorts: Mapping[str, Cohort]) -> Iterator[Problem]:
    """What a roster says that its cohort does not bear out."""
    for cohort_id, roster in rosters.items():
        name, cohort = name_of(cohort_id), cohorts.get(cohort_id)
        if cohort is None:
            yield Problem(name, 0, f"there is no cohort `{cohort_id}`", choices(cohort_id, cohorts))
            continue
        for line, person in roster:
            if person.group is not None and person.group not in cohort.groups:
                todo = choices(person.group, cohort.groups) if cohort.groups else "fill in `groups` in data/cohorts.csv"
                yield Problem(name, line, "the cohort has no such group", todo)
        if cohort.size is not None and len(roster) > cohort.size:
            what = f"here are {len(roster)} people, and the cohort has {cohort.size} places"
            yield Problem(name, 0, what, "raise `size` in data/cohorts.csv, or take somebody out")
