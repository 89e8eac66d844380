"""Builds that are killed at random moments, and what is left of them.

Run with `python -m benchmarks.kill [--kills 200] [--seed 1]`. Each round changes a small project and starts a build.
Either two of its processes are killed while it goes on: those that make workbooks, the kernels of sheets that need one,
and tools such as pandoc. Or the build itself is killed, or stopped as Ctrl-C and `kill` do it, and so is
the next. Then a build finishes what is left to do, and everything is compared with a build that nobody disturbed.
Exits with 1 where anything is not as it should be.
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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil
from rich.console import Console
from rich.table import Table
from tests.commands import default_signals
from tests.tiny import Tiny

STATES = ("What do you see?", "What do you hear?", "What do you smell?")
WITHIN, WHOLE = ("worker", "kernel", "tool"), ("build", "Ctrl-C", "terminate")
ENDED_BY = {"Ctrl-C": (130, signal.SIGINT), "terminate": (143, signal.SIGTERM)}
COHORTS = ("hill-1", "dale-1")
#: Not a part of any pack: who holds the folder, how files looked, and what was found out before.
ASIDE = {".lock", ".built.json", ".checked"}
#: Seconds for what was killed to take its processes along, and for a build; and for a build to stop when it is told
#: to: 2, and twice as much on a machine that does other things as well.
SOON, LONG, AT_ONCE = 5.0, 300.0, 4.0
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
        self.tiny.sheet("sums", ("markdown", "# Sums"), ("code", "import math\nprint(math.pi)"))
        self.tiny.change("data/programmes/NPQAA.yml", "sheets: {hello: 30}", "sheets: {hello: 30, sums: 5}")
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
            preexec_fn=default_signals,
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
    if "ipykernel_launcher" in command:
        return "kernel"
    if "workbook_kit.packs.pool" in command:
        return "worker"
    # A process that has not yet become what it is to be has the command of its parent, or none.
    return "" if not command or "workbook_kit build" in command else "tool"


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


@dataclass
class Tally:
    """What was counted. What begins with `!` should never be."""

    kills: Counter[str] = field(default_factory=Counter)
    became: Counter[str] = field(default_factory=Counter)
    #: Seconds that builds took to stop.
    stops: list[float] = field(default_factory=list)

    @property
    def bad(self) -> int:
        """How much of it should not be."""
        return sum(count for what, count in self.became.items() if what.startswith("!"))


def killed_within(farm: Farm, kinds: Sequence[str], chance: random.Random, tally: Tally) -> None:
    """A build that goes on while two of its processes are killed."""
    build = farm.start(jobs=chance.choice((1, 1, 2)))
    for wanted in chance.choices(kinds, k=2):
        tally.kills[wanted] += hit(build, wanted, chance.uniform(0, farm.usual / 2), chance)
    _, said = build.communicate(timeout=LONG)
    words = {0: "builds that made everything all the same", 1: "builds that said what they could not make"}
    tally.became[words.get(build.returncode, f"! builds that ended with {build.returncode}")] += 1
    _look(farm, said, tally)
    if list(farm.temporary.iterdir()):
        tally.became["! temporary files left by a build that went on"] += 1
    if build.returncode:
        _finish(farm, tally)


def killed_whole(farm: Farm, kinds: Sequence[str], chance: random.Random, tally: Tally) -> None:
    """Two builds one after the other, killed or told to stop; a third finishes."""
    killed = False
    for wanted in chance.choices(kinds, k=2):
        build = farm.start(jobs=chance.choice((1, 1, 2)))
        met, began = hit(build, wanted, chance.uniform(0, farm.usual), chance), time.monotonic()
        _, said = build.communicate(timeout=LONG)
        tally.kills[wanted] += met
        if met and wanted in ENDED_BY:
            _stopped(build.returncode, wanted, time.monotonic() - began, tally)
        _look(farm, said, tally)
        killed = killed or (met and wanted == "build")
        if list(farm.temporary.iterdir()):  # a build that was stopped early may not have come to removing them
            tally.became["temporary files left for the next build" if killed else "! temporary files left"] += 1
    _finish(farm, tally)


def _stopped(code: int, wanted: str, seconds: float, tally: Tally) -> None:
    asked, number = ENDED_BY[wanted]
    # The other is what the system makes of a signal before Python has begun to listen for it.
    words = {asked: "builds that stopped", -number: "builds that stopped before they began"}
    tally.became[words.get(code, f"! builds that ended with {code} after {wanted}")] += 1
    tally.stops.append(seconds)
    tally.became["! builds that took too long to stop"] += seconds > AT_ONCE


def _look(farm: Farm, said: str, tally: Tally) -> None:
    """At what must hold whatever was killed."""
    if "Traceback" in said:
        tally.became["! tracebacks"] += 1
        print(said, flush=True)
    if not eventually(lambda: not farm.processes()):
        tally.became["! processes left"] += 1
    if not all(any(_equal(farm, pack, state) for state in STATES) for pack in _packs(farm)):
        tally.became["! packs that are not whole"] += 1


def _packs(farm: Farm) -> list[Path]:
    return list(farm.packs.glob("[!.]*/[!.]*"))


def _equal(farm: Farm, pack: Path, state: str) -> bool:
    names = {name for name in farm.clean[state] if name.startswith(f"{pack.relative_to(farm.packs)}/")}
    there = {str(path.relative_to(farm.packs)) for path in pack.rglob("*")}
    return there == names and all((farm.packs / name).read_bytes() == farm.clean[state][name] for name in names)


def _finish(farm: Farm, tally: Tally) -> None:
    build = farm.start()
    _, said = build.communicate(timeout=LONG)
    good = not build.returncode and not said
    tally.became["next builds that finished" if good else "! next builds that failed"] += 1
    print(said, end="", flush=True)


def _compare(farm: Farm, state: str, tally: Tally) -> None:
    whole = farm.whole()
    equal = whole == farm.clean[state]
    tally.became["rounds, packs equal to a clean build's" if equal else "! rounds, packs not equal"] += 1
    if odd := sorted(set(whole) ^ set(farm.clean[state])):
        print("left or missing:", odd, flush=True)
    tally.became["! temporary files left at last"] += bool(list(farm.temporary.iterdir()))
    tally.became["! processes left at last"] += not eventually(lambda: not farm.processes())


def main() -> int:
    """Prints the counts."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--kind", choices=(*WITHIN, *WHOLE), action="append", help="kill nothing else")
    options = asked.parse_args()
    chance, tally = random.Random(options.seed), Tally()
    with tempfile.TemporaryDirectory(prefix="workbook-kit-kill-") as folder:
        farm, state = Farm(Path(folder)), STATES[-1]
        undisturbed(farm)
        for number in _until_stopped():
            if tally.kills.total() >= options.kills:
                break
            before, bad = state, tally.bad
            state = chance.choice([other for other in STATES if other != before])
            farm.change(before, state)
            kinds = options.kind or (WHOLE if number % 2 else WITHIN)
            (killed_within if set(kinds) <= set(WITHIN) else killed_whole)(farm, kinds, chance, tally)
            _compare(farm, state, tally)
            if tally.bad > bad:
                print(f"round {number}: {+tally.became}", flush=True)
    _print(tally)
    return int(tally.bad > 0)


def _until_stopped() -> Iterator[int]:
    """Numbers of rounds; after Ctrl-C no further ones."""
    stopped: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: stopped.append(number))
    yield from itertools.takewhile(lambda number: not stopped, itertools.count())


def _print(tally: Tally) -> None:
    table = Table("What", "Count", title=f"{tally.kills.total()} kills", title_justify="left")
    for what, count in [*((f"killed: {kind}", tally.kills[kind]) for kind in (*WITHIN, *WHOLE)), *tally.became.items()]:
        table.add_row(what, str(count))
    if tally.stops:
        table.add_row("seconds to stop, median and most", f"{median(tally.stops):.1f}, {max(tally.stops):.1f}")
    Console(width=110).print(table)


if __name__ == "__main__":
    sys.exit(main())
