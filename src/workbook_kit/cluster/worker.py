"""What the client has workers do. Dask finds these functions by their names, so the kit must be on every worker."""

import asyncio
from typing import Any

from distributed import get_worker

from workbook_kit.cluster.crew import Crew
from workbook_kit.cluster.messages import Hello, Job, NotMadeError, Task, Told

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
