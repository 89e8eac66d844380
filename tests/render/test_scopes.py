"""A sheet is a scope, in both engines: nothing that it says reaches another, and its cells end as in Jupyter."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.activities.declared import every
from tests.fuzz import examples
from tests.render.anew import by_command_line
from tests.render.workbook import EXTENSION, FURNITURE, cell, of_sheets, scope, whole
from workbook_kit.errors import ProblemsError
from workbook_kit.render import embedded, quarto
from workbook_kit.render.document import Document
from workbook_kit.render.pandoc import Format, convert
from workbook_kit.render.scopes import Scope, is_tied

PAGE = replace(embedded.PAGE, extension=EXTENSION)
PAPER = replace(embedded.PAPER, extension=EXTENSION)

Draw = Callable[[Document, Format], str]


def by_quarto(document: Document, format: Format) -> str:
    """The source that Quarto gets, through the filters that Quarto runs, in its order."""
    source = quarto.source_text(document, {})
    filters = ("seminar-scopes.lua", *format.filters)
    done = by_command_line(source, replace(format, filters=filters), None, "--standalone")
    if done.returncode:
        raise ProblemsError(quarto.told_by_filter(done.stderr, document.sheets))
    return done.stdout


ENGINES: dict[str, Draw] = {"embedded": embedded._convert, "quarto": by_quarto}


@pytest.fixture(params=ENGINES)
def draw(request: pytest.FixtureRequest) -> Draw:
    return ENGINES[request.param]


def page(draw: Draw, *scopes: Scope) -> str:
    """What stands on the page of these sheets."""
    drawn = draw(of_sheets(*scopes), PAGE)
    return drawn[drawn.index('<div class="owner"') : drawn.index('<section id="overview"')]


def two(*cells: str) -> tuple[Scope, Scope]:
    """Two sheets that say the same, each of itself; §, in each, is a letter of its own."""
    one, other = ([text.replace("§", letter) for text in cells] for letter in "ab")
    return scope("# Alpha", *one, sheet="alpha"), scope("# Beta", *other, sheet="beta")


# what one sheet says does not reach another -------------------------------------------------------------


def test_two_sheets_have_two_notes_of_one_name(draw: Draw) -> None:
    made = page(draw, *two("Claim.[^1]", "[^1]: Source of §."))
    assert re.findall(r"Source of (\w)", made) == ["a", "b"]
    assert re.findall(r'<a href="#(fn\d)" class="footnote-ref"', made) == ["fn1", "fn2"]


def test_two_sheets_have_two_references_of_one_name(draw: Draw) -> None:
    made = page(draw, *two("[there][x] and [x]", "[x]: https://§.example"))
    assert re.findall(r'href="(https[^"]*)"', made) == [*["https://a.example"] * 2, *["https://b.example"] * 2]


def test_each_sheet_numbers_its_examples_from_one(draw: Draw) -> None:
    made = page(draw, *two("(@x) First.", "As (@x) says."))
    assert made.count("As (1) says.") == 2
    assert "<ol start=" not in made


@pytest.mark.parametrize(
    ("reaches", "left"),
    [
        ("[^1]: Said.", "Claim.[^1]"),
        ("[x]: https://a.example", "[there][x]"),
        ("(@x) First.", "As (@x) says."),
        ("\\newcommand{\\x}{y}", '[$\\x$]{alt="x"}'),
        ("# Another", "[Another]"),
        ("---\ntitle: Mine\nedition: facilitator\n---", "plain"),
        ("::: {.facilitator}", "open"),
        ("<div>", "open"),
        ("```", "open"),
        ("<!--", "open"),
        ("Term", ":   not its definition"),
        ("% Mine", "plain"),
    ],
)
@pytest.mark.parametrize("turned", [False, True], ids=["before", "after"])
def test_nothing_reaches_another_sheet(reaches: str, left: str, turned: bool, draw: Draw) -> None:
    def alone(*scopes: Scope) -> str:
        made = page(draw, *scopes)
        return made[made.index("of beta") : made.index("end of beta")]

    alpha = scope("# Alpha", reaches, sheet="alpha")
    beta = scope("# Beta\n\nof beta", left, "end of beta", sheet="beta")
    order = (beta, alpha) if turned else (alpha, beta)
    assert alone(*order) == alone(beta)


def test_a_metadata_block_in_a_sheet_says_nothing_of_the_workbook(draw: Draw) -> None:
    sheet = scope("# One", "---\ntitle: Mine\nedition: facilitator\ncode: X\n---", "::: {.facilitator}\nSecret\n:::")
    made = draw(of_sheets(sheet), PAGE)
    assert "<h1>First fruit</h1>" in made
    assert "Secret" not in made


def test_addresses_are_no_citations(draw: Draw) -> None:
    assert "<p>Follow @OldMaltings [@a]</p>" in page(draw, scope("# One", "Follow @OldMaltings [@a]"))
    assert "#cite" not in draw(of_sheets(scope("# One", "Follow @OldMaltings")), PAPER)


# headings and links --------------------------------------------------------------------------------------


def ids(made: str) -> list[str]:
    return re.findall(r'<h[2-6][^>]* id="s_([^"]*)"', made)


def links(made: str) -> list[str]:
    return re.findall(r'<a href="#s_([^"]*)">', made)


def test_a_sheets_links_lead_to_its_own_headings(draw: Draw) -> None:
    made = page(draw, *two("## Goals", "See [above](#goals), [as Jupyter has it](#Goals) and [Goals]."))
    assert ids(made) == ["alpha", "goals", "beta", "goals-1"]
    assert links(made) == ["goals"] * 3 + ["goals-1"] * 3


def test_headings_are_numbered_as_pandoc_numbers_them(draw: Draw) -> None:
    made = page(draw, *two("## Goals", "## Goals\n\n### Goals", "[third](#goals-2)", "## Goals 1", "## Mine {#x}"))
    assert ids(made)[:6] == ["alpha", "goals", "goals-1", "goals-2", "goals-1-1", "x"]
    assert ids(made)[6:] == ["beta", "goals-3", "goals-4", "goals-5", "goals-1-2", "x-1"]
    assert links(made) == ["goals-2", "goals-5"]


def test_a_link_leads_to_another_chapter_by_the_name_of_its_sheet_or_its_title(draw: Draw) -> None:
    first = scope("# Alpha", "Go [on](#last-one), [there](#the-end), [to a part](#part).", sheet="alpha")
    assert links(page(draw, first, scope("# The end", "## Part", sheet="last-one"))) == ["the-end", "the-end", "part"]


@pytest.mark.parametrize("others", [["## Plan"], ["## Part", "## Part"]], ids=["missing", "in two sheets"])
@pytest.mark.parametrize("format", [PAGE, PAPER], ids=["page", "paper"])
def test_a_link_to_what_the_workbook_lacks_is_told(others: list[str], format: Format, draw: Draw) -> None:
    more = [scope("# Other", text, sheet=f"other-{number}") for number, text in enumerate(others)]
    with pytest.raises(ProblemsError, match="the link #part leads to nothing in this workbook; write the # of"):
        draw(of_sheets(scope("# Alpha", "See [it](#part).", sheet="alpha"), *more), format)


def test_each_chapter_says_of_which_sheet_it_is(draw: Draw) -> None:
    made = page(draw, *two("## Goals"))
    assert re.findall(r'<h2[^>]* data-chapter="(\w+)"', made) == ["alpha", "beta"]
    assert made.count("data-chapter") == 2


def test_no_identifier_of_an_author_is_that_of_another_element(draw: Draw) -> None:
    made = page(draw, *two("[a]{#first} `b`{#first}\n\n::: {#first .x}\nc\n:::", "```{#first}\nd\n```"))
    assert 'id="first"' not in made


# a list or a block ends with its cell ----------------------------------------------------------------------


@pytest.mark.parametrize("tie", ["", "A note.[^1]\n\n[^1]: Said."], ids=["apart", "tied"])
def test_lists_in_neighbouring_cells_are_two_lists(tie: str, draw: Draw) -> None:
    made = page(draw, scope("# One", "1. One\n2. Two", "1. Fresh\n2. Next", "- a", "- b", tie))
    assert re.sub(r"\s", "", made).count("</ol><ol") == 1
    assert re.sub(r"\s", "", made).count("</ul><ul") == 1


@pytest.mark.parametrize("tie", ["", "A note.[^1]\n\n[^1]: Said."], ids=["apart", "tied"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Term", ":   what"),
        ("- a", "    b"),
        ("> a", "b"),
        ("a", "***"),
        ("| a\n| b", "| c"),
        ("*a", "b*"),
        ("`a", "b`"),
    ],
)
def test_what_a_cell_begins_another_does_not_continue(before: str, after: str, tie: str, draw: Draw) -> None:
    made = page(draw, scope("# One", before, after, tie))
    apart = page(draw, scope("# One", before, "between", after, tie))
    assert re.sub(r"\s", "", made) == re.sub(r"\s", "", apart.replace("<p>between</p>", ""))


def test_a_box_may_hold_several_cells(draw: Draw) -> None:
    made = page(draw, scope("# One", "::: {.reminder}\na", "b\n:::", "c"))
    assert re.search(r'<div class="box reminder".*<p>a</p>\s*<p>b</p>\s*</div>\s*<p>c</p>', made, re.DOTALL)


@pytest.mark.parametrize("opens", ["```\na", "~~~\na", "-----\na"])
def test_what_would_swallow_the_next_cell_is_told(opens: str, draw: Draw) -> None:
    sheet = scope("# One", "Note.[^1]\n\n[^1]: Said.", opens, f"b\n{opens[:5].split()[0]}")
    with pytest.raises(
        ProblemsError, match="what begins in this cell does not end in it; close its code, table or tag"
    ):
        page(draw, sheet)


# boxes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["text\n::: {.facilitator}\nsecret\n:::", "a\n\n:::", "- a\n  :::\n  b", "*a ::: b*"])
def test_a_box_that_is_left_as_text_is_told(text: str, draw: Draw) -> None:
    said = "a box did not open or close: “… .*:::.* …” stands in the text; leave an empty line before and after each"
    with pytest.raises(ProblemsError, match=said):
        page(draw, scope("# One", text))


def test_the_words_around_it_are_whole_letters(draw: Draw) -> None:
    with pytest.raises(ProblemsError, match=r"“… ŵ+ ::: ŵ+ …”"):
        page(draw, scope("# One", f"{'ŵ' * 60} ::: {'ŵ' * 60}"))


def test_colons_of_a_value_or_in_code_are_no_box(draw: Draw) -> None:
    made = page(draw, scope("# One", "Called \\:\\:\\: once, or `:::`.", "```\n:::\n```"))
    assert "<p>Called ::: once, or <code>:::</code>.</p>" in made


# places ------------------------------------------------------------------------------------------------------


class Placed:
    """A sheet that says where a problem is."""

    def __init__(self, name: str) -> None:
        self.name = name

    def problem(self, cell: int, line: int, what: str, todo: str) -> Any:
        from workbook_kit.errors import Problem

        return Problem(f"{self.name}.ipynb", 10 * cell + line, what, todo)


@pytest.mark.parametrize("tie", ["", "A note.[^1]\n\n[^1]: Said."], ids=["apart", "tied"])
def test_problems_are_told_with_sheet_and_cell(tie: str, draw: Draw) -> None:
    cells = (tie, "Costs $5 or 6$.", "::: {.reminder}\n[it](#nowhere)", "::: {.stage}\n:::\n\n![c](a.png)\n:::", ":::")
    document = of_sheets(scope("# Alpha", sheet="my alpha"), scope("# Beta", *cells, sheet="beta"))
    sheets: Any = {name: Placed(name) for name in ("my alpha", "beta")}
    with pytest.raises(ProblemsError) as caught:
        draw(replace(document, sheets=sheets), PAGE)
    told = [(problem.file, problem.line, problem.what[:12]) for problem in caught.value.problems]
    assert told == [
        ("beta.ipynb", 20, "the formula "),
        ("beta.ipynb", 30, "the link #no"),
        ("beta.ipynb", 40, "a .stage box"),
        ("beta.ipynb", 40, "the picture "),
        ("beta.ipynb", 50, "a box did no"),
    ]


# reading cell by cell ------------------------------------------------------------------------------------------

#: What stands in one cell and means something in another, or looks like the beginning of one.
SNIPPETS = (
    "Text.", "- a\n- b", "1. a\n\n2. b", "    # code", "> # quoted", "> text", "a\n# no heading", "#no", "---", "***",
    "# One", "## One", "### Two", "#### Deep", "# One {#one}", "# {#two}", "# A *b* c", "One\n===", "Two\n---", "# #",
    "[One]", "[One][]", "[two][One]", "[One](a b)", "[One](#one)", "[One]{.x", "[a *b* C]", "[x]: /address",
    "[x]", "a[^1]", "[^1]: note", "b^[note]", "(@) first", "(@a) second", "as (@a) says", "@. third", "@me", r"\@me",
    "```\n# code\n```", "```", "````", "~~~\n# code\n~~~", "``` {shortcodes=false}\nx\n\n# y\n```",
    "```{=html}\n<p>\n\n# x</p>\n```", "```{=html}\n\n# x\n\n ````\n# One", "```{=typst}\n#seminar-x(\"]: [\")\n```",
    "::: {.scenario}", ":::", "::: {.facilitator}\n# In a box\n:::", "text\n::: {.beside}", "- a\n:::", "- ::: x",
    ":::: {.a}\n::: {.b}\n\n# In\n\n:::\n::::", "<div>", "</div>", "<!-- a", "b -->", "<https://a.b/c>", r"\<div>",
    "---\nedition: facilitator\n---", "...", "% Title", "| a | b |\n|---|---|\n| 1 | 2 |", "  a  b\n --- ---\n  1  2",
    "-----\na\n\n# b\n-----", r"\newcommand{\a}{b}", r"$\a$", "$$a\n\n# b$$", "Term\n:   what", "`a\n\n# b`", '"a',
    "![c](figures/a.svg){fig-alt=\"x\"}", "*a\n\n# b*", "\\", "a\\\n\n# b", "\x00", "[a]{#one}", "[b](#one)",
)  # fmt: skip


def tree(sheet: Scope) -> Any:
    """What pandoc reads."""
    return json.loads(convert([sheet], Format("json")))["blocks"]


@examples(150)
@given(st.lists(st.sampled_from(SNIPPETS), min_size=2, max_size=7))
def test_cells_that_nothing_ties_are_read_as_the_sheet_is(snippets: list[str]) -> None:
    sheet = scope(*snippets, "# End")
    joined = tree(replace(sheet, tied=True))
    if "does not end in it" not in json.dumps(joined):
        assert tree(sheet) == joined


def test_a_workbook_with_everything_is_read_as_the_whole() -> None:
    for sheet in (*whole().scopes, scope(FURNITURE), scope("# One", *map(cell, every("What grew?")))):
        assert not sheet.tied
        assert tree(sheet) == tree(replace(sheet, tied=True))


@pytest.mark.parametrize(
    "text", ["[Above](#a) and [words]{.c}", "a \\@ b \\] \\<c", "```\nx\n```", "---", "B\n===", ":::"]
)
def test_what_ends_with_its_cell_ties_nothing(text: str) -> None:
    assert not is_tied(f"# A\n\n{text}")


@pytest.mark.parametrize(
    "tie", ["[A]", "[A](b c)", "[x]: /y", "a[^1]", "(@) b", "@me", "<div>", "<!--", r"\newcommand{\a}{b}"]
)
def test_what_may_mean_something_elsewhere_ties(tie: str) -> None:
    assert is_tied(f"# A\n\n{tie}")


def test_both_engines_draw_a_workbook_alike(tmp_path: Path) -> None:
    for format in (PAGE, PAPER):
        assert by_quarto(whole(), format) == embedded._convert(whole(), format)


def test_quarto_finds_no_command_no_code_and_no_metadata_in_a_sheet() -> None:
    hard = "{{< include x >}}\n\n---\ntitle: x\n---\n\n```{python}\nx\n```\n\n<!-- a\n\n%7B ````"
    source = quarto.source_text(of_sheets(scope("# One", hard, sheet="{{< x >}}")), {})
    _, _, rest = source.split("---\n", 2)
    assert not set("{}<") & set(re.sub(r"^`+\{=seminar-scope\}$", "", rest, flags=re.MULTILINE))
    assert max(map(len, re.findall("`+", rest))) == 5
