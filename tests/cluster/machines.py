"""A real scheduler and real workers, each a process of its own on this machine; all of them end with the test."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

import psutil
from distributed import Client

#: Seconds for anything to happen on a machine that is busy with other things.
PATIENCE = 120
_DASK = "from dask.__main__ import main; main()"
#: Such a process cannot import the kit.
_WITHOUT_KIT = f"import sys; sys.modules['workbook_kit'] = None; {_DASK}"


def until(holds: Callable[[], object], what: str) -> None:
    """Waits for it, and says what did not happen."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"in {PATIENCE} seconds: {what}"
        time.sleep(0.1)


class Machines:
    """A cluster.

    Args:
        folder: where workers keep their files.
        kit: whether the scheduler can import workbook-kit.
    """

    def __init__(self, folder: Path, kit: bool = True) -> None:
        self.folder = folder
        self._file = folder / "scheduler.json"
        self._started: list[subprocess.Popen[bytes]] = []
        #: A task counts as failed when two workers were lost with it.
        self._environment = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
        self.scheduler = self._start(_DASK if kit else _WITHOUT_KIT, "scheduler", "--host", "127.0.0.1", "--port", "0")
        until(self._file.exists, "the scheduler did not start")
        self.address: str = json.loads(self._file.read_text())["address"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for process in reversed(self._started):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def worker(self, *words: str, kit: bool = True) -> subprocess.Popen[bytes]:
        """Starts a worker of one thread, and waits until the scheduler knows it.

        Args:
            kit: whether it can import workbook-kit.
        """
        with self.client() as client:
            before = len(client.nthreads())
            started = self._start(
                _DASK if kit else _WITHOUT_KIT,
                "worker",
                "--nthreads",
                "1",
                "--local-directory",
                str(self.folder),
                *words,
            )
            until(lambda: len(client.nthreads()) > before, "a worker did not come")
        return started

    @contextmanager
    def client(self) -> Iterator[Client]:
        """Somebody else who uses the cluster."""
        with Client(self.address, set_as_default=False) as client:
            yield client

    def left(self) -> list[str]:
        """What a build has left: processes, and files of workers."""
        makers = [p.info["cmdline"] for p in psutil.process_iter(["cmdline"]) if str(self.folder) in _folder_of(p)]
        return [*map(str, makers), *map(str, self.folder.glob("dask-scratch-space/*/workbook-kit-*"))]

    def _start(self, code: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", code, *words, "--scheduler-file", str(self._file), "--no-dashboard"]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log, start_new_session=True)
        self._started.append(process)
        return process


def _folder_of(process: psutil.Process) -> str:
    """Where a process keeps temporary files, if it was told."""
    with suppress(psutil.Error):
        return str(process.environ().get("TMPDIR", ""))
    return ""
