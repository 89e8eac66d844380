"""One workbook, from its sheets to its pack."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pikepdf

from workbook_kit.errors import Problem, ProblemsError, refused
from workbook_kit.files import temporary_folder
from workbook_kit.models.editions import EDITIONS
from workbook_kit.packs.fingerprint import inputs, key, private_inputs
from workbook_kit.packs.index_pages import facilitator_page, pack_page
from workbook_kit.packs.print_plan import print_plan
from workbook_kit.packs.print_plan_pages import plan_html, plan_pdf
from workbook_kit.packs.publish import publish
from workbook_kit.paths import FOR_FACILITATORS, INDEX, MODEL, PRINT_PLAN, pack_folder
from workbook_kit.project.project import Project
from workbook_kit.render.document import Document
from workbook_kit.render.outputs import RENDERERS, File, Options, editions_for, prepare
from workbook_kit.workbook.leaks import leaks
from workbook_kit.workbook.model import as_file
from workbook_kit.workbook.plan import WorkbookSpec, metadata, short_code

Status = Literal["made", "unchanged", "failed"]


@dataclass(frozen=True)
class Result:
    """What became of one workbook. `problems` says why, where it failed."""

    workbook: str
    pack: Path
    status: Status
    seconds: float
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Contents:
    """What is to lie in a pack: its files by name, and what else its two manifests say."""

    files: dict[str, bytes]
    manifest: dict[str, Any]
    private: dict[str, Any]


def make_pack(project: Project, options: Options, spec: WorkbookSpec) -> Result:
    """One workbook, from its sheets to its pack; problems become part of the result."""

    def make() -> Contents:
        with TemporaryDirectory(prefix="workbook-kit-") as work:
            return contents(project, options, spec, Path(work))

    return put_in_place(options, spec, make)


def put_in_place(options: Options, spec: WorkbookSpec, make: Callable[[], Contents]) -> Result:
    """Publishes the pack that is made, here or elsewhere; problems of either become part of the result."""
    started = time.monotonic()
    try:
        made = make()
        publish(_folder(spec, options), made.files, made.manifest, made.private)
    except ProblemsError as error:
        # An engine knows only the document; the reader needs to know whose it is.
        problems = tuple(p if p.file else replace(p, file=spec.id) for p in error.problems)
        return result(spec, options, "failed", time.monotonic() - started, problems)
    except OSError as error:
        problems = refused(error, temporary_folder()).problems
        return result(spec, options, "failed", time.monotonic() - started, problems)
    return result(spec, options, "made", time.monotonic() - started)


def contents(project: Project, options: Options, spec: WorkbookSpec, work: Path) -> Contents:
    """All that the workbook's pack holds, made in an empty folder.

    Raises:
        ProblemsError: a sheet that fails, or words that do not belong here.
    """
    made = prepare(project, options, spec, work)
    _refuse_leaks(project, spec, made.document)
    # The page is always made, wanted or not: a box that did not open is found by reading the text.
    outputs = {name: list(RENDERERS[name](made)) for name in dict.fromkeys(("html", *options.formats))}
    files = [file for name in options.formats for file in outputs[name]]
    if "pdf" in options.formats:
        files += _print_plan(project, spec, files)
    files.append(File(INDEX, "", "", pack_page(spec.parameters, [f for f in files if not f.for_facilitators])))
    if private := [file for file in files if file.for_facilitators]:
        page = facilitator_page(spec.parameters, private)
        files.append(File(FOR_FACILITATORS, "", "", page, for_facilitators=True))
    files.append(File(MODEL, "", "", as_file(made.document.workbook)))
    listed = {file.name: file.content for file in files}
    private_manifest = {"made_from": private_inputs(project, spec)}
    return Contents(listed, _manifest(project, options, spec, files), private_manifest)


def _print_plan(project: Project, spec: WorkbookSpec, files: Sequence[File]) -> list[File]:
    printed = {edition.file: name for name, edition in EDITIONS.items()}
    counts = {printed[file.name]: _pages(file.content) for file in files if file.name in printed}
    plan = print_plan(project, spec, counts)
    what = "How many of what to print, for whom, and what to bring."
    return [
        File(f"{PRINT_PLAN}.html", "Print plan", what, plan_html(plan), for_facilitators=True),
        File(f"{PRINT_PLAN}.pdf", "Print plan, on paper", what, plan_pdf(plan, project.extension),
             for_facilitators=True),
    ]  # fmt: skip


def _pages(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)


def _refuse_leaks(project: Project, spec: WorkbookSpec, document: Document) -> None:
    found = leaks(spec, " ".join([*_texts(metadata(spec)), document.workbook.own_words()]), project)
    if found:
        raise ProblemsError(
            Problem(spec.id, 0, f"“{leak.words}” belongs to {leak.owner} (in “… {leak.context} …”)",
                    "use a placeholder, or words that every programme shares")
            for leak in found
        )  # fmt: skip


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _manifest(project: Project, options: Options, spec: WorkbookSpec, files: Sequence[File]) -> dict[str, Any]:
    made_from = inputs(project, spec, options.engine, options.archive)
    framework = project.frameworks[spec.cohort.npq]
    return {
        "schema": "workbook-pack/1",
        "workbook": spec.id,
        "title": spec.title,
        "npq": spec.cohort.npq,
        "cohort": spec.cohort.id,
        "cohort_name": spec.cohort.name,
        "seminar": spec.seminar.id,
        "date": spec.parameters["seminar"]["date"],
        "code": short_code(spec),
        "statements": {"edition": framework.edition, "licence": framework.licence, "source": framework.source},
        "formats": list(options.formats),
        "editions": list(editions_for(project, spec, options.editions)) if "pdf" in options.formats else [],
        "for_facilitators": [file.name for file in files if file.for_facilitators],
        "key": key(made_from),
        "made_from": made_from,
    }


def _folder(spec: WorkbookSpec, options: Options) -> Path:
    return pack_folder(options.out, spec.cohort.id, spec.seminar.id)


def result(
    spec: WorkbookSpec, options: Options, status: Status, seconds: float, problems: tuple[Problem, ...] = ()
) -> Result:
    """What became of the workbook."""
    return Result(spec.id, _folder(spec, options), status, seconds, problems)
