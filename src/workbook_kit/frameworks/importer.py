"""From a published text to a framework: its shape, its areas, its codes and wording, and every doubt."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Literal

from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.frameworks.coded import is_coded, read_coded
from workbook_kit.frameworks.codes import is_column_header, number_areas, statement_codes
from workbook_kit.frameworks.corrections import Correction, correct
from workbook_kit.frameworks.draft import Doubt, Draft, DraftArea, Item, SourceLine
from workbook_kit.frameworks.header import Header, header_fields, named_sources
from workbook_kit.frameworks.numbered import read_numbered
from workbook_kit.frameworks.source import (
    LARGEST_SOURCE,
    Vocabulary,
    join_pieces,
    numbered_lines,
    odd_wording,
    vocabulary,
)
from workbook_kit.frameworks.tables import read_tables
from workbook_kit.models import Area, Framework, Statement, Stem

Shape = Literal["tables", "numbered", "coded"]
READERS: dict[Shape, Callable[[Sequence[SourceLine]], Draft]] = {
    "tables": read_tables,
    "numbered": read_numbered,
    "coded": read_coded,
}
_LOOK_FOR = "look for a text with “Learn that…” and “Learn how to…” above the statements, or with codes such as 6a"


@dataclass(frozen=True)
class ImportReport:
    """A framework as read, and everything a person should look at before using it."""

    framework: Framework
    shape: Shape
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
    """The framework of a published text, with every doubt.

    Args:
        areas: which areas to take, as numbered in the source, or by place where it prints no numbers.
        names: area names to use instead of those found, by number in the source.
        lender: an area whose Learn that statements fill one that has none in the source.
        file: how messages call the source.

    Raises:
        ProblemsError: no framework can be read from the text.
    """
    if len(text) > LARGEST_SOURCE:
        raise problem(file, "it is far too large for a framework", _LOOK_FOR)
    lines, corrected, doubts = correct(numbered_lines(text), corrections, npq)
    shape = detect_shape(lines, file)
    draft = READERS[shape](lines)
    draft.doubts.extend(doubts)
    number_areas(draft)
    if areas is None:
        draft.doubt_second_framework()
    taken = draft.areas if areas is None else draft.select(areas, file)
    known, built = vocabulary(lines), []
    for place, area in enumerate(taken, start=1):
        # a source without printed numbers is counted anew
        number = place if shape == "numbered" else area.number or place
        name = (names or {}).get(area.number or 0) or area.name
        built.append(_area(draft, area, number, name, known, lender))
    fields = header_fields(header or Header(), lines, draft, npq)
    framework = _framework({**fields, "npq": npq, "areas": _not_empty(built, file)}, file)
    return ImportReport(framework, shape, draft.doubts_about(taken), corrected)


def detect_shape(lines: Sequence[SourceLine], file: str = "the source") -> Shape:
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


def _area(draft: Draft, area: DraftArea, number: int, name: str, known: Vocabulary, lender: Area | None) -> Area | None:
    """The area with its statements coded and their wording joined, or None where it has none."""
    codes = statement_codes(draft, area, number)
    texts = {id(item): _text(draft, item, known) for item in area.items()}
    learn_that = tuple(_statement(item, codes, texts) for item in area.learn_that if texts[id(item)])
    if lender and not learn_that:  # word for word, coded for this area
        lent = enumerate(lender.learn_that, start=1)
        learn_that = tuple(one.model_copy(update={"code": f"{number}.{place}"}) for place, one in lent)
    learn_how_to = tuple(_stems(draft, area, codes, texts))
    for there, what in ((learn_that, "Learn that"), (learn_how_to, "Learn how to")):
        if not there:
            draft.doubt(area.line, "areas", f"area {area.number} “{area.name}” has no {what} statements")
    if not learn_that and not learn_how_to:
        return None
    return Area(
        number=number,
        name=name,
        note=" ".join(line.text for line in area.note).strip() or None,
        learn_that=learn_that,
        learn_how_to=learn_how_to,
        references=tuple(line.text for line in area.references if line.text),
    )


def _text(draft: Draft, item: Item, known: Vocabulary) -> str:
    text, doubts = join_pieces(item.pieces, known)
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
