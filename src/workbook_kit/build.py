"""The whole story of a build: load, plan, execute, render, publish. Start reading here."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from workbook_kit.check import leaks
from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.execute import CELL_TIMEOUT, execute
from workbook_kit.inputs import inputs, key
from workbook_kit.load import Project
from workbook_kit.pages import pack_page, packs_page
from workbook_kit.paths import INDEX, pack_folder
from workbook_kit.plan import WorkbookSpec, metadata, plan, short_code
from workbook_kit.pool import run_all
from workbook_kit.publish import intact, one_at_a_time, publish, read_manifest, recover, write_whole
from workbook_kit.render import ENGINES, RENDERERS, Source
from workbook_kit.render.document import assemble, own_words

Status = Literal["made", "unchanged", "failed"]


@dataclass(frozen=True)
class Options:
    """What to make of the planned workbooks, and how."""

    out: Path
    formats: tuple[str, ...] = tuple(RENDERERS)
    engine: str = "embedded"
    jobs: int = 1
    timeout: int = CELL_TIMEOUT


@dataclass(frozen=True)
class Result:
    """What became of one workbook. `problems` says why, where it failed."""

    workbook: str
    pack: Path
    status: Status
    seconds: float
    problems: tuple[Problem, ...] = ()


def build(
    project: Project,
    options: Options,
    cohorts: Collection[str] = (),
    npqs: Collection[str] = (),
    seminars: Collection[str] = (),
    done: Callable[[Result, int], None] = lambda result, total: None,
) -> tuple[Result, ...]:
    """Makes every pack that is not up to date; one that fails does not stop the others.

    Args:
        done: told of each workbook as it ends, with the number of all.

    Raises:
        ProblemsError: nothing can be made, because a selection or a sheet is wrong.
    """
    specs = plan(project, cohorts, npqs, seminars)
    with one_at_a_time(options.out):
        return _build(project, options, specs, done)


def _build(
    project: Project, options: Options, specs: Sequence[WorkbookSpec], done: Callable[[Result, int], None]
) -> tuple[Result, ...]:
    results: dict[str, Result] = {}

    def ended(result: Result) -> None:
        results[result.workbook] = result
        done(result, len(specs))

    to_do = []
    for spec in specs:
        if _up_to_date(project, spec, options):
            ended(_result(spec, options, "unchanged", 0.0))
        else:
            to_do.append(spec)
    for spec, outcome in run_all(make_pack, project, options, to_do, options.jobs):
        ended(outcome if isinstance(outcome, Result) else _broken(spec, options, outcome))
    _write_index(project, options.out)
    return tuple(results[spec.id] for spec in specs)


def make_pack(project: Project, options: Options, spec: WorkbookSpec) -> Result:
    """One workbook, from its sheets to its pack; problems become part of the result."""
    started = time.monotonic()
    try:
        with TemporaryDirectory(prefix="workbook-kit-") as work:
            _make(project, options, spec, Path(work))
    except ProblemsError as error:
        # An engine knows only the document; the reader needs to know whose it is.
        problems = tuple(p if p.file else replace(p, file=spec.id) for p in error.problems)
        return _result(spec, options, "failed", time.monotonic() - started, problems)
    except OSError as error:
        what, todo = f"the pack cannot be written ({error.strerror or error})", "check the disk and the folder's rights"
        problem = Problem(str(pack_folder(options.out, spec.cohort.id, spec.seminar.id)), 0, what, todo)
        return _result(spec, options, "failed", time.monotonic() - started, (problem,))
    return _result(spec, options, "made", time.monotonic() - started)


def _make(project: Project, options: Options, spec: WorkbookSpec, work: Path) -> None:
    notebooks = [execute(sheet, options.timeout) for sheet in spec.sheets]
    sheets = project.root / "workbooks"
    document = assemble(metadata(spec), notebooks, sheets, project.root / "data", project.extension)
    source = Source(document, notebooks, sheets, project.extension, ENGINES[options.engine], work)
    # The page is always made, wanted or not: the leak check reads it.
    outputs = {name: RENDERERS[name].render(source) for name in dict.fromkeys(("html", *options.formats))}
    _refuse_leaks(project, spec, outputs["html"])
    files = {RENDERERS[name].file: outputs[name] for name in options.formats}
    listed = [(r.file, r.title, r.purpose, len(files[r.file])) for r in map(RENDERERS.__getitem__, options.formats)]
    files[INDEX] = pack_page(spec.parameters, listed)
    publish(_folder(spec, options), files, _manifest(project, options, spec))


def _refuse_leaks(project: Project, spec: WorkbookSpec, page: bytes) -> None:
    found = leaks(spec, own_words(page.decode()), project)
    if found:
        raise ProblemsError(
            Problem(spec.id, 0, f"“{leak.words}” belongs to {leak.owner} (in “… {leak.context} …”)",
                    "use a placeholder, or words that every programme shares")
            for leak in found
        )  # fmt: skip


def _manifest(project: Project, options: Options, spec: WorkbookSpec) -> dict[str, Any]:
    made_from = inputs(project, spec, options.engine)
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
        "key": key(made_from),
        "made_from": made_from,
    }


def _folder(spec: WorkbookSpec, options: Options) -> Path:
    return pack_folder(options.out, spec.cohort.id, spec.seminar.id)


def _result(
    spec: WorkbookSpec, options: Options, status: Status, seconds: float, problems: tuple[Problem, ...] = ()
) -> Result:
    return Result(spec.id, _folder(spec, options), status, seconds, problems)


def _broken(spec: WorkbookSpec, options: Options, error: BaseException) -> Result:
    what = f"making it ended in an unexpected way ({type(error).__name__}: {error})"
    problem = Problem(spec.id, 0, what, "run the build again with --jobs 1; if it happens again, tell us")
    return _result(spec, options, "failed", 0.0, (problem,))


def _up_to_date(project: Project, spec: WorkbookSpec, options: Options) -> bool:
    pack = _folder(spec, options)
    recover(pack)
    manifest = read_manifest(pack)
    return (
        manifest is not None
        and manifest.get("key") == key(inputs(project, spec, options.engine))
        and set(options.formats) <= set(manifest.get("formats", ()))
        and intact(pack, manifest)
    )


def _write_index(project: Project, out: Path) -> None:
    """The page that leads to every pack there is, of this build or an earlier one."""
    manifests = [read_manifest(_pack) for _pack in _packs(project, out)]
    packs = [
        {"name": m["cohort_name"], **{key: m[key] for key in ("cohort", "npq", "seminar", "title", "date")}}
        for m in manifests
        if m
    ]
    if packs:
        write_whole(out / INDEX, packs_page(packs))


def _packs(project: Project, out: Path) -> Sequence[Path]:
    return [pack_folder(out, spec.cohort.id, spec.seminar.id) for spec in plan(project)]
