"""Workbooks made side by side, each in a process that can be stopped at any moment and leaves nothing."""

import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Generator, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from types import FrameType
from typing import Any, Generic, TypeVar

from workbook_kit.files import hold, scratch
from workbook_kit.processes import end_with_parent
from workbook_kit.project.project import Project

# Tasks that wait for a process, handed out so that each goes on with what is like its last. Pure.
#
# A process that has just made a workbook remembers much of what the next cohort's in the same seminar is made of.

Task = TypeVar("Task")


class Waiting(Generic[Task]):
    """The tasks, each handed out once.

    Args:
        like: the same for tasks that are like each other.
    """

    def __init__(self, tasks: Iterable[Task], like: Callable[[Task], Hashable]) -> None:
        self._groups: dict[Hashable, deque[Task]] = {}
        self.like = like
        for task in tasks:
            self._groups.setdefault(like(task), deque()).append(task)

    def __bool__(self) -> bool:
        return bool(self._groups)

    def next(self, last: Hashable, others: Collection[Hashable]) -> Task:
        """The next task for a process, in the order given where one is as good as another.

        Args:
            last: what its last task was like.
            others: what those of the other processes are like.
        """
        group = last if last in self._groups else self._longest(set(others))
        task = self._groups[group].popleft()
        if not self._groups[group]:
            del self._groups[group]
        return task

    def _longest(self, others: set[Hashable]) -> Hashable:
        """The largest group that nobody is at; the largest of all, once they are at every one."""
        free = [group for group in self._groups if group not in others]
        return max(free or self._groups, key=lambda group: len(self._groups[group]))


# Workbooks made side by side, each in a process that can be stopped at any moment and leaves nothing.

# Before all that imports nbformat: a process that makes workbooks begins here.


Outcome = TypeVar("Outcome")
#: Seconds that processes have for putting their things away, at the end of the work and when it is broken off.
PATIENCE, HURRY = 15.0, 0.7
#: What stops a process without killing it.
_STOPS = {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}


class ProcessEndedError(Exception):
    """Each process that did a task ended before the task."""

    def __init__(self) -> None:
        super().__init__("its process was stopped from outside twice, as a system does that runs out of memory")


class _Worker:
    """A process that does one task after another, at the other end of a pipe."""

    #: What its last task was like.
    last: Hashable = None

    def __init__(self, common: tuple[Any, ...]) -> None:
        # Spawned, not forked: the parent has threads (the progress bar's), and Windows cannot fork.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, *common), daemon=True)
        with _signals_wait():
            self.process.start()
        theirs.close()

    def stop(self, patience: float = PATIENCE) -> None:
        """Lets the process end by itself, and sees that it does."""
        self.pipe.close()
        self.process.join(max(0.0, patience))
        self.process.kill()
        self.process.join()


def run_all(
    work: Callable[[Project, Any, Task], Outcome],
    project: Project,
    options: Any,
    tasks: Sequence[Task],
    jobs: int,
    like: Callable[[Task], Hashable] = lambda task: None,
) -> Generator[tuple[Task, Outcome | BaseException], None, None]:
    """Each task with what came of it, as they end; an error of one is given back, not raised.

    A task whose process was stopped from outside is begun once more, since that says nothing about the task. Whoever
    stops early closes the iterator, and then no process is left.

    Args:
        like: the same for tasks that one process had better do after each other.
    """
    # Whatever becomes of a process, its files go with this folder; and those of the dead go, task or no task.
    with scratch() as folder:
        yield from _share((folder, work, project, options), Waiting(tasks, like), jobs)


def _share(common: tuple[Any, ...], waiting: Waiting[Task], jobs: int) -> Iterator[tuple[Task, Any]]:
    free, again = list[_Worker](), list[Task]()
    busy: dict[Any, tuple[_Worker, Task, bool]] = {}
    patience = PATIENCE
    try:
        while waiting or again or busy:
            while (waiting or again) and len(busy) < jobs:
                worker, once_more = free.pop() if free else _Worker(common), bool(again)
                task = again.pop() if again else waiting.next(worker.last, [one.last for one, *_ in busy.values()])
                worker.last = waiting.like(task)
                busy[worker.pipe] = (worker, task, once_more)
                with suppress(OSError):  # it has died; the pipe will say so
                    worker.pipe.send(task)
            for pipe in wait(list(busy)):
                worker, task, once_more = busy[pipe]
                outcome, alive = _answer(worker)
                del busy[pipe]
                if alive:
                    free.append(worker)
                elif not once_more:
                    again.append(task)
                    continue
                yield task, outcome
    except BaseException:
        patience = HURRY
        for worker, *_ in busy.values():
            worker.process.terminate()
        raise
    finally:
        deadline, workers = time.monotonic() + patience, [*free, *(worker for worker, *_ in busy.values())]
        for worker in workers:
            worker.pipe.close()  # so that all end side by side
        for worker in workers:
            worker.stop(deadline - time.monotonic())


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Keeps Ctrl-C from coming between a process and the note of it; the process takes over what is held back."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # when it starts it lets signals in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _answer(worker: _Worker) -> tuple[Any, bool]:
    try:
        return worker.pipe.recv(), True
    except (EOFError, OSError):
        worker.stop()
        return ProcessEndedError(), False


def _serve(pipe: Connection, folder: str, work: Callable[..., Any], project: Project, options: Any) -> None:
    _end_with_parent()
    tempfile.tempdir = folder
    hold(folder)
    # What a terminal sends reaches every process of it; only the parent decides, and says stop with SIGTERM.
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    with suppress(EOFError, OSError):  # the parent has closed its end, or is no more
        while True:
            task = pipe.recv()
            try:
                answer = work(project, options, task)
            except Exception as error:
                answer = _sendable(error)
            pipe.send(answer)


def _end_with_parent() -> None:
    """A parent that was killed holds the folder of packs no more; nor may its children write there."""
    parent = multiprocessing.parent_process()
    if parent and parent.pid and sys.platform == "linux":
        end_with_parent(parent.pid)  # at once, also from within a typesetter that takes no signals
    elif parent:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # whatever its class makes of being copied
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _stop(signum: int, frame: FrameType | None) -> None:
    signal.signal(signum, signal.SIG_IGN)  # once is enough; a second would come in between
    raise SystemExit(128 + signum)  # unwinds: kernels are shut down, temporary folders removed
