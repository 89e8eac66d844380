"""Each fault of a project is told with its file, its line and what to do."""

from collections.abc import Callable

import pytest

from tests.tiny import Tiny
from workbook_kit.errors import ProblemsError

PROGRAMME, SCENARIOS, COHORTS = "data/programmes/NPQAA.yml", "data/scenarios/NPQAA.yml", "data/cohorts.csv"

CASES: list[tuple[str, Callable[[Tiny], None], str]] = [
    ("unknown key", lambda t: t.change(PROGRAMME, "title: First", "titel: First"),
     f"{PROGRAMME}:8: `titel` is not a known key; did you mean `title`?"),
    ("missing key", lambda t: t.change(PROGRAMME, "    title: First fruit\n", ""),
     f"{PROGRAMME}:7: `title` is missing; add it"),
    ("unknown statement", lambda t: t.change(PROGRAMME, "1.a-1.b", "1.a-1.z"),
     f"{PROGRAMME}:16: area 1 (Orchards) has no statement 1.z; see `workbook-kit frameworks show`"),
    ("unknown area", lambda t: t.change(PROGRAMME, "area: 1, codes: 1.a", "area: 7, codes: 1.a"),
     f"{PROGRAMME}:16: NPQAA has no area 7; its areas are 1"),
    ("unknown sheet", lambda t: t.change(PROGRAMME, "hello: 30", "helo: 30"),
     f"{PROGRAMME}:21: sheets names `helo`, which is not there; did you mean `hello`?"),
    ("unknown module", lambda t: t.change(PROGRAMME, "looks_ahead: B", "looks_ahead: C"),
     f"{PROGRAMME}:13: looks_ahead names `C`, which is not there; use one of A, B"),
    ("unknown scenario", lambda t: t.change(PROGRAMME, "scenario: first", "scenario: last"),
     f"{PROGRAMME}:20: scenario names `last`, which is not there; use one of first"),
    ("too many minutes", lambda t: t.change(PROGRAMME, "hello: 30", "hello: 70"),
     f"{PROGRAMME}:7: the sheets take 70 minutes, the seminar has 60; shorten a sheet"),
    ("wrong scale", lambda t: t.change(PROGRAMME, "practice: able", "practice: sure"),
     f"{PROGRAMME}:2: there is no practice scale `sure`; use one of able"),
    ("name spelt two ways", lambda t: t.change(SCENARIOS, "windy hill", "hill of Sydney’s"),
     f"{SCENARIOS}:6: Sidney is spelt Sydney here; write {{{{ person }}}} wherever the name stands"),
    ("placeholder in a scenario", lambda t: t.change(SCENARIOS, "{{ person }} could", "{{ persn }} could"),
     f"{SCENARIOS}:7: `interests`: `persn` is not a parameter; only {{{{ person }}}} can stand here"),
    ("not YAML", lambda t: t.write("data/scales.yml", "a: [1\nb: 2"), "data/scales.yml:2: this is not YAML"),
    ("key twice", lambda t: t.write("data/scales.yml", "a: 1\na: 2\n"), "data/scales.yml:2: this is not YAML: found"),
    ("file missing", lambda t: (t.root / "data/scales.yml").unlink(),
     "data/scales.yml: the file is missing; add it, or copy it from a new project"),
    ("code twice", lambda t: t.change("data/frameworks/NPQAA.yml", '"1.2"', '"1.1"'),
     "data/frameworks/NPQAA.yml:1: code 1.1 stands here 2 times; give each its own"),
    ("logo missing", lambda t: t.change("data/partners.yml", "values:", "logo: {file: logos/x.svg, alt: X}, values:"),
     "data/partners.yml:1: there is no picture data/logos/x.svg; add it there, or mend its name"),
    ("logo outside", lambda t: t.change("data/partners.yml", "values:", "logo: {file: ../../a.svg, alt: X}, values:"),
     "data/partners.yml:1: there is no picture data/../../a.svg"),
    ("logo without words", lambda t: t.change("data/partners.yml", "values:", "logo: {file: x.svg}, values:"),
     "data/partners.yml:1: `alt` is missing; add it"),
    ("emoji", lambda t: t.change("data/partners.yml", "Hill", "Hill 😀"),
     "data/partners.yml:1: the handout's font has no “😀” (U+1F600 GRINNING FACE); write it another way"),
    ("invisible turn of direction", lambda t: t.cohort(name="Hill \u202e cohort"),
     f"{COHORTS}:2: the handout's font has no invisible character (U+202E RIGHT-TO-LEFT OVERRIDE)"),
    ("not a notebook", lambda t: t.write("workbooks/hello.ipynb", "{"),
     "workbooks/hello.ipynb:1: this is not a notebook (Expecting property name"),
    ("undefined placeholder",
     lambda t: t.sheet("hello", ("parameters", "cohort = 1"), ("markdown", "# A {{ cohort }}\n\n{{ cohrt.name }}")),
     "workbooks/hello.ipynb:24: cell 2: `cohrt` is not a parameter; add it to the parameters cell, or mend its name"),
    ("unused parameter",
     lambda t: t.sheet("hello", ("parameters", "cohort = 1\nseminar = 2"), ("markdown", "# A {{ cohort }}")),
     "workbooks/hello.ipynb:15: cell 1: the parameter `seminar` is never used; use it or take it out"),
    ("parameter that is code", lambda t: t.sheet("hello", ("parameters", "cohort = open('x')")),
     "workbooks/hello.ipynb:14: cell 1: a parameter that is not a plain value"),
    ("broken placeholder", lambda t: t.sheet("hello", ("markdown", "# A\n\n{% for x %}")),
     "workbooks/hello.ipynb:10: cell 1: a placeholder that cannot be read"),
    ("no data folder", lambda t: (t.root / "data").rename(t.root / "dta"), "this is not a workbook project"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "message"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_fault_is_told_with_its_place(tiny: Tiny, spoil: Callable[[Tiny], None], message: str) -> None:
    spoil(tiny)
    with pytest.raises(ProblemsError) as told:
        tiny.load()
    assert any(message in line for line in str(told.value).splitlines()), str(told.value)


def test_faults_of_different_files_are_told_at_once(tiny: Tiny) -> None:
    tiny.change(PROGRAMME, "1.a-1.b", "1.q")
    tiny.cohort(npq="NPQZZ")
    tiny.change(SCENARIOS, "windy hill", "hill of Sydney")
    with pytest.raises(ProblemsError) as told:
        tiny.load()
    assert {problem.file for problem in told.value.problems} == {PROGRAMME, COHORTS, SCENARIOS}


def test_the_sample_project_has_no_fault(tiny: Tiny) -> None:
    assert tiny.load().cohorts["hill-1"].name == "Hill cohort"
