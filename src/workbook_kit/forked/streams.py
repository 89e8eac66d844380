"""sys.stdout and sys.stderr of a sheet: ipykernel's, without its threads."""

import os
import sys
from contextlib import suppress
from io import StringIO
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream

#: Characters that wait for a flush; then they go, and the builder puts the pieces together again.
_MOST_WAITING = 1 << 16
#: Reads of what programs wrote, at each flush: a program that never stops must not hold the cell up.
_MOST_READS = 16
_STARTS = {"os.system", "subprocess.Popen", "os.posix_spawn", "os.exec"}


class _NoThread(IOPubThread):
    """Stands where ipykernel has the thread that sends."""

    io_loop: Any = None
    thread: Any = None

    def __init__(self) -> None:
        pass


class Stream(OutStream):
    """Keeps text until it is flushed, and puts what programs wrote to the same file before it.

    Args:
        session: sends the text, and has a flag `soft` for text that the next piece continues.
        file: the number of the file that programs write to.
        raw: the reading end of the pipe behind it.
        aside: the number of a file for what is written to `fileno()`, which ipykernel does not show either.
    """

    def __init__(self, session: Any, name: str, file: int, raw: int, aside: int) -> None:
        super().__init__(session, _NoThread(), name, watchfd=False)  # type: ignore[no-untyped-call]
        self._file, self._raw, self._aside = file, raw, aside
        self._waiting = 0
        self._goes_on = False

    def fileno(self) -> int:
        return self._aside

    def write(self, string: str) -> int:
        if os.getpid() != self._master_pid and isinstance(string, str):
            # A process that a cell forked has no wire of its own, but this file it shares.
            os.write(self._file, string.encode(errors="replace"))
            return len(string)
        super().write(string)
        self._waiting += len(string)
        if self._waiting > _MOST_WAITING:
            pass_on(self.session)
        return len(string)

    def flush(self) -> None:
        if os.getpid() != self._master_pid:
            return
        self._take_raw()
        self._flush()
        if self._goes_on and not self.session.soft:
            self._goes_on = False
            content = {"name": self.name, "text": ""}
            self.session.send(None, "stream", content, parent=self.parent_header)

    def _flush(self) -> None:
        self._waiting = 0
        self._goes_on = self._goes_on or self.session.soft
        super()._flush()  # type: ignore[no-untyped-call]

    def _schedule_flush(self) -> None:
        """ipykernel flushes by the clock; then what a notebook holds would depend on the machine's speed."""

    def _take_raw(self) -> None:
        pieces: list[bytes] = []
        with suppress(BlockingIOError):
            while len(pieces) < _MOST_READS and (piece := os.read(self._raw, 1 << 16)):
                pieces.append(piece)
        if not pieces:
            return
        key = frozenset(self.parent_header.items())
        with self._buffer_lock:
            after = self._buffers[key].getvalue()
            self._buffers[key] = StringIO()
            self._buffers[key].write(b"".join(pieces).decode(errors="replace") + after)


def pass_on(session: Any) -> None:
    """Sends what both streams hold, as text that goes on."""
    session.soft = True
    try:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, Stream):
                stream.flush()
    finally:
        session.soft = False


def keep_order(session: Any) -> None:
    """Sends what was printed before a cell starts a program, so that the program's own words come after."""
    owner = os.getpid()

    def hook(event: str, arguments: Any) -> None:
        if event in _STARTS and os.getpid() == owner:
            pass_on(session)

    # A hook, not a wrapper: a wrapper would show in tracebacks.
    sys.addaudithook(hook)
