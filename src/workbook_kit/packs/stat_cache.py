"""Files of packs that were read once, and how they looked: one that still looks so is not read again."""

import json
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import Any

from workbook_kit.files import digest, stat_of, write_whole
from workbook_kit.packs.publish import read_manifest
from workbook_kit.paths import MANIFEST, PRIVATE_MANIFEST, SEEN


class Seen:
    """What is known of the files of a folder of packs. Safe to delete: files are read once more then.

    A file's looks are its size, its number in the file system, and the times of its last change to the nanosecond.
    Damage that keeps them all is beyond this: a disk that turns a bit, or a change made within one tick of the
    system's clock (some milliseconds) of the pack's making. Without trust every file is read.
    """

    def __init__(self, out: Path, trust: bool = True) -> None:
        self._out, self._trust = out, trust
        self._packs: dict[str, dict[str, Any]] = _read(out / SEEN)
        self._changed = False

    def holds(self, pack: Path) -> Callable[[str, str], bool]:
        """Tells whether the pack's file of a name has the content with a SHA-256; OSError where it cannot be read."""
        known = self._packs.setdefault(self._name(pack), {})
        return lambda name, sha256: self._holds(pack / name, known, sha256)

    def _holds(self, file: Path, known: dict[str, Any], sha256: str) -> bool:
        found = [*stat_of(file), sha256]
        if self._trust and known.get(file.name) == found:
            return True
        # What is kept may be damaged too: where it does not fit, only the file itself can tell.
        if digest(file.read_bytes()) != sha256:
            return False
        self._changed = self._changed or known.get(file.name) != found
        known[file.name] = found
        return True

    def made(self, pack: Path) -> None:
        """Takes the files of a pack that has just been published for what its manifests say."""
        known: dict[str, Any] = {}
        with suppress(OSError, KeyError, TypeError, AttributeError):
            for manifest in filter(None, (read_manifest(pack, name) for name in (MANIFEST, PRIVATE_MANIFEST))):
                known |= {name: [*stat_of(pack / name), f["sha256"]] for name, f in manifest["files"].items()}
        self._packs[self._name(pack)], self._changed = known, True

    def save(self, packs: Collection[Path]) -> None:
        """Keeps what is known of these packs for the next build, and lets go of the rest."""
        names = {self._name(pack) for pack in packs}
        kept = {name: files for name, files in self._packs.items() if name in names}
        if self._changed or len(kept) < len(self._packs):
            with suppress(OSError):  # a full disk: the next build reads the files
                write_whole(self._out / SEEN, json.dumps(kept, ensure_ascii=False).encode())

    def _name(self, pack: Path) -> str:
        return pack.relative_to(self._out).as_posix()


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    packs = kept if isinstance(kept, dict) else {}
    return {name: files for name, files in packs.items() if isinstance(files, dict)}
