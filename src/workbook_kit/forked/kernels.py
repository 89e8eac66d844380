"""Which notebooks can be run by forking: where the system can, and for the kernel that we are ourselves."""

import os
import sys
from functools import cache
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

_LAUNCHED = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
_OURSELVES = {"python", f"python{sys.version_info.major}", f"python{sys.version_info.major}.{sys.version_info.minor}"}


@cache
def available(kernel_name: str) -> bool:
    """Whether a notebook that asks for this kernel can be run in a forked process."""
    return _can_fork() and _is_this_python(kernel_name)


@cache
def _can_fork() -> bool:
    # macOS has fork, but its own libraries do not survive it.
    if sys.platform != "linux" or not Path("/proc/self/task").exists():
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):  # Linux before 5.3
        return False
    return True


def _is_this_python(kernel_name: str) -> bool:
    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return False
    program, *options = spec.argv or [""]
    ours = program in _OURSELVES or Path(program) == Path(sys.executable)
    # An own environment or other options make it another kernel.
    return ours and [one for one in options if not one.startswith("-X")] == _LAUNCHED and not spec.env
