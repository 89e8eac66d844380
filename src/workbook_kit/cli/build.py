"""`workbook-kit build`."""

import os
import re
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from workbook_kit.answers.print_answers import Printed, print_answers
from workbook_kit.check.check import check
from workbook_kit.cli.console import JsonOption, ProjectOption, out, print_json, stopped_like_ctrl_c, told_plainly
from workbook_kit.cli.progress import JsonLines, ProgressBar, Teller
from workbook_kit.cluster import Cluster
from workbook_kit.files import all_in_scratch
from workbook_kit.models.editions import ALL, EDITIONS, select_editions
from workbook_kit.packs.build import build, explain, here
from workbook_kit.packs.caches import SoundTexts
from workbook_kit.packs.fingerprint import made_by
from workbook_kit.packs.pack import Result
from workbook_kit.packs.why import Verdict
from workbook_kit.paths import INDEX, PACKS
from workbook_kit.project.project import Project, load_project
from workbook_kit.render.outputs import RENDERERS, Options
from workbook_kit.render.quarto import choose_engine
from workbook_kit.workbook.run import CELL_TIMEOUT


class EngineOption(StrEnum):
    """What draws pages and handouts."""

    auto = "auto"
    embedded = "embedded"
    quarto = "quarto"


_ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9A-Fa-f:.]+\]|[^\s/:@\[\]]+):\d{1,5}/?")

EditionOption = StrEnum("EditionOption", {name.replace("-", "_"): name for name in (*EDITIONS, ALL)})  # type: ignore[misc]
FormatOption = StrEnum("FormatOption", {name: name for name in RENDERERS})  # type: ignore[misc]


def build_command(
    project: ProjectOption = Path(),
    cohort: Annotated[list[str] | None, typer.Option(help="Only this cohort; may be given again.")] = None,
    npq: Annotated[list[str] | None, typer.Option(help="Only this NPQ; may be given again.")] = None,
    seminar: Annotated[list[str] | None, typer.Option(help="Only this seminar; may be given again.")] = None,
    format: Annotated[list[FormatOption] | None, typer.Option(help="Only this output; may be given again.")] = None,
    edition: Annotated[
        list[EditionOption] | None, typer.Option(help="This edition of the handout, too; may be given again.")
    ] = None,
    archive: Annotated[bool, typer.Option("--archive", help="PDFs for an archive (PDF/A-2a) as well.")] = False,
    answers: Annotated[
        list[Path] | None,
        typer.Option(help="Print these answers, in the handout or in --edition; nothing else is made."),
    ] = None,
    engine: Annotated[
        EngineOption, typer.Option(help="What draws: auto is the embedded engine, which costs less and looks the same.")
    ] = EngineOption.auto,
    out_folder: Annotated[Path, typer.Option("--out", help="Where the packs go.", show_default=PACKS)] = Path(),
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Workbooks made at a time.", show_default="what keeps every core busy")
    ] = None,
    scheduler: Annotated[
        str, typer.Option(help="Make the packs on this Dask cluster.", metavar="tcp://HOST:PORT", show_default=False)
    ] = "",
    store: Annotated[
        str,
        typer.Option(
            help="A folder or fsspec address that this machine and the cluster share.",
            metavar="ADDRESS",
            show_default="beside the packs",
        ),
    ] = "",
    timeout: Annotated[int, typer.Option(min=1, help="Seconds that a cell of a sheet may take.")] = CELL_TIMEOUT,
    why: Annotated[
        bool, typer.Option("--explain", help="Say why each workbook would be built or not; build none.")
    ] = False,
    json: JsonOption = False,
    check_files: Annotated[
        bool, typer.Option("--check-files", help="Read every file of every pack, not only those that look changed.")
    ] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Tell how it goes on standard error, one JSON object a line.")
    ] = False,
) -> None:
    """Make the pack of every cohort and seminar that is not up to date."""
    if json and not why:
        raise typer.BadParameter("it goes with --explain", param_hint="--json")
    if why and answers:
        raise typer.BadParameter("it says nothing of --answers; leave one of them out", param_hint="--explain")
    _check_cluster(scheduler, store, answers)
    teller: Teller = JsonLines() if log_json else ProgressBar()
    chosen_ones = (cohort or (), [name.upper() for name in npq or ()], seminar or ())
    with told_plainly(), stopped_like_ctrl_c(), teller:
        loaded = load_project(project.resolve())
        options = Options(
            out=(project / PACKS if out_folder == Path() else out_folder).resolve(),
            formats=tuple(dict.fromkeys(str(f) for f in format)) if format else tuple(RENDERERS),
            engine=choose_engine(engine.value),
            jobs=jobs or os.cpu_count() or 1,
            timeout=timeout,
            editions=select_editions(edition or ()),
            archive=archive,
        )
        # what only looks leaves nothing behind
        if problems := check(loaded, None if why or answers else SoundTexts(options.out, made_by())):
            teller.problems(problems)
            raise typer.Exit(1)
        if answers:
            folder = None if out_folder == Path() else options.out
            with all_in_scratch():
                _print_answers(loaded, options, answers, folder, teller)
            return
        if why:
            _print_reasons(explain(loaded, options, *chosen_ones, check_files=check_files), json)
            return
        results = build(
            loaded, options, *chosen_ones, teller.ended,
            planned=teller.planned, waiting=teller.waiting, check_files=check_files,
            run=Cluster(scheduler, store, jobs or 0) if scheduler else here,
        )  # fmt: skip
    _report(results, options, teller)
    if any(result.status == "failed" for result in results):
        raise typer.Exit(1)


def _check_cluster(scheduler: str, store: str, answers: list[Path] | None) -> None:
    if scheduler and not _ADDRESS.fullmatch(scheduler):
        raise typer.BadParameter("give it as tcp://host:port or tls://host:port", param_hint="--scheduler")
    if scheduler and answers:
        raise typer.BadParameter("it does nothing for --answers; leave one of them out", param_hint="--scheduler")
    if store and not scheduler:
        raise typer.BadParameter("it goes with --scheduler", param_hint="--store")


def _print_reasons(verdicts: tuple[Verdict, ...], as_json: bool) -> None:
    if as_json:
        print_json([{"workbook": v.workbook, "build": bool(v.reasons), "reasons": v.reasons} for v in verdicts])
        return
    for verdict in verdicts:
        out.print(Text(f"{verdict.workbook}: {'; '.join(verdict.reasons) or 'up to date'}"))
    out.print(f"{sum(bool(v.reasons) for v in verdicts):,} of {len(verdicts):,} would be built.")


def _print_answers(
    project: Project, options: Options, answers: list[Path], folder: Path | None, teller: Teller
) -> None:
    printed: list[Printed] = []
    for one in print_answers(project, options, answers, options.editions or ("handout",), folder):
        printed.append(one)
        teller.problems(one.problems)
        for path in one.written:
            out.print(Text(f"Printed {path}"))
    if any(one.problems for one in printed):
        raise typer.Exit(1)


def _report(results: tuple[Result, ...], options: Options, teller: Teller) -> None:
    table = Table(title="Packs", title_justify="left")
    for heading in ("Workbook", "Result", "Seconds"):
        table.add_column(heading, justify="right" if heading == "Seconds" else "left")
    colours = {"made": "green", "failed": "red"}
    for result in results:
        if result.status != "unchanged":  # a thousand lines about nothing would hide the one that matters
            words = Text(result.status, style=colours[result.status])
            table.add_row(Text(result.workbook), words, f"{result.seconds:.1f}")
    if table.row_count:
        out.print(table)
    teller.finished(results)
    counts = Counter(result.status for result in results)
    out.print(f"{counts['made']} made, {counts['unchanged']} unchanged, {counts['failed']} failed"
              f" ({options.engine} engine).")  # fmt: skip
    if not counts["made"] and not counts["failed"]:
        out.print("Nothing to build: every pack is up to date.")
    if (options.out / INDEX).is_file():
        out.print(Text(f"Open {options.out / INDEX}"))
