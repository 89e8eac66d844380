"""Workbooks made side by side, each in a process that can be stopped at any moment and leaves nothing."""

import os
import pickle
import queue
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from workbook_kit.files import hold, scratch
from workbook_kit.processes import Child, Keeper, Owner, ProcessEndedError, end_with_parent, python
from workbook_kit.project.project import Project

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")
#: Seconds that processes have for putting their things away, at the end of the work and when it is broken off.
PATIENCE, HURRY = 15.0, 0.7


class TaskQueue(Generic[Task]):
    """Tasks for several workers, each handed out once, to whoever did what is like it. Threads may share them.

    A process that has just made a workbook remembers much of what the next cohort's in the same seminar is made of.

    Args:
        like: the same for tasks that are like each other.
    """

    def __init__(self, tasks: Iterable[Task], like: Callable[[Task], Hashable]) -> None:
        self._groups: dict[Hashable, deque[Task]] = {}
        self._last: dict[Hashable, Hashable] = {}
        self._lock = threading.Lock()
        for task in tasks:
            self._groups.setdefault(like(task), deque()).append(task)

    def of(self, worker: Hashable) -> Iterator[Task]:
        """The worker's tasks, one after another, in the order given where one is as good as another."""
        while True:
            with self._lock:
                if not self._groups:
                    return
                task = self._next(worker)
            yield task

    def clear(self) -> None:
        """Lets go of all that are not handed out."""
        with self._lock:
            self._groups.clear()

    def _next(self, worker: Hashable) -> Task:
        last = self._last.get(worker)
        group = self._last[worker] = last if last in self._groups else self._longest(worker)
        task = self._groups[group].popleft()
        if not self._groups[group]:
            del self._groups[group]
        return task

    def _longest(self, worker: Hashable) -> Hashable:
        """The largest group that nobody else is at; the largest of all, once they are at every one."""
        others = {group for other, group in self._last.items() if other != worker}
        free = [group for group in self._groups if group not in others]
        return max(free or self._groups, key=lambda group: len(self._groups[group]))


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

    Raises:
        OSError: no process can be started.
    """
    # Whatever becomes of a process, its files go with this folder; and those of the dead go, task or no task.
    with scratch() as folder:
        common = (os.getpid(), sys.path, pickle.dumps((folder, work, project, options)))
        workers = [Keeper(_start, first=common, patience=PATIENCE) for _ in tasks[:jobs]]
        yield from _outcomes(workers, TaskQueue(tasks, like), len(tasks))


def _start() -> Child:
    return Child(python(__name__))


def _outcomes(workers: Sequence[Keeper], tasks: TaskQueue[Task], count: int) -> Iterator[tuple[Task, Any]]:
    ended: queue.SimpleQueue[tuple[Task, Any] | Exception] = queue.SimpleQueue()
    threads = [threading.Thread(target=_do, args=(worker, tasks, ended), daemon=True) for worker in workers]
    try:
        for thread in threads:
            thread.start()
        for _ in range(count):
            outcome = ended.get()
            if isinstance(outcome, Exception):
                raise outcome
            yield outcome
    except BaseException:
        tasks.clear()
        for worker in workers:
            worker.terminate()  # so that all end side by side
        deadline = time.monotonic() + HURRY
        for worker in workers:
            worker.stop(deadline - time.monotonic())
        raise
    finally:
        for thread in threads:
            thread.join()


def _do(worker: Keeper, tasks: TaskQueue[Task], ended: "queue.SimpleQueue[tuple[Task, Any] | Exception]") -> None:
    """Has a worker do tasks, as long as there are any. Linux takes the end of this thread for the parent's."""
    try:
        with worker:
            for task in tasks.of(worker):
                ended.put((task, _outcome(worker, task)))
    except Exception as error:  # raised where outcomes are waited for
        ended.put(error)


def _outcome(worker: Keeper, task: Any) -> Any:
    try:
        return worker.ask(task)
    except ProcessEndedError as error:
        return error


def main() -> None:
    """The process: does one task after another."""
    owner = Owner()
    parent, sys.path[:], common = owner.question()
    if sys.platform == "linux":
        # At once, also from within a typesetter that takes no signals: a parent that was killed holds the folder of
        # packs no more; nor may its children write there.
        end_with_parent(parent)
    tempfile.tempdir, work, project, options = pickle.loads(common)
    hold(tempfile.tempdir)
    while True:
        task = owner.question()
        try:
            answer = work(project, options, task)
        except Exception as error:
            answer = _sendable(error)
        owner.tell(answer)


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # whatever its class makes of being copied
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
