"""Seconds and processor seconds of a call, with all the processes that it starts."""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil


@dataclass(frozen=True)
class Run:
    """What one run took, in seconds, and what it made, if that is a PDF."""

    wall: float
    cpu: float
    pdf: bytes = b""


def cpu() -> float:
    """Seconds of processor time so far, of this process and of everything that it has started."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = resource.getrusage(resource.RUSAGE_SELF)
    running = sum(map(_cpu_of, psutil.Process().children(recursive=True)))
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime + running


def _cpu_of(process: psutil.Process) -> float:
    try:
        return sum(process.cpu_times()[:4])  # its own, and that of children which have ended
    except psutil.NoSuchProcess:
        return 0.0


def timed(do: Callable[[], Any]) -> tuple[Run, Any]:
    """The call's time, and what it gives back."""
    wall, used = time.perf_counter(), cpu()
    given = do()
    return Run(time.perf_counter() - wall, cpu() - used), given
