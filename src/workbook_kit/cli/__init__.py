"""The command line: it reads options, calls one function, prints, and exits."""

import typer

from workbook_kit.cli.build import build_command
from workbook_kit.cli.check import check_command
from workbook_kit.cli.doctor import doctor_command
from workbook_kit.cli.frameworks_compare import frameworks_app
from workbook_kit.cli.init import init_command
from workbook_kit.cli.list import list_command
from workbook_kit.cli.sources import quarto_sources_command

app = typer.Typer(
    name="workbook-kit",
    help="Seminar workbooks for National Professional Qualifications, one pack for each cohort and seminar.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("build")(build_command)
app.command("check")(check_command)
app.command("list")(list_command)
app.command("init")(init_command)
app.command("doctor")(doctor_command)
app.command("quarto-sources", hidden=True)(quarto_sources_command)
app.add_typer(frameworks_app, name="frameworks")
