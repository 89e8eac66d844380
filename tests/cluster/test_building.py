"""Whole builds on a real scheduler and two real workers."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil
import pytest
from typer.testing import CliRunner

from tests.cluster.machines import Machines, until
from tests.commands import default_signals
from tests.tiny import ROOT, SHEET, Tiny
from workbook_kit.cli.app import app
from workbook_kit.cluster import Cluster
from workbook_kit.cluster import store as store_module
from workbook_kit.cluster.client import Tasks
from workbook_kit.packs.build import build
from workbook_kit.packs.pack import Result
from workbook_kit.render.outputs import Options

pytestmark = pytest.mark.slow

TITLE, PARAMETERS, CODE = SHEET
#: The first to run makes a mark and waits for long; the second finds it.
WAITS = """\
import os, pathlib, time
mark = pathlib.Path({mark!r})
if not mark.exists():
    mark.write_text(str(os.getpid()))
    time.sleep(50)
"""
#: Kills the first of its ancestors that was started with a word.
KILLS = """\
import psutil
if cohort["name"] == "Hill cohort":
    next(p for p in psutil.Process().parents() if {word!r} in " ".join(p.cmdline())).kill()
    __import__("time").sleep(30)
"""


def made(tiny: Tiny, machines: Machines, out: str = "packs", jobs: int = 0, **options: Any) -> dict[str, Result]:
    results = build(
        tiny.load(),
        Options(out=tiny.root / out, formats=("html",), **options),
        run=Cluster(machines.address, jobs=jobs),
    )
    return {result.workbook: result for result in results}


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("[!.]*") if p.is_file()}


def told(result: Result) -> str:
    return " ".join(map(str, result.problems))


def state() -> tuple[object, ...]:
    """What a build must leave alone in a worker's process."""
    signals = [str(signal.getsignal(one)) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]
    return str(Path.cwd()), tempfile.gettempdir(), sorted(os.environ.items()), signals


@pytest.fixture
def rich(hills: Tiny) -> Tiny:
    """A project whose packs hold a picture, a logo, a partner's font and a print plan with names."""
    (hills.root / "workbooks/figures").mkdir()
    (hills.root / "data/logos").mkdir()
    (hills.root / "data/fonts").mkdir()
    logo = next((ROOT / "data/logos").glob("*.svg"))
    shutil.copyfile(logo, hills.root / "data/logos/hill.svg")
    shutil.copyfile(logo, hills.root / "workbooks/figures/tree.svg")
    font = next((ROOT / "_extensions/seminar/fonts").glob("*Regular*"))
    shutil.copyfile(font, hills.root / "data/fonts" / font.name)
    hills.write("data/partners.yml", "- {id: hill, name: Hill Partnership, values: [We grow things.],"
                " logo: {file: logos/hill.svg, alt: A hill}}\n")  # fmt: skip
    hills.sheet("hello", TITLE, ("markdown", '![A tree](figures/tree.svg){fig-alt="A tree"}'), PARAMETERS, CODE)
    return hills


def test_packs_are_the_same_as_those_made_here_and_only_what_changed_is_sent(rich: Tiny, machines: Machines) -> None:
    formats = ("html", "pdf", "ipynb")
    with machines.client() as client:
        before = client.run(state)
        here = build(rich.load(), Options(out=rich.root / "here", formats=formats))
        there = build(rich.load(), Options(out=rich.root / "there", formats=formats), run=Cluster(machines.address))
        assert [result.status for result in (*here, *there)] == ["made"] * 4, told(there[0])
        assert contents(rich.root / "there") == contents(rich.root / "here")
        assert client.run(state) == before
    assert not (rich.root / "there/.cluster").exists()
    assert machines.left() == []
    again = build(rich.load(), Options(out=rich.root / "there", formats=formats), run=Cluster("tcp://127.0.0.1:1"))
    assert [result.status for result in again] == ["unchanged"] * 2


def test_a_failure_is_told_by_the_command_and_not_more_than_jobs_are_on_their_way(
    hills: Tiny, machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, counts = Tasks._begin, []
    monkeypatch.setattr(Tasks, "_begin", lambda tasks, spec: (begin(tasks, spec), counts.append(len(tasks.begun))))
    hills.sheet("hello", TITLE, PARAMETERS, ("code", "if cohort['name'] == 'Hill cohort': 1/0"))
    words = ["build", "-p", str(hills.root), "--format", "html", "--log-json", "--jobs", "1"]
    store = tmp_path / "store"
    outcome = CliRunner().invoke(app, [*words, "--scheduler", machines.address, "--store", str(store)])
    events = [json.loads(line) for line in outcome.stderr.splitlines()]
    assert (outcome.exit_code, counts) == (1, [1, 1])
    assert [event["event"] for event in events] == ["planned", "failed", "problem", "made", "finished"]
    assert events[2]["what"].startswith("cell 3: ZeroDivisionError")
    assert not list(store.iterdir())
    assert machines.left() == []


def test_a_pack_that_does_not_arrive_is_made_again(
    tiny: Tiny, machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, asked = store_module.Store.read, []

    def once_damaged(store: store_module.Store, name: str) -> bytes | None:
        asked.append(name)
        return read(store, name) if len(asked) > 1 else None

    monkeypatch.setattr(store_module.Store, "read", once_damaged)
    (result,) = made(tiny, machines).values()
    assert result.status == "made"
    assert asked == ["hill-1--seminar-1.pack"] * 2


def test_a_task_ends_elsewhere_when_its_worker_is_killed(hills: Tiny, machines: Machines, mark: Path) -> None:
    hills.sheet("hello", TITLE, PARAMETERS, ("code", WAITS.format(mark=str(mark))))
    code = "from workbook_kit.cli.app import app; app()"
    words = ["build", "-p", str(hills.root), "--format", "html", "--scheduler", machines.address]
    with subprocess.Popen([sys.executable, "-c", code, *words], stdout=subprocess.PIPE, text=True) as building:
        until(lambda: mark.exists() and mark.read_text(), "the sheet did not run")
        sheet = psutil.Process(int(mark.read_text()))
        template, maker, worker, *_ = sheet.parents()
        worker.kill()
        said, _ = building.communicate()
    assert "2 made, 0 unchanged, 0 failed" in said
    for process in (sheet, template, maker):
        until(lambda process=process: not process.is_running(), "a process outlived its worker")


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("workbook_kit.cluster.maker", "its process was stopped from outside, or there was not enough memory"),
        ("multiprocessing.spawn", "several workers ended while they made it, one after another"),
    ],
)
def test_a_task_that_kills_whoever_does_it_fails_and_the_others_are_made(
    hills: Tiny, machines: Machines, word: str, why: str
) -> None:
    hills.sheet("hello", TITLE, PARAMETERS, ("code", KILLS.format(word=word)))
    results = made(hills, machines)
    assert results["hill-1--seminar-1"].status == "failed"
    assert why in told(results["hill-1--seminar-1"])
    assert results["hill-2--seminar-1"].status == "made"


def test_ctrl_c_stops_the_workers_too_and_leaves_nothing(hills: Tiny, machines: Machines, mark: Path) -> None:
    hills.sheet("hello", TITLE, PARAMETERS, ("code", WAITS.format(mark=str(mark)) + "else: time.sleep(50)"))
    words = ["build", "-p", str(hills.root), "--format", "html", "--scheduler", machines.address]
    with subprocess.Popen(
        [sys.executable, "-m", "workbook_kit", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=default_signals,
    ) as building:  # fmt: skip
        until(lambda: mark.exists() and mark.read_text(), "the sheet did not run")
        building.send_signal(signal.SIGINT)
        _, said = building.communicate()
    assert (building.returncode, said.count("\n")) == (130, 1)
    assert "Stopped." in said
    assert not psutil.pid_exists(int(mark.read_text()))
    assert {path.name for path in (hills.root / "packs").iterdir()} <= {".lock", ".checked"}
    assert machines.left() == []
    with machines.client() as client:
        until(lambda: not client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)), "tasks are left")
