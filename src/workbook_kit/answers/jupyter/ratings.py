"""The ratings of the activities shown so far, and earlier ones to compare with."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from workbook_kit.activities import Rating
from workbook_kit.answers.file import read_file
from workbook_kit.answers.merge import relation
from workbook_kit.answers.model import Question, Refused, Value
from workbook_kit.answers.responses import Responses
from workbook_kit.answers.times import iso

# The ratings of the activities shown so far: as rows, and as the picture wants them.

COLUMNS = ("code", "area", "kind", "stem", "text", "value", "previous", "change")
MOST_LOW = 5

#: The earlier rating under a key, or None.
Previous = Callable[[str], Value]


@dataclass(frozen=True)
class Rated:
    """One statement and how it is rated. `action` is the key of what is to be done about it."""

    rating: Rating
    group: dict[str, Any]
    code: str
    text: str
    key: str
    action: str
    value: Value
    previous: Value

    @property
    def row(self) -> tuple[object, ...]:
        """The values of a table's columns, without the change."""
        area = self.group.get("area_name") or self.group.get("area", "")
        return (self.code, area, self.rating.kind, self.group["title"], self.text, self.value, self.previous)


def rated(ratings: Iterable[Rating], responses: Responses, previous: Previous) -> Iterator[Rated]:
    """Every statement, in reading order."""
    for rating in ratings:
        for group in rating.groups:
            for one in group["statements"]:
                key, code = f"{rating.id}--{one['code']}", one["code"]
                was = previous(key)
                fits = isinstance(was, int) and 1 <= was <= len(rating.scale["labels"])
                yield Rated(rating, dict(group), code, one["text"], key, f"{rating.id}-action--{code}",
                            responses.get(key), was if fits else None)  # fmt: skip


def actions(rating: Rating) -> list[Question]:
    """What may be asked about the lowest-rated statements."""
    return [
        Question(f"{rating.id}-action--{one['code']}", "text", 0, f"One action for {one['code']} {one['text']}")
        for group in rating.groups
        for one in group["statements"]
    ]


def table(rows: Iterable[Rated]) -> pd.DataFrame:
    """One row a statement. Numbers are whole or missing; a change needs both."""
    frame = pd.DataFrame([one.row for one in rows], columns=list(COLUMNS[:-1]))
    frame = frame.astype({"value": "Int64", "previous": "Int64"})
    return frame.assign(change=frame["value"] - frame["previous"])


def lowest(rows: Iterable[Rated], responses: Responses) -> pd.DataFrame:
    """The lowest-rated statements of each kind, with the action written for each. Not yet rated is never low."""
    low = [one for one in rows if isinstance(one.value, int) and one.value < len(one.rating.scale["labels"])]
    low.sort(key=lambda one: int(one.value or 0))
    chosen = [one for kind in ("knowledge", "practice") for one in [r for r in low if r.rating.kind == kind][:MOST_LOW]]
    return table(chosen).assign(action=[responses.get(one.action) or "" for one in chosen])


def groups(rows: Iterable[Rated]) -> list[dict[str, Any]]:
    """The rows as the script draws them: by activity, then by stem."""
    made: dict[str, dict[str, Any]] = {}
    for one in rows:
        group = made.setdefault(one.rating.id, _group(one.rating))
        if not group["stems"] or group["stems"][-1]["title"] != one.group["title"]:
            group["stems"].append({"area": _area(one.group), "title": one.group["title"], "statements": []})
        said = {"key": one.key, "code": one.code, "text": one.text, "value": one.value, "previous": one.previous}
        group["stems"][-1]["statements"].append(said)
    return list(made.values())


def _group(rating: Rating) -> dict[str, Any]:
    scale = rating.scale
    return {"activity": rating.id, "kind": rating.kind, "scale": list(scale["labels"]),
            "question": scale["question"], "stems": []}  # fmt: skip


def _area(group: dict[str, Any]) -> str:
    number, name = group.get("area", ""), group.get("area_name", "")
    return f"{number}. {name}" if number and name else name or number


# Earlier workbooks of the same NPQ, to compare this one with.

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
