"""Kernels that keep to themselves: nothing on the terminal, no socket on the network, no process left behind."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError
from traitlets import Int
from traitlets.config import Config

from workbook_kit.processes import end_all_with

#: The longest path that a socket may have is 104 letters or more everywhere; jupyter_client adds "-ipc-5".
_LONGEST_SOCKET = 96
#: What cells show becomes a page, so no activity is a widget, also where Jupyter itself started the build.
_STATIC = {"WORKBOOK_KIT_STATIC": "1"}
#: Seconds between two looks at a kernel's memory.
_LOOK_EVERY = 0.05
#: The system is told to kill this process when its parent ends, and then the command takes its place.
_END_WITH_PARENT = """\
import ctypes, os, sys
parent, *command = sys.argv[1:]
ctypes.CDLL(None).prctl(1, 9, 0, 0, 0)
if os.getppid() == int(parent): os.execvp(command[0], command)
"""
_KILLED = -getattr(signal, "SIGKILL", 9)


class TooMuchMemoryError(DeadKernelError):
    """The kernel used more memory than it may, and was ended."""


class KilledError(DeadKernelError):
    """Somebody else has killed the kernel: a person, or a system that ran out of memory."""


class QuietKernel(AsyncKernelManager):
    """A kernel that ends with everything it started, and when it uses too much memory."""

    most_memory = Int(config=True, help="Bytes that the kernel may use.")

    _pid = 0
    _exit: int | None = None
    _took_too_much = False

    async def start_kernel(self, **kwargs: Any) -> None:  # type: ignore[override]
        # A start-up file in the user's own IPython folder must not change what a workbook says.
        self._ipython = Path(kwargs.get("cwd") or tempfile.mkdtemp(prefix="workbook-kit-"), "ipython")
        env = {**os.environ, **(kwargs.pop("env", None) or {}), "IPYTHONDIR": str(self._ipython), **_STATIC}
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        await super().start_kernel(env=env, **silent, **kwargs)
        self._pid = getattr(self.provisioner, "pid", None) or 0
        self._ended = threading.Event()
        if self.most_memory:
            threading.Thread(target=self._watch, daemon=True).start()

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """The kernel's command, which ends with this process, at whatever moment that is killed."""
        command = super().format_kernel_cmd(extra_arguments)
        if sys.platform != "linux":  # elsewhere a kernel looks by itself now and then, once it runs
            return command
        return [sys.executable, "-I", "-S", "-c", _END_WITH_PARENT, str(os.getpid()), *command]

    async def is_alive(self) -> bool:  # type: ignore[override]
        """Whether it runs; how it ended is noted."""
        if self.provisioner is not None and (code := await self.provisioner.poll()) is not None:
            self._exit = code
        alive: bool = await super().is_alive()
        return alive

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:  # type: ignore[override]
        """Shuts the kernel down, and whatever a cell had started."""
        started = _descendants(self._pid)
        await super().shutdown_kernel(now=now, restart=restart)
        for process in started:
            with suppress(psutil.Error):
                process.kill()

    async def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]
        """Removes what is left, also after a kernel that died by itself."""
        if self._pid:
            self._ended.set()
        if self._pid and os.name != "nt":
            with suppress(OSError):
                os.killpg(self._pid, signal.SIGKILL)
            end_all_with(
                f"IPYTHONDIR={self._ipython}"
            )  # that of a process is its cell's, whatever became of its parent
        await super().cleanup_resources(restart=restart)

    def death(self) -> DeadKernelError:
        """Why it is dead."""
        if self._took_too_much:
            return TooMuchMemoryError("Kernel used too much memory")
        return (KilledError if self._exit == _KILLED else DeadKernelError)("Kernel died")

    def _watch(self) -> None:
        # A limit of the system's would not do: a Python that has no memory left at all hangs or crashes.
        with suppress(psutil.Error):
            process = psutil.Process(self._pid)
            while not self._ended.wait(_LOOK_EVERY):
                if process.memory_info().rss > self.most_memory:
                    self._took_too_much = True
                    process.kill()


def _descendants(pid: int) -> list[psutil.Process]:
    """The kernel's children and theirs, found while it lives: later nobody knows whose they were."""
    with suppress(psutil.Error):
        return psutil.Process(pid).children(recursive=True) if pid else []
    return []


def settings(folder: str, most_memory: int = 0) -> Config:
    """How a kernel is started whose connection file and sockets lie in the sheet's own folder."""
    file = f"{folder}/kernel.json"
    own = {"connection_file": file, "most_memory": most_memory}
    if os.name == "nt" or len(file) > _LONGEST_SOCKET:
        return Config(QuietKernel=own)
    return Config(QuietKernel={"transport": "ipc", **own})
