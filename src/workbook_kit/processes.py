"""What the system is asked about processes."""

import ctypes
import os
import signal
from contextlib import suppress
from pathlib import Path

_PDEATHSIG, _CHILD_SUBREAPER = 1, 36


def end_with_parent(parent: int) -> None:
    """From now on this process is killed when the one that forked it ends."""
    _prctl(_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """From now on what a descendant leaves behind becomes a child of this process."""
    _prctl(_CHILD_SUBREAPER, 1)


def _prctl(what: int, how: int) -> None:
    # Not at import: other systems import this too.
    ctypes.CDLL(None, use_errno=True).prctl(what, how, 0, 0, 0)


def threads() -> int:
    """How many threads this process has, those of libraries included."""
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - before every fork, so it has to be quick


def memory(pid: int) -> int:
    """Bytes of memory that a process uses, 0 if there is none such."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def children(parent: int) -> list[int]:
    """The processes whose parent this is, also those that have ended and nobody has asked about."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return []  # looking through all processes takes long, and mostly there is none
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            pid = int(folder.name)
            # the name, in brackets, may hold anything; the state and the parent follow it
            after = (folder / "stat").read_bytes().rpartition(b")")[2].split()
            if int(after[1]) == parent:
                found.append(pid)
    return found


def end_all_with(setting: str) -> None:
    """Kills every process that has this in its environment, such as `NAME=value`."""
    wanted = setting.encode()
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)


def end(pid: int) -> int:
    """Kills a child of this process and its group, and waits for it.

    Returns:
        what it ended with: an exit code, or a negative signal.
    """
    # Until it is waited for, no other process can get its number.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    try:
        os.kill(pid, signal.SIGKILL)
    except PermissionError:
        return 0  # another user's by now; waiting for it could take for ever
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
