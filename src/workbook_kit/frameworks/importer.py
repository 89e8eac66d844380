"""From a published text to a framework: its shape, its areas, settled codes and wording, every doubt."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Literal

from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.frameworks.coded import is_coded, read_coded
from workbook_kit.frameworks.codes import is_column_header, number_areas, settled_codes
from workbook_kit.frameworks.corrections import Correction, correct
from workbook_kit.frameworks.draft import (
    Doubt,
    Draft,
    DraftArea,
    Item,
    Line,
    chosen,
    doubt_second_framework,
    told,
    with_numbers,
)
from workbook_kit.frameworks.header import Header, filled_header, named_sources
from workbook_kit.frameworks.numbered import read_numbered
from workbook_kit.frameworks.source import LARGEST, Vocabulary, joined, numbered_lines, odd_wording, vocabulary
from workbook_kit.frameworks.tables import read_tables
from workbook_kit.models import Area, Framework, Statement, Stem

# Learn that statements of an area that frameworks share, for a source that prints only half of it.


def borrowed_learn_that(lender: Area, number: int) -> tuple[Statement, ...]:
    """The lender's Learn that statements, word for word, coded for the area that takes them."""
    return tuple(
        statement.model_copy(update={"code": f"{number}.{place}"})
        for place, statement in enumerate(lender.learn_that, start=1)
    )


# One area made final: codes, joined wording, stems with their statements.


def settled_area(
    draft: Draft,
    area: DraftArea,
    number: int,
    known: Vocabulary,
    *,
    name: str | None = None,
    lender: Area | None = None,
) -> Area | None:
    """The area with its statements, or None where it has none.

    Args:
        lender: whose Learn that statements to take where the source prints none.
    """
    codes = settled_codes(draft, area, number)
    texts = {id(item): _text(draft, item, known) for item in area.items()}
    learn_that = tuple(_statement(item, codes, texts) for item in area.learn_that if texts[id(item)])
    if lender and not learn_that:
        learn_that = borrowed_learn_that(lender, number)
    learn_how_to = tuple(_stems(draft, area, codes, texts))
    _doubt_empty(draft, area, bool(learn_that), bool(learn_how_to))
    if not learn_that and not learn_how_to:
        return None
    return Area(
        number=number,
        name=name or area.name,
        note=" ".join(line.text for line in area.note).strip() or None,
        learn_that=learn_that,
        learn_how_to=learn_how_to,
        references=tuple(line.text for line in area.references if line.text),
    )


def _text(draft: Draft, item: Item, known: Vocabulary) -> str:
    text, doubts = joined(item.pieces, known)
    draft.doubts.extend(doubts)
    for oddity in odd_wording(text, known, stem=item.stem) if text else ():
        draft.doubt(item.line, "wording", f"“{shorten(text, 45, placeholder=' …')}”: {oddity}")
    return text.strip()


def _statement(item: Item, codes: dict[int, str], texts: dict[int, str]) -> Statement:
    text = texts[id(item)]
    return Statement(code=codes[id(item)], text=text, sources=named_sources(text))


def _stems(draft: Draft, area: DraftArea, codes: dict[int, str], texts: dict[int, str]) -> Iterator[Stem]:
    for stem, items in _groups(draft, area):
        statements = tuple(_statement(item, codes, texts) for item in items if texts[id(item)])
        text = texts[id(stem)] if stem else ""
        if statements:
            yield Stem(stem=text or "Learn how to:", statements=statements)
        elif stem:
            draft.doubt(stem.line, "left out", f"no statement follows the stem “{text[:40]}”: left out")


def _groups(draft: Draft, area: DraftArea) -> Iterator[tuple[Item | None, list[Item]]]:
    stem: Item | None = None
    items: list[Item] = []
    for item in area.learn_how_to:
        if not item.stem:
            if stem is None and not items:
                draft.doubt(item.line, "wording", "no stem stands above this statement: “Learn how to:” was put there")
            items.append(item)
            continue
        if stem or items:
            yield stem, items
        stem, items = item, []
    if stem or items:
        yield stem, items


def _doubt_empty(draft: Draft, area: DraftArea, learn_that: bool, learn_how_to: bool) -> None:
    for there, what in ((learn_that, "Learn that"), (learn_how_to, "Learn how to")):
        if not there:
            draft.doubt(area.line, "areas", f"area {area.number} “{area.name}” has no {what} statements")


# From a published text to a framework: its shape, its areas, settled codes and wording, every doubt.

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
