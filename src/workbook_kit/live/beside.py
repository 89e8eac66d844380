"""The answers file beside the notebook, read before every writing so that nothing in it is lost."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from filelock import FileLock

from workbook_kit.responses import AnswersFile, Refused, Responses, read, relation, write_file
from workbook_kit.responses.model import MOST_BYTES

_WHY = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your space on the disk is used up",
    errno.EACCES: "this folder cannot be written",
    errno.EPERM: "this folder cannot be written",
    errno.EROFS: "this folder cannot be written",
}


class Beside:
    """The file that one workbook's answers are kept in.

    `said` collects what a person must know of it.
    """

    def __init__(self, folder: Path, responses: Responses) -> None:
        self.folder, self.path = folder, folder / f"{responses.workbook.id}.answers.json"
        self.said: list[str] = []
        self._responses = responses
        self._seen: tuple[int, ...] | None = None

    def take(self) -> bool:
        """Takes in what somebody else wrote there; says whether that changed an answer.

        Raises:
            OSError: the file can neither be read nor put aside, so it must not be written.
        """
        mark = self._mark()
        if mark in (None, self._seen):
            return False
        try:
            file = read(self._content())
            changed = bool(self._merged(file))
        except Refused as refused:
            changed = self._put_aside(str(refused))
        self._seen = mark
        return changed

    def save(self) -> bool:
        """Writes the answers, with what others wrote in the meantime; says whether theirs changed any here.

        Raises:
            OSError: nothing was written.
            ValueError: the answers are too many for a file.
        """
        with _alone(self.path):
            changed = self.take()
            write_file(self.path, self._responses.to_file())
            self._seen = self._mark()
        return changed

    def _mark(self) -> tuple[int, ...] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _content(self) -> bytes:
        with self.path.open("rb") as file:
            return file.read(MOST_BYTES + 1)

    def _merged(self, file: AnswersFile) -> tuple[str, ...]:
        here = self._responses.workbook
        if relation(here, file.workbook) != "same":
            raise Refused(f"It holds the answers of “{file.workbook.title}”. Nothing was loaded.")
        if file.left_out:
            copy = _free(self.path)
            copy.write_bytes(self._content())
            self.said.append(
                f"Some of what stands in “{self.path.name}” is no answer and was left out; "
                f"the file as it was is kept as “{copy.name}”."
            )
        return self._responses.merge_own(file)

    def _put_aside(self, why: str) -> bool:
        aside = _free(self.path)
        self.path.rename(aside)
        reason = why.removesuffix(" Nothing was loaded.")
        self.said.append(f"“{self.path.name}” was put aside as “{aside.name}”, unchanged. {reason}")
        return False


def not_saved(error: Exception) -> str:
    """Why the answers are not in the file, and what happens now."""
    number = error.errno if isinstance(error, OSError) else None
    why = _WHY.get(number or 0) or getattr(error, "strerror", None) or str(error)
    return (
        f"Not saved: {why.rstrip('.')}. Your answers stay here while this notebook runs, "
        "and saving is tried again with your next change."
    )


def _free(path: Path) -> Path:
    """A name beside the file that nothing has yet."""
    stem = path.name.removesuffix(".json")
    names = (path.with_name(f"{stem}.damaged-{number}.json") for number in count(1))
    return next(name for name in names if not name.exists())


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One kernel at a time reads and writes the file. The lock lies elsewhere, not to litter the folder."""
    name = hashlib.sha256(f"{os.environ.get('USER', '')} {path.resolve()}".encode()).hexdigest()[:24]
    with FileLock(Path(tempfile.gettempdir()) / f"workbook-kit-{name}.lock", timeout=10):
        yield
