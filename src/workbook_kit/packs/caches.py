"""Everything that the kit keeps so as not to work it out again; and the two caches that lie on disk.

Whatever is kept is found by all that it was made from, so that nothing stale is ever taken, and made again where it is
gone. Nothing here is needed: each cache can be deleted, or taken out of the code, and the packs are the same.

On disk, in the folder of packs:

- `.built.json` (`StatCache`): how each file of a pack looked when it was last read, so that a build in which nothing
  changed reads none of them again. Kept until the pack is no longer planned.
- `.checked` (`SoundTexts`): one hash of the texts in which `check` found nothing wrong the last time, so that a build
  need not start pandoc to read them again. Kept until the texts, or the kit, are others.

In a child process, for as long as that stays (`processes.Keeper` replaces one that has grown):

- pandoc: what it read and drew of each part of a document, and templates (`memory` in `render/convert.lua`). It
  forgets all when a file of the extension changes, and the parts that were longest of no use.
- Typst: what it set, by itself; and the fonts of a list of folders (`fonts` in `render/typst_child.py`), which takes
  longer to read than most documents to set.

In a process of our own, until it ends:

- `Hashes` (`packs/fingerprint.py`): of files, folders, sheets and values, for one build; a worker lives for one.
- `versions` (`packs/fingerprint.py`), `quarto_version` (`render/quarto.py`) and `installed` (`workbook/engine.py`, of
  kernels), `displays` (`activities/display.py`): what there is on this machine.
- `names` (`project/plain.py`) and `compile_counted` (`workbook/instrument.py`): the code of sheets, read and
  compiled; or they would be half of what a sheet takes.
- `about` (`workbook/plan.py`): what a seminar's values are, for all cohorts of one plan.
- `compiled` (`project/placeholders.py`): placeholders of sheets, 40 times as quick as compiling them again; and
  `escaped`: names, which come back in every sheet.
- `script` (`render/script.py`), `style` (`answers/jupyter/widget.py`), `compact` (`render/embedded.py`):
  files of the extension, joined and shortened.
- `forms_wheel` and its `members` (`render/wheel.py`): the wheel that lies beside every notebook.
- `common_characters` (`project/fonts.py`), `font_characters` and `measured` (`render/pdf/glyphs.py`): what fonts hold.
- `as_png` (`render/typst.py`): logos, as pictures in notebooks.
- `parts` (`render/scopes.py`): a document cut into parts, for page and paper.

Values that an object works out when it is first asked (`cached_property`) are no caches: they go with it.
"""

import json
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from workbook_kit.files import digest, stat_of, write_whole
from workbook_kit.packs.publish import read_manifest
from workbook_kit.paths import CHECKED, MANIFEST, PRIVATE_MANIFEST, STATS


class StatCache:
    """What is known of the files of a folder of packs: one that looks as it did when it was read is not read again.

    Damage that keeps a file's size, number, and the times of its last change to the nanosecond is beyond this: a disk
    that turns a bit, or a change made within one tick of the system's clock (some milliseconds) of the pack's making.
    Without trust every file is read.
    """

    def __init__(self, out: Path, trust: bool = True) -> None:
        self._out, self._trust = out, trust
        self._packs: dict[str, dict[str, Any]] = _read(out / STATS)
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

    def add(self, pack: Path) -> None:
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
                write_whole(self._out / STATS, json.dumps(kept, ensure_ascii=False).encode())

    def _name(self, pack: Path) -> str:
        return pack.relative_to(self._out).as_posix()


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    packs = kept if isinstance(kept, dict) else {}
    return {name: files for name, files in packs.items() if isinstance(files, dict)}


class SoundTexts:
    """Which texts were sound when a build looked at them the last time; a `check.Known`.

    Args:
        out: the folder of packs.
        made_by: tells one version of the kit and its tools from another.
    """

    def __init__(self, out: Path, made_by: str) -> None:
        self._out, self._made_by = out, made_by

    def has(self, texts: Sequence[str]) -> bool:
        """Whether these are the texts."""
        with suppress(OSError):
            return (self._out / CHECKED).read_bytes() == self._hash(texts)
        return False

    def keep(self, texts: Sequence[str]) -> None:
        """Nothing is wrong with them; where that cannot be kept, they are read again."""
        with suppress(OSError):
            self._out.mkdir(parents=True, exist_ok=True)
            write_whole(self._out / CHECKED, self._hash(texts))

    def _hash(self, texts: Sequence[str]) -> bytes:
        return digest(json.dumps([self._made_by, *texts]).encode()).encode()
