"""Frameworks and import reports as the terminal shows them."""

from collections.abc import Collection, Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from workbook_kit.frameworks.draft import Doubt
from workbook_kit.frameworks.importer import ImportReport
from workbook_kit.frameworks.write import as_json
from workbook_kit.models import Area, Framework, Npq


def print_list(console: Console, frameworks: Iterable[Framework]) -> None:
    """A row for each framework."""
    table = Table("NPQ", "Title", "Edition", "Areas", "Learn that", "Learn how to")
    for framework in frameworks:
        learn_that, learn_how_to = _totals(framework)
        title = f"{framework.title} (extract)" if framework.extract else framework.title
        numbers = (str(number) for number in (len(framework.areas), learn_that, learn_how_to))
        table.add_row(*(escape(text) for text in (framework.npq, title, framework.edition, *numbers)))
    console.print(table)


def list_json(frameworks: Iterable[Framework]) -> list[dict[str, object]]:
    """What the list shows, for other programs."""
    rows = []
    for framework in frameworks:
        learn_that, learn_how_to = _totals(framework)
        whole = as_json(framework)
        row = {key: whole[key] for key in ("npq", "title", "edition", "licence", "extract")}
        rows.append({**row, "areas": len(framework.areas), "learn_that": learn_that, "learn_how_to": learn_how_to})
    return rows


def print_registry(console: Console, npqs: Iterable[Npq], known: Collection[str]) -> None:
    """The ten NPQs and whom each is for."""
    table = Table("NPQ", "Whom it is for", "Framework")
    for npq in npqs:
        table.add_row(npq.code, escape(npq.for_whom), "here" if npq.code in known else "not imported yet")
    console.print(table)


def registry_json(npqs: Iterable[Npq]) -> list[dict[str, object]]:
    """The registry, for other programs."""
    return [{**npq.model_dump(mode="json", exclude={"role_words"}), "short_title": npq.short_title} for npq in npqs]


def print_framework(console: Console, framework: Framework) -> None:
    """Every statement, under its stem, with the edition and licence above."""
    _say(console, framework.title, "bold")
    for text in (framework.edition, framework.attribution, framework.review_note, framework.note):
        if text:
            _say(console, text, "dim")
    for area in framework.areas:
        _print_area(console, area)


def _print_area(console: Console, area: Area) -> None:
    _say(console, f"\n{area.number}. {area.name}", "bold")
    if area.note:
        _say(console, area.note, "dim")
    _say(console, "Learn that…", "underline")
    for statement in area.learn_that:
        _say(console, f"  {statement.code}  {statement.text}")
    _say(console, "Learn how to…", "underline")
    for stem in area.learn_how_to:
        _say(console, f"  {stem.stem}", "italic")
        for statement in stem.statements:
            _say(console, f"    {statement.code}  {statement.text}")


def print_report(console: Console, report: ImportReport, file: str) -> None:
    """The counts by area, the misprints mended, and every doubt with its line."""
    console.print(_counts_table(report.framework))
    for correction in report.corrected:
        _say(
            console,
            f"mended at {correction.place}: “{correction.found}” to “{' '.join(correction.mended.split())}”",
        )
    if not report.doubts:
        _say(console, "Nothing was left in doubt.")
        return
    _say(console, f"Please look at {len(report.doubts)} place{'s' if len(report.doubts) > 1 else ''}:", "bold")
    for doubt in report.doubts:
        _say(console, doubt_line(doubt, file))


def doubt_line(doubt: Doubt, file: str) -> str:
    """A doubt as `file:line: what`, so that an editor can open the place."""
    return f"{file}:{doubt.line}: {doubt.what}" if doubt.line else f"{file}: {doubt.what}"


def _counts_table(framework: Framework) -> Table:
    table = Table("Area", "Name", "Learn that", "Learn how to", "Stems")
    total = [0, 0, 0]
    for area in framework.areas:
        numbers = (len(area.learn_that), len(area.how_to_statements), len(area.learn_how_to))
        total = [sum(pair) for pair in zip(total, numbers, strict=True)]
        table.add_row(str(area.number), escape(area.name), *map(str, numbers))
    table.add_section()
    table.add_row("", "All", *map(str, total))
    return table


def _say(console: Console, text: str, style: str | None = None) -> None:
    """Prints a line as it is: no markup read from it, no break put into a path."""
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def _totals(framework: Framework) -> tuple[int, int]:
    return sum(len(area.learn_that) for area in framework.areas), sum(
        len(area.how_to_statements) for area in framework.areas
    )
