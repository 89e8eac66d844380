"""Headings: of areas, of the two columns, and two that ran together."""

import re

from workbook_kit.frameworks.clean import plain

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MARKDOWN = re.compile(r"^\s{0,3}#{1,6}\s+(\S.*)$")
_AREA = re.compile(rf"^({'|'.join(_WORDS)}|[0-9]{{1,2}})\s*[–—:.-]\s*(\S.*)$", re.IGNORECASE)
_DOTS = r"\s*(?:…|\.{2,3}|:)?"
_COLUMNS = re.compile(rf"^\W*learn that{_DOTS}(?:\s+learn how to{_DOTS})?\W*$", re.IGNORECASE)
_SECOND_COLUMN = re.compile(rf"^\W*learn how to{_DOTS}\W*$", re.IGNORECASE)
_RUN_ON = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z])")


def markdown_heading(text: str) -> str | None:
    """The words of a Markdown heading, or None."""
    match = _MARKDOWN.match(text)
    return plain(match.group(1)) if match else None


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


def run_on(heading: str) -> list[str]:
    """The headings that ran together into one line; a single one when none did."""
    return [part.strip() for part in _RUN_ON.split(heading)]
