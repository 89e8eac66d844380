"""Backslashes that mean nothing go, and no reader of Markdown sees another text for it; a dollar stays a dollar."""

import json
from typing import Any

import pypandoc
import pytest

from tests.activities.declared import HOSTILE
from workbook_kit.project.placeholders import escape_markdown
from workbook_kit.render.jupyter_markdown import for_jupyter

#: Where a value may stand in a sheet.
PLACES = (
    "{}", "Words {} words", "{} {}", "# {}", "## Words: {} ##", "- {}", "1. {}\n2. {}", "> {}", "**{}**", "*{}*, {}",
    "Words\n{}\nwords", "- Words\n  {}", "| {} | a |\n|:--|---|\n| {} | {} |", "`{}`", "[{}](https://example.org/{})",
    "```\n{}\n```", "![{}](a.png)", "{}.", "({})", "http:{}", "a@{}", "&{};", "Words\\\n{}", "    {}",
)  # fmt: skip
#: Pieces that Markdown makes something of, alone or beside each other.
PIECES = (
    *"!\"#%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    " ",
    "a",
    "7",
    "www",
    "http",
    "://a.b",
    "amp;",
    "#35;",
    "[x](y)",
    "---",
)
#: No list goes on over it.
PARTING = "\n\n<!-- -->\n\n"


def read(markdown: str) -> str:
    """What a reader of GitHub's Markdown, which Jupyter's is, makes of it."""
    return str(pypandoc.convert_text(markdown, "json", format="gfm+tex_math_dollars"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("The Old Maltings, Fenwick Quay", "The Old Maltings, Fenwick Quay"),
        ("Saltmarsh & Fell (2027): “yes”", "Saltmarsh & Fell (2027): “yes”"),
        ("it's 5 p.m. - now!", "it's 5 p.m. - now!"),
        ("and/or 50%; x + y = z?", "and/or 50%; x + y = z?"),
        ("*bold* _slant_ [x](y) <b>", r"\*bold\* \_slant\_ \[x\](y) \<b>"),
        ("# 1. - x", r"\# 1. - x"),
        ("7. x", r"7\. x"),
        ("&amp; http://a.b ann@hill.org hill.org", r"\&amp; http\://a.b ann\@hill.org hill.org"),
        ("C:\\new", r"C\:\\new"),
        ("$5, or C:\\$6", r"<span>&#36;</span>5\, or C\:\\<span>&#36;</span>6"),
        ("£4 or $5", "£4 or <span>&#36;</span>5"),
    ],
)
def test_a_value_keeps_the_backslashes_that_it_needs(value: str, shown: str) -> None:
    assert for_jupyter(escape_markdown(value)) == shown


def differences(filled: list[str]) -> list[tuple[Any, Any]]:
    """Texts that read in another way without their needless backslashes: before and after."""
    before, now = (json.loads(read(PARTING.join(texts)))["blocks"] for texts in (filled, map(for_jupyter, filled)))
    return [(one, other) for one, other in zip(before, now, strict=True) if one != other]


def test_hostile_text_reads_the_same() -> None:
    values = [escape_markdown(value) for value in HOSTILE.values() if "$" not in value]
    assert differences([place.replace("{}", value) for value in values for place in PLACES]) == []


@pytest.mark.parametrize("place", ["{}", "Words {} words", "# Words {}", "- {}", "Words\n{}\nwords", "&{};"])
def test_marks_side_by_side_read_the_same_wherever_they_stand(place: str) -> None:
    values = [escape_markdown(f"{one}{other}{more}") for one in PIECES for other in PIECES for more in ("", " x")]
    assert differences([place.replace("{}", value) for value in values]) == []


def test_formulas_and_code_stay_as_they_are() -> None:
    text = "Let $a \\$ b$ be\n`\\$\\,`\n```\n\\$\\,\n```\n    \\$\\,"
    assert for_jupyter(text) == text
