"""`workbook-kit init`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from workbook_kit.cli.console import out, told_plainly
from workbook_kit.project.starter import lay_down


def init_command(
    folder: Annotated[Path, typer.Argument(help="The folder to make the project in; new, or empty.")],
) -> None:
    """Make a new project with sample cohorts, ready to build."""
    with told_plainly():
        lay_down(folder)
    out.print(Text(f"A project with sample cohorts is in {folder}."))
    out.print(Text(f"Next: cd {folder}, edit data/cohorts.csv, then workbook-kit build"))
