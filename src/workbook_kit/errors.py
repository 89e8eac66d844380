"""Problems as the people who must mend them read them: where, what is wrong, what to do."""

import difflib
import errno
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

# Problems as the people who must mend them read them: where, what is wrong, what to do.

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_SHORT = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN}
#: Names that a message lists.
MOST_CHOICES = 20


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. `line` counts from 1; 0 where the whole file is meant."""

    file: str
    line: int
    what: str
    todo: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        text = f"{place}: {self.what}; {self.todo}" if place else f"{self.what}; {self.todo}"
        # What it quotes may hold line ends, or codes that a terminal obeys.
        return "".join(letter if letter.isprintable() else " " for letter in text)


class ProblemsError(Exception):
    """Everything found wrong in one go, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["ProblemsError"], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # or a copy for another process would take the message for problems


def problem(path: Path | str, what: str, todo: str, line: int = 0) -> ProblemsError:
    """One problem, ready to raise."""
    return ProblemsError([Problem(str(path), line, what, todo)])


def refused(error: OSError, place: Path | str) -> ProblemsError:
    """What the system did not let us do, at the file that it names or else at the place."""
    why = error.strerror or str(error)
    if error.errno in _FULL:
        todo = "make room, then build again"
    elif error.errno in _SHORT:
        todo = "close other programs, or use fewer --jobs, then build again"
    else:
        todo = "mend the folder's rights, or put back what is missing, then build again"
    return problem(error.filename or place, f"the system refused to read or write it ({why})", todo)


def choices(name: str, known: Iterable[str]) -> str:
    """What to write in place of a name that is not known; a long list is cut short."""
    names = sorted(known)
    if close := difflib.get_close_matches(name, names, n=1):
        return f"did you mean `{close[0]}`?"
    more = f" and {len(names) - MOST_CHOICES} more" if len(names) > MOST_CHOICES else ""
    return f"use one of {', '.join(names[:MOST_CHOICES]) or '(none yet)'}{more}"


# Gathers problems over several steps, so that a user sees all of them at once.


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
