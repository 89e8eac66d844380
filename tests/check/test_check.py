"""What `check` finds without running a sheet."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tiny import SHEET, Tiny
from workbook_kit.check import accessible
from workbook_kit.check.accessible import BLOCKS
from workbook_kit.check.check import check
from workbook_kit.packs.caches import SoundTexts
from workbook_kit.project.project import Project
from workbook_kit.workbook.leaks import leaks
from workbook_kit.workbook.plan import plan

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
    ("id of the page", sheet(("code", CODE[1].replace("first", "answers"))),
     "cell 3: the page itself has the id 'answers'; choose another, such as my-answers"),
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


WORDS_FOR_IT = 'write [$x^2$]{alt="..."}, or \\$ where a dollar sign is meant'
FORMULA = f"the formula x^2 has no words beside it; {WORDS_FOR_IT}"
NOT_OPENED = ("::: stands in the middle of a paragraph, so it opens or closes nothing; "
              "put an empty line before it, and two after a line that ends with %}")  # fmt: skip
UNREADABLE = [
    ("So $x^2$ it is", FORMULA),
    ("::: {.reminder}\n- $x^2$\n:::", FORMULA),
    ('[$x^2$]{alt=" "}', FORMULA),
    ("From $5 to 6$ each", FORMULA.replace("x^2", "5 to 6")),
    ("[](https://example.org)",
     "the link to https://example.org has no text; write where it leads: [text](address)"),
    ("[**Click here**](https://example.org) for more",
     "the link “Click here” does not say where it leads; name what is found there"),
    ("Go [here.][a]\n\n[a]: https://example.org",
     "the link “here.” does not say where it leads; name what is found there"),
    ("| | |\n|---|---|\n| a | b |", "a table without headings; give each column a heading in the first row"),
    ("--- ---\na   b\n--- ---", "a table without headings; give each column a heading in the first row"),
    ("| Tree | |\n|---|---|\n| a | b |", "the heading of column 2 of a table is empty; say what the column holds"),
    ("##", "a heading without words; write some, or take out its #"),
    ("## {#trees}", "a heading without words; write some, or take out its #"),
    ("Trees\n-----", "the heading “Trees” is in a form that is not read; start a line of its own with ## and a space"),
    ("> ## Trees", "the heading “Trees” is in a form that is not read; start a line of its own with ## and a space"),
    ("::: {.facilitater}\nTell nobody.\n:::",
     "there is no block facilitater, so everybody would read it as plain text; did you mean facilitator?"),
    ("::: {.facilitator minutes=soon}\nAsk.\n:::",
     "minutes=soon is no time; write whole minutes, from 1 to 99"),
    ("Text\n::: {.facilitator}\nTell nobody.\n:::\n", NOT_OPENED),
    ("{% if cohort %}Text{% endif %}\n\n::: {.facilitator}\nTell nobody.\n:::\n", NOT_OPENED),
    ("[" * 7 + "a", "more than 6 brackets [ open at once; close some, or write \\["),
    ("![c](figures/p.svg){fig-alt=\" \"}",
     'the picture figures/p.svg has no text alternative; add {fig-alt="what the picture shows"} after it'),
]  # fmt: skip
READABLE = [
    '[$x^2$]{alt="x squared"} and [$$y$$]{alt="y"}',
    "It costs £5 and $6, or $9",
    "\\$7 and 8\\$ or `$x$`",
    "```\n$x$ [here](a) ::: {.facilitater}\n```\n\n    | | |\n    |---|---|",
    "<https://example.org>, [the orchard](https://example.org) and [where it grows, here](https://example.org)",
    '[![c](figures/p.svg){fig-alt="A tree"}](https://example.org)',
    "| Tree | Age |\n|------|-----|\n| oak  |     |",
    "## Trees {#trees}\n\n### # and other signs\n\n#oak",
    "::: {.facilitator minutes=5}\nAsk.\n:::\n\n::: {.mine}\nText\n:::",
    "[[[a]]] [[[b]]] [c\n\n[d] [e [f\n\n[g [h [i \\[j",
    "a `:::` and\n\\:\\:\\: b\n\n{% if cohort %}Text{% endif %}\n\n\n::: {.facilitator}\nAsk.\n:::",
    "> quoted\n\n---\n\na | b\n\n[x] is done, [here] too",
]


@pytest.mark.parametrize(("spoil", "message"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_fault_of_a_sheet_is_found(tiny: Tiny, spoil: Callable[[Tiny], None], message: str) -> None:
    spoil(tiny)
    found = [str(problem) for problem in check(tiny.load())]
    assert any(message in line for line in found), found


@pytest.mark.parametrize(("text", "message"), UNREADABLE)
def test_what_a_screen_reader_could_not_read_out_is_found(tiny: Tiny, text: str, message: str) -> None:
    tiny.write("workbooks/figures/p.svg", "<svg/>")
    sheet(CODE, ("markdown", text))(tiny)
    assert [str(problem).split(": ", 1)[1] for problem in check(tiny.load())] == [f"cell 4: {message}"]


@pytest.mark.parametrize("text", READABLE)
def test_what_can_be_read_out_passes(tiny: Tiny, text: str) -> None:
    tiny.write("workbooks/figures/p.svg", "<svg/>")
    sheet(CODE, ("markdown", text))(tiny)
    assert check(tiny.load()) == ()


def test_every_block_that_is_drawn_is_known(project: Project) -> None:
    """A block that is added to the filter must not be taken for a slip of another's name."""
    drawn = re.findall(r"^(?:function )?boxes\.(\w+)", (project.extension / "seminar.lua").read_text(), re.MULTILINE)
    assert len(drawn) >= 7
    assert set(drawn) <= set(BLOCKS)


def test_a_fault_is_shown_at_its_line_and_in_its_own_cell(tiny: Tiny) -> None:
    cells = [("markdown", "Costs £5\n\nand $x$"), ("markdown", "# Hello\n\n[](https://example.org)")]
    tiny.sheet("hello", TITLE, PARAMETERS, CODE, cells[0], ("markdown", "| a | |\n|---|---|\n| b | c |"))
    lines = (tiny.root / "workbooks/hello.ipynb").read_text().splitlines()
    found = check(tiny.load())
    assert [("and $x$" in lines[one.line - 1], "| a | |" in lines[one.line - 1]) for one in found] == [
        (True, False), (False, True)]  # fmt: skip
    assert ["cell 4: the formula x" in found[0].what, "cell 5: the heading of column 2" in found[1].what] == [True] * 2


def test_text_nested_without_end_is_refused_rather_than_read(tiny: Tiny) -> None:
    sheet(CODE, ("markdown", ">" * 3000 + " $x$"))(tiny)
    assert [problem.what for problem in check(tiny.load())] == ["the text of a sheet is nested too deeply to be read"]


def test_a_fault_that_only_a_cohorts_values_bring_is_found(tiny: Tiny) -> None:
    when = "{% if cohort.role_phrase == 'as a grower' %}"
    sheet(CODE, ("markdown", f"{when}\n\n[here](https://example.org)\n{{% endif %}}"),
          ("markdown", "## {% if cohort.role_phrase == 'as a keeper' %}Hives{% endif %}"))(tiny)  # fmt: skip
    assert [problem.what for problem in check(tiny.load())] == [
        "cell 4: the link “here” does not say where it leads", "cell 5: a heading without words"]  # fmt: skip


def test_a_level_that_only_a_cohort_skips_is_found(tiny: Tiny) -> None:
    sheet(CODE, ("markdown", "{% if cohort.link %}\n## Links\n{% endif %}"), ("markdown", "### More"))(tiny)
    assert [problem.what for problem in check(tiny.load())] == ["cell 5: a heading that skips a level"]


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


def test_texts_in_which_nothing_was_wrong_are_not_read_again(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.sheet("hello", ("markdown", "# Hello\n\n| a | b |\n|---|---|\n| 1 | 2 |"))
    known = SoundTexts(tmp_path / "packs", "this version")
    asked = list[object]()
    convert = accessible.convert
    monkeypatch.setattr(accessible, "convert", lambda *args: asked.append(args) or convert(*args))
    for _ in range(2):
        assert check(tiny.load(), known) == ()
    assert len(asked) == 1
    assert check(tiny.load(), SoundTexts(tmp_path / "packs", "another version")) == ()
    assert len(asked) == 2
    tiny.sheet("hello", ("markdown", "# Hello\n\n[here](https://example.org)"))
    for _ in range(2):
        assert check(tiny.load(), known), "a fault is told every time"
    assert len(asked) == 4
