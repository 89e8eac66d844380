"""Processes that tests start, and how they end."""

import signal
import time

import psutil


def default_signals() -> None:
    """What a terminal's program starts with, whatever ours ignores, as under nohup; for `preexec_fn`."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)


def workers() -> list[psutil.Process]:
    """The processes of a pool that this process has."""
    return [child for child in psutil.Process().children() if "workbook_kit.packs.pool" in _command(child)]


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:  # it ended
        return ""


def ended(process: psutil.Process, seconds: float = 10) -> bool:
    """Whether it ends in time; what waits for a parent that is no more has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False
