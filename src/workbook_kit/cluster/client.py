"""The client's side of a build on a cluster: a job is made known, tasks go out, packs come in. Start reading here."""

import pickle
import queue
import secrets
import time
from collections import Counter, deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from distributed import Client, Future, KilledWorker
from distributed.comm.core import CommClosedError

from workbook_kit.cluster.archive import DamagedError, pack_project, unpack_contents
from workbook_kit.cluster.connection import (
    connect,
    end_build,
    greet_all,
    refuse_scheduler_without_kit,
    scheduler_gone,
    threads_of,
    wait_for_workers,
    workers_gone,
)
from workbook_kit.cluster.maker import kit
from workbook_kit.cluster.messages import Hello, Job, PackTask, TaskOutcome
from workbook_kit.cluster.store import Store, StoreError, address_of, resolve
from workbook_kit.cluster.worker import make
from workbook_kit.errors import Problem, problem
from workbook_kit.files import digest
from workbook_kit.packs.pack import Contents, Result, put_in_place, result
from workbook_kit.paths import CLUSTER
from workbook_kit.project.project import Project
from workbook_kit.render.outputs import Options
from workbook_kit.workbook.plan import WorkbookSpec

if TYPE_CHECKING:
    from workbook_kit.cluster import Cluster


def make_on_cluster(
    cluster: "Cluster", project: Project, options: Options, specs: Sequence[WorkbookSpec]
) -> Generator[tuple[WorkbookSpec, Result | BaseException], None, None]:
    """Has each workbook made on the cluster, and puts its pack in its place here.

    Raises:
        ProblemsError: the cluster or the store will not do, before or during the build.
    """
    try:
        with connect(cluster.scheduler) as client, _job(cluster, project, options) as (job, store):
            refuse_scheduler_without_kit(client, cluster.scheduler)
            wait_for_workers(client, cluster.scheduler)
            try:
                refuse_unfit_workers(job.kit, greet_all(client, cluster.scheduler, job))
                # Workbooks of one seminar after each other: a process has made nearly the same just before.
                ordered = sorted(specs, key=lambda spec: (spec.cohort.npq, spec.seminar.id, spec.cohort.delivery))
                yield from Tasks(client, cluster.scheduler, job, store, options).outcomes(ordered, cluster.jobs)
            finally:
                end_build(client, job)
    except StoreError as error:
        raise problem("", f"the store fails: {error}", "see that it is there, and that it can be written") from None
    except OSError as error:  # a line that broke where nobody expected it, or a file of the project that is gone
        raise problem("", f"the build cannot go on ({error})", "build again: only what is missing is made") from None


@contextmanager
def _job(cluster: "Cluster", project: Project, options: Options) -> Iterator[tuple[Job, Store]]:
    """The build as workers know it, with a folder of its own in the store for as long as it lasts."""
    build, archive = secrets.token_hex(8), pack_project(project)
    address = _address(cluster, options)
    store = Store(f"{address}/{build}")
    job = Job(build, store.address, digest(archive), pickle.dumps(options), options.engine, kit(options.engine))
    try:
        store.make()
        store.write(job.archive, archive)
        yield job, store
    finally:
        store.clear()
        if not cluster.store:
            Store(address).clear()


def _address(cluster: "Cluster", options: Options) -> str:
    """Of the store."""
    if cluster.store:
        return resolve(cluster.store)
    beside = Store(address_of(options.out / CLUSTER))
    beside.clear()  # the folder of packs is ours alone: this is of a build that was killed
    return beside.address


# The tasks of a build: not more than some on their way, each brought to an end.

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
    begun: dict[str, tuple[Future[TaskOutcome], WorkbookSpec]] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)
    ended: "queue.SimpleQueue[str]" = field(default_factory=queue.SimpleQueue)

    def outcomes(
        self, specs: Sequence[WorkbookSpec], jobs: int
    ) -> Generator[tuple[WorkbookSpec, Result | BaseException], None, None]:
        """Each workbook with what became of it, as they end.

        Args:
            jobs: tasks on their way at a time, or 0 for what keeps the workers busy.
        """
        to_do = deque(specs)
        try:
            while to_do or self.begun:
                threads = self._threads()  # asked for --jobs as well: nothing can be begun on a line that is lost
                most = jobs or _AHEAD * max(1, threads)
                while to_do and len(self.begun) < most:
                    self._begin(to_do.popleft())
                future, spec = self.begun.pop(self._next())
                outcome = self._outcome(future, spec)
                if outcome is None:
                    to_do.appendleft(spec)
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
        task = PackTask(f"{spec.id}.pack", spec.cohort.id, spec.seminar.id)
        future = self.client.submit(make, self.job, task, key=key, retries=RETRIES)
        self.begun[key] = (future, spec)
        future.add_done_callback(lambda done: self.ended.put(done.key))

    def _next(self) -> str:
        """The next task that has ended."""
        there = time.monotonic()
        while True:
            try:
                return self.ended.get(timeout=_LOOKS)
            except queue.Empty:
                if self._threads():
                    there = time.monotonic()
                elif time.monotonic() - there > _WITHOUT_WORKERS:
                    raise workers_gone(self.scheduler) from None

    def _threads(self) -> int:
        try:
            return threads_of(self.client)
        except Exception:  # Dask has many for a line that is lost
            raise scheduler_gone(self.scheduler) from None

    def _outcome(self, future: Future[TaskOutcome], spec: WorkbookSpec) -> Result | None:
        """What became of the workbook; None where it is to be made again."""
        try:
            told = future.result(timeout=_SAYS)
            if told.problems:
                return result(spec, self.options, "failed", told.seconds, told.problems)
            made = self._fetch(told)
        except (CancelledError, CommClosedError):
            raise scheduler_gone(self.scheduler) from None
        except (TimeoutError, DamagedError) as error:
            what = f"its pack did not arrive ({error})"
            return None if self.tries[spec.id] <= RETRIES else _failed(spec, self.options, what)
        except KilledWorker:
            if self.tries[spec.id] == 1:  # another task of the same workers may have ended them
                return None
            return _failed(spec, self.options, "several workers ended while they made it, one after another")
        except Exception as error:  # NotMadeError, or one of Dask's own
            return _failed(spec, self.options, f"making it came to no end ({' '.join(str(error).split())})")
        return replace(put_in_place(self.options, spec, lambda: made), seconds=told.seconds)

    def _fetch(self, told: TaskOutcome) -> Contents:
        content = self.store.read(told.name)
        if content is None or digest(content) != told.sha256:
            raise DamagedError("what the store holds is not what the worker made")
        self.store.remove(told.name)
        return unpack_contents(content)


def _failed(spec: WorkbookSpec, options: Options, what: str) -> Result:
    todo = "build again, and without --scheduler if it happens again"
    return result(spec, options, "failed", 0.0, (Problem(spec.id, 0, what, todo),))


# Whether workers have what the client has: two versions would make two kinds of packs.

#: Workers that a message names.
_MOST_NAMED = 8


def refuse_unfit_workers(ours: Mapping[str, str], workers: Mapping[str, Hello | Exception]) -> None:
    """Sees to it that every worker has what this machine has, and can begin.

    Raises:
        ProblemsError: one sentence that says which worker has what, or what is the matter with it.
    """
    told = {address: _difference(ours, hello) for address, hello in sorted(workers.items())}
    if different := [f"{address} has {what}" for address, what in told.items() if what]:
        todo = "install the same on every machine, start the workers again, and build again"
        raise problem("", f"workers differ from this machine: {_listed(different)}", todo)
    troubles = {address: getattr(hello, "trouble", "") for address, hello in sorted(workers.items())}
    if troubled := [f"{address} ({trouble})" for address, trouble in troubles.items() if trouble]:
        raise problem("", f"workers cannot begin: {_listed(troubled)}", "mend this, and build again")


def _listed(workers: list[str]) -> str:
    more = f"; and {len(workers) - _MOST_NAMED} more" if len(workers) > _MOST_NAMED else ""
    return f"{'; '.join(workers[:_MOST_NAMED])}{more}"


def _difference(ours: Mapping[str, str], hello: Hello | Exception) -> str:
    if isinstance(hello, ImportError) or "ModuleNotFoundError" in str(hello):  # Dask may know its words only
        return "no workbook-kit like this one"
    if isinstance(hello, Exception):
        return f"not answered ({type(hello).__name__}: {hello})"
    if hello.trouble and not hello.kit:
        return f"not answered ({hello.trouble})"
    return ", ".join(
        f"{name} {hello.kit.get(name, 'none')} (here {ours.get(name, 'none')})"
        for name in sorted({*ours, *hello.kit})
        if hello.kit.get(name) != ours.get(name)
    )
