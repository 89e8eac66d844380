"""`workbook-kit quarto-sources`, which `quarto render` calls before it starts."""

from pathlib import Path
from typing import Annotated

import typer

from workbook_kit.cli.console import ProjectOption, out, told_plainly
from workbook_kit.packs.quarto_sources import write_sources
from workbook_kit.project.project import load_project


def quarto_sources_command(
    project: ProjectOption = Path(),
    cohort: Annotated[list[str] | None, typer.Option(help="Only this cohort; may be given again.")] = None,
) -> None:
    """Write the workbooks of one cohort for each NPQ as Quarto sources, in the folder quarto."""
    with told_plainly():
        root = project.resolve()
        for file, made in write_sources(load_project(root), cohort or ()):
            out.print(f"{file.relative_to(root)}: {'made' if made else 'unchanged'}")
