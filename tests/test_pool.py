"""Tasks in processes of their own: one that dies is named, and the others are still done."""

import multiprocessing
import os
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from workbook_kit.load import Project
from workbook_kit.pool import ProcessEndedError, run_all


class OddError(Exception):
    """An error that cannot be copied to another process."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def task(project: Project, options: Any, name: str) -> str:
    """Does what its name says."""
    if "dies" in name:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
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


def test_no_task_is_no_process(project: Project) -> None:
    assert outcomes(project, []) == {}


def test_a_consumer_that_stops_early_leaves_no_process(project: Project) -> None:
    for _ in run_all(task, project, None, ["a", "slow 1", "slow 2"], 2):
        break
    assert multiprocessing.active_children() == []
