"""What stands beside the statements: title, edition, licence, references, statutory sources."""

import re
from collections.abc import Sequence

from workbook_kit.frameworks.draft import Draft, DraftArea, SourceLine
from workbook_kit.frameworks.source import plain_text
from workbook_kit.models import Framework
from workbook_kit.models.base import Frozen, Text
from workbook_kit.models.dates import MONTHS

LICENCE = "Open Government Licence v3.0"
_ARCHIVES = "https://www.nationalarchives.gov.uk"
LICENCE_URL = f"{_ARCHIVES}/doc/open-government-licence/version/3/"
_EDITION = re.compile(rf"^\W*((?:{'|'.join(MONTHS)}) 20[0-9]{{2}})\W*$")
_CROWN = re.compile(r"^\W*(?:©\s*)?Crown copyright (20[0-9]{2})\b", re.IGNORECASE)
_REVIEWED = ("reviewed", "endorsed")
_UNKNOWN = "not stated in the source"

_FOOTER = re.compile(r"^\W*(?:©\s*)?crown copyright\b", re.IGNORECASE)
_NUMBERED = re.compile(r"^([0-9]{1,2})\.?\s+(\S.*)$")
_ENDED = re.compile(r"(?:[.\])\d/]|https?://\S+)$")
_YEAR = re.compile(r"\((?:19|20)[0-9]{2}[a-z]?\)")

#: Laws, conventions and statutory guidance as statements name them; the EEF does not review these.
_WORD = r"[A-Z][\w’'-]*"
_NAME = rf"{_WORD}(?:\s(?:{_WORD}|of|and|the|on|in|for|with))*"
_INLINE = re.compile(rf"\b({_NAME})\s\(((?:19|20)[0-9]{{2}})\)")
_CLOSING = re.compile(rf"\(({_NAME})(?:\s((?:19|20)[0-9]{{2}}))?\)\.?$")


class Header(Frozen):
    """The fields of a framework that are not areas; what is left out is looked for in the text."""

    title: Text | None = None
    edition: Text | None = None
    source: Text | None = None
    licence: Text = LICENCE
    licence_url: Text = LICENCE_URL
    attribution: Text | None = None
    review_note: Text | None = None
    acknowledgements: Text | None = None
    extract: bool = False
    note: Text | None = None

    @classmethod
    def of(cls, framework: Framework) -> "Header":
        """The header of a framework that exists already, so that an import anew keeps it."""
        return cls(**{name: getattr(framework, name) for name in cls.model_fields})


def header_fields(header: Header, lines: Sequence[SourceLine], draft: Draft, npq: str) -> dict[str, object]:
    """Every field, from what was given or what the text says, with a doubt for each that neither tells."""
    year = _first(_CROWN, lines)
    found = {
        "title": header.title or _missing(draft, "title", npq),
        "edition": header.edition or _first(_EDITION, lines) or _missing(draft, "edition", _UNKNOWN),
        "source": header.source or _missing(draft, "source", _UNKNOWN),
        "attribution": header.attribution or _attribution(year),
        "review_note": header.review_note or _review_note(lines),
    }
    return {**header.model_dump(), **found}


def is_footer(text: str) -> bool:
    """Whether the closing page of the publication starts here."""
    return bool(_FOOTER.match(text))


def is_references(heading: str) -> bool:
    """Whether a heading opens the reference list."""
    return heading.strip().lower() in {"references", "bibliography"}


def reference_heading(draft: Draft, heading: str, line: SourceLine) -> DraftArea | None:
    """The area whose references follow, with a doubt where the names differ."""
    match = _NUMBERED.match(heading)
    area = next((area for area in draft.areas if match and area.number == int(match.group(1))), None)
    if area is None or match is None:
        draft.doubt(line.number, "heading", f"the references under “{heading}” belong to no area, left out")
    elif area.name.lower() != match.group(2).strip().lower():
        draft.doubt(line.number, "heading", f"the references call area {area.number} “{match.group(2)}”")
    return area


def place_reference(draft: Draft, area: DraftArea, line: SourceLine) -> None:
    """Adds a reference, or the rest of one that a page break cut in two."""
    text = plain_text(line.text)
    last = area.references[-1] if area.references else None
    if last and not _ENDED.search(last.text) and not _YEAR.search(text):
        draft.doubt(line.number, "join", "this line was joined to the reference before it")
        area.references[-1] = SourceLine(last.number, f"{last.text} {text}")
    elif text:
        area.references.append(SourceLine(line.number, text))


def named_sources(text: str) -> tuple[str, ...]:
    """The documents named in a statement, as "SEND Code of Practice 2015", in the order they stand."""
    matches = [*_INLINE.finditer(text), *_CLOSING.finditer(text)]
    names = (f"{match.group(1).removeprefix('The ')} {match.group(2) or ''}".strip() for match in matches)
    return tuple(dict.fromkeys(names))


def _missing(draft: Draft, field: str, instead: str) -> str:
    draft.doubt(0, "header", f"the {field} is not known: “{instead}” stands in its place")
    return instead


def _first(pattern: re.Pattern[str], lines: Sequence[SourceLine]) -> str | None:
    found = (pattern.match(line.text) for line in lines)
    return next((match.group(1) for match in found if match), None)


def _attribution(year: str | None) -> str:
    licensed = f"Contains public sector information licensed under the {LICENCE}."
    return f"{licensed} © Crown copyright{f' {year}' if year else ''}, Department for Education"


def _review_note(lines: Sequence[SourceLine]) -> str | None:
    """The official paragraph on the Education Endowment Foundation's review, if the text has one."""
    for line in lines:
        text = plain_text(line.text)
        if "Education Endowment Foundation" in text and any(word in text for word in _REVIEWED):
            return text
    return None
