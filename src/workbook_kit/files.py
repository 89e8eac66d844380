"""Files written whole or not at all, what is known of them, and folders for what is on its way."""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from workbook_kit.errors import problem
from workbook_kit.paths import part_file

if sys.platform != "win32":
    import fcntl


def digest(content: bytes) -> str:
    """The SHA-256 of the content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def stat_of(file: Path) -> list[int]:
    """Size, number in the file system, and the times of the last change: it changes with the file."""
    stat = file.stat()
    return [stat.st_size, stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns]


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file so that a reader finds the old content or the new, never a part, whoever else writes it.

    A file keeps its rights, and a link stays a link.

    Raises:
        OSError: it cannot be written, and is as it was; or there is no such folder.
    """
    place = Path(os.path.realpath(path))
    part = part_file(place)
    try:
        write_through(part, content)
        with suppress(FileNotFoundError):
            shutil.copymode(place, part)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def write_through(path: Path, content: bytes) -> None:
    """Writes a file and waits until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def free_name(path: Path, word: str, ending: str) -> Path:
    """A name beside the file that nothing has yet.

    Args:
        word: stands with a number before the ending, as in `name.before-1.json`.
    """
    stem = path.name.removesuffix(ending)
    names = (path.with_name(f"{stem}.{word}-{number}{ending}") for number in count(1))
    return next(name for name in names if not name.exists())


def seal(content: bytes) -> bytes:
    """The content with its SHA-256 before it, so that damage shows."""
    return hashlib.sha256(content).digest() + content


def open_sealed(sealed: bytes) -> bytes | None:
    """What was sealed, or None where it is not as it was."""
    content = sealed[hashlib.sha256().digest_size :]
    return content if sealed == seal(content) else None


# Scratch folders: in the system's temporary folder; what a killed process leaves goes with the next.

_PREFIX = "workbook-kit-run-"


@contextmanager
def scratch() -> Iterator[str]:
    """A folder that goes with the caller, whatever its children have left in it; those of the dead go first.

    Raises:
        ProblemsError: no folder can be made.
    """
    sweep()
    try:
        folder, lock = _make()
    except OSError as error:
        what = f"temporary files cannot be written here ({error.strerror or error})"
        raise problem(temporary_folder(), what, "make room, or set TMPDIR to another folder") from None
    try:
        with folder:
            yield folder.name
    finally:
        if lock is not None:
            os.close(lock)


@contextmanager
def all_in_scratch() -> Iterator[None]:
    """Lets all temporary files of this process go into such a folder."""
    before = tempfile.tempdir
    with scratch() as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before


def hold(folder: str) -> int | None:
    """Keeps a folder from being swept until this process ends, together with all others that hold it.

    Returns:
        the file to close, to let go of it earlier; None where folders cannot be locked, and so not swept either.
    """
    if sys.platform == "win32":
        return None
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(file, fcntl.LOCK_SH)
    except OSError:  # a file system without locks
        os.close(file)
        return None
    return file


def sweep() -> None:
    """Removes the folders of this user whose owners are gone."""
    if sys.platform == "win32":
        return
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for folder in [entry.path for entry in entries if entry.name.startswith(_PREFIX) and _is_ours(entry)]:
            _remove_unless_held(folder)


def temporary_folder() -> str:
    """Where temporary files go; not the folder that is ours, which nobody will find any more."""
    try:
        folder = Path(tempfile.gettempdir())
        return str(folder.parent if folder.name.startswith(_PREFIX) else folder)
    except OSError:  # none of the places that it looks at can be written
        return os.environ.get("TMPDIR", "/tmp")


def _make() -> tuple[tempfile.TemporaryDirectory[str], int | None]:
    while True:
        folder = tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
        with suppress(FileNotFoundError):
            lock = hold(folder.name)
            # Another's sweep may have come between the making and the lock.
            if Path(folder.name).exists():
                return folder, lock
            if lock is not None:
                os.close(lock)
        folder.cleanup()


def _is_ours(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_uid == os.getuid()


def _remove_unless_held(folder: str) -> None:
    if sys.platform == "win32":
        return
    with suppress(OSError):
        file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(file)
