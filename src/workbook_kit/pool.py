"""Workbooks made side by side, each in a process that can be stopped at any moment and leaves nothing."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from types import FrameType
from typing import Any, TypeVar

from workbook_kit.load import Project

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")
_common: tuple[Any, ...] = ()
_stopping = False


def run_all(
    work: Callable[[Project, Any, Task], Outcome], project: Project, options: Any, tasks: Sequence[Task], jobs: int
) -> Iterator[tuple[Task, Outcome | BaseException]]:
    """Each task with what came of it, as they end; an error of one is given back, not raised."""
    if not tasks:
        return
    # Spawned, not forked: the parent has threads (the progress bar's), and Windows cannot fork.
    executor = ProcessPoolExecutor(
        min(jobs, len(tasks)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(work, project, options),
    )
    try:
        futures: dict[Future[Outcome], Task] = {executor.submit(_run, task): task for task in tasks}
        for future in as_completed(futures):
            error = future.exception()
            yield futures[future], error if error is not None else future.result()
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _start(*common: Any) -> None:
    global _common
    _common = common
    # Ctrl-C reaches every process of the terminal; only the parent decides, and says stop with SIGTERM.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)


def _stop(signum: int, frame: FrameType | None) -> None:
    global _stopping
    _stopping = True
    raise SystemExit(128 + signum)  # unwinds: kernels are shut down, temporary folders removed


def _run(task: Any) -> Any:
    if _stopping:  # a task that had been handed out before the word came
        raise SystemExit
    work, project, options = _common
    return work(project, options, task)
