"""Placeholders: what an author writes is filled; what a table brings stays the text it is."""

import pypandoc
import pytest

from workbook_kit.fill import FillError, fill, fill_plain

HOSTILE = [
    "O'Brien & \"Sons\"", "<script>alert(1)</script>", "{{ 7*7 }}", "{% raw %}", "$x$", "# heading", "*bold* _it_",
    "@cite [link](x)", "back\\slash \\alpha", "=1+1", "~~gone~~ ^up^", "`code` ``` ::: {.facilitator}",
    "{{< include /etc/passwd >}}", "Ŵythnos Llŷn", "Żółć Łódź", "1. one", "- item", "| a | b |", "a -- b --- c ...",
    "https://example.org", "&amp; &#60;", "[^1]", "\u00a0space",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_read_as_the_text_it_is(value: str) -> None:
    markdown = fill("{{ name }}", {"name": value})
    plain = pypandoc.convert_text(markdown, "plain", format="markdown", extra_args=["--wrap=none"])
    assert plain.strip("\n") == " ".join(value.split())


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_after_other_words_is_read_as_the_text_it_is(value: str) -> None:
    markdown = fill("Dear {{ name }}!", {"name": value})
    plain = pypandoc.convert_text(markdown, "plain", format="markdown", extra_args=["--wrap=none"])
    assert plain.strip("\n") == f"Dear {' '.join(value.split())}!"


def test_authors_may_loop_and_choose() -> None:
    source = "{% for x in xs %}\n- {{ x }}\n{% endfor %}\n{% if y %}no{% else %}yes{% endif %}"
    assert fill(source, {"xs": ["a", "b"], "y": None}) == "- a\n- b\nyes"


def test_pandoc_identifiers_are_not_comments() -> None:
    assert fill("## A {#b}", {}) == "## A {#b}"


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        ("one\n{{ nme }}", "`nme` is not a parameter", 1),
        ("{{ cohort.nme }}", "this parameter has no part `nme`", 0),
        ("{{ cohort.venue }}", "a placeholder has no value for this cohort", 0),
        ("{{ cohort['__class__'].mro() }}", "access to attribute '__class__' of 'dict' object is unsafe", 0),
        ("\n\n{{ 1/0 }}", "ZeroDivisionError: division by zero", 2),
        ("{{ cohort.__class__.__base__ }}", "access to attribute '__class__' of 'dict' object is unsafe", 0),
    ],
)  # fmt: skip
def test_what_cannot_be_filled_is_told(source: str, message: str, line: int) -> None:
    with pytest.raises(FillError) as told:
        fill(source, {"cohort": {"name": "A", "venue": None}})
    assert message in told.value.what
    assert told.value.line == line


def test_a_value_is_never_a_template() -> None:
    assert fill_plain("{{ person }}", {"person": "{{ 7*7 }}"}) == "{{ 7*7 }}"
