"""Headings of areas and columns, and the codes of statements: as printed, or made where the source prints none."""

import re
from collections import Counter

from workbook_kit.frameworks.draft import Draft, DraftArea, Item
from workbook_kit.frameworks.source import plain_text

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MARKDOWN = re.compile(r"^\s{0,3}#{1,6}\s+(\S.*)$")
_AREA = re.compile(rf"^({'|'.join(_WORDS)}|[0-9]{{1,2}})\s*[–—:.-]\s*(\S.*)$", re.IGNORECASE)
_DOTS = r"\s*(?:…|\.{2,3}|:)?"
_COLUMNS = re.compile(rf"^\W*learn that{_DOTS}(?:\s+learn how to{_DOTS})?\W*$", re.IGNORECASE)
_SECOND_COLUMN = re.compile(rf"^\W*learn how to{_DOTS}\W*$", re.IGNORECASE)
_RAN_TOGETHER = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z])")
#: Characters that look alike in print: a letter l set as a one, an o set as a nought.
_ALIKE = str.maketrans({"1": "l", "i": "l", "0": "o"})


def markdown_heading(text: str) -> str | None:
    """The words of a Markdown heading, or None."""
    match = _MARKDOWN.match(text)
    return plain_text(match.group(1)) if match else None


def area_heading(heading: str) -> tuple[int, str] | None:
    """Number and name of an area, from a heading such as "Two – Statutory framework"."""
    match = _AREA.match(heading)
    if not match or "\t" in heading:
        return None
    word = match.group(1).lower()
    number = _WORDS.index(word) + 1 if word in _WORDS else int(word)
    return (number, match.group(2).strip()) if number else None


def is_column_header(text: str) -> bool:
    """Whether a line is the header "Learn that... Learn how to..."."""
    return bool(_COLUMNS.match(text))


def is_second_column_header(text: str) -> bool:
    """Whether a line is the header "Learn how to..." alone."""
    return bool(_SECOND_COLUMN.match(text))


def split_headings(heading: str) -> list[str]:
    """The headings that ran together into one line; a single one when none did."""
    return [part.strip() for part in _RAN_TOGETHER.split(heading)]


def follows(tail: str, next_tail: str) -> bool:
    """Whether one code comes straight after another: b after a, 10 after 9."""
    if tail.isdigit() or next_tail.isdigit():
        return tail.isdigit() and next_tail.isdigit() and int(next_tail) == int(tail) + 1
    return _position(next_tail) == _position(tail) + 1


def number_areas(draft: Draft) -> None:
    """Gives a number to each area that has none: the one its codes print, or its place in the source."""
    for place, area in enumerate(draft.areas, start=1):
        printed = Counter(item.area for item in area.items() if item.area is not None)
        if area.number is None:
            area.number = printed.most_common(1)[0][0] if printed else place
        area.number = area.number or place


def statement_codes(draft: Draft, area: DraftArea, number: int) -> dict[int, str]:
    """The code of each statement of an area, by the identity of its item, with doubts where codes are odd."""
    codes: dict[int, str] = {}
    for column, separator, numeric in (
        (area.learn_that, ".", True),
        (area.learn_how_to, draft.separator, False),
    ):
        position = 0
        for item in column:
            if not item.stem:
                position = _position_of(draft, area, item, position + 1, numeric=numeric)
                tail = str(position) if numeric else _letters(position)
                codes[id(item)] = f"{number}{separator}{tail}"
    _doubt_repeats(draft, area, list(codes.values()))
    return codes


def _position_of(draft: Draft, area: DraftArea, item: Item, expected: int, *, numeric: bool) -> int:
    """The position of a statement in its column."""
    tail = (item.tail or "").lower()
    wanted = str(expected) if numeric else _letters(expected)
    if item.area is not None and item.area != area.number:
        draft.doubt(item.line, "code", f"{item.area}.{item.tail} stands in area {area.number}")
    if not tail or tail == wanted:
        return expected
    told = f"{area.number}.{item.tail}"
    if tail.translate(_ALIKE) == wanted.translate(_ALIKE) or tail.isdigit() is not numeric:
        draft.doubt(item.line, "code", f"{told} stands where {area.number}.{wanted} is due: mended")
        return expected
    found = int(tail) if numeric else _position(tail)
    what = "a code is missing" if found > expected else "out of order"
    draft.doubt(item.line, "code", f"{told} stands where {area.number}.{wanted} is due: {what}, kept as printed")
    return found


def _doubt_repeats(draft: Draft, area: DraftArea, codes: list[str]) -> None:
    for code, count in Counter(codes).items():
        if count > 1:
            draft.doubt(area.line, "code", f"{code} stands {count} times")


def _letters(position: int) -> str:
    """The letter of a position counted from 1: a to z, then aa, ab, ..."""
    text = ""
    while position > 0:
        position, rest = divmod(position - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _position(tail: str) -> int:
    position = 0
    for letter in tail.lower():
        position = position * 26 + ord(letter) - ord("a") + 1
    return position
