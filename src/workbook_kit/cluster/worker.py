"""What the client has workers do, and the processes in which a worker makes packs."""

import asyncio
import os
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from distributed import get_worker

from workbook_kit.cluster.messages import Hello, Job, NotMadeError, PackTask, TaskOutcome
from workbook_kit.processes import Child, Keeper, ProcessEndedError, python

#: Seconds that a maker has for putting its things away.
PATIENCE = 15


class Maker:
    """A process that makes packs of one build, so that the worker's own process stays as it was.

    papermill changes the folder of the process that it runs in, sheets need temporary files, and a library may take its
    process down. None of that may happen to a worker, which serves others, too, and has threads.

    Args:
        folder: where temporary files of the worker go.
    """

    def __init__(self, job: Job, folder: str) -> None:
        # Whatever becomes of the process, its files go with this folder, and that with the worker's.
        self._folder = tempfile.TemporaryDirectory(prefix="workbook-kit-", dir=folder, ignore_cleanup_errors=True)
        # One try: the scheduler tries again, if need be on another worker.
        self._process = Keeper(self._start, first=job, tries=1, patience=PATIENCE)
        self.terminate = self._process.terminate

    def hello(self) -> Hello:
        """What the process has, and whether it can make packs of the build.

        Raises:
            NotMadeError: it ended.
        """
        hello: Hello = self._ask(None)
        return hello

    def make(self, task: PackTask) -> TaskOutcome:
        """What became of the task.

        Raises:
            NotMadeError: it came to no end.
        """
        outcome = self._ask(task)
        if isinstance(outcome, TaskOutcome):
            return outcome
        raise NotMadeError(outcome)

    def stop(self) -> None:
        """Ends the process, whatever it does, and removes its files."""
        self._process.stop(PATIENCE)
        self._folder.cleanup()

    def _ask(self, question: PackTask | None) -> Any:
        try:
            return self._process.ask(question)
        except ProcessEndedError as error:
            what = f"its process was stopped from outside, or there was not enough memory{error.last_words}"
            raise NotMadeError(what) from None

    def _start(self) -> Child:
        folder = self._folder.name
        return Child(python("workbook_kit.cluster.maker"), folder, {**os.environ, "TMPDIR": folder})


class Crew:
    """The makers of one worker, by build. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all, self._idle = defaultdict[str, list[Maker]](list), defaultdict[str, list[Maker]](list)
        self._over: set[str] = set()

    def hello(self, job: Job, folder: str) -> Hello:
        """What the worker has, and whether it can begin; a maker is ready then."""
        try:
            with self.maker(job, folder) as maker:
                return maker.hello()
        except (NotMadeError, OSError) as error:
            return Hello({}, str(error))

    @contextmanager
    def maker(self, job: Job, folder: str) -> Iterator[Maker]:
        """A maker that nobody else uses; it is kept for the next task, unless this one goes wrong.

        Raises:
            NotMadeError: the build is over.
        """
        maker = self._take(job, folder)
        try:
            yield maker
        except BaseException:
            with self._lock:
                if maker in self._all.get(job.build, ()):
                    self._all[job.build].remove(maker)
            maker.stop()
            raise
        with self._lock:
            if job.build not in self._over:
                self._idle[job.build].append(maker)

    def close(self, build: str) -> None:
        """Ends the makers of a build, those at work as well; no task of it is begun after that."""
        with self._lock:
            self._over.add(build)
            self._idle.pop(build, None)
            makers = self._all.pop(build, [])
        for maker in makers:
            maker.terminate()  # so that all end side by side
        for maker in makers:
            maker.stop()

    def _take(self, job: Job, folder: str) -> Maker:
        with self._lock:
            if job.build in self._over:
                raise NotMadeError("the build is over")
            if self._idle[job.build]:
                return self._idle[job.build].pop()
            maker = Maker(job, folder)
            self._all[job.build].append(maker)
            return maker


# What the client has workers do. Dask finds these functions by their names, so the kit must be on every worker.

_crew = Crew()


def known() -> None:
    """Does nothing; whoever can be asked to do it has the kit."""


async def greet(job: Job, dask_worker: Any) -> Hello:
    """What the worker has; afterwards its first maker is ready."""
    # In a thread: meanwhile the worker answers its scheduler.
    return await asyncio.to_thread(_crew.hello, job, dask_worker.local_directory)


def make(job: Job, task: PackTask) -> TaskOutcome:
    """Makes a workbook's pack and puts it into the store.

    Raises:
        NotMadeError: it came to no end; the scheduler tries again.
    """
    worker = get_worker()
    try:
        with _crew.maker(job, worker.local_directory) as maker:
            return maker.make(task)
    except (NotMadeError, OSError) as error:  # OSError: no process or no folder for the maker
        raise NotMadeError(f"on {worker.address}: {error}") from None


async def put_away(build: str) -> None:
    """Ends all that the build has on the worker."""
    await asyncio.to_thread(_crew.close, build)
