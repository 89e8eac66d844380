"""The table of cohorts, as a spreadsheet saves it: commas or semicolons, with or without a byte-order mark."""

import csv
import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.load.faults import plain_words, shown
from workbook_kit.models import Cohort

NAME = "data/cohorts.csv"
COLUMNS = tuple(Cohort.model_fields)
LISTS = ("seminar_dates", "facilitators", "partners", "groups")
OPTIONAL = ("venue", "link", "groups")
#: Larger than any table of cohorts that a person keeps.
LARGEST = 20_000_000
#: A year outside these is a slip of the finger, such as 0207.
YEARS = range(2000, 2100)


def load_cohorts(data: Path) -> tuple[dict[str, tuple[int, Cohort]], list[Problem]]:
    """Line number and cohort by the cohort's id, in the order of the table, and what is wrong with other lines.

    Raises:
        ProblemsError: the table as a whole cannot be read.
    """
    cohorts: dict[str, tuple[int, Cohort]] = {}
    problems: list[Problem] = []
    for line, row in _rows(_read(data / "cohorts.csv")):
        try:
            cohort = _cohort(line, row)
        except ProblemsError as error:
            problems.extend(error.problems)
            continue
        if cohort.id in cohorts:
            first = cohorts[cohort.id][0]
            problems.append(_at(line, f"the id {cohort.id} stands on line {first} too", "give each cohort its own id"))
        cohorts.setdefault(cohort.id, (line, cohort))
    if not cohorts and not problems:
        raise problem(NAME, "the table has no cohort", "add a line for each cohort below the column names")
    return cohorts, problems


def _at(line: int, what: str, todo: str) -> Problem:
    return Problem(NAME, line, what, todo)


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise problem(NAME, "the file is larger than 20 MB", "check that it is the right file")
        content = path.read_bytes()
        # Two ways of writing é look the same, and fonts have only one of them.
        text = unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except FileNotFoundError:
        raise problem(NAME, "the table of cohorts is missing", "add it, or copy it from a new project") from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise problem(NAME, f"the table cannot be read ({why})", "check the file and its rights") from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise problem(NAME, "the file is not UTF-8", "in Excel, save it as “CSV UTF-8”", line) from None
    if "\0" in text:
        raise problem(NAME, "the file holds binary data", "save the table as CSV, not as a workbook")
    return text


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    # Only these end a line of a table; a form feed or U+2028 inside a cell does not.
    lines = re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", text)
    filled = (i for i, line in enumerate(lines) if line.strip(" \t\r\n,;"))
    first = next(filled, None)
    if first is not None and (told := re.fullmatch(r"sep=(.)\s*", lines[first])):  # Excel's own first line
        first = next(filled, None)
    if first is None:
        raise problem(NAME, "the file is empty", f"start it with a line of column names: {','.join(COLUMNS)}")
    # Excel in many countries writes semicolons; the line of column names tells.
    delimiter = told[1] if told else max(",;\t", key=lines[first].count)
    reader = csv.reader(lines[first:], delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader)]
        _check_header(first + 1, header)
        yield from _cells(reader, first, header)
    except csv.Error as error:
        raise problem(NAME, f"this line is not CSV ({error})", "check its quotes", first + reader.line_num) from None


def _cells(reader: Any, offset: int, header: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    start = reader.line_num
    for cells in reader:
        line, start = offset + start + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            what = f"this line and those after it cannot be read: {len(cells)} cells under {len(header)} columns"
            raise ProblemsError([_at(line, what, "put quotes around a text that holds the separator")])
        for number, name in enumerate(header):
            if not name and cells[number : number + 1] not in ([], [""]):
                what = f"{shown(cells[number])} stands in column {number + 1}, which has no name"
                raise ProblemsError([_at(line, what, "name the column in the first line, or empty it")])
        yield line, dict(zip(header, (cell.strip() for cell in cells), strict=False))


def _check_header(line: int, header: list[str]) -> None:
    problems = []
    for name in header:
        if name and name not in COLUMNS:
            close = difflib.get_close_matches(name, COLUMNS, n=1)
            hint = f"did you mean `{close[0]}`?" if close else f"the columns are {', '.join(COLUMNS)}"
            problems.append(_at(line, f"there is no column `{name}`", hint))
        if name and header.count(name) > 1:
            problems.append(_at(line, f"the column `{name}` stands here twice", "take one out"))
    for name in COLUMNS:
        if name not in header and name not in OPTIONAL:
            problems.append(_at(line, f"the column `{name}` is missing", "add it"))
    if problems:
        raise ProblemsError(problems)


def _cohort(line: int, row: dict[str, str]) -> Cohort:
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for name in COLUMNS:
        text = row.get(name, "")
        if text:
            values[name] = _value(line, name, text, problems)
        elif name not in OPTIONAL:
            problems.append(_at(line, f"`{name}` is empty", "fill it in"))
    problems.extend(_delivery_problems(line, values))
    if problems:
        raise ProblemsError(problems)
    try:
        return Cohort.model_validate(values)
    except ValidationError as error:
        raise ProblemsError(_at(line, *plain_words(detail, Cohort)) for detail in error.errors()) from None


def _value(line: int, name: str, text: str, problems: list[Problem]) -> Any:
    if "date" not in name:
        return tuple(_split(text)) if name in LISTS else text
    dates = [_date(line, name, part, problems) for part in (_split(text) if name in LISTS else [text])]
    return tuple(dates) if name in LISTS else dates[0]


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def _date(line: int, name: str, text: str, problems: list[Problem]) -> date | None:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        # strptime takes "1/2/26" for some patterns; two forms only, both with four digits of year.
        if re.fullmatch(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4}", text):
            try:
                day = datetime.strptime(text, pattern).date()
            except ValueError:
                continue
            if day.year in YEARS:
                return day
    problems.append(_at(line, f"`{name}` is {shown(text)}, not a date", "write it as 2027-01-14 or 14/01/2027"))
    return None


def _delivery_problems(line: int, values: dict[str, Any]) -> Iterator[Problem]:
    delivery, dates = values.get("delivery"), values.get("seminar_dates") or ()
    if delivery == "blended" and not values.get("venue"):
        yield _at(line, "a blended cohort meets in a room and `venue` is empty", "fill in the venue")
    if delivery == "online" and not values.get("link"):
        yield _at(line, "an online cohort meets by a link and `link` is empty", "fill in the address of the webinar")
    if delivery == "online" and values.get("venue"):
        yield _at(line, "an online cohort has no venue", "empty `venue`, or write blended under `delivery`")
    if delivery not in ("blended", "online", None):
        yield _at(line, f"`delivery` is {shown(delivery)}", "write blended or online")
    for name in ("facilitators", "partners", "groups"):
        for text, count in Counter(values.get(name, ())).items():
            if count > 1:
                yield _at(line, f"`{name}` has {shown(text)} twice", "take one out")
    known = [day for day in (values.get("start_date"), *dates) if day]
    if known != sorted(known):
        yield _at(line, "the dates are not in order", "start_date first, then the seminars in their order")
