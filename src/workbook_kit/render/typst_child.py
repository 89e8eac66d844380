"""The process that sets documents, one after another, until nobody asks any more. It imports Typst and little else."""

import json
import re
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import typst

_HIGHEST = re.compile(r"VmHWM:\s*(\d+) kB")


def main() -> None:
    """Answers each line of JSON with another, which says how many bytes follow it."""
    with suppress(BrokenPipeError), open(sys.stdout.fileno(), "wb", closefd=False) as told:
        for asked in sys.stdin.buffer:
            answer, pdf = _answer(json.loads(asked))
            told.write(json.dumps({**answer, "length": len(pdf), "grown": _grown()}).encode() + b"\n" + pdf)
            told.flush()


def _answer(asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    try:
        return {}, typst.compile(
            asked["page"],
            format="pdf",
            root=asked["root"],
            font_paths=_fonts(*asked["fonts"]),
            sys_inputs=asked["told"],
            pdf_standards=asked["standards"],
            timestamp=0,
        )
    except typst.TypstError as error:
        return {"refused": error.message, "hints": list(error.hints)}, b""


@cache
def _fonts(*folders: str) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))


def _grown() -> int:
    """How many bytes this process has had at most; 0 where that is not to be had."""
    with suppress(OSError, ValueError):
        # not what `resource` says on Linux: that counts what our owner had when it started us
        return int(_HIGHEST.split(Path("/proc/self/status").read_text())[1]) << 10
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
