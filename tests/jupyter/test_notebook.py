"""The cells around the sheets in a pack's notebook."""

import ast
from pathlib import Path

import nbformat
import pytest

from tests.activities.declared import HOSTILE
from tests.browser.lab import WORKBOOK, write_notebook


def cells(folder: Path, **about: str) -> list[nbformat.NotebookNode]:
    """The cells of a pack's notebook."""
    notebook = nbformat.read(write_notebook(folder, ["1 + 1"], **about), 4)
    nbformat.validate(notebook)
    return list(notebook.cells)


def given(source: str) -> dict[str, object]:
    """What the opening cell passes on, which may be nothing but literals."""
    [imported, opened, shown] = ast.parse(source).body
    assert ast.unparse(imported) == "from workbook_kit.live import open_workbook"
    assert ast.unparse(shown) == "answers.controls()"
    assert isinstance(opened, ast.Assign)
    assert isinstance(opened.value, ast.Call)
    assert not opened.value.args
    return {str(one.arg): ast.literal_eval(one.value) for one in opened.value.keywords}


def test_it_opens_with_how_to_use_it_and_a_folded_cell(folder: Path) -> None:
    how, code, *_ = cells(folder)
    assert "Run All Cells" in how.source
    assert "nothing is sent anywhere" in how.source
    assert code.metadata.jupyter.source_hidden
    assert given(code.source)["id"] == WORKBOOK


def test_it_ends_with_my_ratings(folder: Path) -> None:
    *_, title, chart = cells(folder)
    assert (title.source, chart.source) == ("# My ratings", "answers.chart()")
    assert chart.metadata.jupyter.source_hidden


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_title_is_text_and_never_code(folder: Path, text: str) -> None:
    code = cells(folder, title=text)[1].source
    assert given(code)["title"] == " ".join(text.split())


def test_a_line_break_in_a_title_ends_no_line_of_code(folder: Path) -> None:
    code = cells(folder, title='x"\n)\nimport os\u2028#')[1].source
    assert given(code)["title"] == 'x"\n)\nimport os\u2028#'
