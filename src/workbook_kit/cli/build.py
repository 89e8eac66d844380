"""`workbook-kit build`."""

import os
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from workbook_kit.build import Options, Result, build
from workbook_kit.check import check
from workbook_kit.cli.console import ProjectOption, err, out, print_problems, stopped_like_ctrl_c, told_plainly
from workbook_kit.execute import CELL_TIMEOUT
from workbook_kit.load import Project, load_project
from workbook_kit.paths import INDEX, PACKS
from workbook_kit.personal import Printed, print_answers
from workbook_kit.render import RENDERERS
from workbook_kit.render.editions import ALL, EDITIONS, chosen
from workbook_kit.render.quarto import choose_engine


class Engine(StrEnum):
    """What draws pages and handouts."""

    auto = "auto"
    embedded = "embedded"
    quarto = "quarto"


Edition = StrEnum("Edition", {name.replace("-", "_"): name for name in (*EDITIONS, ALL)})  # type: ignore[misc]
Format = StrEnum("Format", {name: name for name in RENDERERS})  # type: ignore[misc]


def build_command(
    project: ProjectOption = Path(),
    cohort: Annotated[list[str] | None, typer.Option(help="Only this cohort; may be given again.")] = None,
    npq: Annotated[list[str] | None, typer.Option(help="Only this NPQ; may be given again.")] = None,
    seminar: Annotated[list[str] | None, typer.Option(help="Only this seminar; may be given again.")] = None,
    format: Annotated[list[Format] | None, typer.Option(help="Only this output; may be given again.")] = None,
    edition: Annotated[
        list[Edition] | None, typer.Option(help="This edition of the handout, too; may be given again.")
    ] = None,
    archive: Annotated[bool, typer.Option("--archive", help="PDFs for an archive (PDF/A-2a) as well.")] = False,
    answers: Annotated[
        list[Path] | None,
        typer.Option(help="Print these answers, in the handout or in --edition; nothing else is made."),
    ] = None,
    engine: Annotated[Engine, typer.Option(help="Quarto where it is installed, or the embedded engine.")] = Engine.auto,
    out_folder: Annotated[Path, typer.Option("--out", help="Where the packs go.", show_default=PACKS)] = Path(),
    jobs: Annotated[int, typer.Option(min=1, help="Workbooks made at a time.")] = os.cpu_count() or 1,
    timeout: Annotated[int, typer.Option(min=1, help="Seconds that a cell of a sheet may take.")] = CELL_TIMEOUT,
) -> None:
    """Make the pack of every cohort and seminar that is not up to date."""
    with told_plainly(), stopped_like_ctrl_c():
        loaded = load_project(project.resolve())
        if problems := check(loaded):
            print_problems(problems)
            raise typer.Exit(1)
        options = Options(
            out=(project / PACKS if out_folder == Path() else out_folder).resolve(),
            formats=tuple(dict.fromkeys(str(f) for f in format)) if format else tuple(RENDERERS),
            engine=choose_engine(engine.value),
            jobs=jobs,
            timeout=timeout,
            editions=chosen(edition or ()),
            archive=archive,
        )
        if answers:
            folder = None if out_folder == Path() else options.out
            _print_answers(loaded, options, answers, folder)
            return
        with Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=err,
            transient=True, disable=not err.is_terminal,
        ) as bar:  # fmt: skip
            task = bar.add_task("Making packs", total=None)

            def done(result: Result, total: int) -> None:
                bar.update(task, total=total, advance=1)

            results = build(loaded, options, cohort or (), [name.upper() for name in npq or ()], seminar or (), done)
    _report(results, options)
    if any(result.status == "failed" for result in results):
        raise typer.Exit(1)


def _print_answers(project: Project, options: Options, answers: list[Path], folder: Path | None) -> None:
    printed: list[Printed] = []
    for one in print_answers(project, options, answers, options.editions or ("handout",), folder):
        printed.append(one)
        print_problems(one.problems)
        for path in one.written:
            out.print(Text(f"Printed {path}"))
    if any(one.problems for one in printed):
        raise typer.Exit(1)


def _report(results: tuple[Result, ...], options: Options) -> None:
    table = Table(title="Packs", title_justify="left")
    for heading in ("Workbook", "Result", "Seconds"):
        table.add_column(heading, justify="right" if heading == "Seconds" else "left")
    colours = {"made": "green", "unchanged": "dim", "failed": "red"}
    for result in results:
        seconds = f"{result.seconds:.1f}" if result.seconds else ""
        table.add_row(Text(result.workbook), Text(result.status, style=colours[result.status]), seconds)
    out.print(table)
    for result in results:
        print_problems(result.problems)
    counts = Counter(result.status for result in results)
    out.print(f"{counts['made']} made, {counts['unchanged']} unchanged, {counts['failed']} failed"
              f" ({options.engine} engine).")  # fmt: skip
    if not counts["made"] and not counts["failed"]:
        out.print("Nothing to build: every pack is up to date.")
    if (options.out / INDEX).is_file():
        out.print(Text(f"Open {options.out / INDEX}"))
