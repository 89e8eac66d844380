"""Results kept in a folder under a hash of all they were made from.

Safe to delete, and to share between builds: an entry is there whole or not at all, and one that is damaged is none.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from workbook_kit.files import open_sealed, seal, write_whole

#: Bytes that may stay in the folder when a build ends.
MOST_KEPT = 200_000_000
#: Entries that are still of use are marked so at most once in so many seconds.
_MARKED_EVERY = 86_400
_PART = ".part"


class Cache(Protocol):
    """Where results are looked up. Neither call ever fails: without the cache a thing is made once more."""

    def get(self, key: str) -> bytes | None:
        """What was kept under the key, or None."""

    def put(self, key: str, content: bytes) -> None:
        """Keeps the content."""


class FolderCache:
    """A cache in a folder of this machine, which is made when something is put into it.

    Args:
        folder: nothing else lies in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """What was kept under the key, or None; an entry that is damaged is removed."""
        path = self._path(key)
        try:
            found = open_sealed(path.read_bytes())
        except OSError:
            return None
        with suppress(OSError):
            if found is None:
                path.unlink()
            else:
                _mark(path)
        return found

    def put(self, key: str, content: bytes) -> None:
        """Keeps the content; where that cannot be done, it is not kept."""
        path = self._path(key)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, seal(content))

    def prune(self, most: int = MOST_KEPT) -> None:
        """Removes what a build that was killed left half-written, and the entries that were longest of no use.

        Args:
            most: bytes that may stay. Another build may be writing: what it loses it makes again.
        """
        kept = 0
        for _, size, path in sorted(self._entries(), reverse=True):
            kept += size
            if kept > most or path.suffix == _PART:
                with suppress(OSError):
                    path.unlink()

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """When each was last of use, its size and its file."""
        tomorrow = time.time() + _MARKED_EVERY
        for path in self._folder.glob("*/*"):
            with suppress(OSError):
                stat = path.stat()
                # One from the future, before the clock was put back, would otherwise outlive all that are in use.
                yield stat.st_mtime if stat.st_mtime < tomorrow else 0.0, stat.st_size, path

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key[2:]


def _mark(path: Path) -> None:
    # abs, because a clock may have been put back
    if abs(time.time() - path.stat().st_mtime) > _MARKED_EVERY:
        os.utime(path)
