"""Kernels that keep to themselves: nothing on the terminal, no socket on the network, no process left behind."""

import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.manager import AsyncKernelManager
from traitlets.config import Config

#: The longest path that a socket may have is 104 letters or more everywhere; jupyter_client adds "-ipc-5".
_LONGEST_SOCKET = 96
#: What cells show becomes a page, so no activity is a widget, also where Jupyter itself started the build.
_STATIC = {"WORKBOOK_KIT_STATIC": "1"}


class QuietKernel(AsyncKernelManager):
    """A kernel that ends with everything it started."""

    _pid = 0

    async def start_kernel(self, **kwargs: Any) -> None:  # type: ignore[override]
        # A start-up file in the user's own IPython folder must not change what a workbook says.
        own = {"IPYTHONDIR": str(Path(kwargs.get("cwd") or tempfile.gettempdir(), "ipython")), **_STATIC}
        env = {**os.environ, **(kwargs.pop("env", None) or {}), **own}
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        await super().start_kernel(env=env, **silent, **kwargs)
        self._pid = getattr(self.provisioner, "pid", None) or 0

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:  # type: ignore[override]
        """Shuts the kernel down, and whatever a cell had started."""
        started = _descendants(self._pid)
        await super().shutdown_kernel(now=now, restart=restart)
        for process in started:
            with suppress(psutil.Error):
                process.kill()

    async def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]
        """Removes what is left, also after a kernel that died by itself."""
        if self._pid and os.name != "nt":
            with suppress(OSError):
                os.killpg(self._pid, signal.SIGKILL)
        await super().cleanup_resources(restart=restart)


def _descendants(pid: int) -> list[psutil.Process]:
    """The kernel's children and theirs, found while it lives: later nobody knows whose they were."""
    with suppress(psutil.Error):
        return psutil.Process(pid).children(recursive=True) if pid else []
    return []


def settings(folder: str) -> Config:
    """Where the kernel's connection file and its sockets lie: in the sheet's own folder."""
    file = f"{folder}/kernel.json"
    if os.name == "nt" or len(file) > _LONGEST_SOCKET:
        return Config(QuietKernel={"connection_file": file})
    return Config(QuietKernel={"transport": "ipc", "connection_file": file})
