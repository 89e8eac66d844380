"""ipykernel's kernel on the wire: its shell, its messages, none of its sockets and threads."""

import asyncio
import logging
import os
import socket
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ipykernel
from jupyter_client.session import Session
from traitlets.config import Config

from workbook_kit.forked.wire import Decoder, Message, encode

# Debuggers cost 60 milliseconds and start threads; nobody debugs a build's sheet.
sys.modules["debugpy"] = None  # type: ignore[assignment]
import ipykernel.debugger  # noqa: E402, F401
from ipykernel.ipkernel import IPythonKernel  # noqa: E402

del sys.modules["debugpy"]


class WireSession(Session):
    """Sends every message over the wire, if there is one."""

    wire: socket.socket | None = None
    #: Whether text that is sent now goes on in the next message.
    soft = False

    def send(
        self,
        stream: Any,
        msg_or_type: Message | str,
        content: Message | None = None,
        parent: Message | None = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Message | None = None,
        metadata: Message | None = None,
    ) -> Message | None:
        if os.getpid() != self.pid:
            return None  # a process that a cell forked
        message = msg_or_type
        if isinstance(message, str):
            message = self.msg(message, content=content, parent=parent, header=header, metadata=metadata)
        if self.soft:
            message["metadata"] = {**message["metadata"], "soft": True}
        if self.wire is not None:
            with self._lock:
                self._held += encode(message, buffers or message.get("buffers") or ())
                if not _is_followed(message):
                    self.wire.sendall(self._held)
                    self._held = b""
        return message

    _lock = threading.RLock()
    _held = b""


class ForkedKernel(IPythonKernel):
    """Answers one message after another."""

    # never None here
    session: Any
    shell: Any
    profile_dir: Any

    _execute_sleep = 0.0  # ipykernel waits for its thread to send; here all has been sent

    async def serve(self, wire: socket.socket) -> None:
        """Answers until the builder asks for the end, or is gone."""
        decoder, loop = Decoder(), asyncio.get_running_loop()
        while data := await _receive(wire, loop):
            for message in decoder.feed(data):
                if message["msg_type"] == "shutdown_request":
                    return
                await self.answer(message)
                if os.getpid() != self.session.pid:
                    os._exit(0)  # a process that the cell forked: what comes over the wire is not for it

    async def answer(self, message: Message) -> None:
        """Does what a message asks, and says so as ipykernel does."""
        _flush()  # what a thread has printed since belongs to the cell before
        self.set_parent([], message)  # type: ignore[no-untyped-call]
        self._publish_status("busy", "shell")  # type: ignore[no-untyped-call]
        try:
            done = self.shell_handlers[message["msg_type"]](None, [], message)
            if done is not None:
                await done
        except (Exception, KeyboardInterrupt):
            if os.getpid() != self.session.pid:
                return  # a process that the cell forked cannot answer
            self.log.exception("in answer to %s", message["msg_type"])
        _flush()
        self._publish_status("idle", "shell")  # type: ignore[no-untyped-call]


def new_kernel(folder: Path) -> ForkedKernel:
    """The one kernel of this process, with an empty folder for what IPython keeps."""
    from IPython.core.profiledir import ProfileDir

    config = Config()
    config.HistoryManager.enabled = False  # it has a thread, and a file
    kernel = ForkedKernel.instance(
        config=config,
        session=WireSession(key=b""),
        log=logging.getLogger("workbook_kit.forked"),
        profile_dir=ProfileDir.create_profile_dir_by_name(str(folder), "default"),  # type: ignore[no-untyped-call]
        # ipykernel asks it which thread may be interrupted
        shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
    )
    kernel.shell.ipython_dir = str(folder)
    # So that a sheet can move it without making folders that nothing is put into.
    kernel.profile_dir.unobserve_all("location")
    kernel.shell.displayhook.session = kernel.session
    kernel.shell.extension_manager.load_extension("storemagic")
    return kernel


def _is_followed(message: Message) -> bool:
    """Whether another message comes at once; every one that is sent wakes the builder, and that is dear."""
    kind: str = message["header"]["msg_type"]
    return kind == "execute_reply" or (kind == "status" and message["content"] == {"execution_state": "busy"})


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()


async def _receive(wire: socket.socket, loop: asyncio.AbstractEventLoop) -> bytes:
    """The next bytes, while tasks that a cell left may go on."""
    readable = asyncio.Event()
    loop.add_reader(wire, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(wire)
    return wire.recv(1 << 18)
