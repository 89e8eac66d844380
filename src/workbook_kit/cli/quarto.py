"""What Quarto asks of workbook-kit, before, while and after it renders; and what a preview needs beside it."""

import os
import sys
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from workbook_kit.cli.console import ProjectOption, out, print_problems, told_plainly
from workbook_kit.errors import ProblemsError
from workbook_kit.files import stat_of
from workbook_kit.packs.quarto_sheet import sheet_alone
from workbook_kit.packs.quarto_site import finish_site
from workbook_kit.packs.quarto_sources import write_sources
from workbook_kit.project.project import load_project

#: Seconds between two looks at the project's files.
LOOK = 0.5
WATCHED = ("workbooks", "data", "_extensions")


def quarto_sources_command(
    project: ProjectOption = Path(),
    cohort: Annotated[list[str] | None, typer.Option(help="Only this cohort; may be given again.")] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and write them anew whenever a sheet or the data is saved.")
    ] = False,
) -> None:
    """Write the workbooks of one cohort for each NPQ as Quarto sources, in the folder quarto."""
    root = project.resolve()
    if watch:
        with suppress(KeyboardInterrupt):
            _watch(root, cohort or ())
        return
    with told_plainly():
        _write(root, cohort or ())


def _write(root: Path, cohorts: Collection[str]) -> None:
    for file, made in write_sources(load_project(root), cohorts):
        out.print(f"{file.relative_to(root)}: {'made' if made else 'unchanged'}")


def _watch(root: Path, cohorts: Collection[str]) -> None:
    """Writes them until somebody ends it. A file that is half written is told of, and looked at again."""
    out.print("Looking for changes; Ctrl-C ends it.")
    seen = None
    while True:
        looks = _look(root)
        if looks != seen:
            try:
                _write(root, cohorts)
            except ProblemsError as error:
                print_problems(error.problems)
        seen = looks
        time.sleep(LOOK)


def _look(root: Path) -> dict[Path, list[int]]:
    """How the files look that the sources are made from."""
    looks = {}
    for path in (path for name in WATCHED for path in (root / name).rglob("*")):
        with suppress(OSError):  # an editor has just moved it
            looks[path] = stat_of(path)
    return looks


def quarto_sheet_command() -> None:
    """For Quarto, in the folder of the sheets: a sheet from standard input, filled and run, as the notebook to draw."""
    with told_plainly():
        made = sheet_alone(Path.cwd(), sys.stdin.buffer.read().decode())
    sys.stdout.buffer.write(made.encode())


def quarto_site_command(project: ProjectOption = Path()) -> None:
    """After Quarto has rendered: set handouts again as PDF/UA-1, and write a page that leads to all workbooks."""
    root = project.resolve()
    site = root / os.environ.get("QUARTO_PROJECT_OUTPUT_DIR", "_site")
    made = {root / name for name in os.environ.get("QUARTO_PROJECT_OUTPUT_FILES", "").splitlines()}
    with told_plainly():
        for file in finish_site(load_project(root), site, made):
            out.print(f"{file.relative_to(root)}: made")
