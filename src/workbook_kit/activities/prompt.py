"""A question answered in writing."""

from dataclasses import dataclass
from typing import Any, ClassVar

from workbook_kit.activities.base import Activity, Field, Lines, text_area
from workbook_kit.activities.markup import Typst, attributes, escape


@dataclass(frozen=True, kw_only=True, repr=False)
class Prompt(Activity):
    """One box to write in. `lines` is its height in print; "fill" takes the rest of the page."""

    name: ClassVar[str] = "prompt"
    grouped: ClassVar[bool] = False

    lines: Lines = 4

    def check(self) -> None:
        self._check_lines(self.lines, may_fill=True)

    def fields(self) -> tuple[Field, ...]:
        return (Field(self.id, "text", self.label),)

    def properties(self) -> dict[str, Any]:
        return {"lines": self.lines}

    def body(self) -> str:
        label = f'<label class="question"{attributes(for_=self.id)}>{escape(self.label)}</label>\n'
        return f"{label}{self._help()}{text_area(self.id, self.lines, self._described())}\n"

    def on_paper(self) -> dict[str, Typst]:
        return {"lines": self.lines}
