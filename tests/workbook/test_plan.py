"""What every workbook is told, and how statements are chosen."""

import pytest

from tests.tiny import Tiny
from workbook_kit.errors import ProblemsError
from workbook_kit.models.framework import placed_statements, select_statements
from workbook_kit.project.project import Project
from workbook_kit.workbook.plan import facts, metadata, plan, short_code


def test_each_cohort_has_a_workbook_for_each_seminar(project: Project) -> None:
    specs = plan(project)
    wanted = [
        f"{cohort.id}--{seminar.id}"
        for cohort in project.cohorts.values()
        for seminar in project.programmes[cohort.npq].seminars
    ]
    assert [spec.id for spec in specs] == wanted
    assert len(specs) >= 16


def test_a_selection_narrows_the_plan(project: Project) -> None:
    specs = plan(project, npqs=["NPQLBC"], seminars=["seminar-2"])
    assert specs
    assert {(spec.cohort.npq, spec.seminar.id) for spec in specs} == {("NPQLBC", "seminar-2")}


def test_a_selection_that_names_nothing_is_refused(project: Project) -> None:
    with pytest.raises(ProblemsError, match="there is no cohort 'nobody'; use one of"):
        plan(project, cohorts=["nobody"])


def test_each_sheet_gets_what_it_declares_and_no_more(project: Project) -> None:
    for spec in plan(project):
        for sheet in spec.sheets:
            assert set(sheet.parameters) == set(sheet.sheet.parameters)


def test_online_cohorts_get_a_study_pack_with_no_venue(project: Project) -> None:
    online = [spec for spec in plan(project) if spec.cohort.delivery == "online"]
    assert online
    for spec in online:
        assert spec.parameters["seminar"]["kind"] == "Study pack"
        assert metadata(spec)["subtitle"].startswith("Study pack")
        assert "Venue" not in dict(facts(spec))
        assert "room" not in spec.parameters["words"]["pairs"]


def test_the_next_seminar_looks_back_on_what_this_one_looked_ahead_to(project: Project) -> None:
    for programme in project.programmes.values():
        for before, after in zip(programme.seminars, programme.seminars[1:], strict=False):
            assert before.looks_ahead == after.looks_back
        assert programme.seminars[-1].looks_ahead is None


def test_the_person_of_a_scenario_has_one_name_everywhere(tiny: Tiny) -> None:
    tiny.change("data/scenarios/NPQAA.yml", "person: Sidney", "person: Łucja {{ 7*7 }}")
    scenario = plan(tiny.load())[0].parameters["scenario"]
    assert scenario["question"] == "What might Łucja {{ 7*7 }} do?"
    assert scenario["interests"] == ["What Łucja {{ 7*7 }} could plant"]


def test_kinds_of_statement_are_never_mixed(project: Project) -> None:
    for spec in plan(project):
        for kind, groups in spec.parameters["statements"].items():
            for group in groups:
                for statement in group["statements"]:
                    last = statement["code"][-1]
                    assert last.isdigit() == (kind == "knowledge"), statement


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ("1.a-1.c", "1.a 1.b 1.c"),
        ("1a - 1c", "1.a 1.b 1.c"),
        ("1.c, 1.a", "1.a 1.c"),
        ("1.9-1.11", "1.9 1.10 1.11"),
        ("1.1", "1.1"),
    ],
)
def test_codes_choose_statements_in_the_order_of_the_framework(project: Project, codes: str, found: str) -> None:
    area = project.frameworks["NPQSENCO"].areas[0]
    assert " ".join(chosen.statement.code for chosen in select_statements(area, codes)) == found


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        ("1.z", "area 1 (School culture) has no statement 1.z"),
        ("1.c-1.a", "1.c-1.a does not run forwards"),
        ("1.1-1.c", "does not run forwards through statements of one kind"),
        (",", "has no statement (empty)"),
    ],
)
def test_codes_that_choose_nothing_are_refused(project: Project, codes: str, message: str) -> None:
    area = project.frameworks["NPQSENCO"].areas[0]
    with pytest.raises(KeyError) as told:
        select_statements(area, codes)
    assert message in told.value.args[0]


def test_every_statement_of_a_framework_can_be_chosen_by_its_code(project: Project) -> None:
    for framework in project.frameworks.values():
        for area in framework.areas:
            for chosen in placed_statements(area):
                assert select_statements(area, chosen.statement.code) == (chosen,)


def test_short_codes_differ(project: Project) -> None:
    codes = [short_code(spec) for spec in plan(project)]
    assert len(set(codes)) == len(codes)
