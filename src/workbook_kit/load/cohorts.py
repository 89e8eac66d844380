"""The table of cohorts: a line for each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.load.cells import read_cell
from workbook_kit.load.faults import plain_words, shown
from workbook_kit.load.table import Shape, rows
from workbook_kit.models import Cohort

NAME = "data/cohorts.csv"
COLUMNS = tuple(Cohort.model_fields)
OPTIONAL = (
    *("venue", "link", "groups"),
    *("editions", "start_time", "web_address", "right_hand_chapters", "size"),
)
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
