"""Workbooks made side by side, each in a process that can be stopped at any moment and leaves nothing."""

import multiprocessing
import os
import pickle
import signal
import tempfile
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from types import FrameType
from typing import Any, TypeVar

from workbook_kit.execute import KERNEL
from workbook_kit.forked.engine import available, start
from workbook_kit.load import Project
from workbook_kit.waiting import Waiting

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")
#: Seconds that a process has for putting its things away.
PATIENCE = 15


class ProcessEndedError(Exception):
    """The process that did a task ended before the task."""

    def __init__(self) -> None:
        super().__init__("its process was stopped from outside, or there was not enough memory")


class _Worker:
    """A process that does one task after another, at the other end of a pipe."""

    #: What its last task was like.
    last: Hashable = None

    def __init__(self, common: tuple[Any, ...]) -> None:
        # Spawned, not forked: the parent has threads (the progress bar's), and Windows cannot fork.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, *common), daemon=True)
        self.process.start()
        theirs.close()

    def stop(self) -> None:
        """Lets the process end by itself, and sees that it does."""
        self.pipe.close()
        self.process.join(PATIENCE)
        self.process.kill()


def run_all(
    work: Callable[[Project, Any, Task], Outcome],
    project: Project,
    options: Any,
    tasks: Sequence[Task],
    jobs: int,
    like: Callable[[Task], Hashable] = lambda task: None,
) -> Iterator[tuple[Task, Outcome | BaseException]]:
    """Each task with what came of it, as they end; an error of one is given back, not raised.

    Args:
        like: the same for tasks that one process had better do after each other.
    """
    # Whatever becomes of a process, its files go with this folder.
    with tempfile.TemporaryDirectory(prefix="workbook-kit-", ignore_cleanup_errors=True) as scratch:
        yield from _share((scratch, work, project, options), Waiting(tasks, like), jobs)


def _share(common: tuple[Any, ...], waiting: Waiting[Task], jobs: int) -> Iterator[tuple[Task, Any]]:
    free = list[_Worker]()
    busy: dict[Any, tuple[_Worker, Task]] = {}
    try:
        while waiting or busy:
            while waiting and len(busy) < jobs:
                worker = free.pop() if free else _Worker(common)
                task = waiting.next(worker.last, [other.last for other, _ in busy.values()])
                worker.last = waiting.like(task)
                busy[worker.pipe] = (worker, task)
                with suppress(OSError):  # it has died; the pipe will say so
                    worker.pipe.send(task)
            for pipe in wait(list(busy)):
                worker, task = busy[pipe]
                outcome, alive = _answer(worker)
                del busy[pipe]
                if alive:
                    free.append(worker)
                yield task, outcome
    except BaseException:
        for worker, _ in busy.values():
            worker.process.terminate()
        raise
    finally:
        for worker in (*free, *(worker for worker, _ in busy.values())):
            worker.stop()


def _answer(worker: _Worker) -> tuple[Any, bool]:
    try:
        return worker.pipe.recv(), True
    except (EOFError, OSError):
        worker.stop()
        return ProcessEndedError(), False


def _serve(pipe: Connection, scratch: str, work: Callable[..., Any], project: Project, options: Any) -> None:
    tempfile.tempdir = scratch
    # Ctrl-C reaches every process of the terminal; only the parent decides, and says stop with SIGTERM.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare()
    with suppress(EOFError, OSError):  # the parent has closed its end, or is no more
        while True:
            task = pipe.recv()
            try:
                answer = work(project, options, task)
            except Exception as error:
                answer = _sendable(error)
            pipe.send(answer)


def prepare() -> None:
    """Lets what sheets are forked from get ready while the first task is read."""
    if available(KERNEL):
        start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    wait([parent.sentinel] if parent else [])
    # A parent that was killed holds the folder of packs no more; nor may its children write there.
    os.kill(os.getpid(), signal.SIGTERM)


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # whatever its class makes of being copied
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _stop(signum: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + signum)  # unwinds: kernels are shut down, temporary folders removed
