"""The whole story of a build: load, plan, execute, render, publish. Start reading here; pack.py makes one workbook."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from workbook_kit.errors import Problem
from workbook_kit.inputs import inputs, key, private_inputs
from workbook_kit.load import Project
from workbook_kit.pack import Options, Result, editions_for, make_pack, result
from workbook_kit.pages import packs_page
from workbook_kit.paths import FOR_FACILITATORS, INDEX, PRIVATE_MANIFEST, pack_folder
from workbook_kit.plan import WorkbookSpec, plan
from workbook_kit.pool import run_all
from workbook_kit.publish import intact, one_at_a_time, read_manifest, recover, write_whole

__all__ = ["Options", "Result", "build"]


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
            ended(result(spec, options, "unchanged", 0.0))
        else:
            to_do.append(spec)
    for spec, outcome in run_all(make_pack, project, options, to_do, options.jobs):
        ended(outcome if isinstance(outcome, Result) else _broken(spec, options, outcome))
    _write_index(project, options.out)
    return tuple(results[spec.id] for spec in specs)


def _broken(spec: WorkbookSpec, options: Options, error: BaseException) -> Result:
    what = f"making it ended in an unexpected way ({type(error).__name__}: {error})"
    problem = Problem(spec.id, 0, what, "run the build again with --jobs 1; if it happens again, tell us")
    return result(spec, options, "failed", 0.0, (problem,))


def _up_to_date(project: Project, spec: WorkbookSpec, options: Options) -> bool:
    pack = pack_folder(options.out, spec.cohort.id, spec.seminar.id)
    recover(pack)
    manifest = read_manifest(pack)
    return (
        manifest is not None
        and manifest.get("key") == key(inputs(project, spec, options.engine, options.archive))
        and set(options.formats) <= set(manifest.get("formats", ()))
        and intact(pack, manifest)
        and ("pdf" not in options.formats or _paper_up_to_date(project, spec, options, manifest))
    )


def _paper_up_to_date(project: Project, spec: WorkbookSpec, options: Options, manifest: Mapping[str, Any]) -> bool:
    pack = pack_folder(options.out, spec.cohort.id, spec.seminar.id)
    private = read_manifest(pack, PRIVATE_MANIFEST)
    return (
        set(editions_for(project, spec, options.editions)) <= set(manifest.get("editions", ()))
        and private is not None
        and private.get("made_from") == private_inputs(project, spec)
        and intact(pack, private)
    )


def _write_index(project: Project, out: Path) -> None:
    """The page that leads to every pack there is, of this build or an earlier one."""
    manifests = [read_manifest(_pack) for _pack in _packs(project, out)]
    packs = [
        {
            "name": m["cohort_name"],
            **{key: m[key] for key in ("cohort", "npq", "seminar", "title", "date")},
            "private": FOR_FACILITATORS if FOR_FACILITATORS in m.get("for_facilitators", ()) else "",
        }
        for m in manifests
        if m
    ]
    if packs:
        write_whole(out / INDEX, packs_page(packs))


def _packs(project: Project, out: Path) -> Sequence[Path]:
    return [pack_folder(out, spec.cohort.id, spec.seminar.id) for spec in plan(project)]
