"""Rosters hold names, groups and needs, and messages about them quote none of it."""

import pytest

from tests.tiny import Tiny
from workbook_kit.errors import ProblemsError
from workbook_kit.models import Participant

NAME = "data/participants/hill-1.csv"


def people(tiny: Tiny, text: str, **cohort: str) -> tuple[Participant, ...]:
    tiny.cohort(**cohort)
    tiny.write(NAME, text)
    return tiny.load().rosters["hill-1"]


def test_a_project_needs_no_roster(tiny: Tiny) -> None:
    assert tiny.load().rosters == {}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("name,group,access\nAnn,Oak,large print|cream paper\nBob,,\n", id="plain"),
        pytest.param(
            "\ufeffAlias;Access;Group\r\nAnn;Large-Print | CREAM  paper;Oak\r\nBob;;\r\n", id="as Excel saves"
        ),
        pytest.param("group,name,access\n\nOak,Ann,large print|cream paper\n,,\n,Bob\n", id="other order, empty lines"),
    ],
)
def test_every_way_of_saving_gives_the_same_people(tiny: Tiny, text: str) -> None:
    ann = Participant(name="Ann", group="Oak", access=("large print", "cream paper"))
    assert people(tiny, text) == (ann, Participant(name="Bob"))


def test_a_name_alone_is_enough(tiny: Tiny) -> None:
    assert people(tiny, "alias\nOwl\n") == (Participant(name="Owl"),)


@pytest.mark.parametrize("name", ["=1+1", "+44 1", "@SUM(A1)", "-2", "<b>Ann</b>", "{{ 7*7 }}", "#panic()", "O’Hara"])
def test_a_name_stays_the_text_it_is(tiny: Tiny, name: str) -> None:
    assert people(tiny, f"name\n{name}\n")[0].name == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,school\nAnn,Hill\n", f"{NAME}:1: there is no column `school`: a roster holds name or alias, group and "
         "access, and nothing else about a person; take it out"),
        ("name,email\n", f"{NAME}:1: there is no column `email`: a roster holds name or alias"),
        ("nme\nAnn\n", "did you mean `name`?"),
        ("name,alias\nAnn,Owl\n", f"{NAME}:1: the columns `name` and `alias` say the same; take one out"),
        ("group\nOak\n", f"{NAME}:1: the column `name` is missing; add it"),
        ("", f"{NAME}: the file is empty; start it with a line of column names: name,group,access"),
        ("name\n", f"{NAME}: the roster names nobody; add a line for each person, or delete the file"),
        ("name,group\nAnn,Oak\n,Oak\n", f"{NAME}:3: there is no name or alias; write one, or empty the line"),
        ("name,group\nAnn,Oka\n", f"{NAME}:2: the cohort has no such group; did you mean `Oak`?"),
        ("name\nAnn Lee\nBob\nANN  lee\n", f"{NAME}:4: this name stands on line 2 too; write both so that they can be"),
        ("name,access\nAnn,large prnt\n", f"{NAME}:2: `access` has something that is none of the needs; did you "
         "mean `large print`?"),
        ("name,access\nAnn,x\n", "use one of cream paper, large print, low ink, screen reader"),
        ("name,access\nAnn,low ink|Low Ink\n", f"{NAME}:2: `access` has a need twice; take one out"),
        ("name\n" + "A" * 81 + "\n", f"{NAME}:2: `name` has 81 letters; use 80 or fewer"),
        ("name\nAnn\nΩmega\n", f"{NAME}:3: the handout's font has no “Ω” (U+03A9 GREEK CAPITAL LETTER OMEGA)"),
        ("name,\nAnn,asthma\n", f"{NAME}:2: something stands in column 2, which has no name"),
        ('name\n"Ann\n', f"{NAME}:2: this line is not CSV"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(tiny: Tiny, text: str, message: str) -> None:
    with pytest.raises(ProblemsError) as told:
        people(tiny, text)
    assert message in str(told.value)


def test_no_message_quotes_a_name_or_a_need(tiny: Tiny) -> None:
    text = "name,group,access,\nSecretia,Oka,dyslexia,\nsecretia,Oak,,\n,Oak,,migraine\n" + "Secretia" * 12 + ",,,\n"
    with pytest.raises(ProblemsError) as told:
        people(tiny, text)
    assert not {word for word in ("secretia", "dyslexia", "migraine") if word in str(told.value).lower()}


def test_all_faults_of_a_roster_and_of_others_are_told_at_once(tiny: Tiny) -> None:
    tiny.write("data/participants/hill-2.csv", "name\nAnn\n")
    tiny.write("data/participants/hill-3.xlsx", b"PK")
    with pytest.raises(ProblemsError) as told:
        people(tiny, "name,group,access\nAnn,Elm,\nBob,Elm,x\n,,low ink\n")
    assert [(problem.file[18:], problem.line) for problem in told.value.problems] == [
        ("hill-1.csv", 3), ("hill-1.csv", 4), ("hill-2.csv", 0), ("hill-3.xlsx", 0)]  # fmt: skip
    assert "there is no cohort `hill-2`; did you mean `hill-1`?" in str(told.value)
    assert "save it as CSV, called hill-3.csv" in str(told.value)


def test_a_group_needs_a_cohort_with_groups(tiny: Tiny) -> None:
    with pytest.raises(ProblemsError, match="no such group; fill in `groups` in data/"):
        people(tiny, "name,group\nAnn,Oak\n", groups="")


def test_no_more_people_than_places(tiny: Tiny) -> None:
    text = "name\nAnn\nBob\nCid\n"
    assert len(people(tiny, text, size="3")) == 3
    with pytest.raises(ProblemsError, match="here are 3 people, and the cohort has 2 places; raise `size`"):
        people(tiny, text, size="2")


def test_a_project_shown_in_an_error_names_nobody(tiny: Tiny) -> None:
    people(tiny, "name\nSecretia\n")
    assert "Secretia" not in repr(tiny.load())
