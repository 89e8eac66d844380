"""A document in parts that pandoc can read one by one: together they are what it reads in the whole. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

#: How an output begins: what an activity, or a cell that printed something, brings. It is passed on as it is.
_OUTPUT = re.compile(r"(?:\A|(?<=\n\n))(?P<fence>`{3,}) ?\{(?:=html|=typst|shortcodes=false)\}\n")
#: What pandoc may tie to text elsewhere, or what may hold a heading within: definitions, notes and references to them,
#: numbered examples and citations, code of the author's own, tables and metadata, tags and comments, macros of TeX.
_TIE = re.compile(
    r"`{3}|~{3}|\]:|(?<!\\)@|^[ \t>]*-{3}|^[ \t>]*=+[ \t]*$|(?<![\\{])<(?!https?:)"
    r"|(?<!\\)\](?![({])|\\[a-zA-Z]*(?:new|renew|provide|Declare|def|let)",
    re.MULTILINE,
)
_BOX = re.compile(r"^[ \t>]*:{3,}[ \t]*(?P<opens>\S)?", re.MULTILINE)
_SECTION = re.compile(r"(?<=\n\n)(?=#{1,3} )")
_HEADING = re.compile(r"^[ \t>]*#+ (.*?)[ \t#]*(?:\{[^}]*\})?[ \t#]*$", re.MULTILINE)
_BRACKET = re.compile(r"\[([^\[\]]*)\]")


@lru_cache(maxsize=2)  # page and paper are made from the same text
def parts(markdown: str) -> tuple[str, ...]:
    """The Markdown cut before each section, where nothing in it reaches from one section into another."""
    prose, places = _without_outputs(markdown)
    if _TIE.search(prose) or _names_a_heading(prose):
        return (markdown,)
    cuts = [0, *map(places.in_markdown, _cuts(prose)), len(markdown)]
    return tuple(markdown[start:end] for start, end in pairwise(cuts) if start < end)


class _Places:
    """Where the prose stands in the Markdown that it was taken from."""

    def __init__(self) -> None:
        self._shifts: list[tuple[int, int]] = [(0, 0)]

    def add(self, prose: int, markdown: int) -> None:
        self._shifts.append((prose, markdown - prose))

    def in_markdown(self, prose: int) -> int:
        return prose + next(shift for start, shift in reversed(self._shifts) if start <= prose)


def _without_outputs(markdown: str) -> tuple[str, _Places]:
    prose, places, at, length = list[str](), _Places(), 0, 0
    while found := _OUTPUT.search(markdown, at):
        end = _end(len(found["fence"])).search(markdown, found.end() - 1)
        if not end:
            break
        prose.append(markdown[at : found.start()])
        length += found.start() - at
        at = end.end()
        places.add(length, at)
    return "".join(prose) + markdown[at:], places


def _end(ticks: int) -> re.Pattern[str]:
    """The first line that pandoc lets such a fence end with: it may be longer, or indented."""
    return re.compile(rf"\n {{0,3}}`{{{ticks},}}[ \t]*(?=\n|\Z)")


def _names_a_heading(prose: str) -> bool:
    """Pandoc makes a link of a heading's words in brackets, wherever the heading stands."""
    headings = {_letters(found[1]) for found in _HEADING.finditer(prose)}
    return any(_letters(found[1]) in headings for found in _BRACKET.finditer(prose))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _cuts(prose: str) -> Iterator[int]:
    """Where a section begins, outside every box."""
    boxes = [(found.start(), 1 if found["opens"] else -1) for found in _BOX.finditer(prose)]
    depth = 0
    for place in (found.start() for found in _SECTION.finditer(prose)):
        while boxes and boxes[0][0] < place:
            depth += boxes.pop(0)[1]
        if depth == 0:
            yield place
