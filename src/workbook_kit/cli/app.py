"""The command line: it reads options, calls one function, prints, and exits."""

from typing import Annotated

import typer

from workbook_kit import __version__
from workbook_kit.cli.build import build_command
from workbook_kit.cli.collect import collect_command
from workbook_kit.cli.doctor import doctor_command
from workbook_kit.cli.frameworks import frameworks_app
from workbook_kit.cli.project import check_command, init_command, list_command, quarto_sources_command

# Before all that imports nbformat.


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"workbook-kit {__version__}")
        raise typer.Exit


app = typer.Typer(
    name="workbook-kit",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Seminar workbooks for National Professional Qualifications, one pack for each cohort and seminar."""


app.command("build")(build_command)
app.command("check")(check_command)
app.command("list")(list_command)
app.command("collect")(collect_command)
app.command("init")(init_command)
app.command("doctor")(doctor_command)
app.command("quarto-sources", hidden=True)(quarto_sources_command)
app.add_typer(frameworks_app, name="frameworks")
