"""Rows and columns to fill, such as a coaching plan or a list of actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from workbook_kit.activities.base import Activity, ActivityError, Field, FieldType, text_area
from workbook_kit.activities.markup import Typst, attributes, escape, plain


@dataclass(frozen=True, kw_only=True, repr=False)
class Table(Activity):
    """A table with a heading over each column and, where rows have labels, one before each row.

    Args:
        columns: headings of the columns to fill.
        rows: how many rows, or their labels.
        corner: heading over the row labels.
        kinds: "text" or "date" for each column; all text when left out.
    """

    name: ClassVar[str] = "table"

    columns: Sequence[str]
    rows: int | Sequence[str]
    corner: str = ""
    lines: int = 2
    kinds: Sequence[Literal["text", "date"]] | None = None

    def check(self) -> None:
        self._check_lines(self.lines)
        self._set("columns", self._texts("columns", self.columns))
        self._set("corner", plain(self.corner))
        if not isinstance(self.rows, int):
            self._set("rows", self._texts("rows", self.rows))
        self._set("kinds", tuple(self.kinds or ("text",) * len(self.columns)))
        self._check_shape()

    def _check_shape(self) -> None:
        if not 1 <= len(self.columns) <= 5:
            raise ActivityError(self.id, "a table has 1 to 5 columns; more would not fit a page")
        if not 1 <= len(self._row_names()) <= 40:
            raise ActivityError(self.id, "a table has 1 to 40 rows")
        if len(self._kinds()) != len(self.columns) or set(self._kinds()) - {"text", "date"}:
            raise ActivityError(self.id, 'kinds names "text" or "date" once for each column')
        if self._labelled() and not self.corner:
            raise ActivityError(self.id, "rows have labels, so corner must say what they are")

    def fields(self) -> tuple[Field, ...]:
        return tuple(
            Field(self._part(f"{row}-{column}"), kind, f"{name}: {heading}")
            for row, name in enumerate(self._row_names(), start=1)
            for column, (heading, kind) in enumerate(zip(self.columns, self._kinds(), strict=True), start=1)
        )

    def properties(self) -> dict[str, Any]:
        rows = list(self._row_names()) if self._labelled() else []
        return {"columns": list(self.columns), "rows": rows, "corner": self.corner, "lines": self.lines}

    def _sizes(self) -> dict[str, int]:
        return {"n": len(self.columns), "rows": len(self._row_names()), **super()._sizes()}

    def body(self) -> str:
        corner = [self.corner] if self._labelled() else []
        heads = "".join(f"<span>{escape(heading)}</span>" for heading in [*corner, *self.columns])
        rows = "".join(self._row(number, name) for number, name in enumerate(self._row_names(), start=1))
        kind = "labelled" if self._labelled() else "numbered"
        return (
            f'{self._question()}<div class="grid {kind}">\n'
            f'<p class="heads" aria-hidden="true">{heads}</p>\n{rows}</div>\n'
        )

    def _row(self, row: int, name: str) -> str:
        cells = "".join(self._cell(row, column, name) for column in range(1, len(self.columns) + 1))
        return f'<div class="row"><p class="row-name">{escape(name)}</p>{cells}</div>\n'

    def _cell(self, row: int, column: int, name: str) -> str:
        id, heading = self._part(f"{row}-{column}"), self.columns[column - 1]
        unseen = f'<span class="unseen">{escape(name)}: </span>'
        label = f"<label{attributes(for_=id)}>{unseen}{escape(heading)}</label>"
        return f'<div class="cell">{label}{self._control(id, self._kinds()[column - 1])}</div>'

    def _control(self, id: str, kind: FieldType) -> str:
        if kind == "date":
            given = attributes(id=id, name=id, aria_describedby=self._described())
            return f'<input type="date"{given}>'
        return text_area(id, self.lines, self._described())

    def on_paper(self) -> dict[str, Typst]:
        ids = [field.id for field in self.fields()]
        wide = len(self.columns)
        rows: list[Typst] = [
            {"name": name, "fields": ids[number * wide : (number + 1) * wide]}
            for number, name in enumerate(self._row_names())
        ]
        return {"corner": self.corner if self._labelled() else None, "columns": list(self.columns),
                "kinds": list(self._kinds()), "rows": rows, "lines": self.lines}  # fmt: skip

    def _labelled(self) -> bool:
        return not isinstance(self.rows, int)

    def _row_names(self) -> Sequence[str]:
        return [f"Row {row}" for row in range(1, self.rows + 1)] if isinstance(self.rows, int) else self.rows

    def _kinds(self) -> Sequence[Literal["text", "date"]]:
        return self.kinds or ()
