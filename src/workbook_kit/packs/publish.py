"""A finished pack put in its place whole: the old one stays until the new one is complete."""

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import BaseFileLock, FileLock, Timeout

from workbook_kit.errors import problem, refused
from workbook_kit.files import digest, write_through
from workbook_kit.paths import (
    CHECKED,
    INDEX,
    LOCK,
    MANIFEST,
    PRIVATE_MANIFEST,
    STATS,
    part_files,
    retired_folder,
    staging_folder,
)

#: What stands around the hash at the end of a manifest.
_SEAL, _END = b',\n  "sha256": "', b'"\n}\n'


@contextmanager
def one_at_a_time(out: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Holds the folder of packs for one build; a second waits, and then finds its work done.

    Args:
        waiting: told once, if another build holds the folder.

    Raises:
        ProblemsError: the folder, or something in it, cannot be read or written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / LOCK)
        _acquire(lock, waiting)
    except (OSError, NotImplementedError) as error:  # the latter from a file system without locks
        why = getattr(error, "strerror", None) or str(error)
        raise problem(out, f"packs cannot be written here ({why})", "choose another folder with --out") from None
    try:
        yield
    except OSError as error:
        raise refused(error, out) from None
    finally:
        lock.release()


def _acquire(lock: BaseFileLock, waiting: Callable[[], None]) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waiting()
        lock.acquire()


def publish(
    pack: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any], private: Mapping[str, Any] | None = None
) -> None:
    """Writes the files and the manifests beside the pack, then puts them in its place.

    Args:
        manifest: `for_facilitators` names the files that the private manifest lists instead.
        private: what else that one says.

    Raises:
        ProblemsError: the pack cannot be written; the old one stays.
    """
    listed = {name: {"bytes": len(content), "sha256": digest(content)} for name, content in files.items()}
    kept = {name: listed.pop(name) for name in manifest.get("for_facilitators", ())}
    manifests = {MANIFEST: seal_manifest({**manifest, "files": listed})}
    if kept:
        manifests[PRIVATE_MANIFEST] = seal_manifest({**(private or {}), "files": kept})
    try:
        _put(pack, {**files, **manifests})
    except OSError as error:
        what, todo = f"the pack cannot be written ({error.strerror or error})", "check the disk and the folder's rights"
        raise problem(pack, what, todo) from None


def _put(pack: Path, files: Mapping[str, bytes]) -> None:
    recover(pack)
    staging, retired = staging_folder(pack), retired_folder(pack)
    staging.mkdir(parents=True)
    try:
        for name, content in files.items():
            write_through(staging / name, content)
        if os.path.lexists(pack):
            pack.rename(retired)
        staging.rename(pack)
    except BaseException:
        recover(pack)
        raise
    _remove(retired)


def recover(pack: Path) -> None:
    """Tidies up after a run that was cut short; the old pack comes back if the new one had not arrived."""
    staging, retired = staging_folder(pack), retired_folder(pack)
    _remove(staging)
    if os.path.lexists(retired):
        if not os.path.lexists(pack):
            retired.rename(pack)
        _remove(retired)


@contextmanager
def keep_tidy(out: Path, seminars: Collection[str]) -> Iterator[None]:
    """Nothing of a build that was cut short is in the folder of packs, neither before nor after."""
    tidy(out, seminars)
    try:
        yield
    except BaseException:  # a process that took too long to end may have been killed in the middle
        with suppress(OSError):
            tidy(out, seminars)
        raise


def tidy(out: Path, seminars: Collection[str]) -> None:
    """The same for every pack of these seminars that is there, planned or not, and for the files beside them."""
    _remove(out / ".cache")  # of version 0.1
    for name in (INDEX, STATS, CHECKED):
        for part in part_files(out / name):
            _remove(part)
    aside = {folder(Path(name)).name: name for name in seminars for folder in (staging_folder, retired_folder)}
    for cohort in [entry.path for entry in os.scandir(out) if entry.is_dir()]:
        for name in {aside[entry.name] for entry in os.scandir(cohort) if entry.name in aside}:
            recover(Path(cohort, name))


def _remove(path: Path) -> None:
    """Whatever it is; what cannot be removed is told by whoever needs the place."""
    if path.is_symlink() or path.is_file():
        with suppress(OSError):
            path.unlink()
    elif path.exists():
        shutil.rmtree(path, ignore_errors=True)


def read_manifest(pack: Path, name: str = MANIFEST) -> dict[str, Any] | None:
    """What the pack says of itself, or None where it is missing or damaged."""
    try:
        content = (pack / name).read_bytes()
        body, mark, end = content.rpartition(_SEAL)
        manifest = json.loads(content) if mark and end == digest(body).encode() + _END else None
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) else None


def damage(manifest: Mapping[str, Any], holds: Callable[[str, str], bool]) -> Iterator[str]:
    """What is wrong with the files that the manifest lists; nothing where every one is there, unchanged.

    Args:
        holds: whether the pack's file of that name has the content with that SHA-256.
    """
    try:
        listed = [(name, file["sha256"]) for name, file in manifest["files"].items()]
    except (KeyError, TypeError, AttributeError):
        yield "its list of files is damaged"
        return
    for name, sha256 in listed:
        try:
            if not holds(name, sha256):
                yield f"{name} is not as it was made"
        except FileNotFoundError:
            yield f"{name} is missing"
        except (OSError, ValueError) as error:  # ValueError: a name that cannot be one
            yield f"{name} cannot be read ({getattr(error, 'strerror', None) or error})"


def intact(pack: Path, manifest: Mapping[str, Any]) -> bool:
    """Whether every file that the manifest lists is there, unchanged; reads them all."""
    return not any(damage(manifest, lambda name, sha256: digest((pack / name).read_bytes()) == sha256))


def seal_manifest(manifest: Mapping[str, Any]) -> bytes:
    """As JSON with a SHA-256 of all that stands before it, so that damage shows; not without any keys."""
    body = json.dumps(manifest, indent=2, ensure_ascii=False).removesuffix("\n}").encode()
    return body + _SEAL + digest(body).encode() + _END
