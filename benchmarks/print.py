"""One real workbook on paper: each of our editions, and the same workbook by WeasyPrint and by Chromium.

Run with `python -m benchmarks.print`; `pip install 'workbook-kit[bench]'` brings WeasyPrint. Every figure is the
median of a few runs by turns, each in a process of its own, so that no tool finds anything left warm by the run
before. pandoc's pass is one for all editions of an audience and is shown apart: Typst source for us, HTML for the two
others. Not counted are loading the Python packages, running the sheets, and starting the browser.
"""

import statistics
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import page as validation
import pikepdf
from benchmarks.measuring import Run, timed
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

from workbook_kit.project.project import load_project
from workbook_kit.render import embedded
from workbook_kit.render.outputs import Options, Source, prepare
from workbook_kit.render.paper import EDITIONS, Paper
from workbook_kit.workbook.plan import plan

ROUNDS = 3
NPQ = "NPQLTD"
CHROMIUM = Path("/usr/bin/chromium")
PASS_TYPST, PASS_HTML = "pandoc to Typst, for all editions", "pandoc to HTML, for the two below"
OTHERS = {"weasyprint": "WeasyPrint, PDF/UA-1 with forms", "chromium": "Chromium, print to PDF"}

PRINTING_ONLY = {one.title for one in EDITIONS.values() if not one.accessible}


def edition(made: Source, name: str) -> dict[str, Run]:
    """One edition from nothing, with pandoc's pass apart."""
    passes: list[Run] = []

    def by_pandoc(*given: Any) -> Path:
        run, file = timed(lambda: embedded.typst_source(*given))
        passes.append(run)
        return file

    with tempfile.TemporaryDirectory(prefix="workbook-kit-print-") as folder:
        engine: Any = SimpleNamespace(typst_source=by_pandoc)
        paper = Paper(made.document, engine, made.extension, Path(folder), made.fonts)
        run, pdf = timed(lambda: paper.print(name))
    own = Run(run.wall - passes[0].wall, run.cpu - passes[0].cpu, pdf)
    return {PASS_TYPST: passes[0], EDITIONS[name].title: own}


def other(made: Source, name: str) -> dict[str, Run]:
    """The page as paper by another tool, with pandoc's pass apart."""
    with tempfile.TemporaryDirectory(prefix="workbook-kit-print-") as folder:
        page = Path(folder, "workbook.html")
        first, html = timed(lambda: embedded.render_html(made.document, Path(folder), made.extension))
        page.write_bytes(html)
        return {PASS_HTML: first, OTHERS[name]: {"weasyprint": weasyprint, "chromium": chromium}[name](page)}


def weasyprint(page: Path) -> Run:
    from weasyprint import HTML

    run, pdf = timed(lambda: HTML(page).write_pdf(pdf_variant="pdf/ua-1", pdf_forms=True))
    return replace(run, pdf=pdf)


def chromium(page: Path) -> Run:
    with sync_playwright() as playwright:
        path = CHROMIUM if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        tab = browser.new_page()

        def printed() -> bytes:
            tab.goto(page.as_uri())
            return tab.pdf(format="A4", prefer_css_page_size=True, print_background=True, tagged=True, outline=True)

        run, pdf = timed(printed)
        browser.close()
    return replace(run, pdf=pdf)


def alone(do: Callable[[Source, str], dict[str, Run]], made: Source, name: str) -> dict[str, Run]:
    """The run in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(do, made, name).result()


def facts(pdf: bytes) -> tuple[str, str, str, str]:
    """Pages, size, fields, and what page-validation says of PDF/UA-1."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        pages = len(opened.pages)
        annotations = [one for page in opened.pages for one in page.get("/Annots", [])]
        widgets = [one for one in annotations if one.get("/Subtype") == "/Widget"]
        fields = len({one.get("/Parent", one).objgen for one in widgets})  # the choices of a scale are one field
    report = validation.validate_pdf_bytes(pdf, profile=validation.ValidationProfile.PDF_UA_1)
    verdict = "passes" if report.is_compliant else f"{report.rules.failed} rules fail"
    return str(pages), f"{len(pdf) / 1000:.0f}", str(fields), verdict


def report(title: str, runs: dict[str, list[Run]]) -> Table:
    """Every figure, and how each tool's time compares with the handout's."""
    table = Table("", "Seconds", "CPU s", "× handout", "CPU ×", "Pages", "kB", "Fields", "PDF/UA-1", title=title)
    middle = {
        name: (statistics.median(one.wall for one in own), statistics.median(one.cpu for one in own))
        for name, own in runs.items()
    }
    wall, used = middle[EDITIONS["handout"].title]
    for name, (seconds, processor) in middle.items():
        row = [name, f"{seconds:.2f}", f"{processor:.2f}"]
        if pdf := runs[name][-1].pdf:
            *measured, verdict = facts(pdf)
            row += [f"{seconds / wall:.1f}", f"{processor / used:.1f}", *measured]
            row += ["for printing only" if name in PRINTING_ONLY else verdict]
        table.add_row(*row)
    return table


def main() -> None:
    project = load_project(Path(__file__).parents[1])
    cohort = next(one.id for one in project.cohorts.values() if one.npq == NPQ)
    spec = plan(project, {cohort})[0]
    runs: dict[str, list[Run]] = {}
    with tempfile.TemporaryDirectory(prefix="workbook-kit-print-") as folder:
        made = replace(prepare(project, Options(Path(folder)), spec, Path(folder)), engine=SimpleNamespace())
        for _ in range(ROUNDS):
            found = [alone(edition, made, name) for name in EDITIONS] + [alone(other, made, name) for name in OTHERS]
            for name, run in ((name, run) for one in found for name, run in one.items()):
                runs.setdefault(name, []).append(run)
    Console(width=120).print(report(f"{spec.title} ({spec.id}), median of {ROUNDS}", runs))


if __name__ == "__main__":
    main()
