"""Placeholders: what an author writes is filled; what a table brings stays the text it is."""

import pypandoc
import pytest

from workbook_kit.project.placeholders import FillError, fill, fill_plain, names

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
        ("{{ cohort['__class__'].mro }}", "access to attribute '__class__' of 'dict' object is unsafe", 0),
        ("\n\n{{ cohort.name - 1 }}", "TypeError: unsupported operand", 2),
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


NESTED = "".join(f"{{% for {name} in xs %}}" for name in "abcdefgh") + "{% endfor %}" * 8


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{% for i in range(10**9) %}x{% endfor %}", "not `call`"),
        ("{{ 'a' * 10**9 }}", "not `mul`"),
        ("{{ 9**9**9 }}", "not `pow`"),
        ("{{ '%999999999d' % 1 }}", "not `mod`"),
        ("{{ 'a'.center(10**9) }}", "not `call`"),
        ("{{ 'a'|center(999999999) }}", "No filter named 'center'"),
        ("{{ name|safe }}", "No filter named 'safe'"),
        ("{% include 'x' %}", "not `include`"),
        ("{% extends 'x' %}", "not `extends`"),
        ("{% import 'x' as y %}", "not `import`"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "not `macro`"),
        ("{% set name = name ~ name %}", "not `assign`"),
        ("{% for x in xs recursive %}{{ loop(xs) }}{% endfor %}", "not `for`"),
        (NESTED, "its loops go round more than 10000 times"),
        ("{% for x in xs %}{% for y in xs %}{{ name }}{% endfor %}{% endfor %}", "the text comes to more than 500000"),
        ("{{ xs|join(name)|join(name)|join(name) }}", "the text comes to more than 500000 characters"),
        (f"{{{{ {'(' * 3000}1{')' * 3000} }}}}", "its brackets or blocks are nested too deeply"),
        ("{% if 1 %}" * 500 + "{% endif %}" * 500, "its brackets or blocks are nested too deeply"),
    ],
)
def test_no_placeholder_takes_for_ever_or_reaches_out(source: str, message: str) -> None:
    with pytest.raises(FillError) as told:
        fill(source, {"name": "n" * 5000, "xs": ["x"] * 50})
    assert message in told.value.what


def test_the_small_language_is_enough_for_lists_and_choices() -> None:
    source = "{% for x in xs if x != 'b' %}{{ loop.index + 1 }}{{ x|upper }}{{ '' if loop.last else '; ' }}{% endfor %}"
    assert fill(source, {"xs": ["a", "b", "c"]}) == "2A\\;3C"
    assert fill_plain("{{ xs|join(' and ') }} {{ xs[0] ~ '!' }}", {"xs": ["a", "b"]}) == "a and b a!"


def test_the_names_that_a_text_asks_for() -> None:
    assert names("{{ a.b }}{% for x in c %}{{ x }}{% if d %}{% endif %}{% endfor %}") == {"a", "c", "d"}
