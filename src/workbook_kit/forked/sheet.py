"""The builder's end of one running sheet: its wire, its line to the template, and what programs it starts print."""

import json
import os
import select
import signal
import socket
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self

from nbclient.exceptions import DeadKernelError

from workbook_kit import processes
from workbook_kit.forked.wire import Decoder, Message, encode

#: Seconds after which a silent sheet's programs are looked at, for a full pipe would hold them up; and while they
#: do print.
_SLICE, _SHORT_SLICE = 0.05, 0.001
#: Seconds for what a sheet has registered for its end.
_PATIENCE = 5.0
_STREAMS = ("stdout", "stderr")
#: Seconds in which the template tells how a sheet ended.
_TOLD = 0.2


class TemplateDiedError(DeadKernelError):
    """The template process died, and its sheets with it."""


class SheetKilledError(DeadKernelError):
    """Somebody else has killed the sheet's process: a person, or a system that ran out of memory."""


class TooMuchMemoryError(DeadKernelError):
    """The sheet's process used more memory than it may."""


class Sheet:
    """A forked process, talked to over its wire.

    Raises:
        TemplateDiedError: the template is no more.
        TimeoutError, OSError: it does not answer, or cannot fork.
    """

    def __init__(
        self,
        control: socket.socket,
        cwd: str,
        environment: Mapping[str, str],
        limits: Mapping[str, int],
        patience: float,
    ) -> None:
        self._line, line = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line.settimeout(_PATIENCE)
        self._wire, wire = socket.socketpair()
        pipes = [os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) for _ in _STREAMS]
        for _, end in pipes:
            os.set_blocking(end, True)
        self._raw = [raw for raw, _ in pipes]
        self._inbox: deque[Message] = deque()
        self._outbox = bytearray()
        self._decoder = Decoder()
        self._slice = _SLICE
        self._most_memory: int | None = None
        self._looked = 0.0
        self._ended = False
        self.exit: int | None = None
        try:
            files = [line.fileno(), wire.fileno(), *(file for pipe in pipes for file in pipe)]
            socket.send_fds(control, [b"fork"], files)
        except OSError:
            self._close()
            raise TemplateDiedError("the template process is gone") from None
        finally:
            line.close()
            wire.close()
            for _, end in pipes:
                os.close(end)
        setting = json.dumps({"cwd": cwd, "environment": dict(environment), "limits": dict(limits)}).encode()
        self._outbox += len(setting).to_bytes(4, "big") + setting
        told = self._await_fork(patience)
        self.pid: int = told["pid"]
        self.language_info: dict[str, Any] = told["language_info"]
        self._wire.setblocking(False)
        self._poll = select.poll()
        for file in (self._wire, self._line):
            self._poll.register(file, select.POLLIN)

    def _await_fork(self, patience: float) -> dict[str, Any]:
        try:
            if not select.select([self._line], [], [], patience)[0]:
                raise TimeoutError(f"it said nothing for {patience} seconds")
            said = self._line.recv(1 << 16)
            told: dict[str, Any] = json.loads(said) if said else {}
            if not told:
                raise TemplateDiedError("the template process died before it forked")
            if "error" in told:
                raise OSError(told["error"])
        except ConnectionError:
            self._close()
            raise TemplateDiedError("the template process died before it forked") from None
        except BaseException:
            self._close()
            raise
        return told

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        self.end(gently=kind is None)

    def refuse_longer(self, most: int) -> None:
        """From now on no message of more bytes is kept; it arrives as its length."""
        self._decoder = Decoder(most)

    def refuse_more_memory(self, most: int) -> None:
        """From now on the sheet may use so many bytes.

        A limit of the system's alone would not do: a Python that has no memory left at all hangs or crashes.
        """
        self._most_memory = most

    def send(self, message: Message) -> None:
        """Puts a message on its way, and never waits: the sheet may itself be waiting for us to read."""
        self._outbox += encode(message)
        self._write()

    def receive(self, deadline: float | None = None) -> Message | None:
        """The next message, or None when the deadline of the monotonic clock passes.

        Raises:
            DeadKernelError: the sheet's process has ended, and all it had said has been given.
            TooMuchMemoryError: it uses more than it may.
        """
        while not self._inbox:
            if self._ended:
                raise self._death()
            left = self._slice if deadline is None else min(self._slice, deadline - time.monotonic())
            if left <= 0:
                return None
            self._turn(left)
        return self._inbox.popleft()

    def _turn(self, wait: float) -> None:
        self._look_at_memory()
        wanted = select.POLLIN | (select.POLLOUT if self._outbox else 0)
        self._poll.modify(self._wire, wanted)
        events = dict(self._poll.poll(wait * 1000))
        if not events:
            self._read_raw()
        if events.get(self._wire.fileno(), 0) & select.POLLOUT:
            self._write()
        if events.get(self._wire.fileno(), 0) & ~select.POLLOUT:
            self._read()
        if self._line.fileno() in events:
            self._read_end()

    def _look_at_memory(self) -> None:
        if self._most_memory is None or time.monotonic() < self._looked + _SLICE:
            return
        self._looked = time.monotonic()
        if processes.memory(self.pid) > self._most_memory:
            raise TooMuchMemoryError("the sheet uses too much memory")

    def _write(self) -> None:
        with suppress(BlockingIOError, ConnectionError):
            del self._outbox[: self._wire.send(self._outbox)]

    def _read(self) -> bool:
        """Whether there was anything."""
        try:
            data = self._wire.recv(1 << 18)
            self._ended = not data
            self._inbox.extend(self._decoder.feed(data))
        except BlockingIOError:
            return False
        except (OSError, ValueError):  # or what arrives is not ours: the sheet has taken the wire for itself
            self._ended = True
        return not self._ended

    def _read_end(self) -> None:
        with suppress(OSError, ValueError):
            self.exit = json.loads(self._line.recv(1 << 16))["exit"]
        while self._read():
            continue
        self._read_raw()
        self._ended = True

    def _read_raw(self) -> None:
        """What programs have written and the sheet, as it waits for them, cannot read itself."""
        self._slice = _SLICE
        for name, raw in zip(_STREAMS, self._raw, strict=True):
            with suppress(BlockingIOError):
                if data := os.read(raw, 1 << 16):
                    self._slice = _SHORT_SLICE
                    content = {"name": name, "text": data.decode(errors="replace")}
                    header = {"msg_type": "stream"}
                    self._inbox.append({"header": header, **header, "content": content, "metadata": {"soft": True}})

    def _death(self) -> DeadKernelError:
        gone = TemplateDiedError("the process that sheets are forked from died")
        try:
            if self.exit is None and select.select([self._line], [], [], _TOLD)[0]:
                said = self._line.recv(1 << 16)
                if not said:
                    return gone
                self.exit = json.loads(said)["exit"]
        except (OSError, ValueError):
            return gone
        return (SheetKilledError if self.exit == -signal.SIGKILL else DeadKernelError)("Kernel died")

    def end(self, gently: bool) -> None:
        """Ends the process and all it has started, and waits until they are gone."""
        if self._wire.fileno() < 0:
            return
        with suppress(DeadKernelError):
            if gently and not self._ended:
                self.send({"header": {"msg_type": "shutdown_request"}})
                deadline = time.monotonic() + _PATIENCE
                while self.receive(deadline):
                    continue
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)
            if self.exit is None and not self._line.recv(1 << 16):
                # Nobody is there to do it for us.
                os.killpg(self.pid, signal.SIGKILL)
        self._close()

    def _close(self) -> None:
        self._wire.close()
        self._line.close()
        for raw in self._raw:
            os.close(raw)
