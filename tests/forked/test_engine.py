"""Where notebooks are run, and what the engine makes of papermill's options."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError
from nbformat.v4 import new_code_cell, new_notebook
from papermill.engines import papermill_engines

from tests.forked.conftest import execute, text
from workbook_kit.forked import engine, kernels
from workbook_kit.forked.client import SHOWN
from workbook_kit.forked.engine import NAME, start
from workbook_kit.forked.kernels import available

forking = pytest.mark.skipif(not available("python3"), reason="nothing can be forked here")
FORKED = "import os; print('forked' if os.getppid() == {} else 'not')"


def spec(folder: Path, **changes: object) -> None:
    """A kernel called `other`, as Jupyter finds it in the folder."""
    made = {
        "argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "",
        "language": "",
    }
    (folder / "kernels" / "other").mkdir(parents=True)
    (folder / "kernels" / "other" / "kernel.json").write_text(json.dumps({**made, **changes}))


@pytest.mark.parametrize(
    ("changes", "ours"),
    [
        ({}, True),
        (
            {"argv": [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"]},
            True,
        ),
        ({"argv": ["/usr/bin/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"]}, False),
        ({"argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}", "--pylab"]}, False),
        ({"argv": ["R"]}, False),
        ({"env": {"A": "b"}}, False),
    ],
)
@forking
def test_only_the_kernel_that_we_are_is_forked(
    changes: dict[str, object], ours: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec(tmp_path, **changes)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert available.__wrapped__("other") is ours
    assert available.__wrapped__("no-such-kernel") is False


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_elsewhere_nothing_is_forked(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels.sys, "platform", system)
    assert kernels._can_fork.__wrapped__() is False


def test_what_cannot_be_forked_is_run_by_papermills_own_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "available", lambda name: False)
    assert text(execute(FORKED.format(start().pid))) == "not\n"


@forking
@pytest.mark.parametrize(("options", "where"), [({}, "forked\n"), ({"coalesce_streams": True}, "not\n")])
def test_what_only_nbclient_can_do_it_does(options: dict[str, bool], where: str) -> None:
    assert text(execute(FORKED.format(start().pid), **options)) == where


@forking
def test_parameters_and_the_saved_notebook_are_papermills(tmp_path: Path) -> None:
    cells = [new_code_cell("a = 1", metadata={"tags": ["parameters"]}), new_code_cell("print(a)")]
    kernelspec = {"name": "python3", "display_name": "", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernelspec}), tmp_path / "in.ipynb")
    out = tmp_path / "out.ipynb"
    papermill.execute_notebook(tmp_path / "in.ipynb", out, {"a": 2}, engine_name=NAME, progress_bar=False)
    made = nbformat.read(out, 4)
    assert text(made) == "2\n"
    assert made.metadata.papermill.parameters == {"a": 2}
    assert {cell.metadata.papermill.status for cell in made.cells} == {"completed"}


@forking
def test_what_is_printed_is_logged_as_it_is_by_papermill(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "papermill"):
        execute("print('said')\n'shown'", log_output=True)
    assert {"said\n", "'shown'"} <= {record.message for record in caplog.records}


@forking
def test_hooks_are_called_in_order() -> None:
    called: list[str] = []

    def hook(name: str) -> dict[str, object]:
        async def later() -> None:
            called.append(name)

        return {name: lambda **what: later() if name == "on_cell_executed" else called.append(name)}

    names = ["on_notebook_start", "on_cell_start", "on_cell_execute", "on_cell_complete", "on_cell_executed"]
    execute("1", **{key: value for name in names for key, value in hook(name).items()})
    assert called == names


@forking
def test_the_limit_counts_as_much_as_it_shows_and_is_told_only_if_asked() -> None:
    assert SHOWN not in execute("print('x')").cells[0].metadata
    cell = execute("print('x' * 9); display('y')", most_shown=1000).cells[0]
    assert cell.metadata[SHOWN] == 10 + len(str({"text/plain": "'y'"}))


@forking
def test_timeouts_may_be_each_cells_own() -> None:
    with pytest.raises(CellTimeoutError):
        execute("import time; time.sleep(9)", execution_timeout=None, timeout_func=lambda cell: 1)


@forking
def test_the_template_imports_what_it_is_told_to() -> None:
    engine.stop()
    start(["workbook_kit.activities"])
    names = ("workbook_kit.activities", "pandas", "ipywidgets")
    assert text(execute(f"import sys; print([name in sys.modules for name in {names}])")) == "[True, False, False]\n"
    engine.stop()


@forking
def test_start_and_stop_may_be_called_again_and_again() -> None:
    first = start().pid
    assert start().pid == first
    engine.stop()
    engine.stop()
    assert start().pid != first
    assert NAME in papermill_engines._engines


@pytest.mark.parametrize("first", ["papermill", "workbook_kit.forked.engine", "workbook_kit.workbook.run"])
def test_papermill_finds_the_engine_whichever_is_imported_first(first: str, tmp_path: Path) -> None:
    """By an entry point of a package made here, whether or not our own has one."""
    made = tmp_path / "made-1.dist-info"
    made.mkdir()
    (made / "entry_points.txt").write_text("[papermill.engine]\nfound = workbook_kit.forked.entry:Engine\n")
    notebook = new_notebook(cells=[new_code_cell("print(1)")])
    nbformat.write(notebook, tmp_path / "in.ipynb")
    code = (
        f"import {first}, papermill\n"
        "given = {'kernel_name': 'python3', 'language': 'python', 'progress_bar': False}\n"
        "made = papermill.execute_notebook('in.ipynb', None, {'a': 1}, 'found', **given)\n"
        "print(made.cells[-1].outputs[0].text)"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert said.stdout.strip() == "1", said.stderr
