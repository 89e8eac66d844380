"""The project that `init` lays down: the repository's own, as the wheel carries it."""

import shutil
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from workbook_kit.errors import problem

CONTENT = ("workbooks", "data", "_extensions", "_quarto.yml", "_quarto-preview.yml")

#: What is made in a project: packs, what Quarto makes of it, and, of a sheet by itself, beside the sheet. The last
#: two are lines that Quarto would add by itself.
IGNORED = """\
/packs/
/quarto/
/_site/
/_preview/
/workbooks/*.html
/workbooks/*.pdf
/workbooks/*.typ
/workbooks/*_files/
/workbooks/outputs/
/workbooks/.quarto/
/.quarto/
**/*.quarto_ipynb
"""


def starter_folder() -> Path:
    """Where the starter's files are: inside a wheel, or the repository of an editable install.

    In a wheel that is read as it lies, this is a path of the zip archive: it can be joined, listed and read.
    """
    inside = cast(Path, files("workbook_kit") / "starter")
    return inside if inside.is_dir() else Path(__file__).parents[3]


def lay_down(folder: Path) -> None:
    """Makes the project, whole or not at all.

    Raises:
        ProblemsError: the folder is not empty, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise problem(folder, "there is something here already", "name a new or an empty folder")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=".workbook-kit-") as part:
            _copy(starter_folder(), Path(part) / "project")
            if folder.exists():
                folder.rmdir()
            (Path(part) / "project").rename(folder)
    except OSError as error:
        raise problem(folder, f"it cannot be written ({error.strerror})", "choose a folder of your own") from None


def _copy(start: Path, target: Path) -> None:
    target.mkdir()
    leave_out = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", ".*")
    for name in CONTENT:
        if (start / name).is_dir():
            shutil.copytree(start / name, target / name, ignore=leave_out)
        else:
            shutil.copyfile(start / name, target / name)
    (target / ".gitignore").write_text(IGNORED, encoding="utf-8")
