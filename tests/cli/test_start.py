"""Each command imports what it needs, and so starts at once."""

import json
import subprocess
import sys

import pytest

from tests.tiny import ROOT

SAY = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules}))))
from workbook_kit.__main__ import main
main()
"""
#: What takes long to import, and what starts something.
DEAR = {
    "nbformat",
    "papermill",
    "nbclient",
    "jsonschema",
    "pandas",
    "numpy",
    "pikepdf",
    "typst",
    "IPython",
    "distributed",
}
OF_A_PROJECT = {"pydantic", "ruamel", "jinja2", "fontTools"}


def imported(*words: str) -> set[str]:
    """The packages that a command has imported when it ends."""
    done = subprocess.run([sys.executable, "-c", SAY, *words], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("words", [("--version",), ("--help",)])
def test_what_the_kit_is_can_be_asked_without_a_project(words: tuple[str, ...]) -> None:
    assert not imported(*words) & (DEAR | OF_A_PROJECT)


@pytest.mark.parametrize("words", [("list",), ("check",), ("frameworks", "list")])
def test_a_project_is_looked_at_without_what_makes_packs(words: tuple[str, ...]) -> None:
    assert not imported(*words) & DEAR
