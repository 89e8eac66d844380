"""What a killed process leaves goes with the next one; what a living one uses stays."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from workbook_kit.errors import ProblemsError
from workbook_kit.files import all_in_scratch, hold, place, scratch, sweep

pytestmark = pytest.mark.skipif(os.name == "nt", reason="locks of POSIX systems")
OWNER = """
import sys, tempfile
from workbook_kit.scratch import scratch
tempfile.tempdir = sys.argv[1]
with scratch() as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


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
        assert place() == str(temporary)
    assert list(temporary.iterdir()) == []
    assert tempfile.gettempdir() == str(temporary)
