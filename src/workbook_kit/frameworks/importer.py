"""From a published text to a framework: its shape, its areas, settled codes and wording, every doubt."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.frameworks.choose import chosen, doubt_second_framework, told, with_numbers
from workbook_kit.frameworks.coded import is_coded, read_coded
from workbook_kit.frameworks.codes import number_areas
from workbook_kit.frameworks.corrections import Correction, correct
from workbook_kit.frameworks.draft import Doubt, Draft, Line
from workbook_kit.frameworks.header import Header, filled_header
from workbook_kit.frameworks.headings import is_column_header
from workbook_kit.frameworks.hyphens import vocabulary
from workbook_kit.frameworks.numbered import read_numbered
from workbook_kit.frameworks.settle import settled_area
from workbook_kit.frameworks.source import LARGEST, numbered_lines
from workbook_kit.frameworks.tables import read_tables
from workbook_kit.models import Area, Framework

Shape = Literal["tables", "numbered", "coded"]
READERS: dict[Shape, Callable[[Sequence[Line]], Draft]] = {
    "tables": read_tables,
    "numbered": read_numbered,
    "coded": read_coded,
}
_LOOK_FOR = "look for a text with “Learn that…” and “Learn how to…” above the statements, or with codes such as 6a"


@dataclass(frozen=True)
class AreaCount:
    """How much an area holds."""

    number: int
    name: str
    learn_that: int
    learn_how_to: int
    stems: int


@dataclass(frozen=True)
class ImportReport:
    """A framework as read, and everything a person should look at before using it."""

    framework: Framework
    shape: Shape
    counts: tuple[AreaCount, ...]
    doubts: tuple[Doubt, ...]
    corrected: tuple[Correction, ...]


def import_framework(
    text: str,
    *,
    npq: str,
    corrections: Sequence[Correction] = (),
    areas: Sequence[int] | None = None,
    names: Mapping[int, str] | None = None,
    lender: Area | None = None,
    header: Header | None = None,
    file: str = "the source",
) -> ImportReport:
    """The framework of a published text, with counts and doubts.

    Args:
        areas: which areas to take, as numbered in the source, or by place where it prints no numbers.
        names: area names to use instead of those found, by number in the source.
        lender: an area whose Learn that statements fill one that has none in the source.
        file: how messages call the source.

    Raises:
        ProblemsError: no framework can be read from the text.
    """
    lines, corrected, doubts = correct(_lines(text, file), corrections, npq)
    shape = detect_shape(lines, file)
    draft = READERS[shape](lines)
    draft.doubts.extend(doubts)
    number_areas(draft)
    doubt_second_framework(draft, areas)
    taken = chosen(draft, areas, file)
    known = vocabulary(lines)
    built = [
        settled_area(draft, area, number, known, name=(names or {}).get(area.number or 0), lender=lender)
        for area, number in with_numbers(taken, renumber=shape == "numbered")
    ]
    fields = filled_header(header or Header(), lines, draft, npq)
    framework = _framework({**fields, "npq": npq, "areas": _not_empty(built, file)}, file)
    return ImportReport(framework, shape, _counts(framework), told(draft, taken), corrected)


def detect_shape(lines: Sequence[Line], file: str = "the source") -> Shape:
    """Which reader understands a text.

    Raises:
        ProblemsError: none does.
    """
    headers = [line.text for line in lines if is_column_header(line.text.replace("|", " "))]
    if any("\t" in header or "|" in header for header in headers):
        return "tables"
    if headers:
        return "numbered"
    if any(is_coded(line.text) for line in lines):
        return "coded"
    raise problem(file, "no framework statements were found in it", _LOOK_FOR)


def _lines(text: str, file: str) -> list[Line]:
    if len(text) > LARGEST:
        raise problem(file, "it is far too large for a framework", _LOOK_FOR)
    return numbered_lines(text)


def _not_empty(areas: Sequence[Area | None], file: str) -> tuple[Area, ...]:
    found = tuple(area for area in areas if area is not None)
    if not found:
        raise problem(file, "no framework statements were found in it", _LOOK_FOR)
    twice = [number for number, count in Counter(area.number for area in found).items() if count > 1]
    if twice:
        raise ProblemsError(
            Problem(file, 0, f"area {number} stands in it more than once", "give each area its own number")
            for number in twice
        )
    return found


def _framework(fields: Mapping[str, object], file: str) -> Framework:
    try:
        return Framework.model_validate(fields)
    except ValueError as error:
        first = str(error).splitlines()[1:2] or ["it"]
        raise problem(file, f"`{first[0]}` cannot be used in a framework", "check that part of the source") from None


def _counts(framework: Framework) -> tuple[AreaCount, ...]:
    return tuple(
        AreaCount(
            area.number,
            area.name,
            len(area.learn_that),
            sum(len(stem.statements) for stem in area.learn_how_to),
            len(area.learn_how_to),
        )
        for area in framework.areas
    )
