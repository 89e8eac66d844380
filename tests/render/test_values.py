"""What sheets share, and what has to stay with each of them."""

import ast
from typing import Any

import pytest

from tests.render.test_document import code, sheet
from tests.render.test_notebook import given_values
from workbook_kit.render.values import SheetCode, assignments, import_lines, shared_imports, shared_values

IMPORT = "from workbook_kit.activities import Prompt"


def sheets(*of: tuple[str, dict[str, Any]]) -> list[SheetCode]:
    """Sheets of one or more cells of code, parted by ---, that were given these values."""
    found = []
    for source, values in of:
        made = sheet(*(code(part.strip("\n")) for part in source.split("---")))
        made.metadata.update(given_values(**values))
        found.append(SheetCode(made))
    return found


def test_a_value_that_all_sheets_read_is_shared() -> None:
    assert shared_values(sheets(("print(a)", {"a": [1]}), ("print(a, b)", {"a": [1], "b": {}}))) == {"a": [1], "b": {}}


@pytest.mark.parametrize(("one", "other"), [(1, 2), (1, True), ([1], [1.0])])
def test_values_that_differ_stay_with_their_sheets(one: object, other: object) -> None:
    both = sheets(("print(a)", {"a": one}), ("print(a)", {"a": other}))
    assert shared_values(both) == {}
    assert [code.values for code in both] == [{"a": one}, {"a": other}]


@pytest.mark.parametrize(
    "source",
    [
        "a = [2]", "for a in [1]: print(a)", "a[0] = 2", "b = a\nb += [2]", "b = a\nb.append(2)", "def a(): return 1",
        "import json as a", "del a", "%time print(a)", "import os\nos.system('')",
    ],
)  # fmt: skip
def test_what_a_sheet_changes_or_may_change_stays_with_all(source: str) -> None:
    assert shared_values(sheets((f"print(a)\n---\n{source}", {"a": [1]}), ("print(a)", {"a": [1]}))) == {}


def test_only_what_code_reads_is_told_where_that_can_be_known() -> None:
    plain, other = sheets(("print(a)", {"a": 1, "b": 2}), ("import os\nprint(a)", {"a": 1, "b": 2}))
    assert (plain.values, other.values) == ({"a": 1}, {"a": 1, "b": 2})


def test_imports_of_the_kit_are_shared() -> None:
    both = sheets((f"{IMPORT}, Table", {}), (f"{IMPORT}\n---\nfrom workbook_kit.activities.base import Field", {}))
    assert import_lines(shared_imports(both)) == [
        "from workbook_kit.activities import Prompt, Table",
        "from workbook_kit.activities.base import Field",
    ]


@pytest.mark.parametrize(
    "source",
    ["from elsewhere import Prompt", f"{IMPORT}\nprint(Prompt)", f"{IMPORT} as P", "from workbook_kit import *", "%cd"],
)
def test_other_cells_stay_where_they_are(source: str) -> None:
    assert shared_imports(sheets((source, {}))) == {}


@pytest.mark.parametrize("source", ["Prompt = 1", "from workbook_kit.other import Prompt"])
def test_a_name_that_means_two_things_is_not_shared(source: str) -> None:
    assert shared_imports(sheets((IMPORT, {}), (source, {}))) == {}


def test_values_are_written_as_they_are_and_long_ones_over_several_lines() -> None:
    value = {"text": "It's \u2028\n“long” " * 9, "none": None, "list": [{"yes": True, "n": -1.5}, []], "empty": {}}
    (source,) = assignments({"value": value})
    assert ast.literal_eval(source.removeprefix("value = ")) == value
    assert [line.strip() for line in source.split("\n")[2:]] == [
        "'none': None,", "'list': [{'yes': True, 'n': -1.5}, []],", "'empty': {},", "}"
    ]  # fmt: skip
