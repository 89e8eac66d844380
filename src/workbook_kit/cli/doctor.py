"""`workbook-kit doctor`."""

from pathlib import Path

import typer
from rich.table import Table
from rich.text import Text

from workbook_kit.cli.console import ProjectOption, out
from workbook_kit.doctor import examine


def doctor_command(project: ProjectOption = Path()) -> None:
    """Show what is installed, what is missing, and how to get it."""
    table = Table(title="workbook-kit doctor", title_justify="left")
    for heading in ("What", "Found", "What to do"):
        table.add_column(heading, overflow="fold")
    findings = examine(project.resolve())
    colours = {"ok": "green", "optional": "yellow", "missing": "red"}
    for finding in findings:
        table.add_row(Text(finding.what), Text(finding.found, style=colours[finding.state]), Text(finding.todo))
    out.print(table)
    if any(finding.state == "missing" for finding in findings):
        raise typer.Exit(1)
