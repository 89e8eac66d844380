"""`workbook-kit`: its commands, each imported when somebody asks for it, so that none waits for what others need."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from workbook_kit import __version__
from workbook_kit.__main__ import importing


def _build() -> Any:
    from workbook_kit.cli.build import build_command

    return build_command


def _check() -> Any:
    from workbook_kit.cli.project import check_command

    return check_command


def _list() -> Any:
    from workbook_kit.cli.project import list_command

    return list_command


def _collect() -> Any:
    from workbook_kit.cli.collect import collect_command

    return collect_command


def _init() -> Any:
    from workbook_kit.cli.project import init_command

    return init_command


def _doctor() -> Any:
    from workbook_kit.cli.doctor import doctor_command

    return doctor_command


def _quarto_sources() -> Any:
    from workbook_kit.cli.quarto import quarto_sources_command

    return quarto_sources_command


def _quarto_sheet() -> Any:
    from workbook_kit.cli.quarto import quarto_sheet_command

    return quarto_sheet_command


def _quarto_site() -> Any:
    from workbook_kit.cli.quarto import quarto_site_command

    return quarto_site_command


def _frameworks() -> Any:
    from workbook_kit.cli.frameworks import frameworks_app

    return frameworks_app


#: Where each command is, and what the list of commands says of it: the first line of its own help.
COMMANDS: dict[str, tuple[Callable[[], Any], str]] = {
    "build": (_build, "Make the pack of every cohort and seminar that is not up to date."),
    "check": (_check, "Find every problem of the project, each with its file and line, without building anything."),
    "list": (_list, "List every workbook that the cohorts and programmes ask for."),
    "collect": (_collect, "Read the answers out of filled forms, and keep each as an answers file."),
    "init": (_init, "Make a new project with sample cohorts, ready to build."),
    "doctor": (_doctor, "Show what is installed, what is missing, and how to get it."),
    "quarto-sources": (_quarto_sources, ""),
    "quarto-sheet": (_quarto_sheet, ""),
    "quarto-site": (_quarto_site, ""),
    "frameworks": (_frameworks, "List, show and import the official statements."),
}


class Commands(TyperGroup):
    """Knows the commands by name and imports the one that is asked for.

    Whose classes its contexts and commands are, click's or typer's own, depends on typer's version.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """What the list of commands shows; `resolve_command` gives the command itself."""
        if cmd_name not in COMMANDS:
            return None
        _, said = COMMANDS[cmd_name]
        return typer.core.TyperCommand(cmd_name, help=said, hidden=not said)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, *rest = args
        return (name, command(name), rest) if name in COMMANDS else super().resolve_command(ctx, args)


def command(name: str) -> Any:
    """The command of that name, with all its options."""
    find, _ = COMMANDS[name]
    with importing():
        found = find()
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(name)(found)
        found = alone
    made = typer.main.get_command(found)
    made.name = name
    return made


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"workbook-kit {__version__}")
        raise typer.Exit


app = typer.Typer(
    name="workbook-kit", cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Seminar workbooks for National Professional Qualifications, one pack for each cohort and seminar."""
