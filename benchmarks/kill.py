"""Builds that are killed at random moments, and what is left of them.

Run with `python -m benchmarks.kill [--rounds 200] [--seed 1]`. Each round changes a small project, starts a build and
kills, after a random while, the build, a process that makes workbooks, one that sheets are forked from, a sheet's own,
a tool that makes pages, or sends what Ctrl-C and `kill` send. Then a build finishes what is left to do, and everything
is compared with a build that nobody disturbed. Exits with 1 where anything is not as it should be.
"""

import argparse
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table
from tests.tiny import Tiny

STATES = ("What do you see?", "What do you hear?", "What do you smell?")
KINDS = ("build", "worker", "template", "sheet", "tool", "Ctrl-C", "terminate")
ENDED_BY = {"Ctrl-C": (130, signal.SIGINT), "terminate": (143, signal.SIGTERM)}
COHORTS = ("hill-1", "dale-1")
#: Not a part of any pack: who holds the folder, how files looked, and what sheets showed.
ASIDE = {".lock", ".built.json", ".cache"}
#: Seconds for what was killed to take its processes along, and for a build.
SOON, LONG = 5.0, 300.0
Contents = dict[str, bytes]


@dataclass
class Farm:
    """A small project in a folder of its own, with a temporary folder of its own by which its processes are known."""

    folder: Path
    clean: dict[str, Contents] = field(default_factory=dict)
    #: Seconds of a build that nobody disturbs.
    usual: float = 0.0

    def __post_init__(self) -> None:
        self.tiny = Tiny(self.folder / "project")
        path = self.tiny.root / "data/cohorts.csv"
        header, row, *_ = path.read_text().splitlines()
        rows = [row.replace("hill-1", cohort).replace("Hill cohort", f"Cohort {cohort}") for cohort in COHORTS]
        path.write_text("\n".join([header, *rows, ""]))
        self.packs, self.temporary = self.tiny.root / "packs", self.folder / "tmp"
        self.temporary.mkdir()

    def change(self, old: str, new: str) -> None:
        """Goes from one state to another."""
        self.tiny.change("workbooks/hello.ipynb", old, new)

    def start(self, jobs: int = 1) -> subprocess.Popen[str]:
        """A build as somebody at a terminal starts it."""
        command = [sys.executable, "-m", "workbook_kit", "build", "--project", str(self.tiny.root)]
        return subprocess.Popen(
            [*command, "--engine", "embedded", "--jobs", str(jobs)], env={**os.environ, "TMPDIR": str(self.temporary)},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def whole(self) -> Contents:
        """All that is in the folder of packs."""
        paths = {str(path.relative_to(self.packs)): path for path in sorted(self.packs.rglob("*"))}
        kept = {name: path for name, path in paths.items() if name.split("/")[0] not in ASIDE}
        return {name: path.read_bytes() if path.is_file() else b"" for name, path in kept.items()}

    def processes(self) -> list[psutil.Process]:
        """Those of this project that run, whoever their parent is by now."""
        mark, found = f"TMPDIR={self.temporary}", []
        for process in psutil.process_iter():
            try:
                said = Path(f"/proc/{process.pid}/environ").read_bytes().decode(errors="replace")
                if mark in said and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (OSError, psutil.Error):
                continue
        return found


def kind(process: psutil.Process) -> str:
    """What one of a build's processes is."""
    command = " ".join(process.cmdline())
    if "workbook_kit.forked.server" in command:
        return "sheet" if "workbook_kit.forked.server" in " ".join(process.parent().cmdline()) else "template"
    if "spawn_main" in command:
        return "worker"
    # A process that has not yet become what it is to be has the command of its parent, or none.
    return "" if not command or "resource_tracker" in command or "workbook_kit build" in command else "tool"


def victims(build: subprocess.Popen[str], wanted: str) -> Iterator[psutil.Process]:
    """The processes of that kind that a build has at the moment."""
    for process in psutil.Process(build.pid).children(recursive=True):
        try:
            if kind(process) == wanted:
                yield process
        except (psutil.Error, AttributeError):
            continue


def hit(build: subprocess.Popen[str], wanted: str, moment: float, chance: random.Random) -> bool:
    """Kills a process of that kind at the moment, or as soon after it as there is one; whether there was."""
    time.sleep(moment)
    if wanted == "build" or wanted in ENDED_BY:
        if build.poll() is not None:
            return False
        if wanted == "build":
            build.kill()
        else:
            (os.killpg if wanted == "Ctrl-C" else os.kill)(build.pid, ENDED_BY[wanted][1])
        return True
    while build.poll() is None:
        try:
            found = list(victims(build, wanted))
            if found:
                chance.choice(found).kill()
                return True
        except psutil.Error:
            continue
        time.sleep(0.005)
    return False


def eventually(true: Callable[[], bool]) -> bool:
    """Whether it becomes true soon."""
    end = time.monotonic() + SOON
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def undisturbed(farm: Farm) -> None:
    """Builds each state from nothing, to compare with."""
    for before, state in zip((STATES[0], *STATES), STATES, strict=False):
        farm.change(before, state)
        shutil.rmtree(farm.packs, ignore_errors=True)
        begun = time.monotonic()
        build = farm.start()
        _, said = build.communicate(timeout=LONG)
        assert build.returncode == 0, said
        farm.usual, farm.clean[state] = time.monotonic() - begun, farm.whole()
        assert not list(farm.temporary.iterdir())


def one_round(farm: Farm, wanted: str, states: tuple[str, str], chance: random.Random) -> Iterator[str]:
    """What there is to count of one round; what begins with `!` should never be."""
    farm.change(*states)
    build = farm.start(jobs=chance.choice((1, 2)))
    met = hit(build, wanted, chance.uniform(0, farm.usual), chance)
    began = time.monotonic()
    _, said = build.communicate(timeout=LONG)
    yield "hit" if met else "too late"
    yield from _ending(build.returncode, wanted if met else "", time.monotonic() - began)
    if "Traceback" in said:
        yield "! traceback"
    if said and wanted not in ENDED_BY:
        print(said, flush=True)
    if not eventually(lambda: not farm.processes()):
        yield "! process left"
    if not all(any(_equal(farm, pack, state) for state in states) for pack in _packs(farm)):
        yield "! pack neither old nor new"
    if list(farm.temporary.iterdir()):
        yield "temporary files to sweep" if wanted == "build" else "! temporary files left"
    if build.returncode:
        yield from _finish(farm)
    yield from _compared(farm, states[1])


def _ending(code: int, wanted: str, seconds: float) -> Iterator[str]:
    if wanted in ENDED_BY:
        asked, number = ENDED_BY[wanted]
        # The other is what the system makes of a signal before Python has begun to listen for it.
        yield {asked: "stopped", -number: "stopped before it began"}.get(code, f"! ended with {code}")
        if seconds > 2:
            yield f"! took {seconds:.1f} s to stop"
    elif wanted != "build":
        yield {0: "made all the same", 1: "failed in words"}.get(code, f"! ended with {code}")


def _packs(farm: Farm) -> list[Path]:
    return list(farm.packs.glob("[!.]*/[!.]*"))


def _equal(farm: Farm, pack: Path, state: str) -> bool:
    names = {name for name in farm.clean[state] if name.startswith(f"{pack.relative_to(farm.packs)}/")}
    there = {str(path.relative_to(farm.packs)) for path in pack.rglob("*")}
    return there == names and all((farm.packs / name).read_bytes() == farm.clean[state][name] for name in names)


def _finish(farm: Farm) -> Iterator[str]:
    build = farm.start()
    _, said = build.communicate(timeout=LONG)
    yield "! the next build failed" if build.returncode or said else "the next build finished"
    if said:
        print(said)


def _compared(farm: Farm, state: str) -> Iterator[str]:
    whole = farm.whole()
    yield "equal to a clean build" if whole == farm.clean[state] else "! not equal to a clean build"
    if odd := sorted(set(whole) ^ set(farm.clean[state])):
        print("left or missing:", odd)
    if list(farm.temporary.iterdir()):
        yield "! temporary files left at last"
    if not eventually(lambda: not farm.processes()):
        yield "! process left at last"


def main() -> int:
    """Prints the counts."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rounds", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--kind", choices=KINDS, action="append")
    options = asked.parse_args()
    chance, counts = random.Random(options.seed), {name: Counter[str]() for name in options.kind or KINDS}
    with tempfile.TemporaryDirectory(prefix="workbook-kit-kill-") as folder:
        farm, state = Farm(Path(folder)), STATES[-1]
        undisturbed(farm)
        for number in _until_stopped(options.rounds):
            wanted, before = list(counts)[number % len(counts)], state
            state = chance.choice([other for other in STATES if other != before])
            found = list(one_round(farm, wanted, (before, state), chance))
            counts[wanted].update(found)
            if any(one.startswith("!") for one in found):
                print(f"round {number}, {wanted}: {', '.join(found)}", flush=True)
    _print(counts)
    return int(any(one.startswith("!") for counted in counts.values() for one in counted))


def _until_stopped(rounds: int) -> Iterator[int]:
    """Numbers of rounds; after Ctrl-C no further ones."""
    stopped: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: stopped.append(number))
    yield from itertools.takewhile(lambda number: not stopped, range(rounds))


def _print(counts: dict[str, Counter[str]]) -> None:
    table = Table("What", *counts, title="Rounds", title_justify="left")
    for what in sorted({one for counted in counts.values() for one in counted}):
        table.add_row(what, *(str(counted[what] or "") for counted in counts.values()))
    Console(width=140).print(table)


if __name__ == "__main__":
    sys.exit(main())
