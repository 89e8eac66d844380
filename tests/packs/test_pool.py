"""Tasks in processes of their own: one that dies is named, and the others are still done."""

import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.commands import workers
from workbook_kit.packs import pool
from workbook_kit.packs.pool import TaskQueue, run_all
from workbook_kit.processes import ProcessEndedError
from workbook_kit.project.project import Project


class OddError(Exception):
    """An error that cannot be copied to another process."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def task(project: Project, options: Any, name: str) -> str:
    """Does what its name says."""
    if "dies" in name:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    if name.startswith("once") and not Path(name.split()[1]).exists():
        Path(name.split()[1]).touch()
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    if "deaf" in name:
        if "/" in name:
            Path(name.split()[-1], str(os.getpid())).touch()
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        time.sleep(99)
    if "fails" in name:
        raise ValueError(name)
    if "odd" in name:
        raise OddError(name, name)
    if "slow" in name:
        time.sleep(0.2)
    if "writes" in name:
        Path(tempfile.mkdtemp(), "left").write_text(name)
        return tempfile.gettempdir()
    return f"{name} done"


def outcomes(project: Project, names: list[str], jobs: int = 2) -> dict[str, object]:
    return dict(run_all(task, project, None, names, jobs))


def test_every_task_has_its_outcome_and_an_error_is_one(project: Project) -> None:
    told = outcomes(project, ["a", "fails", "odd", "slow", "b"])
    assert {name: str(outcome) for name, outcome in told.items()} == {
        "a": "a done", "fails": "fails", "odd": "OddError: oddodd", "slow": "slow done", "b": "b done"}  # fmt: skip
    assert isinstance(told["fails"], ValueError)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_task_that_kills_its_process_is_named_and_the_others_are_done(project: Project, jobs: int) -> None:
    names = ["slow 1", "dies 1", "slow 2", "fails", "dies 2", "slow 3"]
    told = outcomes(project, names, jobs)
    assert set(told) == set(names)
    assert {name for name, outcome in told.items() if isinstance(outcome, ProcessEndedError)} == {"dies 1", "dies 2"}
    assert [told[name] for name in names if "slow" in name] == ["slow 1 done", "slow 2 done", "slow 3 done"]


def test_what_a_task_leaves_in_the_temporary_folder_goes_when_all_is_done(project: Project) -> None:
    told = outcomes(project, ["writes", "dies"])
    folder = Path(str(told["writes"]))
    assert folder.name.startswith("workbook-kit-")
    assert not folder.exists()


def test_no_task_is_no_process_but_what_the_dead_left_goes(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "workbook-kit-run-left").mkdir()
    assert outcomes(project, []) == {}
    assert workers() == []
    assert os.name == "nt" or list(tmp_path.iterdir()) == []


def test_a_consumer_that_stops_early_leaves_no_process(project: Project) -> None:
    for _ in run_all(task, project, None, ["a", "slow 1", "slow 2"], 2):
        assert workers()
        break
    assert workers() == []


def test_a_task_whose_process_was_killed_once_is_done_all_the_same(project: Project, tmp_path: Path) -> None:
    names = ["slow 1", f"once {tmp_path / 'tried'}", "slow 2"]
    assert outcomes(project, names) == {name: f"{name} done" for name in names}


def test_a_task_that_takes_no_signals_is_ended_all_the_same(project: Project) -> None:
    going_on = run_all(task, project, None, ["deaf", "a"], 2)
    assert next(going_on) == ("a", "a done")
    started = time.monotonic()
    going_on.close()
    assert time.monotonic() - started < 5
    assert workers() == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process ends a little after its parent")
def test_processes_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    code = (
        "from tests.packs.test_pool import *; import sys; outcomes(None, [f'deaf {n} {sys.argv[1]}' for n in (1, 2)])"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=Path(__file__).parents[2]) as parent:
        deadline = time.monotonic() + 30
        while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        parent.kill()
    pids = [int(path.name) for path in tmp_path.iterdir()]
    assert len(pids) == 2
    deadline = time.monotonic() + 2
    while any(psutil.pid_exists(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not [pid for pid in pids if psutil.pid_exists(pid)]


def test_a_system_that_starts_no_process_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(pool, "_start", refuse)
    with pytest.raises(OSError, match="temporarily unavailable"):
        outcomes(project, ["a", "b", "c"])


# which worker does what


def handed_out(tasks: list[str], workers: int) -> list[list[str]]:
    """What each worker gets, when they take turns."""
    shared = TaskQueue(tasks, lambda task: task[0])
    theirs = [shared.of(number) for number in range(workers)]
    given: list[list[str]] = [[] for _ in range(workers)]
    for turn in range(len(tasks)):
        given[turn % workers].append(next(theirs[turn % workers]))
    assert [list(one) for one in theirs] == [[]] * workers
    return given


def test_every_task_is_handed_out_once() -> None:
    tasks = ["a1", "b1", "c1", "a2", "b2", "a3"]
    for count in (1, 2, 3, 7):
        assert sorted(task for given in handed_out(tasks, count) for task in given) == sorted(tasks)


def test_a_worker_goes_on_with_what_is_like_its_last() -> None:
    assert handed_out(["a1", "b1", "a2", "b2", "a3", "b3"], 2) == [["a1", "a2", "a3"], ["b1", "b2", "b3"]]


def test_a_worker_without_work_of_its_kind_begins_where_nobody_is() -> None:
    assert handed_out(["a1", "a2", "a3", "b1", "c1", "c2"], 2) == [["a1", "a2", "a3"], ["c1", "c2", "b1"]]


def test_the_last_group_is_shared_out() -> None:
    assert handed_out(["a1", "a2", "a3", "a4"], 2) == [["a1", "a3"], ["a2", "a4"]]


def test_alone_a_worker_takes_the_largest_group_first_and_each_in_its_order() -> None:
    assert handed_out(["a1", "b1", "b2", "a2", "b3"], 1) == [["b1", "b2", "b3", "a1", "a2"]]
