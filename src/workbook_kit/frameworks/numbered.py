"""The reader of numbered lines and bullets: hard-wrapped, without printed codes."""

import re
from collections.abc import Sequence

from workbook_kit.frameworks.codes import is_column_header, is_second_column_header, split_headings
from workbook_kit.frameworks.draft import Draft, DraftArea, Item, SourceLine
from workbook_kit.frameworks.source import plain_text

_NUMBERED = re.compile(r"^\s*([0-9]{1,2})\.\s+(?=\S)")
_BULLET = re.compile(r"^\s*[●•▪◦‣○*–-]\s+(?=\S)")
_LONGEST_HEADING = 80


def read_numbered(lines: Sequence[SourceLine]) -> Draft:
    """The areas of a text whose Learn that statements are numbered and Learn how to are bullets."""
    draft = Draft()
    lines = [SourceLine(line.number, line.text.strip()) for line in lines]
    bounds = _bounds(draft, lines)
    for index, (heading, start) in enumerate(bounds):
        end = bounds[index + 1][0] if index + 1 < len(bounds) else len(lines)
        area = _open_area(draft, lines, heading, start)
        _read_body(draft, area, [line for line in lines[start + 1 : end] if not _is_header(line.text)])
    return draft


def _is_header(text: str) -> bool:
    return is_column_header(text) or is_second_column_header(text)


def _bounds(draft: Draft, lines: Sequence[SourceLine]) -> list[tuple[int, int]]:
    """Where each area's heading and column header stand; a header repeated inside an area opens none."""
    bounds: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if not is_column_header(line.text):
            continue
        heading = _before(lines, index)
        if heading is not None and _can_be_heading(lines[heading].text):
            while heading and lines[heading - 1].text == lines[heading].text:
                heading -= 1
            above = _before(lines, heading)
            repeated = above is not None and lines[above].text == lines[heading].text
            bounds.append((above if repeated and above is not None else heading, index))
        elif not bounds:
            bounds.append((index, index))
        else:
            draft.doubt(line.number, "heading", "the column headings are repeated: the area before goes on")
    return bounds


def _before(lines: Sequence[SourceLine], index: int) -> int | None:
    """The nearest line above that is not blank."""
    return next((above for above in range(index - 1, -1, -1) if lines[above].text), None)


def _can_be_heading(text: str) -> bool:
    if _NUMBERED.match(text) or _BULLET.match(text) or len(text) > _LONGEST_HEADING or _is_header(text):
        return False
    return bool(text) and not text[0].islower() and not text.endswith((".", ",", ";", ":"))


def _open_area(draft: Draft, lines: Sequence[SourceLine], heading: int, start: int) -> DraftArea:
    line = lines[heading]
    name = plain_text(line.text.lstrip("#")) if heading < start else ""
    if not name:
        name = f"Area {len(draft.areas) + 1}"
        draft.doubt(line.number, "heading", f"no heading stands above this table: it is called “{name}”")
    names = split_headings(name)
    if len(names) > 1:
        told = " and ".join(f"“{part}”" for part in names)
        draft.doubt(line.number, "heading", f"{told} ran together: the area is called “{names[-1]}”")
    draft.areas.append(DraftArea(names[-1], line.number))
    return draft.areas[-1]


def _read_body(draft: Draft, area: DraftArea, body: Sequence[SourceLine]) -> None:
    stems = _stem_lines(body)
    current: Item | None = None
    after_gap = False
    for index, line in enumerate(body):
        if not line.text:
            after_gap = True
            continue
        if index in stems:
            current = _add_stem(area, line, opens=stems[index])
        elif opened := _open_statement(draft, area, line, current):
            current = opened
        else:
            current = _continue(draft, current, line, after_gap)
        after_gap = False


def _add_stem(area: DraftArea, line: SourceLine, *, opens: bool) -> Item:
    if opens:
        area.learn_how_to.append(Item([], stem=True))
    area.learn_how_to[-1].pieces.append(SourceLine(line.number, plain_text(line.text)))
    return area.learn_how_to[-1]


def _open_statement(draft: Draft, area: DraftArea, line: SourceLine, current: Item | None) -> Item | None:
    """The new statement that a numbered line or a bullet opens, or None."""
    if bullet := _BULLET.match(line.text):
        area.learn_how_to.append(Item([SourceLine(line.number, plain_text(line.text[bullet.end() :]))]))
        return area.learn_how_to[-1]
    number = _NUMBERED.match(line.text)
    if not number:
        return None
    if current and not current.finished and int(number.group(1)) != len(area.learn_that) + 1:
        draft.doubt(line.number, "code", f"“{number.group().strip()}” opens a line but was read as running text")
        return None
    area.learn_that.append(Item([SourceLine(line.number, plain_text(line.text[number.end() :]))], tail=number.group(1)))
    return area.learn_that[-1]


def _continue(draft: Draft, current: Item | None, line: SourceLine, after_gap: bool) -> Item | None:
    if current is None or (after_gap and current.finished):
        draft.doubt(line.number, "left out", f"“{line.text[:60]}” is no statement and was left out")
        return None
    if after_gap:
        draft.doubt(line.number, "join", "a statement goes on after an empty line")
    current.pieces.append(SourceLine(line.number, plain_text(line.text)))
    return current


def _stem_lines(body: Sequence[SourceLine]) -> dict[int, bool]:
    """Lines that belong to a stem, each with whether it is the stem's first."""
    stems: dict[int, bool] = {}
    for index, line in enumerate(body):
        end = _before(body, index)
        if _BULLET.match(line.text) and end is not None and body[end].text.endswith(":"):
            start = _stem_start(body, end)
            if start is not None:
                stems.update({row: row == start for row in range(start, end + 1)})
    return stems


def _stem_start(body: Sequence[SourceLine], end: int) -> int | None:
    """Where a stem that ends here begins; None where the line is the end of a bullet instead."""
    for row in range(end, -1, -1):
        if _NUMBERED.match(body[row].text) or _BULLET.match(body[row].text):
            return None
        above = body[row - 1].text if row else ""
        if not above or above.endswith((".", "!", "?")):
            return row
    return None
