"""The tables of people: cohorts, a line for each, and the rosters of who is in them.

A roster, data/participants/<cohort>.csv, holds names or aliases, groups and needs, and no more. What stands in it is
personal: no message quotes it, and a line number is enough for whoever keeps the file.
"""

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
from workbook_kit.project.table import TableFile, rows
from workbook_kit.project.values import quote

COHORTS, ROSTERS = "data/cohorts.csv", "data/participants"
COHORT_COLUMNS = tuple(Cohort.model_fields)
#: Columns that may be empty, or not there.
OPTIONAL_COLUMNS = tuple(name for name, field in Cohort.model_fields.items() if not field.is_required())
#: Line number and person, in the order of the file.
Roster = tuple[tuple[int, Participant], ...]

_TABLE = TableFile(COHORTS, "the table of cohorts", COHORT_COLUMNS, OPTIONAL_COLUMNS)
_LIKE_TABLES = (".csv", ".tsv", ".txt", ".xls", ".xlsx", ".ods", ".numbers")
#: Takes what is wrong with a cell and what to do about it.
_Tell = Callable[[str, str], None]
#: A year outside these is a slip of the finger, such as 0207.
_YEARS = range(2000, 2100)
#: What an address may hold that other things are added to: no query, no fragment, no quotes.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\[\]][A-Za-z0-9.:\[\]-]*(/[A-Za-z0-9._~!$&()*+,;=:%/-]*)?", re.IGNORECASE)


def load_cohorts(data: Path) -> tuple[dict[str, tuple[int, Cohort]], list[Problem]]:
    """Line number and cohort by the cohort's id, in the order of the table, and what is wrong with other lines.

    Raises:
        ProblemsError: the table as a whole cannot be read.
    """
    cohorts: dict[str, tuple[int, Cohort]] = {}
    problems: list[Problem] = []
    for line, row in rows(data / "cohorts.csv", _TABLE):
        try:
            cohort = _cohort(line, row)
        except ProblemsError as error:
            problems.extend(error.problems)
            continue
        if cohort.id in cohorts:
            what = f"the id {cohort.id} stands on line {cohorts[cohort.id][0]} too"
            problems.append(_TABLE.problem(line, what, "give each cohort its own id"))
        cohorts.setdefault(cohort.id, (line, cohort))
    if not cohorts and not problems:
        raise problem(COHORTS, "the table has no cohort", "add a line for each cohort below the column names")
    return cohorts, problems


def load_rosters(data: Path, collector: Collector) -> dict[str, Roster]:
    """Rosters by the cohort's id; what is wrong goes to the collector."""
    rosters: dict[str, Roster] = {}
    for path in sorted((data / "participants").glob("[!.~]*")):
        if path.suffix == ".csv":
            with collector:
                rosters[path.stem] = _roster(path)
        elif path.suffix.lower() in _LIKE_TABLES:
            what, todo = "the name does not end in .csv, so it is not read", f"save it as CSV, called {path.stem}.csv"
            collector.problems.append(Problem(f"{ROSTERS}/{path.name}", 0, what, todo))
    return rosters


def roster_problems(rosters: Mapping[str, Roster], cohorts: Mapping[str, Cohort]) -> Iterator[Problem]:
    """What a roster says that its cohort does not bear out."""
    for cohort_id, roster in rosters.items():
        name, cohort = f"{ROSTERS}/{cohort_id}.csv", cohorts.get(cohort_id)
        if cohort is None:
            yield Problem(name, 0, f"there is no cohort `{cohort_id}`", choices(cohort_id, cohorts))
            continue
        for line, person in roster:
            if person.group is not None and person.group not in cohort.groups:
                todo = choices(person.group, cohort.groups) if cohort.groups else f"fill in `groups` in {COHORTS}"
                yield Problem(name, line, "the cohort has no such group", todo)
        if cohort.size is not None and len(roster) > cohort.size:
            what = f"here are {len(roster)} people, and the cohort has {cohort.size} places"
            yield Problem(name, 0, what, f"raise `size` in {COHORTS}, or take somebody out")


def _cohort(line: int, row: dict[str, str]) -> Cohort:
    problems: list[Problem] = []
    values: dict[str, Any] = {}

    def tell(what: str, todo: str) -> None:
        problems.append(_TABLE.problem(line, what, todo))

    for name in COHORT_COLUMNS:
        if text := row.get(name, ""):
            values[name] = _READERS[name](name, text, tell) if name in _READERS else text
        elif name not in OPTIONAL_COLUMNS:
            tell(f"`{name}` is empty", "fill it in")
    _check_together(values, tell)
    if problems:
        raise ProblemsError(problems)
    try:
        return Cohort.model_validate(values)
    except ValidationError as error:
        raise _TABLE.problems(line, error, Cohort) from None


def _check_together(values: dict[str, Any], tell: _Tell) -> None:
    """Tells what does not go together in a line."""
    delivery, dates = values.get("delivery"), values.get("seminar_dates") or ()
    if delivery == "blended" and not values.get("venue"):
        tell("a blended cohort meets in a room and `venue` is empty", "fill in the venue")
    if delivery == "online" and not values.get("link"):
        tell("an online cohort meets by a link and `link` is empty", "fill in the address of the webinar")
    if delivery == "online" and values.get("venue"):
        tell("an online cohort has no venue", "empty `venue`, or write blended under `delivery`")
    if delivery not in ("blended", "online", None):
        tell(f"`delivery` is {quote(delivery)}", "write blended or online")
    known = [day for day in (values.get("start_date"), *dates) if day]
    if known != sorted(known):
        tell("the dates are not in order", "start_date first, then the seminars in their order")


def _split(text: str) -> tuple[str, ...]:
    """The parts of a cell with bars in it."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _list(name: str, text: str, tell: _Tell) -> tuple[str, ...]:
    parts = _split(text)
    for part, count in Counter(parts).items():
        if count > 1:
            tell(f"`{name}` has {quote(part)} twice", "take one out")
    return parts


def _date(name: str, text: str, tell: _Tell) -> date | None:
    # strptime takes 1/2/26 for some patterns; two forms only, both with four digits of year.
    for form, pattern in ((r"\d{4}-\d\d-\d\d", "%Y-%m-%d"), (r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y")):
        try:
            day = datetime.strptime(text, pattern).date() if re.fullmatch(form, text) else None
        except ValueError:
            continue
        if day and day.year in _YEARS:
            return day
    tell(f"`{name}` is {quote(text)}, not a date", "write it as 2027-01-14 or 14/01/2027")
    return None


def _dates(name: str, text: str, tell: _Tell) -> tuple[date | None, ...]:
    return tuple(_date(name, part, tell) for part in _split(text))


def _editions(name: str, text: str, tell: _Tell) -> tuple[str, ...]:
    parts = _list(name, text.lower(), tell)
    for part in sorted(set(parts) - set(OPTIONAL_EDITIONS)):
        tell(f"there is no edition {quote(part)}", choices(part, OPTIONAL_EDITIONS))
    return parts


def _time(name: str, text: str, tell: _Tell) -> str | None:
    if found := re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text):
        return f"{int(found[1]):02}:{found[2]}"
    tell(f"`{name}` is {quote(text)}, not a time", "write one time for all seminars, as 09:30")
    return None


def _address(name: str, text: str, tell: _Tell) -> str | None:
    if _ADDRESS.fullmatch(text) and _has_host(text):
        return text.rstrip("/")
    tell(
        f"`{name}` is {quote(text)}, not an address that packs can stand at",
        "write it whole, starting with https://, with no space, quotation mark, user name, question mark or # in it",
    )
    return None


def _has_host(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _yes(name: str, text: str, tell: _Tell) -> bool:
    if text.lower() not in ("yes", "no"):
        tell(f"`{name}` is {quote(text)}", "write yes or no, or leave it empty")
    return text.lower() == "yes"


def _number(name: str, text: str, tell: _Tell) -> int | None:
    if re.fullmatch(r"[0-9]{1,6}", text):
        return int(text)
    tell(f"`{name}` is {quote(text)}, not a whole number", "write it in figures")
    return None


#: By column; any other column is text.
_READERS: dict[str, Callable[[str, str, _Tell], Any]] = {
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


def _roster(path: Path) -> Roster:
    table = TableFile(
        f"{ROSTERS}/{path.name}",
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
    for line, row in rows(path, table):
        try:
            person = _person(line, row, table)
        except ProblemsError as error:
            problems.extend(error.problems)
            continue
        first = lines.setdefault(" ".join(person.name.split()).casefold(), line)
        if first != line:
            what = f"this name stands on line {first} too"
            problems.append(table.problem(line, what, "write both so that they can be told apart"))
        people.append((line, person))
    if not people and not problems:
        raise problem(table.name, "the roster names nobody", "add a line for each person, or delete the file")
    if problems:
        raise ProblemsError(problems)
    return tuple(people)


def _person(line: int, row: Mapping[str, str], table: TableFile) -> Participant:
    name = row.get("name") or row.get("alias") or ""
    access = tuple(" ".join(part.lower().replace("-", " ").split()) for part in _split(row.get("access", "")))
    problems = []
    if not name:
        problems.append(table.problem(line, "there is no name or alias", "write one, or empty the line"))
    for part in access:
        if part not in NEEDS:
            what = "`access` has something that is none of the needs"
            problems.append(table.problem(line, what, choices(part, NEEDS)))
    if len(set(access)) < len(access):
        problems.append(table.problem(line, "`access` has a need twice", "take one out"))
    if problems:
        raise ProblemsError(problems)
    try:
        return Participant(name=name, group=row.get("group") or None, access=access)
    except ValidationError as error:
        raise table.problems(line, error, Participant) from None
