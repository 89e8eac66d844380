"""What the client has workers do, and the processes in which a worker makes packs."""

import asyncio
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from distributed import get_worker

from workbook_kit.cluster.messages import Hello, Job, NotMadeError, Task, Told

# The worker's side of its makers: processes that make packs, so that the worker's own process stays as it was.
#
# papermill changes the folder of the process that it runs in, sheets need temporary files, and a library may take its
# process down. None of that may happen to a worker, which serves others, too, and has threads.

#: Seconds that a maker has for putting its things away.
PATIENCE = 15
_ENDED = "its process was stopped from outside, or there was not enough memory"


class Maker:
    """A process that makes packs of one build, at the other end of two pipes.

    Args:
        folder: where temporary files of the worker go.
    """

    def __init__(self, job: Job, folder: str) -> None:
        # Whatever becomes of the process, its files go with this folder, and that with the worker's.
        self._folder = tempfile.TemporaryDirectory(prefix="workbook-kit-", dir=folder, ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "workbook_kit.cluster.maker", job.engine],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=self._folder.name,
            env={**os.environ, "TMPDIR": self._folder.name},
        )

    def hello(self, job: Job) -> Hello:
        """What the process has; where that is what the client has, it takes up the job."""
        kit: dict[str, str] = self._answer()
        if kit != job.kit:
            return Hello(kit)
        self._send(job)
        return Hello(kit, self._answer())

    def make(self, task: Task) -> Told:
        """What became of the task.

        Raises:
            NotMadeError: it came to no end.
        """
        self._send(task)
        told = self._answer()
        if isinstance(told, Told):
            return told
        raise NotMadeError(told)

    def alive(self) -> bool:
        """Whether the process runs; one that has had nothing to do for long ends by itself."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Ends the process, whatever it does, and removes its files."""
        with suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()  # type: ignore[union-attr]
        self._folder.cleanup()

    def _send(self, message: Any) -> None:
        try:
            pickle.dump(message, self._process.stdin)  # type: ignore[arg-type]
            self._process.stdin.flush()  # type: ignore[union-attr]
        except (OSError, ValueError):
            raise NotMadeError(_ENDED) from None

    def _answer(self) -> Any:
        try:
            return pickle.load(self._process.stdout)  # type: ignore[arg-type]
        except (OSError, ValueError, EOFError, pickle.UnpicklingError):
            raise NotMadeError(_ENDED) from None


class Crew:
    """The makers of one worker, by build. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: dict[str, list[Maker]] = {}
        self._idle: dict[str, list[Maker]] = {}
        self._over: set[str] = set()

    def hello(self, job: Job, folder: str) -> Hello:
        """What the worker has, and whether it can begin; a maker is ready then."""
        try:
            with self._new(job, folder) as (_, hello):
                return hello
        except (NotMadeError, OSError) as error:
            return Hello({}, str(error))

    @contextmanager
    def maker(self, job: Job, folder: str) -> Iterator[Maker]:
        """A maker that nobody else uses.

        Raises:
            NotMadeError: there is none to be had.
        """
        if maker := self._take(job.build):
            with self._kept(job.build, maker):
                yield maker
            return
        with self._new(job, folder) as (maker, hello):
            if hello.kit != job.kit:
                raise NotMadeError("its worker has not what this build is made with")
            if hello.trouble:
                raise NotMadeError(hello.trouble)
            yield maker

    def close(self, build: str) -> None:
        """Ends the makers of a build, those at work as well; no task of it is begun after that."""
        with self._lock:
            self._over.add(build)
            self._idle.pop(build, None)
            makers = self._all.pop(build, [])
        for maker in makers:
            maker.stop()

    def _take(self, build: str) -> Maker | None:
        while True:
            with self._lock:
                idle = self._idle.get(build)
                maker = idle.pop() if idle else None
            if maker is None or maker.alive():
                return maker
            self._discard(build, maker)

    @contextmanager
    def _new(self, job: Job, folder: str) -> Iterator[tuple[Maker, Hello]]:
        with self._lock:
            if job.build in self._over:
                raise NotMadeError("the build is over")
            maker = Maker(job, folder)
            self._all.setdefault(job.build, []).append(maker)
        with self._kept(job.build, maker):
            yield maker, maker.hello(job)

    @contextmanager
    def _kept(self, build: str, maker: Maker) -> Iterator[None]:
        """Keeps the maker for the next task, unless this one went wrong."""
        try:
            yield
        except BaseException:
            self._discard(build, maker)
            raise
        with self._lock:
            if build in self._all:
                self._idle.setdefault(build, []).append(maker)

    def _discard(self, build: str, maker: Maker) -> None:
        with self._lock:
            if maker in self._all.get(build, ()):
                self._all[build].remove(maker)
        maker.stop()


# What the client has workers do. Dask finds these functions by their names, so the kit must be on every worker.

_crew = Crew()


def known() -> None:
    """Does nothing; whoever can be asked to do it has the kit."""


async def greet(job: Job, dask_worker: Any) -> Hello:
    """What the worker has; afterwards its first maker is ready."""
    # In a thread: meanwhile the worker answers its scheduler.
    return await asyncio.to_thread(_crew.hello, job, dask_worker.local_directory)


def make(job: Job, task: Task) -> Told:
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
