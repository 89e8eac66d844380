"""A sheet that dies, hangs or floods harms no other, and no process is left behind, whoever is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from tests.forked.conftest import Run, execute, execute_in_thread, text
from workbook_kit.forked import engine
from workbook_kit.forked.client import SHOWN
from workbook_kit.forked.engine import start
from workbook_kit.forked.template import TemplateError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def mark() -> str:
    """Seconds to sleep that no other process sleeps."""
    return f"{time.time_ns() % 10**9 + 10**4}.25"


def running(mark: str) -> list[int]:
    """The processes that hold the mark in their command."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        if mark in " ".join(process.info["cmdline"] or []) and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process.pid)
    return found


def eventually(true: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether it becomes true in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def sheets() -> list[psutil.Process]:
    """The template's children."""
    return psutil.Process(start().pid).children(recursive=True)


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    yield
    assert eventually(lambda: not sheets())


@pytest.mark.parametrize(
    "death",
    [
        "import os; os._exit(3)",
        "import os; os._exit(0)",
        "import os; os.abort()",
        "import os; os.kill(os.getpid(), 9)",
        "import os; os.kill(os.getpid(), 15)",
        "import ctypes; ctypes.string_at(0)",
        "import os; os.closerange(0, 100)",
        "import os; os.killpg(0, 9)",
        "import os, signal; os.kill(os.getppid(), signal.SIGCHLD); os._exit(1)",
    ],
)
def test_a_death_is_told_and_the_next_sheet_runs(death: str, run: Run) -> None:
    pid = start().pid
    with pytest.raises(DeadKernelError, match="Kernel died"):
        run("print('before')", death, "print('after')")
    assert text(run("print('next')")) == "next\n"
    assert start().pid == pid


def test_what_was_said_before_a_death_is_kept(tmp_path: Path) -> None:
    shown: list[object] = []
    with pytest.raises(DeadKernelError):
        execute(
            "print('a', flush=True); display('b')\nimport os; os._exit(1)",
            on_cell_start=lambda cell, cell_index: shown.append(cell),
        )
    assert [output.output_type for output in shown[0].outputs] == ["stream", "display_data"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "endless",
    [
        "while True: pass",
        "import time; time.sleep(99)",
        "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "await __import__('asyncio').sleep(99)",
        "import os; os.system('sleep 99')",
        "while True: print('x' * 1000)",
        "import os; os.system('yes')",
        "import threading; l = threading.Lock(); l.acquire(); l.acquire()",
    ],
)
def test_an_endless_cell_ends_in_time(endless: str, run: Run) -> None:
    started = time.monotonic()
    with pytest.raises(CellTimeoutError):
        run(endless, execution_timeout=1, most_shown=10_000)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "flood",
    [
        "for _ in range(50): print('x' * 1_000_000)",
        "print('x' * 50_000_000)",
        "display('x' * 50_000_000)",
        "import os; os.system('yes | head -c 50000000');",
        "for i in range(20_000): display(i)",
        "import ipywidgets\nwith ipywidgets.Output():\n    for i in range(300): print('x' * 1000); display(i)",
    ],
)
def test_a_flood_is_cut_off_and_told(flood: str, run: Run) -> None:
    notebook = run(flood, "print('after')", most_shown=20_000)
    assert notebook.cells[0].metadata[SHOWN] > 20_000
    assert sum(len(str(output)) for output in notebook.cells[0].outputs) < 2_000_000
    assert text(notebook) == "after\n"
    assert notebook.cells[1].metadata[SHOWN] == 6


def test_an_error_with_too_long_a_message_is_still_an_error(run: Run) -> None:
    notebook = run("raise ValueError('x' * 10_000_000)", most_shown=20_000)
    [failed] = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert failed.metadata.papermill.exception
    assert failed.metadata[SHOWN] > 20_000


def test_a_sheet_that_reads_nothing_is_not_waited_for(run: Run) -> None:
    # every print sends the whole of the widget's outputs back, while the cell runs on
    notebook = run(
        "import ipywidgets\no = ipywidgets.Output()\nwith o:\n    for i in range(100): display('x' * 5000)", "1"
    )
    assert notebook.cells[1].outputs


START = """import subprocess
for new in (True, False): subprocess.Popen(['sleep', '{mark}'], start_new_session=new)
subprocess.Popen(['sh', '-c', '(setsid sleep {mark} &)']).wait()
import os
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: os.execvp('sleep', ['sleep', '{mark}'])
    os._exit(0)
"""


@pytest.mark.parametrize(
    "end", ["", "import os; os._exit(1)", "while True: pass", "import os; os.kill(os.getpid(), 9)"]
)
def test_what_a_cell_started_ends_with_the_sheet(end: str, run: Run, mark: str) -> None:
    try:
        run(START.format(mark=mark), f"import os; os.system('pgrep -fc {mark}')", end, execution_timeout=2)
    except (DeadKernelError, CellTimeoutError):
        assert end
    assert not running(mark)


def test_another_sheet_keeps_what_it_started(run: Run, mark: str) -> None:
    slow: list[str] = []

    def other() -> None:
        notebook = execute_in_thread(
            f"import subprocess; subprocess.Popen(['sh', '-c', '(setsid sleep {mark} &)']).wait()",
            "import time; time.sleep(1.5)",
            f"import os; os.system('pgrep -fxc \"sleep {mark}\"');",
        )
        slow.append(text(notebook))

    thread = threading.Thread(target=other)
    thread.start()
    assert eventually(lambda: bool(running(f"sleep {mark}")))
    for _ in range(3):
        run("import subprocess; subprocess.Popen(['sleep', '0.01'], start_new_session=True)")
    thread.join()
    assert slow == ["1\n"]
    assert not running(mark)


def test_four_at_once_and_every_fifth_dies() -> None:
    wrong: list[object] = []

    def several(first: int) -> None:
        for number in range(first, 40, 4):
            try:
                notebook = execute_in_thread(f"n = {number}", "if n % 5 == 4: __import__('os')._exit(1)", "print(n)")
                wrong.extend([number] * (text(notebook) != f"{number}\n" or number % 5 == 4))
            except DeadKernelError:
                wrong.extend([number] * (number % 5 != 4))

    threads = [threading.Thread(target=several, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_template_killed_between_sheets_is_started_again(run: Run) -> None:
    pid = start().pid
    os.kill(pid, signal.SIGKILL)
    assert text(run("print('next')")) == "next\n"
    assert start().pid != pid


def test_a_template_killed_under_a_sheet_is_started_again_and_the_sheet_run_again(run: Run, mark: str) -> None:
    killer = threading.Timer(1.5, lambda: os.kill(start().pid, signal.SIGKILL))
    killer.start()
    notebook = run(
        f"import subprocess; subprocess.Popen(['sleep', '{mark}']);", "import time; time.sleep(3); print('whole')"
    )
    assert text(notebook) == "whole\n"
    assert not running(mark)


def test_a_template_killed_at_its_start_leaves_no_file(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine.stop()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for moment in (0.1, 0.2, 0.3, 0.4):
        template = start()
        time.sleep(moment)
        os.kill(template.pid, signal.SIGKILL)
        assert text(run("print('next')")) == "next\n"
        engine.stop()
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_killed_from_outside_once_is_run_again(run: Run, tmp_path: Path) -> None:
    once = "import os, pathlib\np = pathlib.Path({!r})\nif not p.exists(): p.touch(); os.kill(os.getpid(), 9)"
    assert text(run("print('whole')", once.format(str(tmp_path / "tried")), "print('next')")) == "next\n"


def test_a_sheet_that_kills_its_template_fails_by_itself(run: Run) -> None:
    with pytest.raises(DeadKernelError, match="forked from died"):
        run("import os; os.kill(os.getppid(), 9)\nimport time; time.sleep(9)")
    assert text(run("print('next')")) == "next\n"


def test_a_template_that_does_not_start_says_why(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.stop()
    monkeypatch.setattr("workbook_kit.forked.template._CODE", "import nosuch # {}")
    with pytest.raises(TemplateError, match="died twice: ModuleNotFoundError: No module named 'nosuch'"):
        run("1")
    monkeypatch.undo()
    assert run("1").cells[0].outputs


def test_a_template_that_does_not_answer_is_not_waited_for(run: Run) -> None:
    os.kill(start().pid, signal.SIGSTOP)
    try:
        with pytest.raises(TemplateError, match="it said nothing for 1 seconds"):
            run("1", start_timeout=1)
    finally:
        os.kill(start().pid, signal.SIGCONT)
    assert eventually(lambda: not sheets())


BUILDER = """
import sys, time
sys.path.insert(0, {root!r})
from tests.forked.conftest import *
papermill_engines.register(NAME, ForkedEngine)
print(start().pid, flush=True)
start_one = "import subprocess; subprocess.Popen(['sleep', '{mark}'], start_new_session=True)"
execute(start_one, "import time; time.sleep(60)")
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_survives_the_builder(how: signal.Signals, mark: str) -> None:
    code = BUILDER.format(root=str(ROOT), mark=mark)
    builder = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert builder.stdout is not None
    with builder.stdout:
        template = int(builder.stdout.readline())
        assert eventually(lambda: bool(running(f"sleep {mark}")), 20)
        builder.send_signal(how)
        builder.wait()
    assert eventually(lambda: not psutil.pid_exists(template) or psutil.Process(template).status() == "zombie")
    assert eventually(lambda: not running(f"sleep {mark}"))


def test_ctrl_c_in_the_terminal_reaches_neither_template_nor_sheet(run: Run) -> None:
    # a terminal sends it to the group that the builder is in
    seen = run(f"import os; print(os.getpgid(0) == {os.getpgid(0)}, os.getsid(0) == os.getpid())")
    assert text(seen) == "False True\n"
    assert os.getpgid(start().pid) != os.getpgid(0)
