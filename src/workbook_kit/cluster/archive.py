"""A project and a finished pack as one object each. What comes out of a store is looked at before it is believed."""

import io
import json
import pickle
import stat
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from workbook_kit.packs.pack import Contents
from workbook_kit.paths import MANIFEST, PRIVATE_MANIFEST
from workbook_kit.project.project import Project, font_folders, logo_of

_PROJECT = "project.pickle"
_SAID = "said.json"
_FILES = "files/"
#: What editors and Python leave behind, and sheets, which are in the project itself.
_LEFT_OUT = {"__pycache__", ".ipynb_checkpoints"}


class DamagedError(Exception):
    """An archive that is not one of ours."""


def pack_project(project: Project) -> bytes:
    """The project, and those files of its folder that a pack is made from."""
    members = {_PROJECT: pickle.dumps(replace(project, root=Path()))}
    for path in sorted(_needed(project)):
        members[path.relative_to(project.root).as_posix()] = path.read_bytes()
    return _zipped(members)


def unpack_project(content: bytes, folder: Path) -> Project:
    """The project, with its files in an empty folder.

    Args:
        content: what the client has made, and no other: a pickle can do anything when it is read.
    """
    for name, member in _members(content):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(member)
    project: Project = pickle.loads((folder / _PROJECT).read_bytes())
    return replace(project, root=folder)


def pack_contents(made: Contents) -> bytes:
    """The pack's files and what its manifests say."""
    said = json.dumps({"manifest": made.manifest, "private": made.private}, ensure_ascii=False).encode()
    return _zipped({_SAID: said, **{f"{_FILES}{name}": content for name, content in made.files.items()}})


def unpack_contents(content: bytes) -> Contents:
    """The same again.

    Raises:
        DamagedError: it is no pack, or one that would write elsewhere than into its own folder.
    """
    members = dict(_members(content))
    try:
        said = json.loads(members.pop(_SAID))
        manifest, private = said["manifest"], said["private"]
    except (KeyError, TypeError, ValueError, RecursionError):
        raise DamagedError("it does not say what it is") from None
    names = [name.removeprefix(_FILES) for name in members]
    if any("/" in name or name in (MANIFEST, PRIVATE_MANIFEST) for name in names):
        raise DamagedError("it holds files that no pack has")
    if not isinstance(manifest, dict) or not isinstance(private, dict):
        raise DamagedError("it does not say what it is")
    return Contents(dict(zip(names, members.values(), strict=True)), manifest, private)


def _needed(project: Project) -> Iterator[Path]:
    """Every file outside the loaded project that a sheet, a renderer or a hash reads."""
    logos = filter(None, (logo_of(project, partner) for partner in project.partners))
    yield from {project.root / "data" / logo.file for logo in logos}
    fonts = {folder for cohort in project.cohorts.values() for folder in font_folders(project, cohort)}
    for folder in {project.extension, project.root / "workbooks", *fonts}:
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix != ".ipynb" and not _LEFT_OUT & set(path.relative_to(folder).parts):
                yield path


def _zipped(members: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def _members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Each file of an archive of ours.

    Raises:
        DamagedError: anything else than plain files, stored as they are, below the archive's own folder.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
            if sum(member.file_size for member in listed) > len(content):
                raise DamagedError("it holds more than fits into it")
            for member in listed:
                _refuse_odd(member)
                yield member.filename, archive.read(member)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise DamagedError(f"it cannot be read ({error})") from None


def _refuse_odd(member: zipfile.ZipInfo) -> None:
    name = PurePosixPath(member.filename)
    odd = name.is_absolute() or ".." in name.parts or "\\" in member.filename or ":" in member.filename
    kind = stat.S_IFMT(member.external_attr >> 16)
    if odd or member.is_dir() or kind not in (0, stat.S_IFREG) or member.compress_type != zipfile.ZIP_STORED:
        raise DamagedError(f"it holds {member.filename!r}, which is no plain file")
