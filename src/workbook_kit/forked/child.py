"""The first moments of a forked process: it becomes a sheet's own, with nothing of the template's or another's."""

import asyncio
import atexit
import json
import os
import resource
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

import ipykernel
from tornado.ioloop import IOLoop

from workbook_kit import processes
from workbook_kit.forked.shell import ForkedKernel
from workbook_kit.forked.streams import Stream, keep_order

#: First on the wire: how long what follows is.
LENGTH = 4
#: What ipykernel's application sets, unless it is set.
_AS_IPYKERNEL = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "PYDEVD_USE_FRAME_EVAL": "NO"}


def run(kernel: ForkedKernel, template: int, files: list[int]) -> None:
    """Runs cells until the builder asks for the end.

    Args:
        template: the process that forked this one.
        files: the wire; the reading and the writing end of a pipe for stdout, and of one for stderr.
    """
    os.setsid()
    processes.end_with_parent(template)
    processes.adopt_orphans()
    wire = socket.socket(fileno=files[0])
    _settle(json.loads(_exactly(wire, int.from_bytes(_exactly(wire, LENGTH), "big"))))
    _streams(kernel, files[1:])
    _shell(kernel, wire)
    _random()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    kernel.io_loop = IOLoop.current()
    loop.run_until_complete(kernel.serve(wire))
    # What a cell left open is written to its file, and what it registered for the end is done.
    kernel.shell.user_ns.clear()
    atexit._run_exitfuncs()


def _exactly(wire: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        piece = wire.recv(length - len(data))
        if not piece:
            os._exit(1)
        data += piece
    return data


def _settle(setting: dict[str, Any]) -> None:
    for name, most in setting["limits"].items():
        number = getattr(resource, name)
        hard = resource.getrlimit(number)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(number, (most, hard))
    os.environ.clear()
    os.environ.update(setting["environment"])
    time.tzset()
    os.chdir(setting["cwd"])
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _streams(kernel: ForkedKernel, pipes: list[int]) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    for name, number, (raw, end) in (("stdout", 1, pipes[:2]), ("stderr", 2, pipes[2:])):
        os.dup2(end, number)
        os.close(end)
        setattr(sys, name, Stream(kernel.session, name, number, raw, nothing))
    kernel._stdout, kernel._stderr = sys.stdout, sys.stderr
    keep_order(kernel.session)


def _shell(kernel: Any, wire: socket.socket) -> None:
    session, shell = kernel.session, kernel.shell
    session.pid, session.session, session.wire = os.getpid(), os.urandom(16).hex(), wire
    shell.init_environment()
    for name, value in _AS_IPYKERNEL.items():
        os.environ.setdefault(name, value)
    shell.ipython_dir, shell.db = os.environ["IPYTHONDIR"], None
    shell.profile_dir.location = str(Path(shell.ipython_dir, "profile_default"))
    if session_name := os.environ.get("JPY_SESSION_NAME"):
        shell.user_ns["__session__"] = session_name
    # As ipykernel leaves them: its launcher as the program, and imports from the folder the sheet is in.
    sys.argv = [str(Path(ipykernel.__file__).parents[1] / "ipykernel_launcher.py")]
    places = (place for place, path in enumerate(sys.path) if path.endswith(("site-packages", "dist-packages")))
    sys.path.insert(next(places, len(sys.path)), "")


def _random() -> None:
    # Python itself does this for `random`.
    if numbers := sys.modules.get("numpy.random"):
        numbers.seed(None)
