"""What `check` finds without running a sheet."""

from collections.abc import Callable

import pytest

from tests.tiny import SHEET, Tiny
from workbook_kit.check import check, leaks
from workbook_kit.load import Project
from workbook_kit.plan import plan

TITLE, PARAMETERS, CODE = SHEET


def sheet(*cells: tuple[str, str]) -> Callable[[Tiny], None]:
    return lambda tiny: tiny.sheet("hello", TITLE, PARAMETERS, *cells)


CASES: list[tuple[str, Callable[[Tiny], None], str]] = [
    ("picture without words", sheet(("markdown", "![c](figures/p.svg)")),
     "cell 3: the picture figures/p.svg has no text alternative; add {fig-alt="),
    ("picture that is not there", sheet(("markdown", '![](figures/p.svg){fig-alt="P"}')),
     "cell 3: there is no picture figures/p.svg; mend its name"),
    ("picture on the network", sheet(("markdown", '![](https://example.org/p.svg){fig-alt="P"}')),
     "cell 3: the picture https://example.org/p.svg is elsewhere; put it in workbooks/figures"),
    ("level skipped", sheet(("markdown", "### Deep")), "cell 3: a heading that skips a level; write ##"),
    ("two titles", sheet(("markdown", "# Again")), "cell 3: a second chapter title; start a sheet of its own"),
    ("lost s", sheet(("markdown", "The Trust' Values")),
     "cell 3: the apostrophe of “Trust'” has lost its s; write Trust's"),
    ("role of another NPQ", sheet(("markdown", "in your role as Bee Lead")),
     "cell 3: “Bee Lead” belongs to NPQBB alone, and a sheet serves every programme; use a placeholder"),
    ("NPQ in code", sheet(("code", "x = 1\ny = 'for NPQBB'")), "cell 3: “NPQBB” belongs to NPQBB alone"),
    ("id used twice", sheet(CODE, ("code", CODE[1])), "cell 4: the id 'first' is used in workbooks/hello.ipynb too"),
    ("part that is not there", sheet(("markdown", "{{ cohort.nme }}")), "cell 3: this parameter has no part `nme`"),
    ("code for one engine", sheet(("markdown", "```{=html}\n<script></script>\n```")),
     "cell 3: {=html} is written for one engine alone; write it in Markdown"),
    ("code block left open", sheet(("markdown", "a\n\n```\nb")),
     "cell 3: the code block that ``` opens is never closed"),
    ("block left open", sheet(("markdown", "::: {.facilitator}\nhidden")),
     "cell 3: the block that ::: opens here is never closed; close it with :::"),
    ("block never opened", sheet(("markdown", "a\n\n:::")),
     "cell 3: ::: closes a block that was not opened; take it out"),
    ("a second cover", sheet(("markdown", "---\ntitle: Mine\n---")), "cell 3: --- with `key: value` below it would"),
    ("picture from outside", sheet(("markdown", '![](../data/cohorts.csv){fig-alt="P"}')),
     "cell 3: the picture ../data/cohorts.csv is elsewhere; put it in workbooks/figures"),
    ("picture by reference", sheet(("markdown", "![a][b]\n\n[b]: https://example.org/p.png")),
     "cell 3: a picture in a form that is not read; write ![caption](figures/name.svg)"),
    ("picture with a title", sheet(("markdown", '![a](https://example.org/p.png "b")')),
     "cell 3: a picture in a form that"),
    ("code that is not Python", sheet(("code", "x = 1\ny = (")),
     "cell 3: not Python ('(' was never closed); mend the line"),
    ("unknown parameter",
     lambda t: t.sheet("hello", ("markdown", "# A {{ weather }}"), ("parameters", "weather = 'fair'")),
     "workbooks/hello.ipynb: no workbook has the parameter `weather`; the parameters are ahead, back"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "message"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_fault_of_a_sheet_is_found(tiny: Tiny, spoil: Callable[[Tiny], None], message: str) -> None:
    spoil(tiny)
    found = [str(problem) for problem in check(tiny.load())]
    assert any(message in line for line in found), found


@pytest.mark.parametrize("text", ["The governors' Values", "James' Book", "the 1990s’ Best", "she said ‘Well’ Then"])
def test_right_apostrophes_pass(tiny: Tiny, text: str) -> None:
    sheet(CODE, ("markdown", text))(tiny)
    assert check(tiny.load()) == ()


@pytest.mark.parametrize(
    "text", ["```\n# a comment\n![x](y)\n:::\n```", "::: {.reminder}\nText\n:::", "a\n\n---\n\nb: c", "~~~~\n```\n~~~~"]
)
def test_right_marks_pass(tiny: Tiny, text: str) -> None:
    sheet(CODE, ("markdown", text))(tiny)
    assert check(tiny.load()) == ()


def test_a_block_may_stand_round_an_activity(tiny: Tiny) -> None:
    sheet(("markdown", "::: {.facilitator}\nAsk:"), CODE, ("markdown", ":::"))(tiny)
    assert check(tiny.load()) == ()


def test_a_value_that_one_kind_of_cohort_lacks_is_found(tiny: Tiny) -> None:
    """Of many cohorts only one of each kind is filled in, and having a link or none makes a kind."""
    path = tiny.root / "data/cohorts.csv"
    header, row = path.read_text().splitlines()
    linked = row.replace("hill-1", "dale-1").replace("Hill", "Dale").replace("barn,,", "barn,https://example.org,")
    path.write_text("\n".join([header, row, linked, linked.replace("ale", "ell")]))
    sheet(CODE, ("markdown", "{{ cohort.link }}"))(tiny)
    assert "a placeholder has no value for this cohort" in str(check(tiny.load())[0])


def test_the_sample_project_is_clean(project: Project) -> None:
    assert check(project) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("for the NPQBB course", "NPQBB"),
        ("the NPQ for Leading Bees", "NPQ for Leading Bees"),
        ("our literacy and bee Lead roles", "bee Lead"),
        ("welcome to Dale cohort today", "Dale cohort"),
    ],
)
def test_words_of_another_programme_or_cohort_are_leaks(tiny: Tiny, text: str, found: str) -> None:
    path = tiny.root / "data/cohorts.csv"
    rows = path.read_text()
    path.write_text(
        rows + rows.splitlines()[1].replace("hill-1", "dale-1").replace("Hill cohort", "Dale cohort") + "\n"
    )
    project = tiny.load()
    spec = plan(project)[0]
    assert found in [leak.words for leak in leaks(spec, text, project)]


@pytest.mark.parametrize("text", ["the NPQAA course of Hill cohort", "an apple lead", "unNPQBBed", "bee leader"])
def test_its_own_words_are_not_leaks(tiny: Tiny, text: str) -> None:
    project = tiny.load()
    assert leaks(plan(project)[0], text, project) == ()
