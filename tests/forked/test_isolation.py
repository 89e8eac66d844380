"""Nothing passes from sheet to sheet, and nothing of the template process or the builder gets in."""

import os
import tempfile
from pathlib import Path

import pytest

from tests.forked.conftest import Run, text

#: What a sheet may leave behind, and how the next would see it.
LEAVINGS = {
    "a variable": ("left = 1", "'left' in globals()"),
    "an environment variable": ("import os; os.environ['LEFT'] = '1'", "'LEFT' in __import__('os').environ"),
    "a folder": ("import os; os.chdir('/')", "__import__('os').getcwd() == '/'"),
    "a module": ("import sys; sys.modules['left'] = sys", "'left' in __import__('sys').modules"),
    "a place for modules": ("import sys; sys.path.append('/left')", "'/left' in __import__('sys').path"),
    "a builtin": ("import builtins; builtins.left = 1", "hasattr(__import__('builtins'), 'left')"),
    "an option of pandas": (
        "import pandas; pandas.set_option('display.max_rows', 3)",
        "__import__('pandas').get_option('display.max_rows') == 3",
    ),
    "a patched library": ("import pandas; pandas.left = 1", "hasattr(__import__('pandas'), 'left')"),
    "a filter of warnings": (
        "import warnings; warnings.simplefilter('error')",
        "__import__('warnings').filters[0][0] == 'error'",
    ),
    "a limit": ("import sys; sys.setrecursionlimit(200)", "__import__('sys').getrecursionlimit() == 200"),
    "a mask of files": ("import os; os.umask(0o77)", "__import__('os').umask(0o22) == 0o77"),
    "a signal": (
        "import signal; signal.signal(signal.SIGUSR1, signal.SIG_IGN)",
        "__import__('signal').getsignal(__import__('signal').SIGUSR1) == __import__('signal').SIG_IGN",
    ),
    "a magic": ("%alias left echo", "'left' in get_ipython().magics_manager.magics['line']"),
    "a stored variable": ("x = 1\n%store x", "bool(get_ipython().db.keys())"),
    "history": ("'left'", "any('left' in line for line in get_ipython().history_manager.input_hist_raw[:-1])"),
    "the last value": ("'left'", "'_' in globals() and _ == 'left'"),
    "the count": ("1", "get_ipython().execution_count > 2"),
    "an exception": ("import sys\nsys.last_value = 1", "hasattr(__import__('sys'), 'last_value')"),
    "a widget": ("import ipywidgets; s = ipywidgets.IntSlider()", "bool(get_ipython().kernel.comm_manager.comms)"),
    "a logger": ("import logging; logging.basicConfig()", "bool(__import__('logging').getLogger().handlers)"),
    "a thread": (
        "import threading, time; threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
        "__import__('threading').active_count() != 1",
    ),
    "a task": (
        "import asyncio; asyncio.get_event_loop().create_task(asyncio.sleep(60))",
        "len(__import__('asyncio').all_tasks()) != 1",
    ),
    "a temporary file": (
        "import tempfile; open(tempfile.gettempdir() + '/left', 'w').close()",
        "__import__('os').path.exists(__import__('tempfile').gettempdir() + '/left')",
    ),
    "an open file": (
        "import os; os.dup2(os.open('/dev/null', os.O_RDONLY), 77)",
        "__import__('os').path.exists('/proc/self/fd/77')",
    ),
    "a time zone": (
        "import os, time; os.environ['TZ'] = 'XXX5'; time.tzset()",
        "__import__('time').tzname[0] == 'XXX'",
    ),
    "a locale": (
        "import locale; locale.setlocale(locale.LC_ALL, 'C')",
        "__import__('locale').setlocale(__import__('locale').LC_CTYPE) == 'C'",
    ),
    "a renderer": (
        "get_ipython().display_formatter.formatters['text/plain'].for_type(int, lambda *a: a[1].text('left'))",
        "bool(get_ipython().display_formatter.formatters['text/plain'].for_type(int).__name__ == '<lambda>')",
    ),
}


@pytest.mark.parametrize("what", LEAVINGS)
def test_nothing_is_left_for_the_next(what: str, run: Run) -> None:
    leave, see = LEAVINGS[what]
    here = run(leave, f"print({see})")
    assert text(here) == "True\n", "the probe sees nothing"
    assert text(run(f"print({see})")) == "False\n"


@pytest.mark.parametrize(
    "number",
    [
        "import random; random.random()",
        "import numpy; numpy.random.rand()",
        "import numpy; numpy.random.default_rng().random()",
        "import uuid; uuid.uuid4()",
        "import tempfile; tempfile.mktemp(dir='/')",
        "import secrets; secrets.token_hex()",
    ],
)
def test_chance_is_each_sheets_own(number: str, run: Run) -> None:
    assert run(number).cells[0].outputs[0].data != run(number).cells[0].outputs[0].data


def test_no_file_of_the_template_or_the_builder_is_open(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "builders-own").open("w") as opened:
        os.set_inheritable(opened.fileno(), True)
        seen = run(
            "import os\nfor n in sorted(os.listdir('/proc/self/fd'), key=int):\n"
            "    try: print(os.readlink(f'/proc/self/fd/{n}').split(':')[0].split('(')[0])\n"
            "    except OSError: pass"
        )
    # the wire and the loop's own pair of sockets; both pipes from both ends
    loop = ["anon_inode", "socket", "socket"]
    wanted = [*["/dev/null"] * 2, *["pipe"] * 4, *loop, "socket"]
    assert sorted(text(seen).split()) == sorted(wanted)


def test_what_a_program_inherits_is_not_the_wire(run: Run) -> None:
    assert text(run("import os; os.system('ls -l /proc/self/fd | grep -c socket')")) == "0\n"


def test_the_environment_is_the_builders_of_this_moment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATER", "yes")
    monkeypatch.delenv("HOME")
    seen = run("import os; print(os.environ['LATER'], 'HOME' in os.environ, os.environ['WORKBOOK_KIT_STATIC'])")
    assert text(seen) == "yes False 1\n"


def test_ipython_keeps_its_things_in_the_sheets_own_folder(run: Run, tmp_path: Path) -> None:
    start = tmp_path / "ipython" / "profile_default" / "startup"
    start.mkdir(parents=True)
    (start / "mine.py").write_text("left = 1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
        seen = run(
            "x = 1\n%store x",
            "print('left' in globals(), get_ipython().ipython_dir, get_ipython().db['autorestore/x'])",
        )
    left, folder, stored = text(seen).split()
    assert (left, stored) == ("False", "1")
    assert folder.startswith(tempfile.gettempdir())
    assert not Path(folder).exists()


def test_a_sheet_imports_from_its_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("said = 'beside'")
    assert text(run("import beside; print(beside.said)", cwd=str(tmp_path))) == "beside\n"


def test_the_program_is_not_ours(run: Run) -> None:
    seen = run("import __main__, sys; print(__main__.__name__, hasattr(__main__, 'main'), '/' in sys.path)")
    assert text(seen) == "__main__ False False\n"


def test_matplotlib_is_not_loaded_and_what_sheets_use_is(run: Run) -> None:
    seen = run("import sys; print([n in sys.modules for n in ('matplotlib', 'debugpy', 'pandas', 'ipywidgets')])")
    assert text(seen) == "[False, False, True, True]\n"


def test_limits_are_set(run: Run) -> None:
    asked = {"RLIMIT_AS": 3 << 30, "RLIMIT_NOFILE": 100}
    seen = run("import resource as r; print(r.getrlimit(r.RLIMIT_AS), r.getrlimit(r.RLIMIT_NOFILE)[0])", limits=asked)
    assert text(seen).startswith(f"({3 << 30}, ")
    assert text(seen).endswith(") 100\n")
    assert run("bytes(4 << 30)", limits=asked).cells[-1].outputs[0].ename == "MemoryError"


def test_what_was_left_open_is_written_at_the_end(run: Run, tmp_path: Path) -> None:
    run("f = open('kept', 'w'); f.write('whole')\nimport atexit; atexit.register(open, 'end', 'w');", cwd=str(tmp_path))
    assert (tmp_path / "kept").read_text() == "whole"
    assert (tmp_path / "end").exists()
