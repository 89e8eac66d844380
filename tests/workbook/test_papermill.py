"""What somebody who knows papermill meets: its command line fills a sheet's text, and knows its parameters."""

import ast
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from click.testing import CliRunner, Result
from papermill.cli import papermill as command_line
from papermill.execute import execute_notebook

from tests.tiny import ROOT, Tiny
from workbook_kit.project.project import load_project
from workbook_kit.workbook.engine import NAME, PlaceholdersError
from workbook_kit.workbook.plan import plan
from workbook_kit.workbook.run import fill_notebook

SHEETS = sorted((ROOT / "workbooks").glob("*.ipynb"))


@pytest.fixture(autouse=True)
def _log_as_it_was() -> Iterator[None]:
    """papermill's command line sets up Python's logging."""
    root, kept = logging.getLogger(), logging.getLogger().handlers[:]
    yield
    root.handlers[:] = kept
    logging.captureWarnings(False)


def run(*words: str | Path) -> Result:
    """What papermill's command line says with these words."""
    return CliRunner().invoke(command_line, ["--no-progress-bar", *map(str, words)])


def text(notebook: Path) -> str:
    """All Markdown of the notebook."""
    cells = nbformat.read(notebook, 4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


# its text


def test_the_text_says_what_papermill_injects_and_else_the_samples(tmp_path: Path) -> None:
    done = run("--engine", NAME, ROOT / "workbooks" / "scenario.ipynb", tmp_path / "out.ipynb", "-p", "minutes", "41")
    assert done.exit_code == 0, done.output
    said = text(tmp_path / "out.ipynb")
    assert "Allow about 41 minutes for this chapter." in said
    assert "Robin would like to know:\n\n- what each member of the team believes was agreed\n" in said
    assert not {"{{", "{%"} & set(said.split())


def test_nested_values_come_as_papermill_takes_them(tmp_path: Path) -> None:
    scenario = {"person": "Sam", "role": "new", "setting": "A *windy* hill", "interests": [], "question": "Why?"}
    values = json.dumps({"scenario": scenario})
    out = tmp_path / "out.ipynb"
    done = run("--engine", NAME, ROOT / "workbooks" / "scenario.ipynb", out, "-y", values)
    assert done.exit_code == 0, done.output
    assert "Sam is new. A \\*windy\\* hill\n" in text(out)
    assert "what Sam sees" in nbformat.read(out, 4).cells[6].outputs[0].data["text/plain"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_every_sheet_that_is_shipped_becomes_a_chapter(sheet: Path, tmp_path: Path) -> None:
    papermill.execute_notebook(sheet, tmp_path / "out.ipynb", engine_name=NAME, progress_bar=False)
    assert "{{" not in text(tmp_path / "out.ipynb")


def test_a_missing_value_is_told_in_the_kits_words_and_nothing_is_written(tmp_path: Path, tiny: Tiny) -> None:
    tiny.sheet("hello", ("parameters", "a = {'b': 1}\nc = None"), ("markdown", "# {{ a.z }}"), ("markdown", "{{ c }}"))
    done = run("--engine", NAME, tiny.root / "workbooks" / "hello.ipynb", tmp_path / "out.ipynb", "-p", "d", "1")
    assert done.exit_code == 1
    assert done.output.splitlines()[-2:] == [
        "Error: workbooks/hello.ipynb:23: cell 2: this parameter has no part `z`; mend the placeholder",
        "workbooks/hello.ipynb:31: cell 3: a placeholder has no value for this cohort; "
        "put {% if %} around it; mend the placeholder",
    ]
    assert not (tmp_path / "out.ipynb").exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("a: {c: 1}", "this parameter has no part `z`"),
        ("a: [1]", "this parameter has no part `z`"),
        ("a: null", "what is to have the part `z` is None"),
    ],
)
def test_values_given_in_part_are_told_where_text_wants_more(given: str, told: str, tmp_path: Path, tiny: Tiny) -> None:
    tiny.sheet("hello", ("parameters", "a = {'z': 1}"), ("markdown", "# {{ a.z }}"))
    sheet = tiny.root / "workbooks" / "hello.ipynb"
    assert told in run("--engine", NAME, sheet, tmp_path / "out.ipynb", "-y", given).output


def test_dates_are_told_as_the_code_has_them(tmp_path: Path, tiny: Tiny) -> None:
    tiny.sheet("hello", ("parameters", "day = ''"), ("markdown", "# On {{ day }}"), ("code", "print(day)"))
    run("--engine", NAME, tiny.root / "workbooks" / "hello.ipynb", tmp_path / "out.ipynb", "-y", "day: 2027-01-14")
    made = nbformat.read(tmp_path / "out.ipynb", 4)
    assert text(tmp_path / "out.ipynb") == "# On 2027\\-01\\-14"
    assert made.cells[-1].outputs[0].text == "2027-01-14\n"


def test_from_python_it_is_an_error_of_the_kits(tmp_path: Path, tiny: Tiny) -> None:
    tiny.sheet("hello", ("markdown", "# {{ a }}"))
    with pytest.raises(PlaceholdersError, match="cell 1: `a` is not a parameter; mend"):
        execute_notebook(tiny.root / "workbooks" / "hello.ipynb", None, engine_name=NAME, progress_bar=False)


def test_text_without_placeholders_is_anybodys_and_stays_as_it_is(tmp_path: Path) -> None:
    words = "$\\frac{a}{b}$ and {braces}\n\n::: {.note}\n:::"
    cells = [nbformat.v4.new_markdown_cell(words), nbformat.v4.new_code_cell("import os; x = os", id="a")]
    cells[1].metadata["tags"] = ["parameters"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    cells[1].source = "x = len('abc')"  # no plain value, and nobody asks for it
    done = papermill.execute_notebook(made, None, engine_name=NAME, progress_bar=False)
    assert done.cells[0].source == words


def test_a_notebook_of_another_language_is_left_alone() -> None:
    kernel = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("$x^{{a}}$")], metadata=kernel)
    fill_notebook(made, "r.ipynb")
    assert made.cells[0].source == "$x^{{a}}$"


def test_what_papermill_logs_is_its_users(tmp_path: Path) -> None:
    sheet, out = ROOT / "workbooks" / "references.ipynb", tmp_path / "out.ipynb"
    words = ["--engine", NAME, "--log-output", "--no-progress-bar", str(sheet), str(out)]
    done = subprocess.run([sys.executable, "-m", "papermill", *words], capture_output=True, text=True, check=True)
    assert "Ending Cell 3" in done.stderr


# its parameters


def inspected(sheet: Path) -> dict[str, Any]:
    """What papermill knows of a sheet's parameters."""
    return dict(papermill.inspect_notebook(sheet))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_papermill_knows_of_each_parameter_its_type_and_what_it_is(sheet: Path) -> None:
    samples = load_project(ROOT).sheets[sheet.stem].parameters
    known = inspected(sheet)
    assert list(known) == list(samples)
    for name, one in known.items():
        assert ast.literal_eval(one["default"]) == samples[name], name
        assert is_of(samples[name], one["inferred_type_name"]), name
        assert 5 < len(one["help"]) < 90, name


def test_what_a_workbook_puts_in_is_of_the_type_that_is_told() -> None:
    known = {sheet.stem: inspected(sheet) for sheet in SHEETS}
    seen = set()
    for sheet in (sheet for spec in plan(load_project(ROOT))[::5] for sheet in spec.sheets):
        for name, value in sheet.parameters.items():
            told = known[sheet.sheet.name][name]
            may_be_none = value is None and "None in a" in told["help"]
            assert may_be_none or is_of(value, told["inferred_type_name"]), (sheet.sheet.name, name)
            seen.add(name)
    assert seen == {name for parameters in known.values() for name in parameters}


def is_of(value: Any, told: str) -> bool:
    """Whether the value is of the type, down to what it holds."""
    return fits(value, ast.parse(told, mode="eval").body)


def fits(value: Any, told: ast.expr) -> bool:
    """The same, of a type that is read."""
    match told:
        case ast.Name(id=name):
            return type(value).__name__ == name
        case ast.Subscript(value=ast.Name(id="list"), slice=held):
            return isinstance(value, list) and all(fits(one, held) for one in value)
        case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[key, held])):
            pairs = value.items() if isinstance(value, dict) else [(None, None)]
            return all(fits(name, key) and fits(one, held) for name, one in pairs)
    return False


def test_its_command_line_tells_them(tmp_path: Path) -> None:
    done = run("--help-notebook", ROOT / "workbooks" / "welcome.ipynb")
    assert done.exit_code == 0
    lines = [line.strip() for line in done.output.splitlines()]
    assert 'ahead: dict[str, str] (default {"letter": "B"})' in lines
    assert lines[lines.index('ahead: dict[str, str] (default {"letter": "B"})') + 1] == (
        "the module after it; None in a last seminar"
    )
