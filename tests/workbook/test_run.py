"""Sheets run in real kernels, and every way of failing is told with sheet and cell."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.tiny import Tiny
from workbook_kit.errors import ProblemsError
from workbook_kit.workbook import engine
from workbook_kit.workbook.plan import SheetSpec
from workbook_kit.workbook.run import execute

SAMPLE = ("parameters", 'cohort = {"name": "Sample"}')
TITLE = ("markdown", "# Hello {{ cohort.name }}")


def spec(tiny: Tiny, *code: str, name: str = "Hill") -> SheetSpec:
    tiny.sheet("hello", TITLE, SAMPLE, *(("code", source) for source in code))
    return SheetSpec(tiny.load().sheets["hello"], {"cohort": {"name": name}})


def test_text_and_code_get_the_same_values(tiny: Tiny) -> None:
    notebook = execute(spec(tiny, "print(cohort['name'])", name="<b> {{ 7*7 }} \\ \"'"))
    assert notebook.cells[0].source == "# Hello \\<b\\> \\{\\{ 7\\*7 \\}\\} \\\\ \\\"\\'"
    assert notebook.cells[-1].outputs[0].text == "<b> {{ 7*7 }} \\ \"'\n"


def test_the_sheet_itself_is_not_changed(tiny: Tiny) -> None:
    sheet = spec(tiny, "1")
    execute(sheet)
    assert sheet.sheet.cells[0].source == TITLE[1]


def test_nothing_passes_from_sheet_to_sheet(tiny: Tiny) -> None:
    execute(spec(tiny, "import os\nos.environ['LEFT'] = 'behind'\nopen('left', 'w').close()\nleft = 1"))
    seen = execute(spec(tiny, "import os\nprint('LEFT' in os.environ, os.path.exists('left'), 'left' in dir())"))
    assert seen.cells[-1].outputs[0].text == "False False False\n"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1/0", "cell 4: ZeroDivisionError: division by zero; mend the cell"),
        ("while True: pass", "cell 4: it ran for more than 2 seconds; look for an endless loop"),
        ("import os; os._exit(9)", "cell 4: its kernel died; run the sheet in Jupyter to see why"),
        ("import os; os.kill(os.getpid(), 9)", "cell 4: its process was killed from outside twice, as a system does"),
        ("bytes(4 << 30)", "cell 4: it used more than 2 GB of memory; work with less at a time"),
        ("import numpy; numpy.ones(1 << 29)", "cell 4: it used more than 2 GB of memory; work with less at a time"),
        ("def", "cell 4: SyntaxError: invalid syntax"),
        (
            "from workbook_kit.activities import Prompt; Prompt('A B', 'x')",
            "cell 4: ActivityError: activity 'A B': an id is",
        ),
        (
            "from workbook_kit.activities import Prompt; Prompt('answers', 'x')",
            "cell 4: ActivityError: activity 'answers': the page itself has this id; choose another",
        ),
    ],
)
def test_a_failure_names_sheet_and_cell(tiny: Tiny, code: str, message: str) -> None:
    with pytest.raises(ProblemsError) as told:
        execute(spec(tiny, "1", code), timeout=2 if "while" in code else 60)
    assert str(told.value).startswith("workbooks/hello.ipynb:")
    assert message in str(told.value)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("a = 1\n\n1/0", 2),
        ("def f():\n    return 1/0\n\nf()", 3),
        ("import os\ndef f():\n    return 1/0\n\nf()", 2),
        ("import os\n\nwhile os:\n    pass", 2),
        ("import time\ntime.sleep(60)", 1),
        ("a = 1\ndef", 1),
    ],
)
def test_a_failure_names_the_line(tiny: Tiny, code: str, line: int) -> None:
    """From 0 in the last cell, whose text begins at line 42 of the file."""
    with pytest.raises(ProblemsError) as told:
        execute(spec(tiny, "1", code), timeout=2)
    [problem] = told.value.problems
    assert problem.line - 42 in (line, line + ("while" in code))


def test_a_cell_that_lets_no_interrupt_end_it_is_stopped_all_the_same(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_LAST_WORDS", 1)
    deaf = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    caught = "import time\ntry: time.sleep(60)\nexcept KeyboardInterrupt: print('done')"
    for code in (deaf, caught):
        with pytest.raises(ProblemsError, match="cell 3: it ran for more than 2 seconds; look for an endless loop"):
            execute(spec(tiny, f"import os\n{code}"), timeout=2)


def test_a_sheet_that_asks_for_another_kernel_has_it_where_it_is_installed(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel = {"argv": launched, "display_name": "Orchard", "language": "python", "env": {"ORCHARD": "yes"}}
    (tmp_path / "kernels" / "orchard").mkdir(parents=True)
    (tmp_path / "kernels" / "orchard" / "kernel.json").write_text(json.dumps(kernel))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    engine._installed.cache_clear()
    try:
        asked = spec(tiny, "import os; print(os.environ.get('ORCHARD'), os.environ.get('MEADOW'))")
        for name, answer in (("orchard", "yes None\n"), ("meadow", "None None\n")):
            asked.sheet.notebook["metadata"]["kernelspec"]["name"] = name
            assert execute(asked).cells[-1].outputs[0].text == answer
    finally:
        engine._installed.cache_clear()


def test_no_kernel_is_left_behind(tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # marks this test's kernels among all others
    for code in ("1", "while True: pass"):
        try:
            execute(spec(tiny, code), timeout=1)
        except ProblemsError:
            continue
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(tmp_path) not in running


def test_an_undefined_part_of_a_parameter_is_told_with_its_line(tiny: Tiny) -> None:
    tiny.sheet("hello", SAMPLE, ("markdown", "# Hello\n\n{{ cohort.nme }}"))
    with pytest.raises(ProblemsError, match=r"hello.ipynb:24: cell 2: this parameter has no part `nme`; mend"):
        execute(SheetSpec(tiny.load().sheets["hello"], {"cohort": {"name": "A"}}))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "for _ in range(50): print('x' * 1_000_000)",
            "it shows more than 2 million characters; print less, or nothing",
        ),
        (
            "from IPython.display import HTML; HTML('<b>x</b>')",
            "it shows <IPython.core.display.HTML object>, which no page",
        ),
        ("import ipywidgets; ipywidgets.IntSlider()", "it shows IntSlider(value=0), which no page can hold; show an"),
        ("object()", "which no page can hold; show an activity, Markdown, text or a PNG picture"),
        ("print('\\x1b[31mred')", "it prints colours or other codes of a terminal; print plain text"),
        ("display({'text/markdown': 5}, raw=True)", "what it shows is not text; show Markdown, text or a picture"),
        ("import sys; sys.exit(3)", "SystemExit: 3; mend the cell"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt:; mend the cell"),
        ("input('name?')", "StdinNotImplementedError"),
    ],
)
def test_what_no_page_can_hold_is_refused(tiny: Tiny, code: str, message: str) -> None:
    with pytest.raises(ProblemsError) as told:
        execute(spec(tiny, code), timeout=30)
    assert "workbooks/hello.ipynb:32: cell 3: " in str(told.value)
    assert message in str(told.value)


def test_what_a_cell_started_ends_with_the_sheet(tiny: Tiny) -> None:
    start = "import subprocess\nfor new in (True, False): subprocess.Popen(['sleep', '47.25'], start_new_session=new)"
    execute(spec(tiny, start))
    with pytest.raises(ProblemsError, match="its kernel died"):
        execute(spec(tiny, f"{start.replace('(True, False)', '(False,)')}\nimport os; os._exit(3)"))
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "sleep 47.25" not in running


def test_a_cell_cannot_write_on_the_terminal_or_leave_files(tiny: Tiny, capfd: pytest.CaptureFixture[str]) -> None:
    execute(spec(tiny, "import os\nos.system('echo loud; echo louder >&2')\nopen('left', 'w').close()\nNone"))
    assert "loud" not in "".join(capfd.readouterr())
    assert not list(tiny.root.rglob("left"))


@pytest.mark.parametrize(
    "end", ["import os, shutil; shutil.rmtree(os.getcwd())", "import os; os.chmod(os.getcwd(), 0)"]
)
def test_a_cell_that_spoils_its_own_folder_harms_nothing(tiny: Tiny, end: str) -> None:
    here = Path.cwd()
    assert execute(spec(tiny, f"{end}\nprint('done')")).cells[-1].outputs[0].text == "done\n"
    assert Path.cwd() == here
