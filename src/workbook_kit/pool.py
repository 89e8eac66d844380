"""Workbooks made side by side, each in a process that can be stopped at any moment and leaves nothing."""

import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from types import FrameType
from typing import Any, TypeVar

from workbook_kit.load import Project

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")
_common: tuple[Any, ...] = ()
_stopping = False


class ProcessEndedError(Exception):
    """The process that did a task ended before the task."""

    def __init__(self) -> None:
        super().__init__("its process was stopped from outside, or there was not enough memory")


def run_all(
    work: Callable[[Project, Any, Task], Outcome], project: Project, options: Any, tasks: Sequence[Task], jobs: int
) -> Iterator[tuple[Task, Outcome | BaseException]]:
    """Each task with what came of it, as they end; an error of one is given back, not raised.

    A process that dies takes the tasks of its pool with it. Those that had not ended are done again,
    one at a time, so that the one that kills its process is known.
    """
    # Whatever becomes of a process, its files go with this folder.
    with tempfile.TemporaryDirectory(prefix="workbook-kit-") as scratch:
        common, left = (scratch, work, project, options), list(tasks)
        while left:
            left = yield from _run_pool(common, left, jobs)
            if left and jobs == 1:
                yield left.pop(0), ProcessEndedError()
            jobs = 1


def _run_pool(
    common: tuple[Any, ...], tasks: Sequence[Task], jobs: int
) -> Generator[tuple[Task, Any], None, list[Task]]:
    """Gives what came of each task, and returns those that a dying process left undone, in order."""
    # Spawned, not forked: the parent has threads (the progress bar's), and Windows cannot fork.
    executor = ProcessPoolExecutor(
        min(jobs, len(tasks)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=common,
    )
    left = list(tasks)
    try:
        futures: dict[Future[Any], Task] = {executor.submit(_run, task): task for task in tasks}
        for future in as_completed(futures):
            error = future.exception()
            if not isinstance(error, BrokenProcessPool):
                left.remove(futures[future])
                yield futures[future], error if error is not None else future.result()
    except BrokenProcessPool:  # so early that not every task was handed in
        return left
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)
    return left


def _start(scratch: str, *common: Any) -> None:
    global _common
    _common, tempfile.tempdir = common, scratch
    # Ctrl-C reaches every process of the terminal; only the parent decides, and says stop with SIGTERM.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _stop(signum: int, frame: FrameType | None) -> None:
    global _stopping
    _stopping = True
    raise SystemExit(128 + signum)  # unwinds: kernels are shut down, temporary folders removed


def _run(task: Any) -> Any:
    work, project, options = _common
    try:
        # Only while there is something to unwind: an idle process is to go at once.
        signal.signal(signal.SIGTERM, _stop)
        return work(project, options, task)
    finally:
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
        finally:
            if _stopping:  # unwound; the executor would keep the process, and wait for ever
                os._exit(128 + signal.SIGTERM)
