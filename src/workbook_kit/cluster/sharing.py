"""The client's side of a build on a cluster: a job is made known, tasks go out, packs come in. Start reading here."""

import pickle
import secrets
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from workbook_kit.cluster.archive import pack_project
from workbook_kit.cluster.connection import connected, end, greeted, refuse_strange_scheduler, wait_for_workers
from workbook_kit.cluster.kits import kit, refuse_others, refuse_troubled
from workbook_kit.cluster.messages import Job
from workbook_kit.cluster.store import Store, StoreError, address_of, resolved
from workbook_kit.cluster.tasks import Tasks
from workbook_kit.errors import problem
from workbook_kit.load import Project
from workbook_kit.pack import Options, Result
from workbook_kit.paths import CACHE, CLUSTER
from workbook_kit.plan import WorkbookSpec
from workbook_kit.publish import digest

if TYPE_CHECKING:
    from workbook_kit.cluster import Cluster


def share_out(
    cluster: "Cluster", project: Project, options: Options, specs: Sequence[WorkbookSpec]
) -> Generator[tuple[WorkbookSpec, Result | BaseException], None, None]:
    """Has each workbook made on the cluster, and puts its pack in its place here.

    Raises:
        ProblemsError: the cluster or the store will not do, before or during the build.
    """
    try:
        with connected(cluster.scheduler) as client, _job(cluster, project, options) as (job, store):
            refuse_strange_scheduler(client, cluster.scheduler)
            wait_for_workers(client, cluster.scheduler)
            try:
                workers = greeted(client, cluster.scheduler, job)
                refuse_others(job.kit, workers)
                refuse_troubled(workers)
                # Workbooks of one seminar after each other: a process has made nearly the same just before.
                ordered = sorted(specs, key=lambda spec: (spec.cohort.npq, spec.seminar.id, spec.cohort.delivery))
                yield from Tasks(client, cluster.scheduler, job, store, options).outcomes(ordered, cluster.jobs)
            finally:
                end(client, job)
    except StoreError as error:
        raise problem("", f"the store fails: {error}", "see that it is there, and that it can be written") from None
    except OSError as error:  # a line that broke where nobody expected it, or a file of the project that is gone
        raise problem("", f"the build cannot go on ({error})", "build again: only what is missing is made") from None


@contextmanager
def _job(cluster: "Cluster", project: Project, options: Options) -> Iterator[tuple[Job, Store]]:
    """The build as workers know it, with a folder of its own in the store for as long as it lasts."""
    build, archive = secrets.token_hex(8), pack_project(project)
    address, cache = _addresses(cluster, options)
    store = Store(f"{address}/{build}")
    job = Job(build, store.address, cache, digest(archive), pickle.dumps(options), options.engine, kit(options.engine))
    try:
        store.make()
        store.write(job.archive, archive)
        yield job, store
    finally:
        store.clear()
        if not cluster.store:
            Store(address).clear()


def _addresses(cluster: "Cluster", options: Options) -> tuple[str, str]:
    """Of the store and of the cache."""
    if cluster.store:
        address = resolved(cluster.store)
        return address, f"{address}/cache"
    beside = Store(address_of(options.out / CLUSTER))
    beside.clear()  # the folder of packs is ours alone: this is of a build that was killed
    return beside.address, address_of(options.out / CACHE)
