"""A table as a spreadsheet saves it: commas or semicolons, with or without a byte-order mark."""

import csv
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.project.values import explain_error, quote, read_text

#: Larger than any table that a person keeps.
_LARGEST = 20_000_000


@dataclass(frozen=True)
class TableFile:
    """What a table is called and which columns it may have."""

    name: str
    called: str
    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    #: Columns of which there must be one, and only one.
    either: tuple[str, ...] = ()
    #: Why there is no other column, where that needs a reason.
    no_other: str = ""
    #: The cells are about people: messages quote none of them.
    private: bool = False

    def problem(self, line: int, what: str, todo: str) -> Problem:
        """A problem on that line of this table."""
        return Problem(self.name, line, what, todo)

    def problems(self, line: int, error: ValidationError, model: type[BaseModel]) -> ProblemsError:
        """What is wrong with the values of that line."""
        return ProblemsError(self.problem(line, what, todo) for _, what, todo in explain_error(error, model))


def rows(path: Path, table: TableFile) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by column, of each line that has any.

    Raises:
        ProblemsError: the table as a whole cannot be read.
    """
    text = read_text(path, table.name, table.called, _LARGEST, "in Excel, save it as “CSV UTF-8”")
    if "\0" in text:
        raise problem(table.name, "the file holds binary data", "save the table as CSV, not as a workbook")
    # Only these end a line of a table; a form feed or U+2028 inside a cell does not.
    lines = re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", text)
    filled = (i for i, line in enumerate(lines) if line.strip(" \t\r\n,;"))
    first = next(filled, None)
    if first is not None and (separator := re.fullmatch(r"sep=(.)\s*", lines[first])):  # Excel's own first line
        first = next(filled, None)
    if first is None:
        columns = ",".join(name for name in table.columns if name not in table.either[1:])
        raise problem(table.name, "the file is empty", f"start it with a line of column names: {columns}")
    # Excel in many countries writes semicolons; the line of column names tells.
    delimiter = separator[1] if separator else max(",;\t", key=lines[first].count)
    reader = csv.reader(lines[first:], delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader)]
        if problems := list(_header_problems(first + 1, header, table)):
            raise ProblemsError(problems)
        yield from _rows(reader, first, header, table)
    except csv.Error as error:
        what = f"this line is not CSV ({error})"
        raise problem(table.name, what, "check its quotes", first + reader.line_num) from None


def _rows(reader: Any, offset: int, header: list[str], table: TableFile) -> Iterator[tuple[int, dict[str, str]]]:
    start = reader.line_num
    for cells in reader:
        line, start = offset + start + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            what = f"this line and those after it cannot be read: {len(cells)} cells under {len(header)} columns"
            raise ProblemsError([table.problem(line, what, "put quotes around a text that holds the separator")])
        for number, name in enumerate(header):
            if not name and cells[number : number + 1] not in ([], [""]):
                cell = "something" if table.private else quote(cells[number])
                what = f"{cell} stands in column {number + 1}, which has no name"
                raise ProblemsError([table.problem(line, what, "name the column in the first line, or empty it")])
        yield line, dict(zip(header, (cell.strip() for cell in cells), strict=False))


def _header_problems(line: int, header: list[str], table: TableFile) -> Iterator[Problem]:
    columns = table.columns
    for name in dict.fromkeys(header):
        if name and name not in columns:
            close = difflib.get_close_matches(name, columns, n=1)
            hint = "take it out" if table.no_other else f"the columns are {', '.join(columns)}"
            why = f": {table.no_other}" if table.no_other else ""
            todo = f"did you mean `{close[0]}`?" if close else hint
            yield table.problem(line, f"there is no column `{name[:60]}`{why}", todo)
        if name and header.count(name) > 1:
            yield table.problem(line, f"the column `{name}` stands here twice", "take one out")
    given = [name for name in table.either if name in header]
    if len(given) > 1:
        both = " and ".join(f"`{name}`" for name in given)
        yield table.problem(line, f"the columns {both} say the same", "take one out")
    needless = {*table.optional, *(table.either if given else table.either[1:])}
    for name in columns:
        if name not in needless and name not in header:
            yield table.problem(line, f"the column `{name}` is missing", "add it")
