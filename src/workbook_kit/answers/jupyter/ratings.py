"""Ratings as rows, and as the picture draws them; and earlier workbooks to compare them with."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbook_kit.activities import Activity, Field
from workbook_kit.activities.base import Measure
from workbook_kit.activities.keys import action_key
from workbook_kit.answers.file import ENDING, format_time, read_file
from workbook_kit.answers.merge import relation
from workbook_kit.answers.model import Refused, SavedAnswers, Value, WorkbookName
from workbook_kit.answers.responses import Responses

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("code", "area", "kind", "stem", "text", "value", "previous", "change")
MOST_LOW = 5


@dataclass(frozen=True)
class RatedStatement:
    """One statement of an activity, and how it is rated now and was earlier."""

    activity: Activity
    field: Field
    statement: Measure
    value: Value
    previous: Value

    @property
    def action(self) -> str:
        """The key of what is to be done about it."""
        return action_key(self.activity.id, self.statement.code)

    @property
    def row(self) -> tuple[object, ...]:
        """The values of a table's columns, without the change."""
        one = self.statement
        return (one.code, one.area_name or str(one.area or ""), one.kind, one.stem, one.text, self.value, self.previous)


def rated_statements(
    activities: Iterable[Activity], responses: Responses, kind: str | None, workbook: str
) -> Iterator[RatedStatement]:
    """Every statement of the activities, in reading order.

    Args:
        kind: "knowledge", "practice", or None for both.
        workbook: the id of the earlier workbook to compare with; "" for whichever has the newest answer.
    """
    for activity in activities:
        for field in activity.fields():
            if (statement := field.statement) and kind in (None, statement.kind):
                previous = responses.earlier(field.key, workbook)
                value = responses.get(field.key)
                yield RatedStatement(activity, field, statement, value, previous and previous[0])


def action_fields(activity: Activity) -> list[Field]:
    """What may be asked about those of its statements that are rated lowest."""
    statements = [field.statement for field in activity.fields() if field.statement]
    return [
        Field(action_key(activity.id, one.code), "text", f"One action for {one.code} {one.text}") for one in statements
    ]


def table(rows: Iterable[RatedStatement]) -> "pd.DataFrame":
    """One row a statement. Numbers are whole or missing; a change needs both.

    Raises:
        ImportError: pandas is not installed.
    """
    import pandas as pd  # here, because forms need none of it

    frame = pd.DataFrame([one.row for one in rows], columns=list(COLUMNS[:-1]))
    frame = frame.astype({"value": "Int64", "previous": "Int64"})
    return frame.assign(change=frame["value"] - frame["previous"])


def lowest(rows: Iterable[RatedStatement], responses: Responses) -> "pd.DataFrame":
    """The lowest-rated statements of each kind, with the action written for each. Not yet rated is never low."""
    low = [one for one in rows if isinstance(one.value, int) and one.value < one.field.points]
    low.sort(key=lambda one: int(one.value or 0))
    kinds = ("knowledge", "practice")
    chosen = [one for kind in kinds for one in [one for one in low if one.statement.kind == kind][:MOST_LOW]]
    return table(chosen).assign(action=[responses.get(one.action) or "" for one in chosen])


def chart_groups(rows: Iterable[RatedStatement]) -> list[dict[str, Any]]:
    """The rows as the script draws them: by activity, then by stem."""
    return [_group(list(ones)) for _, ones in groupby(rows, lambda one: one.activity.id)]


def _group(rows: Sequence[RatedStatement]) -> dict[str, Any]:
    model = rows[0].activity.model()
    stems = [_stem(title, list(ones)) for title, ones in groupby(rows, lambda one: one.statement.stem)]
    return {"activity": model["id"], "kind": rows[0].statement.kind, "scale": model["scale"]["labels"],
            "question": model["scale"]["question"], "stems": stems}  # fmt: skip


def _stem(title: str, rows: Sequence[RatedStatement]) -> dict[str, Any]:
    number, name = rows[0].statement.area, rows[0].statement.area_name
    area = f"{number}. {name}" if number and name else name or str(number or "")
    statements = [
        {"key": one.field.key, "code": one.statement.code, "text": one.statement.text, "value": one.value,
         "previous": one.previous}
        for one in rows
    ]  # fmt: skip
    return {"area": area, "title": title, "statements": statements}


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
    loaded = [_cycle(one) for one in responses.earlier_workbooks]
    known = {one.id for one in loaded}
    return [*loaded, *(one for one in _in_folder(responses.workbook, folder) if one.id not in known)]


def _cycle(saved: SavedAnswers, path: Path | None = None) -> Cycle:
    about = saved.workbook
    return Cycle(about.id, about.title, format_time(saved.saved_at), saved.name if path else "", path)


def _in_folder(here: WorkbookName, folder: Path | None) -> Iterator[Cycle]:
    try:
        files = sorted(folder.glob(f"*{ENDING}"), key=lambda path: -path.stat().st_mtime) if folder else []
    except OSError:
        return
    for path in files[:MOST_FILES]:
        try:
            saved = read_file(path)
        except Refused:
            continue
        if relation(here, saved.workbook) == "earlier":
            yield _cycle(saved, path)
