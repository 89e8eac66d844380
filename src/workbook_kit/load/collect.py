"""Gathers problems over several steps, so that a user sees all of them at once."""

from types import TracebackType

from workbook_kit.errors import Problem, ProblemsError


class Collector:
    """Each `with` block may fail with problems; `finish` raises what all of them said."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def __enter__(self) -> "Collector":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, ProblemsError):
            self.problems.extend(error.problems)
            return True
        return False

    def finish(self) -> None:
        """Raises ProblemsError if there was any problem."""
        if self.problems:
            raise ProblemsError(self.problems)
