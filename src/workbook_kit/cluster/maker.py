"""The process that makes packs for a worker: it gets a job, then one task after another."""

# Before all that imports nbformat.

import os
import pickle
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import IO, Any

from workbook_kit.cluster.archive import DamagedError, pack_contents, unpack_contents, unpack_project
from workbook_kit.cluster.client import kit
from workbook_kit.cluster.messages import Job, Task, Told
from workbook_kit.cluster.store import Store, StoreCache, StoreError
from workbook_kit.errors import ProblemsError
from workbook_kit.files import digest
from workbook_kit.packs.pack import contents
from workbook_kit.project.project import Project
from workbook_kit.render.outputs import Options
from workbook_kit.workbook.plan import WorkbookSpec, plan

#: Seconds without a task after which the process ends: the client may be no more.
MOST_IDLE = 300


class Bench:
    """All that the tasks of a job have in common.

    Raises:
        StoreError: what the job needs cannot be had.
    """

    def __init__(self, job: Job, folder: Path) -> None:
        self._store, self._cache = Store(job.store), StoreCache(job.cache)
        archive = self._store.read(job.archive)
        if archive is None or digest(archive) != job.archive:
            raise StoreError(f"{job.store} does not hold what this build is made from; --store names a shared folder")
        probe = f"probe-{os.urandom(8).hex()}"
        self._store.write(probe, b"")
        self._store.remove(probe)
        self._project: Project = unpack_project(archive, folder)
        self._options: Options = pickle.loads(job.options)

    def make(self, task: Task) -> Told:
        """Makes the task's pack, unless it lies in the store already."""
        started = time.monotonic()
        content = self._there(task.workbook)
        if content is None:
            (spec,) = plan(self._project, [task.cohort], (), [task.seminar])
            try:
                content = self._made(spec)
            except ProblemsError as error:
                problems = tuple(p if p.file else replace(p, file=spec.id) for p in error.problems)
                return Told(time.monotonic() - started, problems=problems)
            self._store.write(task.workbook, content)
        return Told(time.monotonic() - started, task.workbook, digest(content))

    def _made(self, spec: WorkbookSpec) -> bytes:
        with TemporaryDirectory(prefix="workbook-kit-") as work:
            return pack_contents(contents(self._project, self._options, spec, Path(work), self._cache))

    def _there(self, name: str) -> bytes | None:
        """What another worker has made of the same task: this one was thought lost, or that one."""
        try:
            content = self._store.read(name)
            if content is not None:
                unpack_contents(content)
            return content
        except DamagedError:
            return None


def main() -> None:
    """Serves whoever started the process, until that one closes the pipe or is no more."""
    told, asked = _pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker
    signal.signal(signal.SIGTERM, _stop)
    messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
    _tell(told, kit(sys.argv[1]))
    threading.Thread(target=_listen, args=(asked, messages), daemon=True).start()
    job = messages.get()
    with TemporaryDirectory(prefix="workbook-kit-project-") as folder:
        try:
            bench = Bench(job, Path(folder))
        except Exception as error:
            _tell(told, str(error) if isinstance(error, StoreError) else f"{type(error).__name__}: {error}")
            return
        _tell(told, "")
        while True:
            try:
                task = messages.get(timeout=MOST_IDLE)
            except queue.Empty:
                return
            _tell(told, _answer(bench.make, task))


def _answer(make: Callable[[Task], Told], task: Task) -> Told | str:
    """What became of the task, or why nothing did."""
    try:
        return make(task)
    except StoreError as error:
        return str(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Where answers go and questions come from; whatever else writes or reads there meets neither."""
    told, asked = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return told, asked


def _listen(asked: IO[bytes], messages: "queue.SimpleQueue[Any]") -> None:
    try:
        while True:
            messages.put(pickle.load(asked))
    except (EOFError, OSError, pickle.UnpicklingError):
        # Whoever wanted the packs is no more, or wants them no more.
        os.kill(os.getpid(), signal.SIGTERM)


def _tell(told: IO[bytes], answer: Any) -> None:
    pickle.dump(answer, told)
    told.flush()


def _stop(signum: int, frame: FrameType | None) -> None:
    raise SystemExit(0)  # unwinds: sheets end, temporary folders are removed


if __name__ == "__main__":
    main()
