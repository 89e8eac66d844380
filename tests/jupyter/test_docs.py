"""Every example of the page on notebooks runs, in the notebook of a pack, and shows what stands under it."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.tiny import ROOT
from workbook_kit.packs.build import build
from workbook_kit.project.project import Project
from workbook_kit.render.outputs import Options

COHORT = "ltd-saltmarsh-2027"
PAGE = (ROOT / "docs" / "notebook-api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```)?", PAGE, re.DOTALL)
#: What three people rated, and a file that is none.
RETURNED = {"Ada": {"6.1": 2}, "Ben": {"6.1": 1, "6a": 3}, "Cai": {"6.1": 4, "6a": 4}}


@pytest.fixture(scope="module")
def shown(project: Project, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the cell of each example shows."""
    folder = tmp_path_factory.mktemp("api")
    options = Options(out=folder / "packs", formats=("ipynb",))
    [made] = build(project, options, [COHORT], (), ["seminar-1"])
    assert not made.problems
    pack = folder / "packs" / COHORT / "seminar-1"
    for name in ("workbook.ipynb", "workbook.json"):
        shutil.copy(pack / name, folder)
    send_in(folder / "returned", json.loads((pack / "workbook.json").read_bytes()))
    notebook = nbformat.read(folder / "workbook.ipynb", 4)
    before = len(notebook.cells)
    notebook.cells += [nbformat.v4.new_code_cell(source) for source, _ in EXAMPLES]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JPY_SESSION_NAME", str(folder / "workbook.ipynb"))
        NotebookClient(notebook, timeout=120, kernel_name="python3").execute(cwd=str(folder))
    return ["".join(map(text, cell.outputs)) for cell in notebook.cells[before:]]


def send_in(folder: Path, workbook: dict[str, Any]) -> None:
    """Writes the files that people sent in."""
    folder.mkdir()
    about = {name: workbook[name] for name in ("id", "title", "npq")}
    for name, rated in RETURNED.items():
        parts: dict[str, dict[str, int]] = {"knowledge": {}, "practice": {}}
        for code, value in rated.items():
            parts["practice" if code.isalnum() else "knowledge"][code] = value
        whole = {"schema": "workbook-answers/1", "workbook": about, "saved_at": "2027-02-04T15:00:00Z",
                 "answers": {"cover": {"name": name}, **parts}}  # fmt: skip
        (folder / f"{name}.answers.json").write_text(json.dumps(whole))
    (folder / "notes.answers.json").write_text("{}")


def text(output: Any) -> str:
    """What a person reads of the output."""
    if output.output_type == "stream":
        return str(output.text) if output.name == "stdout" else ""
    return f"{output.data['text/plain']}\n"


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) > 10


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=lambda number: EXAMPLES[number][0].split("\n")[-2][:40])
def test_an_example_shows_what_stands_under_it(number: int, shown: list[str]) -> None:
    wanted = EXAMPLES[number][1]
    if wanted:
        pattern = re.escape(wanted.strip()).replace("…", ".*")
        assert re.fullmatch(pattern, shown[number].strip(), re.DOTALL), shown[number]
    else:
        assert "Error" not in shown[number]
