"""The whole story of a build: load, plan, execute, render, publish. Start reading here; pack.py makes one workbook."""

from collections.abc import Callable, Collection, Generator, Hashable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.files import write_whole
from workbook_kit.packs.caches import StatCache
from workbook_kit.packs.index_pages import packs_page
from workbook_kit.packs.pack import Result, make_pack, result
from workbook_kit.packs.pool import run_all
from workbook_kit.packs.publish import keep_tidy, one_at_a_time, read_manifest
from workbook_kit.packs.why import Checker, Verdict
from workbook_kit.paths import FOR_FACILITATORS, INDEX, pack_folder
from workbook_kit.processes import ProcessEndedError
from workbook_kit.project.project import Project
from workbook_kit.render.outputs import Options
from workbook_kit.workbook.plan import WorkbookSpec, plan

#: Each workbook with what became of it, as they end.
Outcomes = Generator[tuple[WorkbookSpec, Result | BaseException], None, None]
#: Makes packs and puts them in their places: `here`, or on other machines (`cluster/`).
Runner = Callable[[Project, Options, Sequence[WorkbookSpec]], Outcomes]

#: What the page of all packs says of each, from its manifest.
_TOLD = ("cohort_name", "cohort", "npq", "seminar", "title", "date")


def here(project: Project, options: Options, specs: Sequence[WorkbookSpec]) -> Outcomes:
    """In processes of this machine."""
    yield from run_all(make_pack, project, options, specs, options.jobs, _like)


def build(
    project: Project,
    options: Options,
    cohorts: Collection[str] = (),
    npqs: Collection[str] = (),
    seminars: Collection[str] = (),
    done: Callable[[Result, int], None] = lambda result, total: None,
    *,
    planned: Callable[[int], None] = lambda total: None,
    waiting: Callable[[], None] = lambda: None,
    check_files: bool = False,
    run: Runner = here,
) -> tuple[Result, ...]:
    """Makes every pack that is not up to date; one that fails does not stop the others.

    Args:
        done: told of each workbook as it ends, with the number of all; those that are unchanged come first.
        planned: told the number of all before the first.
        waiting: told once, if another build works in the folder of packs and has to end first.
        check_files: read every file of every pack, not only those that look changed.
        run: where the packs are made.

    Raises:
        ProblemsError: nothing can be made, because a selection or a sheet is wrong.
    """
    specs = plan(project, cohorts, npqs, seminars)
    planned(len(specs))
    every = {seminar.id for programme in project.programmes.values() for seminar in programme.seminars}
    with one_at_a_time(options.out, waiting), keep_tidy(options.out, every):
        return _build(project, options, specs, done, StatCache(options.out, trust=not check_files), run)


def explain(
    project: Project,
    options: Options,
    cohorts: Collection[str] = (),
    npqs: Collection[str] = (),
    seminars: Collection[str] = (),
    *,
    check_files: bool = False,
) -> tuple[Verdict, ...]:
    """What `build` would do with each workbook, and why; makes and writes nothing.

    Raises:
        ProblemsError: a selection or a sheet is wrong.
    """
    checker = Checker(project, options, StatCache(options.out, trust=not check_files))
    return tuple(checker.verdict(spec) for spec in plan(project, cohorts, npqs, seminars))


def _build(
    project: Project,
    options: Options,
    specs: Sequence[WorkbookSpec],
    done: Callable[[Result, int], None],
    stats: StatCache,
    run: Runner,
) -> tuple[Result, ...]:
    results: dict[str, Result] = {}

    def ended(result: Result) -> None:
        results[result.workbook] = result
        if result.status == "made":
            stats.add(result.pack)
        done(result, len(specs))

    try:
        to_do = []
        checker = Checker(project, options, stats)
        for spec in specs:
            if _up_to_date(checker, spec):
                ended(result(spec, options, "unchanged", 0.0))
            else:
                to_do.append(spec)
        with closing(run(project, options, to_do)) as outcomes:  # at once, whatever ends the loop
            for spec, outcome in outcomes:
                ended(outcome if isinstance(outcome, Result) else _broken(spec, options, outcome))
    finally:
        stats.save(_packs(project, options.out))
    try:
        _write_index(project, options.out)
    except OSError as error:
        what = f"the page of all packs cannot be written ({error.strerror or error})"
        todo = "check the disk and the folder's rights, then build again; the packs themselves are in their places"
        lost = [problem for result in results.values() for problem in result.problems]
        raise ProblemsError([*lost, Problem(str(options.out / INDEX), 0, what, todo)]) from None
    return tuple(results[spec.id] for spec in specs)


def _like(spec: WorkbookSpec) -> Hashable:
    """Cohorts that meet alike, in the same colours, have nearly the same workbook in a seminar."""
    return spec.cohort.npq, spec.seminar.id, spec.cohort.delivery, spec.brand


def _broken(spec: WorkbookSpec, options: Options, error: BaseException) -> Result:
    if isinstance(error, ProcessEndedError):
        what = f"its process was stopped from outside twice, as a system does that runs out of memory{error.last_words}"
        todo = "build again; with --jobs 1 it needs less memory"
    else:
        what = f"making it ended in an unexpected way ({type(error).__name__}: {error})"
        todo = "run the build again with --jobs 1; if it happens again, tell us"
    problem = Problem(spec.id, 0, what, todo)
    return result(spec, options, "failed", 0.0, (problem,))


def _up_to_date(checker: Checker, spec: WorkbookSpec) -> bool:
    return not any(checker.reasons(spec, pack_folder(checker.options.out, spec.cohort.id, spec.seminar.id)))


def _write_index(project: Project, out: Path) -> None:
    """The page that leads to every pack there is, of this build or an earlier one."""
    if packs := list(_entries(project, out)):
        page = packs_page(packs)
        if not (out / INDEX).is_file() or (out / INDEX).read_bytes() != page:
            write_whole(out / INDEX, page)


def _entries(project: Project, out: Path) -> Iterator[Mapping[str, str]]:
    for pack in _packs(project, out):
        manifest = read_manifest(pack) or {}
        told = {name: value for name in _TOLD if isinstance(value := manifest.get(name), str)}
        if len(told) == len(_TOLD):  # or the manifest is missing or damaged
            kept = manifest.get("for_facilitators")
            private = FOR_FACILITATORS if isinstance(kept, list) and FOR_FACILITATORS in kept else ""
            yield {**told, "name": told["cohort_name"], "private": private}


def _packs(project: Project, out: Path) -> list[Path]:
    return [
        pack_folder(out, cohort.id, seminar.id)
        for cohort in project.cohorts.values()
        for seminar in project.programmes[cohort.npq].seminars
    ]
