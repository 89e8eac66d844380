"""The answers file beside the notebook."""

import errno
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from workbook_kit.answers.file import ENDING, first_bytes, read, write_file
from workbook_kit.answers.merge import relation
from workbook_kit.answers.model import AnswersFile, Refused
from workbook_kit.answers.responses import Responses
from workbook_kit.answers.sentences import NOTHING_LOADED
from workbook_kit.files import free_name

_WHY = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your space on the disk is used up",
    errno.EACCES: "this folder cannot be written",
    errno.EPERM: "this folder cannot be written",
    errno.EROFS: "this folder cannot be written",
    errno.ENOENT: "this notebook's folder has another name or place now; run all cells",
    errno.EISDIR: "a folder has the name of the answers file; rename that folder",
}


class SavedFile:
    """The answers file beside the notebook, read before every writing so that nothing in it is lost.

    `notes` collects what a person must know of it.
    """

    def __init__(self, folder: Path, responses: Responses) -> None:
        self.folder, self.path = folder, folder / f"{responses.workbook.id}{ENDING}"
        self.notes: list[str] = []
        self._responses = responses
        self._last_stat: tuple[int, ...] | None = None

    @property
    def place(self) -> str:
        """Names the file among all that a browser may know: those of other folders, people and machines."""
        whose = os.environ.get("JUPYTERHUB_USER", ""), os.environ.get("USER", ""), str(self.path.resolve())
        return hashlib.sha256("\n".join(whose).encode()).hexdigest()[:24]

    @property
    def kept(self) -> str:
        """Where the answers are, once they are there."""
        return f"Your answers are kept in “{self.path.name}”, beside this notebook."

    def has_changed(self) -> bool:
        """Whether somebody else wrote there since it was last read or written here."""
        return self._stat() not in (None, self._last_stat)

    def load(self) -> None:
        """Takes in what somebody else wrote there.

        Raises:
            OSError: the file can neither be read nor put aside, so it must not be written.
        """
        stat = self._stat()
        if stat in (None, self._last_stat):
            return
        content = first_bytes(self.path)
        try:
            self._merge(read(content), content)
        except Refused as refused:
            self._put_aside(str(refused).removesuffix(NOTHING_LOADED))
        self._last_stat = stat

    def save(self) -> None:
        """Writes the answers, with what others wrote in the meantime.

        Raises:
            OSError: nothing was written.
            ValueError: the answers are too many for a file.
        """
        with _lock(self.place):
            self.load()
            write_file(self.path, self._responses.to_file())
            self._last_stat = self._stat()

    def _stat(self) -> tuple[int, ...] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _merge(self, file: AnswersFile, content: bytes) -> None:
        if relation(self._responses.workbook, file.workbook) != "same":
            raise Refused(f"It holds the answers of “{file.workbook.title}”.")
        if file.left_out:
            copy = free_name(self.path, "damaged", ".json")
            copy.write_bytes(content)
            self.notes.append(
                f"Some of what stands in “{self.path.name}” is no answer and was left out; "
                f"the file as it was is kept as “{copy.name}”."
            )
        self._responses.merge_own(file)

    def _put_aside(self, why: str) -> None:
        aside = free_name(self.path, "damaged", ".json")
        self.path.rename(aside)
        self.notes.append(f"“{self.path.name}” was put aside as “{aside.name}”, unchanged. {why}")


@contextmanager
def _lock(place: str) -> Iterator[None]:
    """One kernel at a time reads and writes the file. The lock lies elsewhere, not to litter the folder."""
    # a browser's only kernel has no locks, and where just the forms are at hand there may be no filelock
    if sys.platform == "emscripten" or not find_spec("filelock"):
        yield
        return
    from filelock import FileLock

    with FileLock(Path(tempfile.gettempdir()) / f"workbook-kit-{place}.lock", timeout=10):
        yield


def not_saved(error: Exception) -> str:
    """Why the answers are not in the file, and what happens now."""
    number = error.errno if isinstance(error, OSError) else None
    why = _WHY.get(number or 0) or getattr(error, "strerror", None) or str(error)
    return (
        f"Not saved: {why.rstrip('.')}. Your answers stay here while this notebook runs, "
        "and saving is tried again with your next change."
    )
