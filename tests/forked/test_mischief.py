"""Cells that fork, delete their folder, or take over signals and files harm themselves at most."""

import os
import signal
import threading
import time
from pathlib import Path

import psutil
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from tests.forked.conftest import Run, text
from tests.forked.test_robust import eventually, mark, running, sheets
from workbook_kit.forked.engine import start
from workbook_kit.forked.template import TemplateError

__all__ = ["mark"]


def test_what_a_cell_forks_ends_with_the_cell(run: Run) -> None:
    # or it would read what the sheet is asked next, and nobody would hear its answer
    notebook = run("import os\nours = os.getpid()\nos.fork();", *["print(os.getpid() == ours)"] * 5)
    assert [text(notebook, cell) for cell in range(1, 6)] == ["True\n"] * 5


@pytest.mark.parametrize("then", ["", "time.sleep(60)", "os.setsid(); time.sleep(60)"])
def test_many_processes_forked_by_a_cell_end_with_the_sheet(then: str, run: Run) -> None:
    fork = (
        f"import os, time\nours = os.getpid()\nfor _ in range(5): os.fork()\nif os.getpid() != ours: {then or 'pass'}"
    )
    assert text(run(fork, "print('next')")) == "next\n"
    assert eventually(lambda: not sheets())


@pytest.mark.parametrize(
    "mischief",
    [
        "import os, shutil, tempfile; shutil.rmtree(tempfile.gettempdir())",
        "import os, tempfile; os.chmod(os.getcwd(), 0); os.chmod(tempfile.gettempdir(), 0)",
        "import os; os.chdir('/')",
        "import signal\nfor n in {*range(1, 32)} - {9, 17, 19}: signal.signal(n, signal.SIG_IGN)",
        "import signal; signal.signal(signal.SIGALRM, lambda *a: 1/0); signal.alarm(3600)",
        "import os; os.closerange(3, 8)",
        "import sys; sys.stdout.close(); sys.stderr.close()",
        "import os; os.close(1); os.close(2)",
        "import sys; sys.stdout = sys.stderr = None",
        "import os; os.environ.clear()",
        "import sys; sys.modules.clear()",
        "import builtins; del builtins.print",
        "import sys; sys.setrecursionlimit(60)",
        "import gc; gc.disable(); gc.set_debug(gc.DEBUG_STATS)",
        "import threading; threading.Thread(target=lambda: 1/0).start()",
        "get_ipython().kernel.session.wire.close()",
        "get_ipython().kernel.session.wire.send(b'x' * 1000)",
        "import atexit, time; atexit.register(time.sleep, 60)",
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))",
    ],
)
def test_no_mischief_reaches_the_next_sheet(mischief: str, run: Run, tmp_path: Path) -> None:
    pid, here = start().pid, Path.cwd()
    try:
        run(mischief, "1", execution_timeout=3)
    except (DeadKernelError, CellTimeoutError):
        pass  # it has harmed itself, and that is told
    except TemplateError as error:  # pragma: no cover
        pytest.fail(str(error))
    assert text(run("print('next')")) == "next\n"
    assert (start().pid, Path.cwd()) == (pid, here)
    assert eventually(lambda: not sheets())


def test_what_a_cell_started_ends_also_when_the_template_is_killed(run: Run, mark: str) -> None:
    def kill() -> None:
        if eventually(lambda: len(running(f"sleep {mark}")) >= 2):
            os.kill(start().pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    own_session = f"import subprocess\nfor _ in range(2): subprocess.Popen(['sleep', '{mark}'], start_new_session=True)"
    notebook = run(own_session, "import time; time.sleep(2); print('whole')")
    killer.join()
    assert text(notebook) == "whole\n"
    assert not running(mark)


def test_a_sheet_that_stops_itself_is_ended_in_time(run: Run) -> None:
    began = time.monotonic()
    with pytest.raises(CellTimeoutError):
        run("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", execution_timeout=1)
    assert time.monotonic() - began < 5
    assert eventually(lambda: not [one for one in sheets() if one.status() != psutil.STATUS_ZOMBIE])
