"""One area made final: codes, joined wording, stems with their statements."""

from collections.abc import Iterator
from textwrap import shorten

from workbook_kit.frameworks.borrow import borrowed_learn_that
from workbook_kit.frameworks.codes import settled_codes
from workbook_kit.frameworks.draft import Draft, DraftArea, Item
from workbook_kit.frameworks.hyphens import Vocabulary, joined
from workbook_kit.frameworks.statutory import named_sources
from workbook_kit.frameworks.wording import odd_wording
from workbook_kit.models import Area, Statement, Stem


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
