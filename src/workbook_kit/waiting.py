"""Tasks that wait for a process, handed out so that each goes on with what is like its last. Pure.

A process that has just made a workbook remembers much of what the next cohort's in the same seminar is made of.
"""

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable
from typing import Generic, TypeVar

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
