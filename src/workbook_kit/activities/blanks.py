"""Short answers from memory, numbered, checked afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workbook_kit.activities.base import Activity, ActivityError, Field, text_area
from workbook_kit.activities.markup import Typst, attributes, escape

REVEAL_FIRST = "Write what you remember first. The answers can be opened once you have written something."


@dataclass(frozen=True, kw_only=True, repr=False)
class Blanks(Activity):
    """Numbered blanks. The answers can be opened on screen afterwards and are never printed."""

    name: ClassVar[str] = "blanks"

    answers: Sequence[str]
    count: int | None = None
    lines: int = 1

    def check(self) -> None:
        self._set("answers", self._texts("answers", self.answers))
        self._set("count", len(self.answers) if self.count is None else self.count)
        self._check_lines(self.lines)
        if not 1 <= (self.count or 0) <= 20:
            raise ActivityError(self.id, "there must be 1 to 20 blanks; give answers, or a count")

    def fields(self) -> tuple[Field, ...]:
        numbers = range(1, (self.count or 0) + 1)
        return tuple(Field(self._part(number), "text", f"{self.label}: {number}") for number in numbers)

    def properties(self) -> dict[str, Any]:
        return {"answers": list(self.answers), "lines": self.lines}

    def body(self) -> str:
        items = "".join(map(self._item, range(1, (self.count or 0) + 1)))
        return f'{self._question()}<ol class="blanks-list">\n{items}</ol>\n{self._reveal()}'

    def _item(self, number: int) -> str:
        id = self._part(number)
        label = f'<label class="unseen"{attributes(for_=id)}>Answer {number}</label>'
        return f"<li>{label}{text_area(id, self.lines, self._described())}</li>\n"

    def _reveal(self) -> str:
        if not self.answers:
            return ""
        items = "".join(f"<li>{escape(answer)}</li>" for answer in self.answers)
        first = f'<p class="reveal-first" hidden>{REVEAL_FIRST}</p>\n'
        return f'{first}<details class="reveal"><summary>Show the answers</summary><ol>{items}</ol></details>\n'

    def on_paper(self) -> dict[str, Typst]:
        """The answers go along for the facilitator's edition, the only one that draws them."""
        return {"fields": [field.id for field in self.fields()], "lines": self.lines, "answers": list(self.answers)}
