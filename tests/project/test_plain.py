"""Plain code: the part of Python that sheets are written in."""

import pytest

from tests.tiny import ROOT
from workbook_kit.project.plain import is_plain, names_in_code
from workbook_kit.project.project import load_project
from workbook_kit.project.sheets import is_tagged

PLAIN = (
    "",
    "# a comment",
    "'a value'",
    "cohort = {'name': 'Hill'}\ncohort['name']",
    "f\"{1:>4} {'a'!r} {0.5:.1%}\"",
    "from workbook_kit.activities import Prompt\nPrompt('a', 'b').twin(mode='In pairs').label",
    "from workbook_kit.activities import Prompt as Question\nQuestion('a', 'b')",
    "def twice(number):\n    return 2 * number\ntwice(3)",
    "display(*[part.upper() for part in ['a', 'b'] if part])",
    "for _ in range(2):\n    print('x', end='')",
    "counts = {}\ncounts['a'] = counts.get('a', 0) + 1\ncounts['a'] += 1",
    "open = 1\nopen",
    "names: list[str] = ['a']  # what they are called",
)
NOT_PLAIN = (
    "open('file')",
    "import random\nrandom.random()",
    "import math\nmath.pi",
    "from datetime import date\ndate.today()",
    "from . import nearby",
    "from workbook_kit.activities import *",
    "eval('cohort')",
    "vars()",
    "id('a')",
    "hash('a')",
    "set([1])",
    "''.__class__",
    "'a'.encode()",
    "def __init__():\n    pass",
    "__name__",
    "%time 1",
    "!ls",
    "only_said: int",
    "a = {}\na['b']: int = 1",
    "a: open('file') = 1",
    "with open('a') as file:\n    pass",
    "await thing",
    "def gone():\n    global cohort",
    "unknown_name",
    "not python at all (",
    "(" * 1000 + ")" * 1000,
    "1\n" * 100_001,
    "a = [" + "1, " * 30_000 + "]",
)


@pytest.mark.parametrize("source", PLAIN, ids=repr)
def test_what_a_sheets_author_would_write_is_plain(source: str) -> None:
    assert is_plain([source])


@pytest.mark.parametrize("source", NOT_PLAIN, ids=lambda source: repr(source[:40]))
def test_code_that_files_clocks_chance_or_tricks_could_have_a_part_in_is_not(source: str) -> None:
    assert not is_plain(["a = 1", source])


def test_cells_share_their_names() -> None:
    assert is_plain(["def f():\n    return later", "later = 1", "f()"])
    assert not is_plain(["f()"])


def test_every_sheet_that_is_shipped_is_plain() -> None:
    for sheet in load_project(ROOT).sheets.values():
        assert is_plain(cell.source for cell in sheet.cells if cell.cell_type == "code"), sheet.name
        assert any(is_tagged(cell, "parameters") for cell in sheet.cells) or not sheet.parameters


def test_the_names_in_code_are_told_and_none_where_it_is_not_python() -> None:
    assert names_in_code("a = b['c'] + len(d)") == {"a", "b", "len", "d"}
    assert names_in_code("def") == set()
