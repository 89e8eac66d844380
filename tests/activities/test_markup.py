"""Escaping."""

import pytest

from workbook_kit.activities.markup import attributes, escape, raw_block, typst_call, typst_value


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        (None, "none"),
        (True, "true"),
        (4, "4"),
        ("plain", '"plain"'),
        ('"; #panic()', '"\\"; #panic()"'),
        ("a\\", '"a\\\\"'),
        ("{{ x }}", '"\\u{7b}\\u{7b} x }}"'),
        ([], "()"),
        (["one"], '("one",)'),
        ({}, "(:)"),
        ({"by_when": ["a", 1]}, '(by-when: ("a", 1,))'),
    ],
)
def test_a_value_as_a_typst_literal(value: object, literal: str) -> None:
    assert typst_value(value) == literal  # type: ignore[arg-type]


def test_a_call_names_its_arguments_the_typst_way() -> None:
    assert typst_call("prompt", id="a", of_two=False) == '#seminar-prompt(id: "a", of-two: false)'


def test_html_escapes_quotes_and_braces() -> None:
    assert escape("<a href='x'>\"{{ y }}\"") == "&lt;a href=&#x27;x&#x27;&gt;&quot;&#123;&#123; y }}&quot;"


def test_attributes_that_are_false_or_none_are_left_out() -> None:
    assert attributes(for_="a", aria_label=None, checked=True, hidden=False, value="") == ' for="a" checked value=""'


@pytest.mark.parametrize(("text", "fence"), [("x", "```"), ("``` y", "````"), ("`````", "``````")])
def test_a_raw_block_is_fenced_off(text: str, fence: str) -> None:
    assert raw_block("html", text) == f"{fence}{{=html}}\n{text}\n{fence}"
