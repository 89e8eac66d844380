"""What a workbook asks, and which answers fit."""

import re
from dataclasses import dataclass
from typing import Literal

from workbook_kit.responses.keys import is_key
from workbook_kit.responses.model import Value

_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Question:
    """One thing to fill in. `points` is how many a rating's scale has; `label` the question in words."""

    key: str
    kind: Literal["text", "date", "radio"]
    points: int = 0
    label: str = ""

    def __post_init__(self) -> None:
        if not is_key(self.key):
            raise ValueError(f"“{self.key}” cannot be the key of a question; use an activity's id, or id--part.")

    @property
    def nothing(self) -> Value:
        """The answer of someone who has not answered."""
        return None if self.kind == "radio" else ""

    def fits(self, value: Value) -> bool:
        """Whether this can be an answer."""
        if self.kind == "radio":
            return value is None or (isinstance(value, int) and 1 <= value <= self.points)
        if self.kind == "date":
            return isinstance(value, str) and (not value or _DATE.fullmatch(value) is not None)
        return isinstance(value, str)

    def wanted(self) -> str:
        """What fits, in words."""
        if self.kind == "radio":
            return f"a whole number from 1 to {self.points}, or None for not yet rated"
        return 'a date such as "2027-01-14", or ""' if self.kind == "date" else "text"
