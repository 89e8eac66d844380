"""Corrections as data: what is misprinted in a source, what it should say, and why we think so."""

import re
from collections.abc import Sequence
from pathlib import Path

from workbook_kit.frameworks.draft import Doubt, SourceLine
from workbook_kit.models.base import Frozen, NpqCode, Text
from workbook_kit.project.yaml import read_yaml, validate


class Correction(Frozen):
    """One misprint. `place` is a statement's code, an area's name, or "introduction"."""

    npq: NpqCode
    place: Text
    found: Text
    mended: Text
    why: Text

    def pattern(self) -> re.Pattern[str]:
        """Finds the misprint even where the source wraps it over two lines."""
        return re.compile(r"\s+".join(map(re.escape, self.found.split())))


def load_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections of a file; none where there is no such file.

    Raises:
        ProblemsError: with the line of each entry that is not a correction.
    """
    if not path.exists():
        return ()
    return validate(read_yaml(path, str(path)), tuple[Correction, ...])


def correct(
    lines: Sequence[SourceLine], corrections: Sequence[Correction], npq: str
) -> tuple[list[SourceLine], tuple[Correction, ...], list[Doubt]]:
    """The lines with this NPQ's misprints mended, the corrections used, and those no longer needed."""
    mended, used, doubts = list(lines), [], []
    for correction in corrections:
        if correction.npq != npq:
            continue
        places = _mend(mended, correction)
        if places:
            used.append(correction)
        doubts.extend(_correction_doubts(correction, places))
    return mended, tuple(used), doubts


def _mend(lines: list[SourceLine], correction: Correction) -> list[int]:
    """Mends every occurrence in place and gives their line numbers."""
    places: list[int] = []
    text = "\n".join(line.text for line in lines)
    for match in reversed(list(correction.pattern().finditer(text))):
        first = text.count("\n", 0, match.start())
        last = text.count("\n", 0, match.end())
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end())
        end = len(text) if end < 0 else end
        whole = text[start : match.start()] + correction.mended + text[match.end() : end]
        numbers = [line.number for line in lines[first : last + 1]]
        lines[first : last + 1] = [
            SourceLine(numbers[min(index, len(numbers) - 1)], part) for index, part in enumerate(whole.split("\n"))
        ]
        places.append(numbers[0])
        # Two misprints in one line: the text left of this one is untouched, so the positions still hold.
        text = text[:start] + whole + text[end:]
    return sorted(places)


def _correction_doubts(correction: Correction, places: list[int]) -> list[Doubt]:
    name = f"the correction at {correction.place} (“{correction.found}”)"
    if not places:
        return [Doubt(0, "correction", f"{name} is not needed: the source does not say that")]
    if len(places) > 1:
        return [Doubt(places[0], "correction", f"{name} was made in {len(places)} places")]
    return []
