"""What goes wrong around a build is told in a sentence, harms no pack, and is made good by the next build."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from tests.packs.test_build import contents, made, options, pack_of, two_cohorts
from tests.tiny import Tiny
from workbook_kit.check.check import check
from workbook_kit.errors import ProblemsError
from workbook_kit.packs.build import build, explain
from workbook_kit.packs.pack import Result

pytestmark = pytest.mark.slow

needs_mounts = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root may mount a file system to fill or to protect"
)


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """A file system in the folder's place."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def small(folder: Path, kilobytes: int) -> Iterator[None]:
    return mounted(folder, "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs")  # type: ignore[return-value]


def fill(folder: Path) -> Path:
    """Leaves no room."""
    full = folder / "full"
    with full.open("wb", buffering=0) as file:
        while shutil.disk_usage(folder).free:
            file.write(bytes(4096))
    return full


def told(results: tuple[Result, ...]) -> str:
    return "\n".join(str(problem) for result in results for problem in result.problems)


# two builds at once


def test_a_second_build_says_that_it_waits(built: Tiny) -> None:
    first = FileLock(built.root / "packs/.lock", is_singleton=False)
    first.acquire()
    heard: list[str] = []

    def waiting() -> None:
        heard.append("waiting")
        first.release()

    results = build(built.load(), options(built, "html"), waiting=waiting)
    assert (heard, [result.status for result in results]) == (["waiting"], ["unchanged"])


def test_looking_on_waits_for_nobody(built: Tiny) -> None:
    with FileLock(built.root / "packs/.lock", is_singleton=False):
        assert [verdict.reasons for verdict in explain(built.load(), options(built, "html"))] == [()]
        assert check(built.load()) == ()


def test_builds_of_different_cohorts_at_once_both_leave_whole_packs(tiny: Tiny) -> None:
    two_cohorts(tiny)
    command = [sys.executable, "-m", "workbook_kit", "build", "--project", str(tiny.root), "--format", "html"]
    both = [
        subprocess.Popen([*command, "--cohort", name, "--log-json"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for name in ("hill-1", "dale-1")
    ]
    said = [one.communicate(timeout=120)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert b'"waiting"' in b"".join(said)
    assert [result.status for result in made(tiny, "html")] == ["unchanged", "unchanged"]


# what stands in the way


def test_a_packs_folder_that_is_a_file_is_told(tiny: Tiny) -> None:
    (tiny.root / "packs").write_text("x")
    with pytest.raises(ProblemsError, match=r"packs: packs cannot be written here \(File exists\); choose another"):
        made(tiny, "html")


@pytest.mark.parametrize("spoilt", ["gone", "a folder", "a link to itself", "the manifest a folder", "the pack a file"])
def test_whatever_became_of_a_packs_file_it_is_made_again(built: Tiny, spoilt: str) -> None:
    pack, before = pack_of(built), contents(built.root / "packs")
    path = pack / ("manifest.json" if "manifest" in spoilt else "workbook.html")
    path.unlink()
    if "folder" in spoilt:
        path.mkdir()
    elif "link" in spoilt:
        path.symlink_to(path)
    elif "pack" in spoilt:
        shutil.rmtree(pack)
        pack.write_text("x")
    assert [result.status for result in made(built)] == ["made"]
    assert contents(built.root / "packs") == before
    assert {path.name for path in pack.parent.iterdir()} == {"seminar-1"}


def test_a_pack_that_somebody_has_open_is_replaced(built: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    built.change("data/cohorts.csv", "Hill cohort", "Mountain cohort")
    with (pack_of(built) / "workbook.html").open() as opened:
        monkeypatch.chdir(pack_of(built))
        assert [result.status for result in made(built, "html")] == ["made"]
        assert "Hill cohort" in opened.read()
    assert "Mountain cohort" in (pack_of(built) / "workbook.html").read_text()


@pytest.mark.parametrize("name", [".built.json", "index.html", ".index.html.part"])
def test_a_folder_in_the_place_of_a_file_beside_the_packs_harms_no_pack(tiny: Tiny, name: str) -> None:
    (tiny.root / "packs" / name / "kept").mkdir(parents=True)
    if name != "index.html":
        assert [result.status for result in made(tiny, "html")] == ["made"]
    else:
        with pytest.raises(ProblemsError, match=r"index.html: the page of all packs cannot be written"):
            made(tiny, "html")
    shutil.rmtree(tiny.root / "packs" / name, ignore_errors=True)
    assert [result.status for result in made(tiny, "html")] == ["unchanged"]


@needs_mounts
def test_packs_that_cannot_be_written_are_told_and_can_go_elsewhere(built: Tiny, tmp_path: Path) -> None:
    before = contents(built.root / "packs")
    built.change("data/cohorts.csv", "Hill cohort", "Mountain cohort")
    with mounted(built.root, "--bind", str(built.root)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(built.root)], check=True)
        with pytest.raises(
            ProblemsError, match=r"packs: packs cannot be written here \(Read-only file system\); choose"
        ):
            made(built, "html")
        (verdict,) = explain(built.load(), options(built, "html"))
        assert verdict.reasons
        elsewhere = build(built.load(), options(built, "html").__class__(out=tmp_path / "out", formats=("html",)))
        assert [result.status for result in elsewhere] == ["made"]
    assert contents(built.root / "packs") == before


# no room


@needs_mounts
def test_a_full_disk_is_told_and_the_old_packs_stay(tiny: Tiny) -> None:
    two_cohorts(tiny)
    packs = tiny.root / "packs"
    with small(packs, 3000):
        assert [result.status for result in made(tiny, "html")] == ["made", "made"]
        before = contents(packs)
        tiny.change("data/cohorts.csv", "as a grower", "as a picker")
        full = fill(packs)
        results = made(tiny, "html")
        assert [result.status for result in results] == ["failed", "failed"]
        assert told(results).count("the pack cannot be written (No space left on device); check the disk") == 2
        full.unlink()
        assert contents(packs) == before
        assert {path.name for path in packs.rglob(".*")} == {".lock", ".built.json"}
        assert [result.status for result in made(tiny, "html")] == ["made", "made"]


@needs_mounts
def test_a_full_disk_for_the_first_page_of_all_packs_is_told(tiny: Tiny) -> None:
    packs = tiny.root / "packs"
    with small(packs, 3000):
        made(tiny, "html")
        (packs / "index.html").unlink()
        full = fill(packs)
        with pytest.raises(ProblemsError, match=r"index.html: the page of all packs cannot be written \(No space"):
            made(tiny, "html")
        full.unlink()
        assert [result.status for result in made(tiny, "html")] == ["unchanged"]
        assert {path.name for path in packs.iterdir()} == {"hill-1", "index.html", ".lock", ".built.json"}


@needs_mounts
@pytest.mark.parametrize("room", [0, 8, 40])
def test_a_full_temporary_folder_is_told(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    temporary = tmp_path / "tmp"
    with small(temporary, 1000):
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))
        full = fill(temporary)
        os.truncate(full, full.stat().st_size - room * 1024)
        try:
            said = told(made(tiny, "html", "pdf"))
        except ProblemsError as error:
            said = str(error)
        assert f"{temporary}" in said
        assert "(No space left on device); make room" in said
        full.unlink()
        assert list(temporary.iterdir()) == []
    assert not (tiny.root / "packs/hill-1").exists()


# clocks


def test_a_clock_that_jumps_changes_nothing(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    (result,) = made(tiny, "html")
    for file in result.pack.rglob("*"):
        os.utime(file, (2**33, 2**33))  # in the year 2242
    assert [result.status for result in made(tiny, "html")] == ["unchanged"]
    before = contents(tiny.root / "packs")
    monkeypatch.setattr(time, "time", lambda: 0.0)
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    tiny.change("workbooks/hello.ipynb", "What do you see?", "What do you hear?")
    tiny.change("workbooks/hello.ipynb", "What do you hear?", "What do you see?")
    assert [result.status for result in made(tiny, "html")] == ["unchanged"]
    (result.pack / "manifest.json").unlink()
    (result,) = made(tiny, "html")
    assert 0 <= result.seconds < 60
    assert contents(tiny.root / "packs") == before
