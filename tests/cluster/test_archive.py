"""Projects and packs survive the way; whatever else is in a store is refused."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from tests.tiny import Tiny
from workbook_kit.cluster.archive import DamagedError, pack_contents, pack_project, unpack_contents, unpack_project
from workbook_kit.packs.fingerprint import inputs
from workbook_kit.packs.pack import Contents
from workbook_kit.workbook.plan import plan

PACK = Contents({"workbook.html": b"page", "a b.pdf": b"\0paper"}, {"title": "Ŵ", "formats": ["html"]}, {"kept": 1})
SAID = b'{"manifest": {}, "private": {}}'


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


def test_a_pack_comes_out_as_it_went_in() -> None:
    again = unpack_contents(pack_contents(PACK))
    assert again == PACK
    assert list(again.files) == list(PACK.files)
    assert pack_contents(again) == pack_contents(PACK)


def test_a_project_makes_the_same_packs_elsewhere(tiny: Tiny, tmp_path: Path) -> None:
    project = tiny.load()
    there = unpack_project(pack_project(project), tmp_path / "elsewhere")
    (ours,), (theirs,) = plan(project), plan(there)
    assert inputs(there, theirs, "embedded") == inputs(project, ours, "embedded")
    assert str(tiny.root) not in (tmp_path / "elsewhere/project.pickle").read_bytes().decode("latin-1").replace(
        str(tiny.root / "workbooks"),
        "",  # where a sheet came from
    )


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"no archive",
        pack_contents(PACK)[:-30],
        zipped(("files/x", b"")),
        zipped(("said.json", b"[")),
        zipped(("said.json", b'{"manifest": [], "private": {}}')),
        *(zipped(("said.json", SAID), (name, b"x")) for name in (
            "../x", "/etc/x", "files/../../x", "files\\..\\x", "C:x", "files/a/b", "files/manifest.json",
            "files/facilitator.json", "files/dir/")),
        zipped(("said.json", SAID), (link("files/x"), b"/etc/passwd")),
        zipped(("said.json", SAID), ("files/x", b"0" * 9999), how=zipfile.ZIP_DEFLATED),
    ],
    ids=range(17),
)  # fmt: skip
def test_what_is_no_pack_is_refused(spoilt: bytes) -> None:
    with pytest.raises(DamagedError):
        unpack_contents(spoilt)


@pytest.mark.parametrize("name", ["../x", "/tmp/x", "a/../../x"])
def test_no_archive_writes_outside_its_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match="which is no plain file"):
        unpack_project(zipped((name, b"x")), tmp_path / "folder")
    assert not (tmp_path / "x").exists()
