"""The notebook of a pack: its title page, the cells around the sheets, and what a sheet's cells become."""

import ast
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from tests.activities.declared import HOSTILE
from tests.render.test_document import code, form, made, sheet, text
from tests.render.workbook import EXTENSION, METADATA, asking, document
from workbook_kit.activities.readable import readable_html
from workbook_kit.render.notebook import render_notebook, without_divs
from workbook_kit.render.wheel import WHEEL


def cells(folder: Path, *sheets: nbformat.NotebookNode, **about: str) -> list[nbformat.NotebookNode]:
    """The cells of a notebook of these sheets."""
    given = document(workbook=asking(**about), **METADATA)
    content = render_notebook(given, sheets or [sheet(code("1 + 1"))], folder, EXTENSION)
    notebook = nbformat.reads(content.decode(), as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    return list(notebook.cells)


def given_values(**values: Any) -> dict[str, Any]:
    """A sheet's metadata where papermill gave it these."""
    return {"papermill": {"parameters": values}}


def of_values(*parts: nbformat.NotebookNode, **values: Any) -> nbformat.NotebookNode:
    """An executed sheet that was given these values."""
    injected = code("", ("injected-parameters",))
    made = sheet(injected, *parts)
    made.metadata.update(nbformat.from_dict(given_values(**values)))
    return made


def opened_with(source: str) -> dict[str, object]:
    """What the opening cell passes on, which may be nothing but literals."""
    *_, opened, shown = ast.parse(TransformerManager().transform_cell(source)).body
    assert ast.unparse(shown) == "answers.controls()"
    assert isinstance(opened, ast.Assign)
    assert isinstance(opened.value, ast.Call)
    assert not opened.value.args
    return {str(one.arg): ast.literal_eval(one.value) for one in opened.value.keywords}


def test_it_opens_with_a_title_page_of_the_covers_facts(tmp_path: Path) -> None:
    title = cells(tmp_path)[0].source.split("\n")
    about = "National Professional Qualification for Leading Apples · Seminar workbook 1 of 3"
    assert title[:3] == [about, "", "# First fruit"]
    assert title[4:6] == ["**Cohort:** Spring Valley\\", "**Date:** 14 January 2027\\"]
    assert title[9] == "**Code:** AA-7F3A"
    assert title[-1].startswith("**Choose *Run*, then *Run All Cells*,**")


def test_the_first_code_opens_the_workbook_with_its_own_forms_at_hand(tmp_path: Path) -> None:
    opening = cells(tmp_path)[1]
    assert opened_with(opening.source)["id"] == "aa-spring-1"
    assert f"Path({WHEEL!r})" in opening.source
    assert len(opening.source) < 4000


def test_it_ends_with_my_ratings(tmp_path: Path) -> None:
    *_, title, chart = cells(tmp_path)
    assert (title.source, chart.source) == ("# My ratings", "answers.chart()")


def test_nothing_that_was_delivered_is_lost_by_a_stray_key_and_code_is_folded(tmp_path: Path) -> None:
    for cell in cells(tmp_path, of_values(text("# One"), form(), a=1)):
        assert (cell.metadata.deletable, cell.metadata.editable) == (False, False)
        assert cell.cell_type == "markdown" or cell.metadata.jupyter.source_hidden


def test_a_cell_that_only_showed_the_sheet_is_left_out(tmp_path: Path) -> None:
    assert len(cells(tmp_path, sheet(code(" \n"), text("# One")))) == len(cells(tmp_path, sheet(text("# One"))))


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_title_is_text_and_never_code(tmp_path: Path, hostile: str) -> None:
    assert opened_with(cells(tmp_path, title=hostile)[1].source)["title"] == hostile


def test_a_line_break_in_a_title_ends_no_line_of_code(tmp_path: Path) -> None:
    hostile = 'x"\n)\nimport os\u2028#'
    assert opened_with(cells(tmp_path, title=hostile)[1].source)["title"] == hostile


def test_imports_and_values_stand_once_for_all_sheets(tmp_path: Path) -> None:
    one = of_values(code("from workbook_kit.activities import Prompt"), code("print(a, c)"), a="real", c=1)
    two = of_values(code("from workbook_kit.activities import Table"), code("print(a, c)"), a="real", c=2)
    values, *own = [cell for cell in cells(tmp_path, one, two)[2:-2] if cell.cell_type == "code"]
    assert values.metadata.tags == ["parameters"]
    assert values.source.split("\n")[1:] == ["from workbook_kit.activities import Prompt, Table", "a = 'real'"]
    assert [cell.source for cell in own] == ["c = 1", "print(a, c)", "c = 2", "print(a, c)"]


def test_sample_values_and_what_only_text_asks_for_are_left_out(tmp_path: Path) -> None:
    executed = of_values(code("a = 'sample'", ("parameters",)), text("Said"), code("print(1)"), a="real")
    assert [cell.source for cell in cells(tmp_path, executed)[2:-2]] == ["Said", "print(1)"]


def test_an_activity_can_be_read_and_not_written_in(tmp_path: Path) -> None:
    asked = form()
    model = next(data for kind, data in asked.outputs[0].data.items() if "activity" in kind)
    (shown,) = cells(tmp_path, sheet(asked))[2].outputs
    assert shown.data == {"text/html": readable_html(model), "text/plain": "Prompt: Ask"}
    assert "<textarea" not in shown.data["text/html"]


def test_pictures_lie_in_the_notebook(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures/p.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"/>')
    pictured = cells(tmp_path, sheet(text('# One\n\n![x](figures/p.svg){fig-alt="Picture"}')))[2]
    assert "![Picture](attachment:p.svg)" in pictured.source
    assert set(pictured.attachments["p.svg"]) == {"image/png"}


def test_jupyter_finds_its_kernel_and_has_nothing_to_add(tmp_path: Path) -> None:
    executed = sheet(code("1"))
    executed.metadata["kernelspec"] = {"name": "school", "display_name": "The school's own", "language": "python"}
    content = render_notebook(made(tmp_path, executed, cohort="Hill"), [executed], tmp_path, EXTENSION)
    metadata = json.loads(content)["metadata"]
    assert metadata["kernelspec"] == {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    assert metadata["language_info"].keys() >= {"codemirror_mode", "file_extension", "mimetype", "name", "version"}
    assert (metadata["title"], metadata["workbook_kit"]["workbook-id"]) == ("First fruit (Hill)", "a--b")


def test_it_shows_no_fences_and_no_facilitator_notes() -> None:
    lines = [
        '::: {.scenario title="A case"}', "Text", "::: {.facilitator}", "Secret", "::: note", "Deep", ":::", ":::",
        "More", ":::", "End",
    ]  # fmt: skip
    shown = "\n".join(without_divs(lines))
    assert "**A case**" in shown
    assert [word for word in ("Text", "More", "End") if word in shown] == ["Text", "More", "End"]
    assert not any(word in shown for word in ("Secret", "Deep", ":::"))


def test_what_a_page_sets_off_is_indented_with_its_source_last(tmp_path: Path) -> None:
    quoted = '::: {.quotation source="A. Writer, 2019"}\nPlans fail.\n\n- Quietly.\n:::\nAfter.'
    stage = '\n::: {.stage letter="G" title="Goal"}\nWhat for?\n:::'
    shown = cells(tmp_path, sheet(text(quoted + stage)))[2].source
    assert shown == "> Plans fail.\n>\n> - Quietly.\n>\n> — A. Writer, 2019\n\nAfter.\n\n**G · Goal**\n\nWhat for?"
