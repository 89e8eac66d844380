"""What reads and keeps answers, and shows them in Jupyter, needs none of the tools that make workbooks."""

import json
import subprocess
import sys

import pytest

MAKERS = ("papermill", "nbclient", "nbformat", "pypandoc", "typst", "pikepdf", "fontTools", "segno", "jinja2", 
          "pydantic", "ruamel", "typer", "rich", "psutil")  # fmt: skip
CORE = [f"workbook_kit.answers.{name}" for name in ("model", "file", "merge", "responses", "sentences")]
JUPYTER = ["workbook_kit.answers.jupyter.notebook", "workbook_kit.live", *CORE]
#: Parts of the kit that may come along with them: a starter's folder tells where script and style are.
KIT = {"activities", "answers", "errors", "files", "live", "paths", "project", "render"}
TELL = (
    "import importlib, json, sys\nfor name in {}: importlib.import_module(name)\nprint(json.dumps(sorted(sys.modules)))"
)


def loaded(modules: list[str]) -> set[str]:
    """Every module that these bring along."""
    run = subprocess.run([sys.executable, "-c", TELL.format(modules)], capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout))


@pytest.mark.parametrize(
    ("modules", "more"),
    [
        (["workbook_kit.activities"], ("pandas", "ipywidgets", "anywidget", "filelock")),
        (CORE, ("pandas", "ipywidgets", "anywidget", "filelock")),
        (JUPYTER, ("pandas", "filelock")),
    ],
    ids=["activities", "answers", "jupyter"],
)
def test_nothing_heavy_comes_along(modules: list[str], more: tuple[str, ...]) -> None:
    found = loaded(modules)
    assert found.issuperset(modules)
    assert found.isdisjoint((*MAKERS, *more, "workbook_kit.render.pdf"))
    assert {name.split(".")[1] for name in found if name.startswith("workbook_kit.")} <= KIT
