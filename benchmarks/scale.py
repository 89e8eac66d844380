"""Whole builds of many cohorts, by the command line: what a workbook costs in them, and what changing little costs.

`benchmarks.build` runs this, or by itself: `python -m benchmarks.scale --workbooks 1000`.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from benchmarks.many import TABLE, ids, lay_down_many
from rich.console import Console
from rich.table import Table

#: Seconds between two looks at the memory of all processes.
_EVERY = 0.2
#: What each process is, by a word of its command line; the first that fits.
_ROLES = {
    "ipykernel_launcher": "kernel",
    "pandoc": "pandoc",
    "typst_child": "Typst",
    "packs.pool": "worker",
    "workbook_kit": "builder",
}


@dataclass
class Build:
    """What one build took: seconds, and megabytes at the most of any one process, by what it does."""

    wall: float = 0.0
    cpu: float = 0.0
    said: str = ""
    peaks: dict[str, float] = field(default_factory=dict)


def build(project: Path, jobs: int, *more: str) -> Build:
    """Runs `workbook-kit build` on the project.

    Raises:
        CalledProcessError: it did not end well.
    """
    command = [sys.executable, "-m", "workbook_kit", "build", "--project", project, "--jobs", str(jobs), *more]
    env = {**os.environ, "COLUMNS": "120"}
    done = Build()
    before, started = os.times(), time.perf_counter()
    told = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, env=env, **told) as process, _watched(process.pid, done.peaks):
        done.said, _ = process.communicate()
    after = os.times()
    done.wall = time.perf_counter() - started
    done.cpu = after.children_user + after.children_system - before.children_user - before.children_system
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, done.said)
    return done


@contextmanager
def _watched(pid: int, peaks: dict[str, float]) -> Iterator[None]:
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_EVERY):
            with suppress(psutil.Error):
                builder = psutil.Process(pid)
                for process in (builder, *builder.children(recursive=True)):
                    with suppress(psutil.Error):
                        role, size = _role(process), process.memory_info().rss / 1e6
                        peaks[role] = max(size, peaks.get(role, 0.0))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _role(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    return next((role for word, role in _ROLES.items() if word in words), "other")


def _reword_one(project: Path) -> None:
    """Gives the first cohort another region."""
    first = next(ids(project))
    table = (project / TABLE).read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(table) if line.startswith(f"{first},"))
    table[at] = table[at].replace(" Hall", " House") if " Hall" in table[at] else table[at].replace("Spring", "Summer")
    (project / TABLE).write_text("\n".join(table) + "\n", encoding="utf-8")


def measure(table: Table, workbooks: int, jobs: int) -> Build:
    """Builds so many workbooks, then again with nothing changed, then with one cohort changed."""
    with tempfile.TemporaryDirectory(prefix="workbook-kit-benchmark-") as folder:
        project = Path(folder, "project")
        count = lay_down_many(project, workbooks)
        first = build(project, jobs)
        row(table, f"{count} workbooks", first, count)
        row(table, "built again, nothing changed", build(project, jobs))
        _reword_one(project)
        row(table, "one cohort changed", build(project, jobs))
    return first


def row(table: Table, name: str, done: Build, count: int = 0) -> None:
    """A line of the table."""
    each = (f"{done.wall / count:.3f}", f"{done.cpu / count:.3f}") if count else ("", "")
    peaks = ", ".join(f"{role} {size:.0f}" for role, size in sorted(done.peaks.items()))
    table.add_row(name, f"{done.wall:.1f}", f"{done.cpu:.1f}", *each, peaks)


def scale_table(few: int, many: int, jobs: int) -> Table:
    """All of it as a table."""
    table = Table("What", "Seconds", "CPU s", "Seconds each", "CPU s each", "Most memory, MB", title="Whole builds")
    with tempfile.TemporaryDirectory(prefix="workbook-kit-benchmark-") as folder:
        project = Path(folder, "project")
        count = lay_down_many(project, few)
        row(table, f"{count} workbooks, one process", build(project, 1), count)
    for workbooks in (few, many):
        table.add_section()
        measure(table, workbooks, jobs)
    return table


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=100, help="workbooks of the smaller builds")
    parser.add_argument("--workbooks", type=int, default=1000, help="workbooks of the larger build")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    Console(width=170).print(scale_table(asked.few, asked.workbooks, asked.jobs))


if __name__ == "__main__":
    main()
