"""The reader of coded bullets, as a workbook prints them: "- 6a. ..." under stems."""

import re
from collections.abc import Sequence

from workbook_kit.frameworks.codes import follows
from workbook_kit.frameworks.draft import Draft, DraftArea, Item, SourceLine
from workbook_kit.frameworks.source import plain_text

_TAIL = r"(?:([a-z])|\.([0-9]{1,2}|[a-z]))"
_CODED = re.compile(rf"^\s*(?:[-*●•]\s+([0-9]{{1,2}}){_TAIL}[.)]?|([0-9]{{1,2}}){_TAIL}[.)])\s+(?=\S)")
_INSIDE = re.compile(rf"(?<=[.!?;])\s+([0-9]{{1,2}}){_TAIL}[.)]\s+(?=[A-Z])")
_CHAPTER = re.compile(r"^\W*(?:chapter|area)\s+[0-9]{1,2}\s*[:–—-]\s*(\S.*)$", re.IGNORECASE)


def is_coded(text: str) -> bool:
    """Whether a line opens with a statement's code."""
    return bool(_CODED.match(text))


def read_coded(lines: Sequence[SourceLine]) -> Draft:
    """The areas of a text whose statements are bullets with printed codes."""
    draft = Draft(separator="")
    coded = [index for index, line in enumerate(lines) if is_coded(line.text)]
    chapter = _chapter(lines[: coded[0]]) if coded else None
    reader = _Reader(draft, chapter)
    for index in range(coded[0] if coded else 0, len(lines)):
        reader.read(lines[index], inside=bool(coded) and index < coded[-1])
    if coded:
        reader.stem_above(lines[: coded[0]])
    return draft


class _Reader:
    """Follows the text line by line; a stem is known only when a coded line comes after it."""

    def __init__(self, draft: Draft, chapter: SourceLine | None) -> None:
        self.draft, self.chapter = draft, chapter
        self.waiting: list[SourceLine] = []
        self.current: Item | None = None

    def read(self, line: SourceLine, *, inside: bool) -> None:
        """Takes in one line; `inside` is whether more coded lines follow."""
        if match := _CODED.match(line.text):
            area, tail = _code(match)
            self._open(area, tail, SourceLine(line.number, plain_text(line.text[match.end() :])))
        elif not line.text.strip():
            self.current = None if self.current is None or self.current.finished else self.current
        elif self.current and not line.text.rstrip().endswith(":"):
            self.current.pieces.append(SourceLine(line.number, plain_text(line.text)))
        elif inside:
            self.waiting.append(SourceLine(line.number, plain_text(line.text)))
            self.current = None

    def stem_above(self, lines: Sequence[SourceLine]) -> None:
        """Gives the first statements the stem that stands above them."""
        last = next((line for line in reversed(lines) if line.text.strip()), None)
        if last and plain_text(last.text).endswith(":") and self.draft.areas:
            stem = Item([SourceLine(last.number, plain_text(last.text))], stem=True)
            self.draft.areas[0].learn_how_to.insert(0, stem)

    def _open(self, number: int, tail: str, piece: SourceLine) -> None:
        area = self._area(number, piece.number)
        self._take_stem(area)
        column = area.learn_that if tail.isdigit() else area.learn_how_to
        for part_tail, part in _parts(self.draft, number, tail, piece):
            self.current = Item([part], area=number, tail=part_tail)
            column.append(self.current)

    def _take_stem(self, area: DraftArea) -> None:
        stem = self.waiting.pop() if self.waiting and self.waiting[-1].text.endswith(":") else None
        for line in self.waiting:
            self.draft.doubt(line.number, "left out", f"“{line.text[:60]}” is no statement and was left out")
        self.waiting = []
        if stem:
            area.learn_how_to.append(Item([stem], stem=True))

    def _area(self, number: int, line: int) -> DraftArea:
        found = next((area for area in self.draft.areas if area.number == number), None)
        if found:
            return found
        name, where = f"Area {number}", line
        if self.chapter and not self.draft.areas:
            name, where = self.chapter.text, self.chapter.number
        self.draft.doubt(where, "heading", f"area {number} is called “{name}”: check the name")
        self.draft.areas.append(DraftArea(name, where, number))
        return self.draft.areas[-1]


def _code(match: re.Match[str]) -> tuple[int, str]:
    first, *tails = [group for group in match.groups() if group]
    return int(first), tails[0]


def _parts(draft: Draft, number: int, tail: str, piece: SourceLine) -> list[tuple[str, SourceLine]]:
    """The statements of one line, where the next code shows that two ran together."""
    parts, start = [], 0
    for match in _INSIDE.finditer(piece.text):
        inner_area, inner_tail = _code(match)
        if inner_area == number and follows(tail, inner_tail):
            parts.append((tail, SourceLine(piece.number, piece.text[start : match.start()])))
            draft.doubt(piece.number, "code", f"{number}{tail} and {number}{inner_tail} ran together: parted")
            tail, start = inner_tail, match.end()
    return [*parts, (tail, SourceLine(piece.number, piece.text[start:]))]


def _chapter(lines: Sequence[SourceLine]) -> SourceLine | None:
    found = ((line, _CHAPTER.match(plain_text(line.text))) for line in lines)
    return next((SourceLine(line.number, match.group(1)) for line, match in found if match), None)
