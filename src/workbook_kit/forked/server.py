"""The template process: it forks a sheet's process for every request, and sees to each one's end."""

import json
import os
import selectors
import socket
import traceback
from contextlib import suppress
from typing import NoReturn

from workbook_kit import processes
from workbook_kit.forked import child
from workbook_kit.forked.preload import prepare
from workbook_kit.forked.shell import ForkedKernel

#: Sockets and pipes that come with a request: the sheet's line to us, and what `child.run` is given.
FILES = 6


def main(control: int, *libraries: str) -> NoReturn:
    """Imports the libraries, then forks until the control socket's other end is closed or the builder is gone."""
    builder = os.getppid()
    processes.adopt_orphans()
    server = _Server(prepare(libraries), socket.socket(fileno=control))
    server.serve(builder)
    os._exit(0)


class _Server:
    """Knows which sheets run."""

    def __init__(self, kernel: ForkedKernel, control: socket.socket) -> None:
        self._kernel, self._control = kernel, control
        self._selector = selectors.DefaultSelector()
        self._lines: dict[int, socket.socket] = {}
        #: By process, what tells that it has ended: of sheets, and of the builder.
        self._watches: dict[int, int] = {}
        self._told = json.dumps({"language_info": kernel.language_info}).encode()

    def serve(self, builder: int) -> None:
        self._selector.register(self._control, selectors.EVENT_READ)
        with suppress(ProcessLookupError):
            self._watches[builder] = os.pidfd_open(builder)
            self._selector.register(self._watches[builder], selectors.EVENT_READ, "builder")
        while os.getppid() == builder:
            for key, _ in self._selector.select():
                if key.data == "builder" or (key.data is None and not self._request()):
                    return self._end_all()
                if isinstance(key.data, int):
                    self._end(key.data)
        return self._end_all()

    def _request(self) -> bool:
        data, files, _, _ = socket.recv_fds(self._control, 16, FILES)
        if not data:
            return False
        for file in files:  # the flag that says so when they are received is lost in Python 3.11
            os.set_inheritable(file, False)
        line = socket.socket(fileno=files.pop(0))
        try:
            if processes.threads() != 1:
                raise RuntimeError("the template process has threads; something it imported started them")
            self._fork(line, files)
        except (OSError, RuntimeError) as error:
            with suppress(OSError):
                line.sendall(json.dumps({"error": str(error)}).encode())
            line.close()
        finally:
            for file in files:
                os.close(file)
        return True

    def _fork(self, line: socket.socket, files: list[int]) -> None:
        template = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become_sheet(line, template, files)
        self._lines[pid], self._watches[pid] = line, os.pidfd_open(pid)
        for file in (line, self._watches[pid]):
            self._selector.register(file, selectors.EVENT_READ, pid)
        with suppress(OSError):
            line.sendall(b'{"pid": %d, ' % pid + self._told[1:])

    def _become_sheet(self, line: socket.socket, template: int, files: list[int]) -> NoReturn:
        code = 1
        try:
            self._selector.close()
            for other in (self._control, line, *self._lines.values()):
                other.close()
            for watch in self._watches.values():
                os.close(watch)
            child.run(self._kernel, template, files)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _end(self, pid: int) -> None:
        line = self._lines.pop(pid, None)
        if line is None:
            return  # its line and its end were told at once
        watch = self._watches.pop(pid)
        for file in (line, watch):
            self._selector.unregister(file)
        os.close(watch)
        code = processes.end(pid)
        # Sheets adopt what their own descendants leave, so only a sheet that has ended leaves us any.
        known = set(self._lines)
        while strangers := set(processes.children(os.getpid())) - known:
            known |= strangers
            for stranger in strangers:
                processes.end(stranger)
        with suppress(OSError):
            line.sendall(json.dumps({"exit": code}).encode())
        line.close()

    def _end_all(self) -> None:
        for pid in list(self._lines):
            self._end(pid)
