"""A sheet by itself, as Quarto draws it outside the project: by its folder's metadata and a filter of ours."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.activities.declared import Page
from tests.render import standin
from tests.render.workbook import EXTENSION
from tests.tiny import Tiny
from workbook_kit.errors import ProblemsError
from workbook_kit.packs.quarto_sheet import directory_metadata, sheet_alone
from workbook_kit.project.starter import IGNORED
from workbook_kit.render.policy import refuse_dead
from workbook_kit.render.script import script

ROOT = EXTENSION.parents[1]


@pytest.fixture
def project(tmp_path: Path) -> Tiny:
    tiny = Tiny(tmp_path / "tiny")
    tiny.sheet(
        "trees",
        ("markdown", "# Trees of {{ cohort.name }}"),
        ("parameters", 'cohort = {"name": "*Sample* {{< env HOME >}}"}'),
        ("code", "from workbook_kit.activities import Prompt"),
        ("markdown", "Which of them grew in {{ cohort.name }}?"),
        ("code", 'Prompt("grown", f"Which grew in {cohort[\'name\']}?", lines=3)'),
    )
    (tiny.root / "workbooks" / "_metadata.yml").write_text(directory_metadata(EXTENSION), encoding="utf-8")
    return tiny


def alone(tiny: Tiny, name: str = "trees") -> dict[str, object]:
    folder = tiny.root / "workbooks"
    return json.loads(sheet_alone(folder, (folder / f"{name}.ipynb").read_text(encoding="utf-8")))


def test_its_folder_says_of_each_format_what_the_extension_says_now() -> None:
    """Written anew by `make sheet-metadata`."""
    assert (ROOT / "workbooks" / "_metadata.yml").read_text(encoding="utf-8") == directory_metadata(EXTENSION)


def test_every_file_that_its_folder_names_is_there() -> None:
    named = re.findall(r"\.\./_extensions/seminar/\S+", directory_metadata(EXTENSION))
    assert len(named) > 30
    assert [name for name in named if not (ROOT / "workbooks" / name).exists()] == []


def test_the_filter_gives_a_notebook_that_is_filled_and_run_and_shows_no_code(project: Tiny) -> None:
    raw, text = alone(project)["cells"]  # type: ignore[misc]
    assert (raw["cell_type"], text["cell_type"]) == ("raw", "markdown")
    source = "".join(text["source"])
    assert "Which of them grew in" in source
    assert "{{" not in source
    assert "import" not in source
    assert '"title": "Trees of ' in "".join(raw["source"])


def test_what_is_wrong_with_a_sheet_is_told_with_its_place(project: Tiny) -> None:
    project.sheet("trees", ("markdown", "# Trees"), ("code", "1 / 0"))
    with pytest.raises(ProblemsError, match=r"workbooks/trees.ipynb:\d+: cell 2: .*division by zero"):
        alone(project)


def test_a_notebook_that_is_no_sheet_here_is_refused(project: Tiny) -> None:
    with pytest.raises(ProblemsError, match="no sheet of this folder; save it and try again"):
        sheet_alone(project.root / "workbooks", "{}")


def test_a_picture_that_the_sheet_drew_is_beside_it(project: Tiny) -> None:
    project.sheet(
        "trees",
        ("markdown", "# Trees"),
        ("code", "import base64\nfrom IPython.display import Image, display\n"
                 "display({'image/png': base64.b64encode(b'png').decode(), 'text/plain': 'A tree'}, raw=True)"),
    )  # fmt: skip
    assert "outputs/picture-1.png" in "".join(alone(project)["cells"][1]["source"])  # type: ignore[index]
    assert (project.root / "workbooks/outputs/picture-1.png").read_bytes() == b"png"


@pytest.mark.parametrize("who", ["Quarto", "stand-in"])
def test_its_page_is_whole_and_keeps_answers(
    who: str, project: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if who == "stand-in":
        standin.put_on_path(tmp_path / "stand-in")
        monkeypatch.setenv("PATH", str(tmp_path / "stand-in"), prepend=os.pathsep)
    elif not shutil.which("quarto"):
        pytest.skip("no Quarto on the PATH")
    monkeypatch.setenv("QUARTO_PYTHON", sys.executable)
    command = [str(shutil.which("quarto")), "render", "workbooks/trees.ipynb", "--to", "html"]
    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    text = (project.root / "workbooks/trees.html").read_text(encoding="utf-8")
    refuse_dead(text)
    assert f'<script type="module">{script(EXTENSION)}</script>' in text
    drawn = Page(text)
    assert "Which of them grew in *Sample* {{< env HOME >}}?" in drawn.text
    assert "import Prompt" not in text
    assert drawn.names()[-1] == "grown"
    assert {load.startswith("data:") for load in drawn.values("src") + drawn.values("href", "link")} <= {True}


def test_what_quarto_leaves_in_a_project_is_ignored_in_this_one_too() -> None:
    here = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in IGNORED.splitlines() if line not in here] == []


# the launcher ---------------------------------------------------------------------------------------------


def launched(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """launch.py in a project there, by a Python and on a PATH that know nothing of workbook-kit."""
    extension = folder / "_extensions" / "seminar"
    extension.mkdir(parents=True)
    launcher = shutil.copy(EXTENSION / "launch.py", extension)
    command = [sys.executable, "-S", "-E", launcher, *arguments]
    return subprocess.run(command, env={"PATH": "/nowhere"}, capture_output=True, text=True, check=False)


def test_where_there_is_no_workbook_kit_one_sentence_says_so(tmp_path: Path) -> None:
    done = launched(tmp_path, "quarto-sources")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(
        r"workbook-kit: Quarto does not find it with \S+; activate .*, or set QUARTO_PYTHON .*\n", done.stderr
    )


def test_the_projects_own_environment_is_found(tmp_path: Path) -> None:
    ours = tmp_path / ".venv/bin/workbook-kit"
    ours.parent.mkdir(parents=True)
    ours.write_text('#!/bin/sh\necho "asked: $*"\nexit 3\n', encoding="utf-8")
    ours.chmod(0o755)
    done = launched(tmp_path, "quarto-site", "x")
    assert (done.returncode, done.stdout) == (3, "asked: quarto-site x\n")
