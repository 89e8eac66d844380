"""Notice, interpret, act: three linked prompts on one experience."""

from dataclasses import dataclass
from typing import Any, ClassVar

from workbook_kit.activities.base import Activity, ActivityError, Field, text_area
from workbook_kit.activities.markup import Typst, attributes, escape, plain

STEPS = ("notice", "interpret", "act")


@dataclass(frozen=True, kw_only=True, repr=False)
class Sensemaking(Activity):
    """Three questions asked in order: what was noticed, what it may mean, what to do."""

    name: ClassVar[str] = "sensemaking"

    notice: str
    interpret: str
    act: str
    lines: int = 6

    def check(self) -> None:
        self._check_lines(self.lines)
        for step in STEPS:
            self._set(step, plain(getattr(self, step)))
            if not getattr(self, step):
                raise ActivityError(self.id, f"the question for {step} is empty")

    def fields(self) -> tuple[Field, ...]:
        return tuple(Field(self._part(step), "text", f"{step.title()}: {self._asks(step)}") for step in STEPS)

    def properties(self) -> dict[str, Any]:
        return {**{step: self._asks(step) for step in STEPS}, "lines": self.lines}

    def body(self) -> str:
        steps = "".join(self._step(number, step) for number, step in enumerate(STEPS, start=1))
        return f'{self._question()}<div class="steps">\n{steps}</div>\n'

    def _step(self, number: int, step: str) -> str:
        id = self._part(step)
        title = f'<b class="step"><span class="badge" aria-hidden="true">{number}</span>{step.title()}</b>'
        label = f"<label{attributes(for_=id)}>{title} <span>{escape(self._asks(step))}</span></label>"
        return f'<div class="step-box">{label}{text_area(id, self.lines, self._described())}</div>\n'

    def on_paper(self) -> dict[str, Typst]:
        steps = [{"id": self._part(step), "title": step.title(), "text": self._asks(step)} for step in STEPS]
        return {"steps": steps, "lines": self.lines}

    def _asks(self, step: str) -> str:
        return str(getattr(self, step))
