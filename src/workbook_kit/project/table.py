"""A table as a spreadsheet saves it: commas or semicolons, with or without a byte-order mark."""

import csv
import difflib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.project.yaml import shown

#: Larger than any table that a person keeps.
LARGEST = 20_000_000


@dataclass(frozen=True)
class Shape:
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

    def at(self, line: int, what: str, todo: str) -> Problem:
        """A problem on that line of this table."""
        return Problem(self.name, line, what, todo)


def rows(path: Path, shape: Shape) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by column, of each line that has any.

    Raises:
        ProblemsError: the table as a whole cannot be read.
    """
    yield from _rows(_read(path, shape), shape)


def _read(path: Path, shape: Shape) -> str:
    name = shape.name
    try:
        if path.stat().st_size > LARGEST:
            raise problem(name, "the file is larger than 20 MB", "check that it is the right file")
        content = path.read_bytes()
        # Two ways of writing é look the same, and fonts have only one of them.
        text = unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except FileNotFoundError:
        raise problem(name, f"{shape.called} is missing", "add it, or copy it from a new project") from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise problem(name, f"the table cannot be read ({why})", "check the file and its rights") from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise problem(name, "the file is not UTF-8", "in Excel, save it as “CSV UTF-8”", line) from None
    if "\0" in text:
        raise problem(name, "the file holds binary data", "save the table as CSV, not as a workbook")
    return text


def _rows(text: str, shape: Shape) -> Iterator[tuple[int, dict[str, str]]]:
    # Only these end a line of a table; a form feed or U+2028 inside a cell does not.
    lines = re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", text)
    filled = (i for i, line in enumerate(lines) if line.strip(" \t\r\n,;"))
    first = next(filled, None)
    if first is not None and (told := re.fullmatch(r"sep=(.)\s*", lines[first])):  # Excel's own first line
        first = next(filled, None)
    if first is None:
        columns = ",".join(name for name in shape.columns if name not in shape.either[1:])
        raise problem(shape.name, "the file is empty", f"start it with a line of column names: {columns}")
    # Excel in many countries writes semicolons; the line of column names tells.
    delimiter = told[1] if told else max(",;\t", key=lines[first].count)
    reader = csv.reader(lines[first:], delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader)]
        if problems := list(_header_problems(first + 1, header, shape)):
            raise ProblemsError(problems)
        yield from _cells(reader, first, header, shape)
    except csv.Error as error:
        what = f"this line is not CSV ({error})"
        raise problem(shape.name, what, "check its quotes", first + reader.line_num) from None


def _cells(reader: Any, offset: int, header: list[str], shape: Shape) -> Iterator[tuple[int, dict[str, str]]]:
    start = reader.line_num
    for cells in reader:
        line, start = offset + start + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            what = f"this line and those after it cannot be read: {len(cells)} cells under {len(header)} columns"
            raise ProblemsError([shape.at(line, what, "put quotes around a text that holds the separator")])
        for number, name in enumerate(header):
            if not name and cells[number : number + 1] not in ([], [""]):
                cell = "something" if shape.private else shown(cells[number])
                what = f"{cell} stands in column {number + 1}, which has no name"
                raise ProblemsError([shape.at(line, what, "name the column in the first line, or empty it")])
        yield line, dict(zip(header, (cell.strip() for cell in cells), strict=False))


def _header_problems(line: int, header: list[str], shape: Shape) -> Iterator[Problem]:
    columns = shape.columns
    for name in dict.fromkeys(header):
        if name and name not in columns:
            close = difflib.get_close_matches(name, columns, n=1)
            hint = f"did you mean `{close[0]}`?" if close else f"the columns are {', '.join(columns)}"
            if shape.no_other:
                hint = hint if close else "take it out"
            why = f": {shape.no_other}" if shape.no_other else ""
            yield shape.at(line, f"there is no column `{name[:60]}`{why}", hint)
        if name and header.count(name) > 1:
            yield shape.at(line, f"the column `{name}` stands here twice", "take one out")
    given = [name for name in shape.either if name in header]
    if len(given) > 1:
        yield shape.at(line, f"the columns {' and '.join(f'`{name}`' for name in given)} say the same", "take one out")
    needed = [name for name in columns if name not in (*shape.optional, *(shape.either if given else shape.either[1:]))]
    for name in needed:
        if name not in header:
            yield shape.at(line, f"the column `{name}` is missing", "add it")
