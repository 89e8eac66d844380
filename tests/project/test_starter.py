"""The wheel carries the sample project, and a project laid down from it is whole."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from workbook_kit.errors import ProblemsError
from workbook_kit.project.starter import CONTENT, lay_down

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit as a wheel lays it out."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for name in CONTENT
        for path in ([folder / name] if (folder / name).is_file() else sorted((folder / name).rglob("[!.]*")))
        if path.is_file() and "__pycache__" not in path.parts and ".ipynb_checkpoints" not in path.parts
    }


def test_the_wheel_carries_every_file_of_the_project(installed: Path) -> None:
    assert files(installed / "workbook_kit" / "starter") == files(ROOT)


def test_a_project_from_the_wheel_is_whole_and_has_no_problem(installed: Path, tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "workbook_kit", *words]
        env = {**os.environ, "PYTHONPATH": str(installed)}
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)

    made = run("init", "mine")
    assert made.returncode == 0, made.stderr
    assert files(tmp_path / "mine") == files(ROOT)
    checked = run("check", "--project", "mine")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "No problems found.\n", "")


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    with pytest.raises(ProblemsError, match="there is something here already; name a new or an empty folder"):
        lay_down(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    lay_down(tmp_path / "mine")
    assert files(tmp_path / "mine") == files(ROOT)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
