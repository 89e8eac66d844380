"""The Ladder of Inference: from what anyone could see up to what was done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workbook_kit.activities.base import Activity, ActivityError, Field, text_area
from workbook_kit.activities.markup import Typst, attributes, escape

RUNGS = (
    "What anyone there could see or hear",
    "What I picked out",
    "The meaning I gave it",
    "What I took for granted",
    "The conclusion I came to",
    "What I believe now",
    "What I did about it",
)


@dataclass(frozen=True, kw_only=True, repr=False)
class Ladder(Activity):
    """A ladder drawn from the ground up, with writing space beside each rung. Rungs go bottom first."""

    name: ClassVar[str] = "ladder"

    rungs: Sequence[str] | None = None
    lines: int = 1

    def check(self) -> None:
        self._set("rungs", RUNGS if self.rungs is None else self._texts("rungs", self.rungs))
        self._check_lines(self.lines)
        if not 2 <= len(self._rungs()) <= 9:
            raise ActivityError(self.id, "a ladder has 2 to 9 rungs")

    def fields(self) -> tuple[Field, ...]:
        rungs = enumerate(self._rungs(), start=1)
        return tuple(Field(self._part(number), "text", f"Rung {number}: {rung}") for number, rung in rungs)

    def properties(self) -> dict[str, Any]:
        return {"rungs": list(self._rungs()), "lines": self.lines}

    def body(self) -> str:
        items = "".join(self._rung(number, rung) for number, rung in enumerate(self._rungs(), start=1))
        return f'{self._question()}<ol class="rungs">\n{items}</ol>\n'

    def _rung(self, number: int, rung: str) -> str:
        id = self._part(number)
        step = f'<span class="badge" aria-hidden="true">{number}</span>'
        name = f'<span class="unseen">Rung {number}: </span>{escape(rung)}'
        label = f"<label{attributes(for_=id)}>{step}{name}</label>"
        return f"<li>{label}{text_area(id, self.lines, self._described())}</li>\n"

    def on_paper(self) -> dict[str, Typst]:
        numbered = enumerate(self._rungs(), start=1)
        rungs = [{"id": self._part(number), "text": rung} for number, rung in numbered]
        return {"rungs": rungs, "lines": self.lines}

    def _rungs(self) -> Sequence[str]:
        return self.rungs or ()
