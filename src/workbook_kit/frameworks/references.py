"""The reference list at the end of a framework, one list for each area."""

import re

from workbook_kit.frameworks.clean import plain
from workbook_kit.frameworks.draft import Draft, DraftArea, Line

_FOOTER = re.compile(r"^\W*(?:©\s*)?crown copyright\b", re.IGNORECASE)
_NUMBERED = re.compile(r"^([0-9]{1,2})\.?\s+(\S.*)$")
_ENDED = re.compile(r"(?:[.\])\d/]|https?://\S+)$")
_YEAR = re.compile(r"\((?:19|20)[0-9]{2}[a-z]?\)")


def is_footer(text: str) -> bool:
    """Whether the closing page of the publication starts here."""
    return bool(_FOOTER.match(text))


def is_references(heading: str) -> bool:
    """Whether a heading opens the reference list."""
    return heading.strip().lower() in {"references", "bibliography"}


def reference_heading(draft: Draft, heading: str, line: Line) -> DraftArea | None:
    """The area whose references follow, with a doubt where the names differ."""
    match = _NUMBERED.match(heading)
    area = next((area for area in draft.areas if match and area.number == int(match.group(1))), None)
    if area is None or match is None:
        draft.doubt(line.number, "heading", f"the references under “{heading}” belong to no area, left out")
    elif area.name.lower() != match.group(2).strip().lower():
        draft.doubt(line.number, "heading", f"the references call area {area.number} “{match.group(2)}”")
    return area


def place_reference(draft: Draft, area: DraftArea, line: Line) -> None:
    """Adds a reference, or the rest of one that a page break cut in two."""
    text = plain(line.text)
    last = area.references[-1] if area.references else None
    if last and not _ENDED.search(last.text) and not _YEAR.search(text):
        draft.doubt(line.number, "join", "this line was joined to the reference before it")
        area.references[-1] = Line(last.number, f"{last.text} {text}")
    elif text:
        area.references.append(Line(line.number, text))
