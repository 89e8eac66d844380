"""What is done after `quarto render`: handouts set again as PDF/UA-1, and a page that leads to all workbooks."""

from collections.abc import Collection, Iterator
from pathlib import Path

from workbook_kit.files import write_whole
from workbook_kit.packs.index_pages import site_page
from workbook_kit.packs.quarto_sources import FOLDER, SOURCE
from workbook_kit.paths import INDEX
from workbook_kit.project.project import Project, font_folders
from workbook_kit.render.typst import typeset
from workbook_kit.workbook.plan import WorkbookSpec, plan

PAGE, HANDOUT, TYPST = (Path(SOURCE).with_suffix(kind).name for kind in (".html", ".pdf", ".typ"))


def finish_site(project: Project, site: Path, made: Collection[Path]) -> Iterator[Path]:
    """Finishes what Quarto has made; gives each file that is written.

    Args:
        site: the folder that Quarto writes into.
        made: the files that Quarto has just written there.

    Raises:
        ProblemsError: Typst refused a handout.
    """
    specs = [spec for spec in plan(project) if (site / FOLDER / spec.id).is_dir()]
    for spec in specs:
        source, handout = project.root / FOLDER / spec.id / TYPST, site / FOLDER / spec.id / HANDOUT
        if handout in made and source.is_file():
            write_whole(handout, typeset(source, project.extension, fonts=font_folders(project, spec.cohort)))
            yield handout
    write_whole(site / INDEX, site_page(_entry(site, spec) for spec in specs))
    yield site / INDEX


def _entry(site: Path, spec: WorkbookSpec) -> dict[str, str]:
    folder = f"{FOLDER}/{spec.id}"
    files = {
        name: f"{folder}/{file}"
        for name, file in (("page", PAGE), ("handout", HANDOUT))
        if (site / folder / file).is_file()
    }
    said = {"name": spec.parameters["cohort"]["name"], "npq": spec.cohort.npq, "title": spec.title}
    return {**said, "date": spec.parameters["seminar"]["date"], **files}
