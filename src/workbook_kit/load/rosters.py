"""Who is in a cohort: data/participants/<cohort>.csv, which holds names or aliases, groups and needs, and no more.

What stands in a roster is personal. No message quotes it; a line number is enough for whoever keeps the file.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from workbook_kit.errors import Problem, ProblemsError, choices
from workbook_kit.load.cells import split
from workbook_kit.load.collect import Collector
from workbook_kit.load.faults import plain_words
from workbook_kit.load.table import Shape, rows
from workbook_kit.models import ACCESS, Cohort, Participant

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
        if part not in ACCESS:
            what = "`access` has something that is none of the four needs"
            problems.append(shape.at(line, what, choices(part, ACCESS)))
    if len(set(access)) < len(access):
        problems.append(shape.at(line, "`access` has a need twice", "take one out"))
    if problems:
        raise ProblemsError(problems)
    try:
        return Participant(name=name, group=row.get("group") or None, access=access)  # type: ignore[arg-type]
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
