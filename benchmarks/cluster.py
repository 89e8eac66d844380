"""What a cluster costs: the same pages made by two processes here, and by two workers of a Dask cluster here.

Run with `python -m benchmarks.cluster`. On one machine a cluster can only be dearer; the table says by how much. What
scheduler and workers take to start is shown apart, since they stay.
"""

import argparse
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.many import lay_down_many
from benchmarks.measuring import Run, timed
from rich.console import Console
from rich.table import Table
from tests.cluster.machines import Machines

WORKERS = 2


def started(stack: ExitStack, folder: Path) -> str:
    """The address of a scheduler with workers of one thread each."""
    machines = stack.enter_context(Machines(folder))
    for _ in range(WORKERS):
        machines.worker("--no-nanny")
    return machines.address


def built(project: Path, out: Path, *words: str) -> Run:
    """What a build of the whole project takes."""
    command = [sys.executable, "-m", "workbook_kit", "build", "-p", project, "--out", out, "--format", "html", *words]
    return timed(lambda: subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL))[0]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workbooks", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=2, help="builds of each kind, by turns")
    asked = parser.parse_args()
    table = Table("What", "Seconds", "CPU s", "Seconds each", "CPU s each")
    with tempfile.TemporaryDirectory(prefix="workbook-kit-benchmark-") as name:
        folder = Path(name)
        count = lay_down_many(folder / "project", asked.workbooks)
        with ExitStack() as stack:
            starting, address = timed(lambda: started(stack, folder))
            for number in range(asked.rounds):
                here = built(folder / "project", folder / f"here-{number}", "--jobs", str(WORKERS))
                there = built(folder / "project", folder / f"there-{number}", "--scheduler", address)
                _row(table, f"{count} workbooks, {WORKERS} processes here", here, count)
                _row(table, f"{count} workbooks, {WORKERS} workers of a cluster", there, count)
        _row(table, f"scheduler and {WORKERS} workers, started", starting)
    Console(width=110).print(table)


def _row(table: Table, name: str, run: Run, count: int = 0) -> None:
    each = (f"{run.wall / count:.2f}", f"{run.cpu / count:.2f}") if count else ("", "")
    table.add_row(name, f"{run.wall:.1f}", f"{run.cpu:.1f}", *each)


if __name__ == "__main__":
    main()
