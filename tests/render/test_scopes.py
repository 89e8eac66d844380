"""Where a document can be cut, so that its parts are read as the whole is."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.activities.declared import every
from tests.fuzz import examples
from tests.render.workbook import FURNITURE, cell, whole
from workbook_kit.errors import ProblemsError
from workbook_kit.render.pandoc import Format, convert, front_matter
from workbook_kit.render.scopes import parts

#: What stands in one section and means something in another, or looks like the beginning of one.
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
    "![c](figures/a.svg){fig-alt=\"x\"}", "*a\n\n# b*", "\\", "a\\\n\n# b", "\x00",
)  # fmt: skip
FRONT = front_matter({"title": "T"})


def read(parts: Sequence[str], front: str = FRONT) -> str:
    """What pandoc reads, or what it refuses."""
    try:
        return convert(parts, Format("json"), front)
    except ProblemsError as error:
        return str(error)


def read_whole(text: str) -> str:
    return read([FRONT + text], "")  # a part that says something of the whole is never read apart from it


@pytest.mark.parametrize(
    "text",
    ["# A\n\nx\n\n# B\n\n[Above](#a) and [words]{.c}\n", "# A\n\n::: {.x}\n- a\n:::\n\n## B\n",
     "x\n\n# B\n\na \\@ b \\] \\<c\n", "# A\n\n```{=html}\n[A]: @x\n\n# C\n```\n\n# B\n"],
)  # fmt: skip
def test_sections_are_parts(text: str) -> None:
    assert len(parts(text)) == 2
    assert "".join(parts(text)) == text


@pytest.mark.parametrize(
    "tie",
    ["[A]", "[A](b c)", "[x]: /y", "a[^1]", "(@) b", "@me", "```\nx\n```", "~~~", "---", "B\n===", "<div>", "<!--",
     r"\newcommand{\a}{b}", "::: {.x}", ":::"],
)  # fmt: skip
def test_what_ties_sections_together_keeps_them_whole(tie: str) -> None:
    assert parts(f"{tie}\n\n# A\n\nx\n") == (f"{tie}\n\n# A\n\nx\n",)


def test_every_activity_can_stand_in_a_part() -> None:
    text = "\n\n".join(f"# {number}\n\n{cell(one)}" for number, one in enumerate(every("What grew?")))
    assert len(parts(text)) == len(every("What grew?"))


@examples(150)
@given(st.lists(st.sampled_from(SNIPPETS), min_size=2, max_size=7), st.sampled_from(["\n\n", "\n", "\n\n\n"]))
def test_parts_are_read_as_the_whole(snippets: list[str], between: str) -> None:
    text = between.join((*snippets, "# End\n"))
    assert read(parts(text)) == read_whole(text)


def test_a_workbook_with_everything_is_read_as_the_whole() -> None:
    for text in (whole().markdown, FURNITURE):
        assert len(parts(text)) > 1
        assert read(parts(text)) == read_whole(text)
