"""The process that makes packs for a worker: it gets a job, then one task after another."""

import os
import pickle
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from workbook_kit.cluster.archive import DamagedError, pack_contents, unpack_contents, unpack_project
from workbook_kit.cluster.messages import Hello, Job, PackTask, TaskOutcome
from workbook_kit.cluster.store import Store, StoreError
from workbook_kit.errors import ProblemsError
from workbook_kit.files import digest
from workbook_kit.packs.fingerprint import Hashes, versions
from workbook_kit.packs.pack import contents
from workbook_kit.processes import Owner
from workbook_kit.project.project import Project
from workbook_kit.render.outputs import Options
from workbook_kit.render.quarto import quarto_version
from workbook_kit.workbook.plan import WorkbookSpec, plan

#: Seconds without a task after which the process ends: the client may be no more.
MOST_IDLE = 300
#: Letters of a hash that people may have to compare.
_SHORT = 12


def kit(engine: str) -> dict[str, str]:
    """What this machine has, by name: versions, the kind of system, and a hash of the kit's own code."""
    quarto = {"quarto": ".".join(map(str, quarto_version() or ())) or "none"} if engine == "quarto" else {}
    code = Hashes().tree(Path(__file__).parents[1])[:_SHORT]
    return {**versions(), **quarto, "system": sys.platform, "code of workbook-kit": code}


class OpenJob:
    """A job with its project unpacked and its store at hand.

    Raises:
        StoreError: what the job needs cannot be had.
    """

    def __init__(self, job: Job, folder: Path) -> None:
        self._store = Store(job.store)
        archive = self._store.read(job.archive)
        if archive is None or digest(archive) != job.archive:
            raise StoreError(f"{job.store} does not hold what this build is made from; --store names a shared folder")
        probe = f"probe-{os.urandom(8).hex()}"
        self._store.write(probe, b"")
        self._store.remove(probe)
        self._project: Project = unpack_project(archive, folder)
        self._options: Options = pickle.loads(job.options)

    def make(self, task: PackTask) -> TaskOutcome:
        """Makes the task's pack, unless it lies in the store already."""
        started = time.monotonic()
        content = self._there(task.workbook)
        if content is None:
            (spec,) = plan(self._project, [task.cohort], (), [task.seminar])
            try:
                content = self._made(spec)
            except ProblemsError as error:
                problems = tuple(p if p.file else replace(p, file=spec.id) for p in error.problems)
                return TaskOutcome(time.monotonic() - started, problems=problems)
            self._store.write(task.workbook, content)
        return TaskOutcome(time.monotonic() - started, task.workbook, digest(content))

    def _made(self, spec: WorkbookSpec) -> bytes:
        with TemporaryDirectory(prefix="workbook-kit-") as work:
            return pack_contents(contents(self._project, self._options, spec, Path(work)))

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
    """Serves a worker: tells it what there is when it is asked nothing, and makes packs."""
    owner = Owner(MOST_IDLE)
    job: Job = owner.question()
    ours = kit(job.engine)
    with TemporaryDirectory(prefix="workbook-kit-project-") as folder:
        opened, trouble = _open(job, ours, Path(folder))
        while True:
            task = owner.question()
            if task is None:
                owner.tell(Hello(ours, trouble))
            else:
                owner.tell(_outcome(opened, task) if opened else trouble)


def _open(job: Job, ours: dict[str, str], folder: Path) -> tuple[OpenJob | None, str]:
    """The job, or why it cannot be begun."""
    if ours != job.kit:
        return None, "its worker has not what this build is made with"
    try:
        return OpenJob(job, folder), ""
    except Exception as error:
        return None, _why(error)


def _outcome(job: OpenJob, task: PackTask) -> TaskOutcome | str:
    """What became of the task, or why nothing did."""
    try:
        return job.make(task)
    except Exception as error:
        return _why(error)


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, StoreError) else f"{type(error).__name__}: {error}"
