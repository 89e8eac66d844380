"""The workbooks as Quarto sources, so that `quarto render` and `quarto preview` work in a project folder."""

import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from workbook_kit.files import write_whole
from workbook_kit.packs.fingerprint import Hashes, inputs, key
from workbook_kit.project.project import Project
from workbook_kit.render.outputs import make_document
from workbook_kit.render.quarto import HANDOUT, PAGE, source_text
from workbook_kit.workbook.plan import WorkbookSpec, plan

FOLDER = "quarto"
SOURCE = "workbook.qmd"


def write_sources(project: Project, cohorts: Collection[str] = ()) -> Iterator[tuple[Path, bool]]:
    """Writes a .qmd for each workbook; gives each file, and whether it was made anew.

    Each has a folder of its own, with its pictures. Sources of workbooks that are no more go.

    Args:
        cohorts: ids; without any, the first cohort of each NPQ stands for the others.
    """
    _clear(project, plan(project))
    hashes = Hashes()  # of now: whoever watches writes again and again
    for spec in plan(project, cohorts or _first_of_each(project)):
        target = project.root / FOLDER / spec.id / SOURCE
        made_from = key(inputs(project, spec, "quarto", hashes=hashes))
        if target.is_file() and f'"made-from": "{made_from}"' in target.read_text(encoding="utf-8"):
            yield target, False
            continue
        _write(project, spec, target, made_from)
        yield target, True


def _clear(project: Project, planned: Sequence[WorkbookSpec]) -> None:
    known = {spec.id for spec in planned}
    for source in (project.root / FOLDER).glob(f"*/{SOURCE}"):
        if source.parent.name not in known:
            shutil.rmtree(source.parent)


def _first_of_each(project: Project) -> list[str]:
    first = {cohort.npq: cohort.id for cohort in reversed(project.cohorts.values())}
    return list(first.values())


def _write(project: Project, spec: WorkbookSpec, target: Path, made_from: str) -> None:
    document, _ = make_document(project, spec)
    target.parent.mkdir(parents=True, exist_ok=True)
    document.lay_out(target.parent)
    formats = {PAGE: "default", HANDOUT: "default"}
    write_whole(target, source_text(document, formats, **{"made-from": made_from}).encode())
