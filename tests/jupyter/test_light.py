"""A pack's notebook where workbook-kit is not installed: with its wheel beside, without widgets, with nothing."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.activities.declared import Page, squeezed
from tests.jupyter import clean
from tests.jupyter.test_kernel import STATE
from workbook_kit.render.wheel import WHEEL

pytestmark = pytest.mark.slow

#: Runs every cell of a notebook in a Python that lacks what JupyterLite's has not.
IN_A_BROWSER = """\
import json, os, sys, threading
import asyncio, tempfile, zipfile
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

def refuse(*args, **more):
    raise OSError(52, "Function not implemented")

sys.modules.update({"pandas": None, "filelock": None})
threading.Thread.start = os.link = os.symlink = refuse
sys.platform = "emscripten"
shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
for cell in json.load(open("workbook.ipynb", encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        shell.run_cell("".join(cell["source"])).raise_error()
shell.run_cell('answers.set("cover--name", "Ada")').raise_error()
print(sys.modules["workbook_kit"].__file__)
"""


@pytest.fixture
def pack(first_packs: list[Path], tmp_path: Path) -> Path:
    """A pack as a participant has it."""
    return Path(shutil.copytree(first_packs[0], tmp_path / "pack"))


@pytest.fixture
def asked(pack: Path) -> list[dict[str, Any]]:
    """What the workbook asks."""
    chapters = json.loads((pack / "workbook.json").read_text(encoding="utf-8"))["chapters"]
    return [block for chapter in chapters for block in chapter["blocks"] if block["type"] == "activity"]


def with_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    """Kernels have these packages and no others."""
    clean.use(clean.environment(tmp_path / "packages", "ipykernel", *packages), tmp_path, monkeypatch)
    monkeypatch.setenv("JPY_SESSION_NAME", "workbook.ipynb")


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The cells of code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def rated(activity: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The statements that the activity asks to rate."""
    yield from (field["statement"] for field in activity["fields"] if "statement" in field)


def statements(pack: Path) -> list[str]:
    """The words of every statement."""
    stems = json.loads((pack / "workbook.json").read_text(encoding="utf-8"))["statements"]
    return [one["text"] for stem in stems for one in stem["statements"]]


def test_with_anywidget_alone_every_form_is_live_and_answers_are_kept(
    pack: Path, asked: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_packages(tmp_path, monkeypatch, "anywidget")
    path = pack / "workbook.ipynb"
    notebook = nbformat.read(path, 4)
    tell = "import workbook_kit\nprint(workbook_kit.__file__)"
    notebook.cells += [nbformat.v4.new_code_cell(one) for one in ('answers.set("cover--name", "Ada")', tell)]
    nbformat.write(notebook, path)
    made = clean.run(path)
    *cells, _, told = code(made)
    assert f"The forms come from {WHEEL}" in clean.texts(cells[0])
    assert clean.texts(told).strip() == f"{pack / WHEEL}/workbook_kit/__init__.py"
    (widget,) = (one["state"] for one in made.metadata.widgets[STATE]["state"].values() if "mark" in one["state"])
    assert len(widget["_esm"]) > 10_000
    assert len(widget["_css"]) > 10_000
    page = Page("\n".join(map(clean.texts, cells)))
    assert {field["id"] for activity in asked for field in activity["fields"]} <= set(page.names())
    (file,) = pack.glob("*.answers.json")
    assert json.loads(file.read_bytes())["answers"]["cover"] == {"name": "Ada"}


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ("anywidget", "the Python package anywidget is missing and was not installed"),
        (WHEEL, f"{WHEEL} does not lie beside this notebook"),
    ],
)
def test_without_forms_a_sentence_says_what_to_do_and_all_that_was_asked_can_be_read(
    lacking: str, words: str, pack: Path, asked: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_packages(tmp_path, monkeypatch)
    if lacking == WHEEL:
        (pack / WHEEL).unlink()
    cells = code(clean.run(pack / "workbook.ipynb"))
    said = clean.texts(cells[0])
    assert words in said
    assert "Open workbook.html from the same folder; it needs no Jupyter." in said
    assert "Traceback" not in said
    shown = Page("\n".join(map(clean.texts, cells)))
    assert shown.names() == []
    words_shown = squeezed(shown.text)
    for activity in asked:
        wanted = [activity["label"], activity["help"], *(one["code"] for one in rated(activity))]
        assert {one for one in wanted if squeezed(one) not in words_shown} == set()
    assert {one for one in statements(pack) if squeezed(one) not in words_shown} == set()


def test_what_jupyterlites_python_lacks_is_not_needed(pack: Path, tmp_path: Path) -> None:
    packages = clean.environment(tmp_path / "packages", "ipython", "anywidget")
    env = {"PYTHONPATH": str(packages), "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "JPY_SESSION_NAME": "lite"}
    command = [sys.executable, "-S", "-c", IN_A_BROWSER]
    run = subprocess.run(command, cwd=pack, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    *_, last = run.stdout.strip().splitlines()
    copied = Path(last).parents[1]
    assert copied.name == WHEEL
    assert copied.parent != pack
    (file,) = pack.glob("*.answers.json")
    assert json.loads(file.read_bytes())["answers"]["cover"] == {"name": "Ada"}
