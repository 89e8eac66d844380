"""A sheet that needs a kernel has one of its own, which ends with all that it has started."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.browser.lab import until
from tests.tiny import Tiny
from tests.workbook.test_run import spec
from workbook_kit.errors import ProblemsError
from workbook_kit.workbook import engine, kernel
from workbook_kit.workbook.run import execute

#: Starts programs that a sheet leaves behind in every way there is.
START = """import os, subprocess
for new in (True, False): subprocess.Popen(['sleep', '{mark}'], start_new_session=new)
subprocess.Popen(['sh', '-c', '(setsid sleep {mark} &)']).wait()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: os.execvp('sleep', ['sleep', '{mark}'])
    os._exit(0)
"""


@pytest.fixture
def mark() -> str:
    """Seconds to sleep that no other process sleeps."""
    return f"{time.time_ns() % 10**9 + 10**4}.25"


def running(mark: str) -> bool:
    """Whether a process has this in its command."""
    found = [one for one in psutil.process_iter(["cmdline", "status"]) if mark in " ".join(one.info["cmdline"] or [])]
    return any(one.info["status"] != psutil.STATUS_ZOMBIE for one in found)


def test_what_a_cell_started_ends_with_the_sheet(tiny: Tiny, mark: str) -> None:
    runs = f"assert subprocess.run(['pgrep', '-f', '{mark}']).returncode == 0"
    execute(spec(tiny, START.format(mark=mark), runs))
    assert not running(mark)


#: Starts a kernel whose program is another, and is killed before anybody could end it.
KILLED = """import asyncio, os, signal
from jupyter_client.kernelspec import KernelSpec
from workbook_kit.workbook.kernel import QuietKernel
manager = QuietKernel()
manager._kernel_spec = KernelSpec(argv=['sleep', '{mark}'])
asyncio.run(manager.start_kernel(cwd='.'))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="nothing else tells a process that its parent has ended")
def test_a_kernel_that_only_begins_ends_with_a_build_that_is_killed(tmp_path: Path, mark: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED.format(mark=mark)], cwd=tmp_path, check=False)
    assert done.returncode == -signal.SIGKILL
    until(lambda: not running(mark), 5)


@pytest.mark.parametrize(
    ("end", "message"),
    [
        ("os._exit(1)", "cell 4: its kernel died"),
        ("while True: pass", "cell 4: it ran for more than 10 seconds"),
        ("os.kill(os.getpid(), 15)", "cell 4: its kernel died"),
    ],
)
def test_what_a_cell_started_ends_with_a_sheet_that_fails(end: str, message: str, tiny: Tiny, mark: str) -> None:
    with pytest.raises(ProblemsError, match=message):
        execute(spec(tiny, START.format(mark=mark), end), timeout=10)
    assert not running(mark)


@pytest.mark.parametrize(
    "greed",
    [
        "x = []\nwhile True: x.append(b'x' * 1_000_000)",
        "import mmap\nm = mmap.mmap(-1, 4 << 30)\nfor i in range(0, 4 << 30, 4096): m[i] = 1",
    ],
)
def test_a_sheet_that_takes_more_and_more_memory_is_stopped(
    greed: str, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "MOST_MEMORY", 400 << 20)
    with pytest.raises(ProblemsError, match="cell 3: it used more than 2 GB of memory; work with less at a time"):
        execute(spec(tiny, greed), timeout=60)


def test_a_kernel_that_is_killed_once_is_started_again(tiny: Tiny, tmp_path: Path) -> None:
    flag = tmp_path / "killed"
    once = f"import os\nif not os.path.exists('{flag}'):\n    open('{flag}', 'w')\n    os.kill(os.getpid(), 9)"
    assert execute(spec(tiny, once, "import os\nprint('whole')")).cells[-1].outputs[0].text == "whole\n"


def test_a_kernel_that_does_not_come_up_is_told(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    start = subprocess.Popen

    def killed(*given: object, **named: object) -> subprocess.Popen[bytes]:
        process = start(*given, **named)  # type: ignore[call-overload]
        process.kill()
        return process

    monkeypatch.setattr("jupyter_client.launcher.Popen", killed)
    with pytest.raises(ProblemsError, match="its process was killed from outside twice, as a system does"):
        execute(spec(tiny, "import os"))


def test_what_is_in_the_users_own_ipython_folder_has_no_part(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("left = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("LATER", "yes")
    seen = execute(spec(tiny, "import os\nprint('left' in globals(), os.environ['LATER'], get_ipython().ipython_dir)"))
    left, later, folder = seen.cells[-1].outputs[0].text.split()
    assert (left, later) == ("False", "yes")
    assert not Path(folder).exists()


def test_a_path_too_long_for_a_socket_is_not_used_for_one() -> None:
    assert kernel.settings("/tmp/a").QuietKernel.transport == "ipc" or os.name == "nt"
    assert "transport" not in kernel.settings("/tmp/" + "a" * 100).QuietKernel
