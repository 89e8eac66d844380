"""Earlier workbooks of the same NPQ, to compare this one with."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from workbook_kit.live.ratings import Previous
from workbook_kit.responses import Refused, Responses, Value, read_file, relation
from workbook_kit.responses.times import iso

#: Files looked at, newest first; a folder may hold those of a whole cohort.
MOST_FILES = 40


@dataclass(frozen=True)
class Cycle:
    """An earlier workbook. `path` is its answers file, where it has not been loaded yet."""

    id: str
    title: str
    saved_at: str
    name: str = ""
    path: Path | None = None

    @property
    def label(self) -> str:
        """What to choose it by; the name of whoever filled it in, where that is another file's."""
        whose = f", {self.name}" if self.name else ""
        return f"{self.title}{whose} ({self.saved_at[:10]})"


def cycles(responses: Responses, folder: Path | None) -> list[Cycle]:
    """Those already loaded, then those whose answers file lies in the folder."""
    loaded = [
        Cycle(one["workbook"]["id"], one["workbook"]["title"], one["saved_at"])
        for one in responses.to_file().get("earlier", [])
    ]
    known = {one.id for one in loaded}
    return [*loaded, *(one for one in _lying(responses, folder) if one.id not in known)]


def _lying(responses: Responses, folder: Path | None) -> list[Cycle]:
    if folder is None:
        return []
    try:
        files = sorted(folder.glob("*.answers.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    except OSError:
        return []
    return [cycle for path in files[:MOST_FILES] if (cycle := _cycle(responses, path))]


def _cycle(responses: Responses, path: Path) -> Cycle | None:
    try:
        file = read_file(path)
    except Refused:
        return None
    if relation(responses.workbook, file.workbook) != "earlier":
        return None
    named = file.entries.get("cover--name")
    return Cycle(file.workbook.id, file.workbook.title, iso(file.saved_at), str(named.value) if named else "", path)


def previous_in(responses: Responses, cycle: Cycle | None) -> Previous:
    """What gives the earlier answer: that of one workbook, or the newest of any."""
    if cycle is None:
        return partial(_newest, responses)
    pasts = responses.to_file().get("earlier", [])
    return partial(_held, next((one["answers"] for one in pasts if one["workbook"]["id"] == cycle.id), {}))


def _newest(responses: Responses, key: str) -> Value:
    found = responses.earlier(key)
    return found.value if found else None


def _held(answers: Mapping[str, Any], key: str) -> Value:
    activity, _, part = key.partition("--")
    held = answers.get(activity)
    found = held.get(part) if isinstance(held, dict) else held
    return found if isinstance(found, int) else None
