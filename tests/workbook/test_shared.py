"""Sheets that show the same for two cohorts run once for both; what they show is what each would show by itself."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tiny import ROOT, Tiny
from workbook_kit.errors import ProblemsError
from workbook_kit.packs.cache import FolderCache
from workbook_kit.project.project import load_project
from workbook_kit.workbook import run as execution
from workbook_kit.workbook.plan import SheetSpec, plan
from workbook_kit.workbook.run import execute
from workbook_kit.workbook.shared import Shared

PARAMETERS = ("parameters", 'cohort = {"name": "Sample", "role_phrase": "as a sample"}')
TEXT = ("markdown", "# Hello {{ cohort.name }}")


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path / "project")


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    return Shared(FolderCache(tmp_path / "cache"), "this version")


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The code of every notebook that is really run."""
    seen: list[str] = []
    run = execution._run

    def counted(spec, notebook, *rest):
        seen.append("\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code"))
        return run(spec, notebook, *rest)

    monkeypatch.setattr(execution, "_run", counted)
    return seen


def sheet(tiny: Tiny, code: str, name: str = "Hill cohort", role: str = "as a grower") -> SheetSpec:
    """The one sheet of the project, with this code, for a cohort of this name."""
    tiny.sheet("hello", TEXT, PARAMETERS, ("code", code))
    tiny.cohort(name=name, role_phrase=role)
    return plan(tiny.load())[0].sheets[0]


def shown(notebook) -> list:
    """All that a page or a notebook is made from."""
    return [(cell.cell_type, cell.source, cell.get("outputs"), cell.get("execution_count")) for cell in notebook.cells]


def test_every_sheet_of_the_samples_shows_the_same_by_itself_run_for_all_and_from_the_cache(shared: Shared):
    project = load_project(ROOT)
    for npq in ("NPQLTD", "NPQSENCO"):
        for spec in plan(project, npqs=[npq])[0].sheets:
            alone = shown(execute(spec))
            assert shown(execute(spec, shared=shared)) == alone
            assert shown(execute(spec, shared=shared)) == alone


def test_the_next_cohort_has_its_own_words_around_what_the_first_showed(tiny: Tiny, shared: Shared, runs: list[str]):
    code = 'print(cohort["role_phrase"])'
    first = execute(sheet(tiny, code), shared=shared)
    second = execute(sheet(tiny, code, name="Dale cohort"), shared=shared)
    assert len(runs) == 1
    assert first.cells[-1].outputs == second.cells[-1].outputs
    assert "Hill" in first.cells[0].source
    assert "Dale" in second.cells[0].source
    assert "Dale cohort" in second.cells[2].source, "and its own values for whoever opens it in Jupyter"


def test_what_is_run_for_all_knows_no_value_that_it_does_not_read(tiny: Tiny, shared: Shared, runs: list[str]):
    execute(sheet(tiny, 'print(cohort["role_phrase"])', name="Secret"), shared=shared)
    assert "as a grower" in runs[0]
    assert "Secret" not in runs[0]
    assert "as a sample" not in runs[0], "nor a sample's, which would be taken for the cohort's"


def test_another_value_of_what_is_read_is_run_for(tiny: Tiny, shared: Shared, runs: list[str]):
    code = 'print(cohort["role_phrase"])'
    execute(sheet(tiny, code), shared=shared)
    other = execute(sheet(tiny, code, role="as a keeper"), shared=shared)
    assert len(runs) == 2
    assert other.cells[-1].outputs[0].text == "as a keeper\n"


@pytest.mark.parametrize("what", ["code", "version", "tag"])
def test_other_code_another_version_or_another_mark_of_a_cell_is_run_for(
    tiny: Tiny, shared: Shared, runs: list[str], what: str
):
    execute(sheet(tiny, 'print(cohort["name"])'), shared=shared)
    spec = sheet(tiny, 'print(cohort["name"])' + (" " if what == "code" else ""))
    if what == "tag":
        spec.sheet.notebook.cells[-1].metadata["tags"] = ["raises-exception"]
    execute(spec, shared=replace(shared, made_by="another") if what == "version" else shared)
    assert len(runs) == 2


def test_a_sheet_that_is_not_plain_runs_for_every_cohort(tiny: Tiny, shared: Shared, runs: list[str]):
    code = 'import random\nprint(cohort["name"], random.random() < 2)'
    for name in ("Hill cohort", "Hill cohort"):
        assert execute(sheet(tiny, code, name), shared=shared).cells[-1].outputs[0].text == "Hill cohort True\n"
    assert len(runs) == 2


def test_a_fault_is_told_as_without_sharing_and_is_not_kept(tiny: Tiny, shared: Shared):
    spec = sheet(tiny, 'print(1)\nprint(cohort["name"] / 2)')
    with pytest.raises(ProblemsError) as alone:
        execute(spec)
    for _ in range(2):
        with pytest.raises(ProblemsError) as told:
            execute(spec, shared=shared)
        assert told.value.problems == alone.value.problems
    assert not list(Path(shared.cache._folder).rglob("*"))


def test_a_sheet_of_text_alone_is_not_run_and_looks_as_if_it_had_been(tiny: Tiny, shared: Shared, runs: list[str]):
    tiny.sheet("hello", TEXT, PARAMETERS)
    spec = plan(tiny.load())[0].sheets[0]
    assert shown(execute(spec, shared=shared)) == shown(execute(spec))
    assert len(runs) == 1, "only that without sharing"


def test_a_damaged_entry_is_made_again(tiny: Tiny, shared: Shared, runs: list[str]):
    spec = sheet(tiny, 'print(cohort["name"])')
    first = shown(execute(spec, shared=shared))
    for path in Path(shared.cache._folder).rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-3])
    assert shown(execute(spec, shared=shared)) == first
    assert len(runs) == 2
