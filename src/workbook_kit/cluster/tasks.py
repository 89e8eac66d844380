"""The tasks of a build: not more than some on their way, each brought to an end."""

import queue
import time
from collections import Counter, deque
from collections.abc import Generator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, field, replace

from distributed import Client, Future, KilledWorker
from distributed.comm.core import CommClosedError

from workbook_kit.cluster.archive import DamagedError, unpack_contents
from workbook_kit.cluster.connection import deserted, gone, threads_of
from workbook_kit.cluster.messages import Job, Task, Told
from workbook_kit.cluster.store import Store
from workbook_kit.cluster.worker import make
from workbook_kit.errors import Problem
from workbook_kit.pack import Contents, Options, Result, put_in_place, result
from workbook_kit.plan import WorkbookSpec
from workbook_kit.publish import digest

#: Times that a task is begun again, where it came to no end or its pack did not arrive whole.
RETRIES = 2
#: Tasks on their way for each thread of the workers: one that is done, and one that waits so that none is idle.
_AHEAD = 2
#: Seconds between looks at the workers, and seconds without any after which a build gives up.
_LOOKS, _WITHOUT_WORKERS = 2, 30
#: Seconds for a worker to say what became of a task that has ended.
_SAYS = 60


@dataclass
class Tasks:
    """The tasks that a build has on a cluster.

    Args:
        begun: those that workers have, by key.
        tries: how often each workbook was begun.
        ended: keys of those that came to an end, whatever it was.
    """

    client: Client
    scheduler: str
    job: Job
    store: Store
    options: Options
    begun: dict[str, tuple[Future[Told], WorkbookSpec]] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)
    ended: "queue.SimpleQueue[str]" = field(default_factory=queue.SimpleQueue)

    def outcomes(
        self, specs: Sequence[WorkbookSpec], jobs: int
    ) -> Generator[tuple[WorkbookSpec, Result | BaseException], None, None]:
        """Each workbook with what became of it, as they end.

        Args:
            jobs: tasks on their way at a time, or 0 for what keeps the workers busy.
        """
        waiting = deque(specs)
        try:
            while waiting or self.begun:
                threads = self._threads()  # asked for --jobs as well: nothing can be begun on a line that is lost
                most = jobs or _AHEAD * max(1, threads)
                while waiting and len(self.begun) < most:
                    self._begin(waiting.popleft())
                future, spec = self.begun.pop(self._next())
                outcome = self._outcome(future, spec)
                if outcome is None:
                    waiting.appendleft(spec)
                else:
                    yield spec, outcome
        finally:
            if self.begun and self.client.status == "running":
                with suppress(Exception):  # the line may be lost by now
                    self.client.cancel([future for future, _ in self.begun.values()], force=True)

    def _begin(self, spec: WorkbookSpec) -> None:
        self.tries[spec.id] += 1
        # A key of its own for each try, or Dask would give back what it had for the last.
        key = f"make-{self.job.build}-{spec.id}-{self.tries[spec.id]}"
        task = Task(f"{spec.id}.pack", spec.cohort.id, spec.seminar.id)
        future = self.client.submit(make, self.job, task, key=key, retries=RETRIES)
        self.begun[key] = (future, spec)
        future.add_done_callback(lambda done: self.ended.put(done.key))

    def _next(self) -> str:
        """The next task that has ended."""
        seen = time.monotonic()
        while True:
            try:
                return self.ended.get(timeout=_LOOKS)
            except queue.Empty:
                if self._threads():
                    seen = time.monotonic()
                elif time.monotonic() - seen > _WITHOUT_WORKERS:
                    raise deserted(self.scheduler) from None

    def _threads(self) -> int:
        try:
            return threads_of(self.client)
        except Exception:  # Dask has many for a line that is lost
            raise gone(self.scheduler) from None

    def _outcome(self, future: Future[Told], spec: WorkbookSpec) -> Result | None:
        """What became of the workbook; None where it is to be made again."""
        try:
            told = future.result(timeout=_SAYS)
            if told.problems:
                return result(spec, self.options, "failed", told.seconds, told.problems)
            made = self._fetched(told)
        except (CancelledError, CommClosedError):
            raise gone(self.scheduler) from None
        except (TimeoutError, DamagedError) as error:
            what = f"its pack did not arrive ({error})"
            return None if self.tries[spec.id] <= RETRIES else _failed(spec, self.options, what)
        except KilledWorker:
            return _failed(spec, self.options, "several workers ended while they made it, one after another")
        except Exception as error:  # NotMadeError, or one of Dask's own
            return _failed(spec, self.options, f"making it came to no end ({' '.join(str(error).split())})")
        return replace(put_in_place(self.options, spec, lambda: made), seconds=told.seconds)

    def _fetched(self, told: Told) -> Contents:
        content = self.store.read(told.name)
        if content is None or digest(content) != told.sha256:
            raise DamagedError("what the store holds is not what the worker made")
        self.store.remove(told.name)
        return unpack_contents(content)


def _failed(spec: WorkbookSpec, options: Options, what: str) -> Result:
    todo = "build again, and without --scheduler if it happens again"
    return result(spec, options, "failed", 0.0, (Problem(spec.id, 0, what, todo),))
