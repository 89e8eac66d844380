"""What a workbook's key takes in, and what it leaves out."""

from typing import Any

import pytest

from tests.tiny import Tiny
from workbook_kit.packs.fingerprint import Hashes, inputs, key
from workbook_kit.packs.why import changes
from workbook_kit.project.project import Project
from workbook_kit.workbook.plan import plan

STATEMENTS = ("parameters", "statements = {}\nscenario = {}")


def made_from(project: Project) -> dict[str, Any]:
    (spec,) = plan(project)
    return inputs(project, spec, "embedded", hashes=Hashes())


@pytest.fixture
def printing(tiny: Tiny) -> Tiny:
    """The tiny project, with a sheet that prints statements and scenario, and the seminar without 1.2 and 1.b."""
    tiny.sheet("hello", ("markdown", "# Hello"), STATEMENTS, ("code", "print(statements, scenario)"))
    tiny.change("data/programmes/NPQAA.yml", "1.1-1.2", "1.1")
    tiny.change("data/programmes/NPQAA.yml", "1.a-1.b", "1.a")
    return tiny


def test_the_key_is_the_same_for_the_same_project(printing: Tiny) -> None:
    assert key(made_from(printing.load())) == key(made_from(printing.load()))


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("data/frameworks/NPQAA.yml", "Bees visit", "Bees love", []),
        ("data/frameworks/NPQAA.yml", "Trees need", "Trees like", ["value changed: statements"]),
        ("data/scenarios/NPQAA.yml", "a windy hill", "a calm hill", ["value changed: scenario"]),
        ("data/programmes/NPQAA.yml", "Name a tree.", "Count a tree.", []),
        ("workbooks/hello.ipynb", "# Hello", "# Good day", ["sheet changed: hello"]),
        ("data/cohorts.csv", ",North,", ",South,",
         ["what stands on the cover, in running lines or on the pack's own pages changed"]),
    ],
)  # fmt: skip
def test_what_is_printed_and_nothing_else_changes_it(
    printing: Tiny, file: str, old: str, new: str, told: list[str]
) -> None:
    before = made_from(printing.load())
    printing.change(file, old, new)
    now = made_from(printing.load())
    assert (key(before) == key(now)) == (not told)
    assert [*changes(before, now)] == (told or ["its manifest does not fit together"])


def test_a_sheet_counts_as_it_was_loaded_though_its_file_was_edited_since(tiny: Tiny) -> None:
    loaded = tiny.load()
    before = made_from(loaded)
    tiny.change("workbooks/hello.ipynb", "# Hello", "# Good day")
    assert made_from(loaded) == before


NOW = {
    "engine": "quarto", "versions": {"typst": "2", "new": "1"}, "kit": "k", "extension": "e", "figures": "f",
    "logos": {"a.png": "1"}, "fonts": [], "archive": True, "sheets": [["one", "1"], ["two", "2"]],
    "parameters": {"cohort": "1", "metadata": "m"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ({"engine": "embedded"}, "engine: embedded -> quarto"),
        ({"versions": {"typst": "1", "new": "1"}}, "typst: 1 -> 2"),
        ({"versions": {"typst": "2", "new": "1", "old": "3"}}, "old: 3 -> none"),
        ({"kit": "x"}, "the kit itself changed"),
        ({"extension": "x"}, "files of the extension changed"),
        ({"figures": "x"}, "figures changed"),
        ({"fonts": ["x"]}, "fonts of the brand changed"),
        ({"logos": {"a.png": "2"}}, "logo changed: a.png"),
        ({"logos": {"a.png": "1", "b.png": "1"}}, "logo gone: b.png"),
        ({"archive": False}, "PDFs for an archive are asked for"),
        ({"sheets": [["one", "1"]]}, "sheet added: two"),
        ({"sheets": [["one", "x"], ["two", "y"]]}, "sheets changed: one, two"),
        ({"sheets": [["two", "2"], ["one", "1"]]}, "the order of the sheets changed"),
        ({"sheets": 7}, "sheets may have changed: the manifest does not say"),
        ({"parameters": "digest"}, "values may have changed: the manifest does not say"),
    ],
)
def test_each_change_is_named(before: dict[str, Any], told: str) -> None:
    assert list(changes({**NOW, **before}, NOW)) == [told]


@pytest.mark.parametrize("before", [None, [], "x", {}, {"versions": [], "logos": 1, "sheets": [[]], "parameters": []}])
def test_a_damaged_manifest_still_gives_a_reason(before: object) -> None:
    assert list(changes(before, NOW))
