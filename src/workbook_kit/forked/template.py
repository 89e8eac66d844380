"""The builder's side of the template process: started when needed, once more if it dies, ended with the builder."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Self

from workbook_kit.forked.sheet import Sheet, TemplateDiedError

#: Removes the folder it was started in from where Python looks for modules, as ipykernel's launcher does.
_CODE = "import sys; del sys.path[0]; from workbook_kit.forked.server import main; main(*{})"
#: Libraries that sheets import. Each makes forking slower, pandas by a tenth; a sheet can import any other itself.
#: Never matplotlib: its first import within a kernel sets up how plots are shown.
LIBRARIES = ("pandas", "ipywidgets", "workbook_kit.activities")
#: Seconds for the template to end what it has started.
_PATIENCE = 10


class TemplateError(Exception):
    """No sheet can be run: the template process does not start, or cannot fork."""


class Template:
    """A process that has imported what sheets need; sheets run in forks of it. Threads may share one.

    Args:
        libraries: what it imports.
    """

    def __init__(self, libraries: Sequence[str] = LIBRARIES) -> None:
        self._libraries = libraries
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._said: IO[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._owner = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The number of the process, 0 while there is none."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Starts the process unless it runs, and does not wait for it."""
        with self._lock:
            self._start()

    def sheet(self, cwd: str, environment: Mapping[str, str], limits: Mapping[str, int], patience: float) -> Sheet:
        """A fresh process for one sheet.

        Args:
            limits: by the names that `resource` has for them, such as `RLIMIT_AS`.
            patience: seconds for the template to start and fork.

        Raises:
            TemplateError: it died twice, or cannot fork.
        """
        for _ in range(2):
            control = self._open()
            try:
                return Sheet(control, cwd, environment, limits, patience)
            except TemplateDiedError:
                self._discard(control)
            except (OSError, TimeoutError) as error:
                raise TemplateError(f"no process could be made for it ({error})") from None
        raise TemplateError(f"the process that sheets are forked from died twice{self._last_words()}")

    def close(self) -> None:
        """Ends the process, and every sheet of it."""
        with self._lock:
            self._stop()
            if self._said is not None:
                self._said.close()

    def _open(self) -> socket.socket:
        with self._lock:
            return self._start()

    def _start(self) -> socket.socket:
        if self._owner != os.getpid():
            # The builder was forked: the process belongs to the other one.
            self._process = self._control = self._folder = None
        if self._control is None or self._process is None or self._process.poll() is not None:
            self._stop()
            if self._said is not None:
                self._said.close()
            self._owner = os.getpid()
            self._said = tempfile.TemporaryFile()  # noqa: SIM115 - read when the process has died
            # Ours to remove: a process that is killed removes nothing.
            self._folder = tempfile.TemporaryDirectory(prefix="workbook-kit-template-", ignore_cleanup_errors=True)
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = self._launch(theirs.fileno(), self._said, self._folder.name)
        return self._control

    def _launch(self, control: int, said: IO[bytes], folder: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", _CODE.format((control, *self._libraries))],
            cwd="/",
            env={**os.environ, "TMPDIR": folder},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            pass_fds=[control],
            start_new_session=True,  # Ctrl-C in the terminal reaches the builder only
        )

    def _discard(self, control: socket.socket) -> None:
        with self._lock:
            if self._control is control:
                self._stop()

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            try:
                self._process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._folder is not None:
            self._folder.cleanup()
        self._process = self._control = self._folder = None

    def _last_words(self) -> str:
        if self._said is None:
            return ""
        with suppress(OSError, ValueError):
            self._said.seek(0)
            lines = self._said.read().decode(errors="replace").strip().splitlines()
            return f": {lines[-1]}" if lines else ""
        return ""
