"""What ships with the kit holds together: programmes, cohorts, scenarios, logos and sheets."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
import pytest

from workbook_kit.activities import Activity
from workbook_kit.activities.base import MIME_TYPE
from workbook_kit.models.editions import EDITIONS, NEEDS
from workbook_kit.project.project import Project, brand_of
from workbook_kit.project.references import other_spellings
from workbook_kit.project.sheets import Sheet
from workbook_kit.workbook.plan import SheetSpec, WorkbookSpec
from workbook_kit.workbook.run import execute, fill_cells

ROOT = Path(__file__).parents[2]
SHEETS = sorted(path.stem for path in (ROOT / "workbooks").glob("*.ipynb"))
IMAGE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)(\{fig-alt=\"[^\"]{20,}\"\})?")


def code_cells(sheet: Sheet) -> list[str]:
    """The code of a sheet, without its parameters."""
    cells = [cell for cell in sheet.cells if cell.cell_type == "code"]
    return [cell.source for cell in cells if "parameters" not in cell.metadata.get("tags", [])]


def activities(spec: SheetSpec) -> list[Activity]:
    """What the sheet shows, in order: each value that its cells end on or display."""
    shown: list[Any] = []
    names: dict[str, Any] = {**spec.parameters, "display": lambda *values: shown.extend(values)}
    for source in code_cells(spec.sheet):
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, spec.sheet.name, "exec"), names)
        if isinstance(last, ast.Expr):
            shown.append(eval(compile(ast.Expression(last.value), spec.sheet.name, "eval"), names))
    return [value for value in shown if value is not None]


def text_of(spec: SheetSpec) -> str:
    """The filled running text of a sheet."""
    return "\n\n".join(cell.source for cell in fill_cells(spec) if cell.cell_type == "markdown")


def sampled(project: Project, name: str, **changes: Any) -> SheetSpec:
    """A sheet with its own sample values, some of them changed."""
    sheet = project.sheets[name]
    return SheetSpec(sheet, {**sheet.parameters, **{k: v for k, v in changes.items() if k in sheet.parameters}})


def test_there_are_programmes_of_several_seminars_for_four_npqs(project: Project) -> None:
    counts = {npq: len(programme.seminars) for npq, programme in project.programmes.items()}
    assert counts == {"NPQLTD": 3, "NPQLBC": 2, "NPQSENCO": 2, "NPQLT": 2}


def test_each_seminar_looks_back_on_what_the_one_before_looked_ahead_to(project: Project) -> None:
    for programme in project.programmes.values():
        ahead = [seminar.looks_ahead for seminar in programme.seminars]
        assert [seminar.looks_back for seminar in programme.seminars[1:]] == ahead[:-1]
        assert ahead[-1] is None


def test_the_letters_of_modules_run_from_a_without_a_gap(project: Project) -> None:
    for npq, programme in project.programmes.items():
        assert list(programme.modules) == list("ABCDEFGH"[: len(programme.modules)]), npq
        named = {letter for s in programme.seminars for letter in (s.looks_back, s.looks_ahead) if letter}
        assert named == set(programme.modules), npq


def test_each_seminar_asks_for_both_kinds_of_statement_in_a_number_that_fits(
    workbooks: tuple[WorkbookSpec, ...],
) -> None:
    for spec in workbooks:
        groups = spec.parameters["statements"]
        counts = {kind: sum(len(group["statements"]) for group in groups[kind]) for kind in groups}
        assert min(counts.values()) >= 4, spec.id
        assert 12 <= sum(counts.values()) <= 26, spec.id


def test_cohorts_cover_both_deliveries_and_letters_beyond_english(project: Project) -> None:
    cohorts = project.cohorts.values()
    assert Counter(cohort.delivery for cohort in cohorts) == {"blended": 5, "online": 3}
    assert {cohort.npq for cohort in cohorts} == set(project.programmes)
    written = "".join(cohort.name + "".join(cohort.facilitators) for cohort in cohorts)
    assert set("ŷŵłŚęŁś") <= set(written)
    assert any(cohort.region.startswith("International") for cohort in cohorts)


def test_rosters_and_tables_show_everything_that_can_be_asked_of_print(project: Project) -> None:
    people = [person for roster in project.rosters.values() for person in roster]
    assert {len(roster) for roster in project.rosters.values()} == {14, 18}
    assert {need for person in people for need in person.access} == set(NEEDS)
    assert any(len(person.access) > 1 for person in people)
    assert set("ŴŶŷŻŁŚążâéí") <= set("".join(person.name for person in people))
    cohorts = project.cohorts.values()
    assert any(cohort.right_hand_chapters for cohort in cohorts)
    assert {name for cohort in cohorts for name in cohort.editions} <= set(EDITIONS)
    assert {cohort.size is None or cohort.size >= 14 for cohort in cohorts} == {True}
    assert sum(cohort.start_time is None for cohort in cohorts) < 3


def test_no_invented_person_stands_on_two_lists(project: Project) -> None:
    people = [person.name for roster in project.rosters.values() for person in roster]
    people += [name for cohort in project.cohorts.values() for name in cohort.facilitators]
    assert len(set(people)) == len(people)


def test_two_partners_have_a_look_of_their_own_in_the_colours_of_their_logo(project: Project) -> None:
    assert set(project.brands) == {"copperbeech", "lantern-bridge"}
    for brand in project.brands.values():
        assert set(brand.for_document()) == {"ink", "accent", "rule", "tint"}
    looks = {cohort.id: brand_of(project, cohort) for cohort in project.cohorts.values()}
    assert looks["lbc-lantern-2027"] == project.brands["lantern-bridge"]
    assert looks["senco-ty-dwr-2027"] == project.brands["copperbeech"]
    assert looks["lt-saltmarsh-2027"] == project.brands["lantern-bridge"]
    assert looks["ltd-saltmarsh-2027"] is None


def test_each_web_address_of_a_cohort_belongs_to_nobody(project: Project) -> None:
    cohorts = project.cohorts.values()
    links = [link for cohort in cohorts for link in (cohort.link, cohort.web_address) if link]
    assert len(links) > 4
    assert {bool(re.match(r"https://[a-z.]+\.example\.(org|ac\.uk)/", link)) for link in links} == {True}


def test_each_person_of_a_scenario_is_named_by_the_placeholder_alone(project: Project) -> None:
    for scenarios in project.scenarios.values():
        assert len(scenarios) >= 2
        for scenario in scenarios.values():
            texts = (scenario.role, scenario.setting, scenario.question, *scenario.interests)
            assert "{{ person }}" in " ".join(texts), scenario.id
            assert scenario.person not in " ".join(texts), scenario.id
            assert other_spellings(scenario.person, " ".join(texts)) == [], scenario.id


def test_no_scenario_is_left_unused_and_no_person_stands_in_two(project: Project) -> None:
    for npq, programme in project.programmes.items():
        used = {seminar.scenario for seminar in programme.seminars}
        assert used == set(project.scenarios[npq]), npq
    people = [one.person for scenarios in project.scenarios.values() for one in scenarios.values()]
    assert len(set(people)) == len(people)


def test_each_partner_has_values_and_a_logo_that_is_self_contained_and_described(project: Project) -> None:
    for partner in project.partners.values():
        assert partner.values
        assert partner.logo is not None
        assert len(partner.logo.alt) > 10
        drawing = (ROOT / "data" / partner.logo.file).read_text(encoding="utf-8")
        assert "<title" in drawing
        assert not re.search(r"href|url\(|<text|<script|<image", drawing), partner.id


@pytest.mark.parametrize("figure", sorted((ROOT / "workbooks" / "figures").glob("*.svg")), ids=lambda p: p.stem)
def test_a_figure_is_described_self_contained_and_large_enough_to_read(figure: Path) -> None:
    drawing = figure.read_text(encoding="utf-8")
    assert "<title" in drawing
    assert "<desc" in drawing
    assert not re.search(r"href|url\(|<script|<image", drawing)
    width = float(re.search(r'viewBox="0 0 (\d+)', drawing)[1])  # type: ignore[index]
    smallest = min(map(float, re.findall(r'font-size="(\d+)"', drawing)))
    points_at_12_cm = smallest * 340 / width
    assert points_at_12_cm >= 8.5


@pytest.mark.parametrize("name", SHEETS)
def test_each_picture_of_a_sheet_exists_and_has_a_text_alternative(project: Project, name: str) -> None:
    for cell in project.sheets[name].cells:
        for file, alternative in IMAGE.findall(cell.source):
            assert (ROOT / "workbooks" / file).is_file()
            assert alternative, file


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_tidy(name: str) -> None:
    raw = (ROOT / "workbooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    notebook = nbformat.reads(raw, as_version=4)
    assert notebook.cells[0].source.startswith("# ")
    assert "\n" not in notebook.cells[0].source
    for number, cell in enumerate(notebook.cells, 1):
        assert cell.id == f"{name}-{number:02d}"
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    assert set(notebook.metadata) == {"kernelspec", "language_info"}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_runs_with_its_own_sample_values_and_shows_each_activity(project: Project, name: str) -> None:
    spec = sampled(project, name)
    notebook = execute(spec)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    kinds = ("display_data", "execute_result")
    shown = [out.data for cell in cells for out in cell.outputs if out.output_type in kinds]
    expected = activities(spec)
    assert len(shown) == len(expected)
    for data, activity in zip(shown, expected, strict=True):
        assert data[MIME_TYPE] == activity.model()
        assert "{=typst}" in data["text/markdown"]


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_does_without_whatever_a_cohort_may_lack(project: Project, name: str) -> None:
    seminar = {**project.sheets[name].parameters.get("seminar", {}), "quotation": None, "next_title": None}
    programme = {"title": "T", "participant": "p", "pupil_reminder": False}
    nothing: dict[str, Any] = {"ahead": None, "references": [], "partners": [], "programme": programme}
    spec = sampled(project, name, seminar=seminar, statements={"knowledge": [], "practice": []}, **nothing)
    text = text_of(spec)
    assert "None" not in text
    assert "{.reminder}" not in text
    assert "Rating" not in [type(activity).__name__ for activity in activities(spec)]


def test_a_quotation_is_shown_with_its_source_and_year(project: Project) -> None:
    seminar = {
        **project.sheets["module-review"].parameters["seminar"],
        "quotation": {"text": "Look twice", "source": "A Book", "year": 1901},
    }
    spec = sampled(project, "module-review", seminar=seminar)
    assert re.search(r'\{\.quotation source="A Book, 1901"\}\nLook twice\n:::', text_of(spec))
    assert "quotation-own" not in [activity.id for activity in activities(spec)]


def test_pupils_are_protected_where_the_programme_asks_for_it(workbooks: tuple[WorkbookSpec, ...]) -> None:
    for spec in workbooks:
        reminded = {sheet.sheet.name for sheet in spec.sheets if "{.reminder}" in text_of(sheet)}
        wanted = {"module-review", "scenario", "peer-coaching", "next-steps"}
        assert reminded == (wanted if spec.cohort.npq in ("NPQLBC", "NPQSENCO") else set()), spec.id


def test_ids_are_unique_in_every_workbook(workbooks: tuple[WorkbookSpec, ...]) -> None:
    for spec in workbooks:
        found = [field.id for sheet in spec.sheets for one in activities(sheet) for field in one.fields()]
        names = [one.id for sheet in spec.sheets for one in activities(sheet)]
        assert [name for name, count in Counter(found).items() if count > 1] == [], spec.id
        assert [name for name, count in Counter(names).items() if count > 1] == [], spec.id
        assert {"knowledge", "practice", "retrieval", "scenario-reflection-group", "actions"} <= set(names)


def test_a_webinar_never_reads_as_a_room(workbooks: tuple[WorkbookSpec, ...]) -> None:
    for spec in (spec for spec in workbooks if spec.cohort.delivery == "online"):
        asked = [one for sheet in spec.sheets for one in activities(sheet) if one.name != "rating"]
        asked_texts = [
            text for one in asked for text in (one.label, one.help, *(field.label for field in one.fields()))
        ]
        text = " ".join([*map(text_of, spec.sheets), *asked_texts])
        assert re.findall(r"\b(?:in the room|table|flip ?chart|handouts?|seminars?|workbooks?)\b", text) == [], spec.id


def test_whatever_a_sheet_cites_is_among_the_references(workbooks: tuple[WorkbookSpec, ...]) -> None:
    for spec in workbooks:
        listed = " ".join(spec.parameters["references"])
        for author, year in (("Argyris", 1990), ("Robinson", 2018), ("Jeong", 2008), ("Whitmore", 1992)):
            assert re.search(rf"{author}\b[^()]*\({year}\)", listed), (spec.id, author)
        quotation = spec.parameters["seminar"]["quotation"]
        if quotation:
            assert f"({quotation['year']})" in listed, spec.id


def test_the_sheets_themselves_name_no_npq_and_no_role(project: Project) -> None:
    words = [word for npq in project.npqs.values() for word in (npq.code, npq.title, *npq.role_words)]
    named = re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")s?\b", re.IGNORECASE)
    for sheet in project.sheets.values():
        assert named.findall("\n".join(cell.source for cell in sheet.cells)) == [], sheet.name


def test_apostrophes_and_quotation_marks_are_the_printed_ones(project: Project) -> None:
    patterns = ("cohorts.csv", "participants/*.csv", "*.yml", "programmes/*.yml", "scenarios/*.yml")
    for path in (path for pattern in patterns for path in (ROOT / "data").glob(pattern)):
        assert re.findall(r"\w'\w|\w' ", path.read_text(encoding="utf-8")) == [], path.name
    for sheet in project.sheets.values():
        running = [cell.source for cell in sheet.cells if cell.cell_type == "markdown"]
        assert re.findall(r"\w'\w", "\n".join(running)) == [], sheet.name


def test_the_command_line_finds_nothing_to_mend() -> None:
    command = [sys.executable, "-m", "workbook_kit", "check"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
