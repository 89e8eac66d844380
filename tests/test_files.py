"""Files are written whole; what a killed process leaves goes with the next one, and what a living one uses stays."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from workbook_kit.errors import ProblemsError
from workbook_kit.files import (
    all_in_scratch,
    free_name,
    hold,
    open_sealed,
    scratch,
    seal,
    sweep,
    temporary_folder,
    write_whole,
)

needs_locks = pytest.mark.skipif(os.name == "nt", reason="locks of POSIX systems")
OWNER = """
import sys, tempfile
from workbook_kit.files import scratch
tempfile.tempdir = sys.argv[1]
with scratch() as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


# files


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        write_whole(tmp_path / "index.html", content)
        assert (tmp_path / "index.html").read_bytes() == content
    assert names(tmp_path) == {"index.html"}


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_file_that_cannot_be_written_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*words: object) -> None:
        raise OSError(28, "No space left on device")

    write_whole(tmp_path / "index.html", b"one")
    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "index.html", b"two")
    assert (tmp_path / "index.html").read_bytes() == b"one"
    assert names(tmp_path) == {"index.html"}


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX systems")
def test_a_file_keeps_its_rights_and_a_link_stays_one(tmp_path: Path) -> None:
    kept, link = tmp_path / "kept", tmp_path / "link"
    kept.write_bytes(b"one")
    kept.chmod(0o640)
    link.symlink_to(kept)
    write_whole(link, b"two")
    assert link.is_symlink()
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (b"two", 0o640)


def test_two_writers_at_once_each_write_the_file_whole(tmp_path: Path) -> None:
    path, contents = tmp_path / "file", {bytes([number]) * 200_000 for number in range(4)}

    def write(content: bytes) -> None:
        for _ in range(10):
            write_whole(path, content)

    write_whole(path, b"\0" * 200_000)
    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert path.read_bytes() in contents
    assert names(tmp_path) == {"file"}


def test_a_name_is_free_beside_those_that_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "mine.answers.json"
    assert free_name(path, "before", ".answers.json").name == "mine.before-1.answers.json"
    (tmp_path / "mine.answers.damaged-1.json").touch()
    assert free_name(path, "damaged", ".json").name == "mine.answers.damaged-2.json"


def test_what_was_sealed_is_found_whole_or_not_at_all() -> None:
    sealed = seal(b"content")
    assert open_sealed(sealed) == b"content"
    assert open_sealed(seal(b"")) == b""
    assert not any(open_sealed(sealed[:end]) for end in range(len(sealed)))
    assert open_sealed(sealed[:-1] + b"?") is None


# scratch folders


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def owner(temporary: Path) -> Callable[[], subprocess.Popen[str]]:
    """Starts a process that owns a folder, which is the first line it says."""
    return lambda: subprocess.Popen(
        [sys.executable, "-c", OWNER, str(temporary)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_a_folder_goes_with_its_owner_whatever_is_in_it(temporary: Path) -> None:
    with scratch() as folder:
        Path(folder, "deep").mkdir()
        Path(folder, "deep", "file").write_text("x")
        Path(folder, "deep").chmod(0)
    assert list(temporary.iterdir()) == []


@needs_locks
def test_what_a_killed_process_leaves_is_swept_and_what_a_living_one_uses_is_not(
    temporary: Path, owner: Callable[[], subprocess.Popen[str]]
) -> None:
    with owner() as killed, owner() as living:
        left, used = (Path(process.stdout.readline().strip()) for process in (killed, living) if process.stdout)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        with scratch() as ours:
            assert set(temporary.iterdir()) == {used, Path(ours)}
        assert not left.exists()
        living.communicate("end")
    assert list(temporary.iterdir()) == []


@needs_locks
def test_a_folder_that_a_child_still_holds_stays(temporary: Path) -> None:
    folder = temporary / "workbook-kit-run-held"
    folder.mkdir()
    held = hold(str(folder))
    assert held is not None
    sweep()
    assert folder.exists()
    os.close(held)
    sweep()
    assert not folder.exists()


@needs_locks
def test_only_folders_of_our_own_are_swept(temporary: Path) -> None:
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (temporary / "workbook-kit-run-link").symlink_to(elsewhere)
    (temporary / "workbook-kit-run-file").write_text("x")
    (temporary / "workbook-kit-other").mkdir()
    if os.getuid() == 0:
        (temporary / "workbook-kit-run-anothers").mkdir()
        os.chown(temporary / "workbook-kit-run-anothers", 12345, 12345)
    before = set(temporary.iterdir())
    sweep()
    assert set(temporary.iterdir()) == before


def test_a_temporary_folder_that_cannot_be_written_is_told(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "gone"))
    with pytest.raises(ProblemsError) as told, scratch():
        pass
    assert str(told.value).endswith(
        "gone: temporary files cannot be written here (No such file or directory); "
        "make room, or set TMPDIR to another folder"
    )


def test_all_temporary_files_of_a_command_go_with_it(temporary: Path) -> None:
    with all_in_scratch():
        Path(tempfile.mkdtemp(), "left").touch()
        assert temporary_folder() == str(temporary)
    assert list(temporary.iterdir()) == []
    assert tempfile.gettempdir() == str(temporary)
