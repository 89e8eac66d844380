"""What looks wrong in a finished text: nothing is changed here, each finding is a doubt."""

import re
from collections.abc import Iterator

from workbook_kit.frameworks.hyphens import Vocabulary, lost_hyphens

_SIGNS = (
    (re.compile(r",\s*\)"), "a comma stands before a closing bracket"),
    (re.compile(r"[a-z]{2}[A-Z][a-z]{2}"), "two words may have run together"),
    (re.compile(r"[.;:,][A-Za-z]{3}"), "a space may be missing after a stop"),
    (re.compile(r"\s[,.;:!?)]"), "a space stands before a stop"),
    (re.compile(r"[<>*_|●•\ufffd]"), "a mark of the page may be left in the text"),
    (
        re.compile(r"(?<=[.!?])\s+[0-9]{1,2}\.?[0-9a-z]{0,2}[.)]\s"),
        "another statement may have run into this one",
    ),
)
_QUOTED = re.compile(r"(?<!\w)(?:‘[^‘’']*'|'[^‘’']*’)(?!\w)")


def odd_wording(text: str, known: Vocabulary, *, stem: bool) -> Iterator[str]:
    """A sentence for each oddity of a statement or stem."""
    for pattern, what in _SIGNS:
        if found := pattern.search(text):
            yield f"{what} (“{_around(text, found)}”)"
    if _QUOTED.search(text):
        yield "a quotation opens with one kind of mark and closes with another"
    if text.count("(") != text.count(")"):
        yield "a bracket is opened or closed without its partner"
    if stem and not text.endswith(":"):
        yield "the stem does not end with a colon"
    if not stem and not text.endswith((".", "!", "?")):
        yield "the statement does not end with a full stop; part of it may be missing"
    if text[:1].islower():
        yield "it opens with a small letter; part of it may be missing"
    yield from lost_hyphens(text, known)


def _around(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - 12) : match.end() + 12].strip()
