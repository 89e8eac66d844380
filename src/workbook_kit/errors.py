"""Problems as the people who must mend them read them: where, what is wrong, what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. `line` counts from 1; 0 where the whole file is meant."""

    file: str
    line: int
    what: str
    todo: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what}; {self.todo}" if place else f"{self.what}; {self.todo}"


class ProblemsError(Exception):
    """Everything found wrong in one go, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def problem(path: Path | str, what: str, todo: str, line: int = 0) -> ProblemsError:
    """One problem, ready to raise."""
    return ProblemsError([Problem(str(path), line, what, todo)])
