"""Packs made by the workers of a Dask cluster. The only place that knows Dask and fsspec, an optional extra."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbook_kit.errors import ProblemsError, problem

if TYPE_CHECKING:  # workers import this package, too, and need little of the kit
    from workbook_kit.packs.pack import Result
    from workbook_kit.project.project import Project
    from workbook_kit.render.outputs import Options
    from workbook_kit.workbook.plan import WorkbookSpec

#: How to get what is not there.
INSTALL = "pip install 'workbook-kit[cluster]'"


@dataclass(frozen=True)
class Cluster:
    """Makes packs on a cluster and puts them in their places here; a `build.Runner`.

    Args:
        scheduler: its address, such as `tcp://host:8786`.
        store: the address that fsspec has for a folder which this machine and all workers share, or "" for a
            folder beside the packs.
        jobs: workbooks that may be on their way at a time, or 0 for twice as many as the workers have threads.
    """

    scheduler: str
    store: str = ""
    jobs: int = 0

    def __call__(
        self, project: "Project", options: "Options", specs: "Sequence[WorkbookSpec]"
    ) -> "Generator[tuple[WorkbookSpec, Result | BaseException], None, None]":
        """Each workbook with what became of it, as they end.

        Raises:
            ProblemsError: the extra is not there, or the cluster or the store will not do.
        """
        if specs:  # or there is nothing to ask a cluster for
            try:
                from workbook_kit.cluster.client import make_on_cluster
            except ImportError as error:
                raise _not_there(error) from None
            yield from make_on_cluster(self, project, options, specs)


def _not_there(error: ImportError) -> ProblemsError:
    return problem("--scheduler", f"Dask and fsspec are needed for it, and not installed ({error})", INSTALL)
