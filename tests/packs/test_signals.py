"""Signals stop a build at once, with nothing left; those that are to be ignored are."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commands import default_signals
from tests.packs.test_build import contents, processes, two_cohorts
from tests.tiny import SHEET, Tiny

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "workbook_kit", "build", "--log-json", "--jobs", "2", "--project"]


@pytest.fixture
def going_on(tiny: Tiny, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a build that does not end, in a temporary folder of its own, and waits until its sheets run."""
    two_cohorts(tiny)
    tiny.sheet(
        "hello",
        *SHEET[:2],
        ("code", f"open('{tmp_path}/begun-' + cohort['name'], 'w').close()\nimport time; time.sleep(50)"),
    )
    (tmp_path / "scratch").mkdir()

    def start(signals: Callable[[], object] = default_signals) -> subprocess.Popen[str]:
        running = subprocess.Popen(
            [*COMMAND, str(tiny.root)], env={**os.environ, "TMPDIR": str(tmp_path / "scratch")},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=signals,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while len(list(tmp_path.glob("begun-*"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        return running

    yield start
    assert list((tmp_path / "scratch").iterdir()) == []
    assert processes(str(tmp_path)) == []
    assert contents(tiny.root / "packs") == {}


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_a_build_at_once_and_more_of_them_change_nothing(
    going_on: Callable[..., subprocess.Popen[str]], number: signal.Signals
) -> None:
    running, began = going_on(), time.monotonic()
    for _ in range(5):  # all of the terminal's processes get it
        try:
            os.killpg(running.pid, number)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    _, said = running.communicate(timeout=20)
    assert time.monotonic() - began < 4  # 2 on a machine with nothing else to do
    assert running.returncode == 128 + number
    assert [json.loads(line)["event"] for line in said.splitlines()] == ["planned", "stopped"]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems")
def test_what_is_ignored_stays_ignored(going_on: Callable[..., subprocess.Popen[str]]) -> None:
    running = going_on(lambda: (default_signals(), signal.signal(signal.SIGHUP, signal.SIG_IGN)))  # as nohup does
    os.killpg(running.pid, signal.SIGHUP)
    time.sleep(0.5)
    assert running.poll() is None
    os.killpg(running.pid, signal.SIGTERM)
    running.communicate(timeout=20)
    assert running.returncode == 143


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems")
@pytest.mark.parametrize("moment", [0.2, 0.5, 1.0])
def test_ctrl_c_while_it_starts_says_nothing_odd(tiny: Tiny, moment: float) -> None:
    # what Python itself says when Ctrl-C meets its own start is not ours
    code = "print('Python is there', flush=True); from workbook_kit.__main__ import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, *COMMAND[3:], str(tiny.root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True, preexec_fn=default_signals,
    ) as running:  # fmt: skip
        assert running.stdout
        running.stdout.readline()
        time.sleep(moment)
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=20)
    assert running.returncode in (130, -signal.SIGINT)
    assert "Traceback" not in said
