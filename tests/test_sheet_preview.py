"""A look at a sheet while it is written: its page with the kernel's values, and its problems as `check` tells them."""

import html
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import workbook_kit
from tests.tiny import ROOT, SHEET, Tiny
from workbook_kit import sheet_preview
from workbook_kit.check.check import check
from workbook_kit.project.plain import is_plain
from workbook_kit.sheet_preview import Preview, preview
from workbook_kit.workbook.plan import plan
from workbook_kit.workbook.run import execute, fill_cells

SAMPLES = SHEET[1]
ASKING = ("code", 'from workbook_kit.activities import Prompt\n\nPrompt("first", f"What does {cohort[\'name\']} see?")')
LOOK = ("code", "%load_ext workbook_kit\n%preview")


@pytest.fixture(autouse=True)
def _looked_at(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jupyter's server has started this process for the tiny project's sheet."""
    monkeypatch.setenv("JPY_SESSION_NAME", str(tiny.root / "workbooks" / "hello.ipynb"))


def look(monkeypatch: pytest.MonkeyPatch, **names: Any) -> Preview:
    """The sheet's preview in a kernel that has named these."""
    monkeypatch.setattr(sheet_preview, "_names", lambda: names)
    found = preview()
    assert found
    return found


def run(path: Path, *cells: str) -> list[Any]:
    """What these cells show in a kernel of their own, opened for that notebook."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute(cwd=str(path.parent))
    return [cell.outputs for cell in notebook.cells]


def test_in_a_kernel_the_page_has_the_values_that_stand_there_now(tiny: Tiny) -> None:
    tiny.sheet("hello", SHEET[0], SAMPLES, ASKING, LOOK)
    sheet = tiny.root / "workbooks" / "hello.ipynb"
    changed = SAMPLES[1].replace("Sample", "*Oak* & <Elm>")
    *_, [before], _, [after] = run(sheet, "%load_ext workbook_kit", "%preview", changed, "%preview hello")
    assert "Hello Sample" in html.unescape(before.data["text/html"])
    shown = after.data["text/html"]
    page = html.unescape(shown.partition('srcdoc="')[2].partition('"')[0])
    assert "Hello *Oak* &amp; &lt;Elm&gt;" in page
    assert "What does *Oak* &amp; &lt;Elm&gt; see?" in page
    assert after.data["text/plain"].startswith("workbooks/hello.ipynb, as it was saved at ")


def test_a_sheet_that_needs_a_kernel_has_one_within_the_kernel_that_asks(tiny: Tiny) -> None:
    plot = "import os\nprint(os.environ['WORKBOOK_KIT_STATIC'], cohort['name'])"
    tiny.sheet("hello", SHEET[0], SAMPLES, ("code", plot))
    sheet = tiny.root / "workbooks" / "hello.ipynb"
    *_, [shown] = run(sheet, SAMPLES[1].replace("Sample", "Oak"), "import workbook_kit\nworkbook_kit.preview()")
    assert "1 Oak" in html.unescape(shown.data["text/html"])


def test_the_page_is_shut_off_from_the_notebook_and_loads_nothing(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = look(monkeypatch)._repr_html_()
    page = html.unescape(shown.partition('srcdoc="')[2].partition('"')[0])
    assert 'sandbox srcdoc="' in shown
    assert "<textarea" in page
    assert not [mark for mark in ("<script", "https:", "url(", "@font-face", "src=") if mark in page]


@pytest.mark.parametrize("sheet", sorted((ROOT / "workbooks").glob("*.ipynb")), ids=lambda sheet: sheet.stem)
def test_every_sheet_that_is_shipped_shows_and_has_no_problem(sheet: Path) -> None:
    found = preview(sheet)
    assert found
    assert (found.problems, len(found.page) > 20_000) == ((), True)


FAULTS = (
    "# Hello\n\n### {{ cohort.name }}",
    "# Hello {{ cohort.nmae }}",
    "# Hello {{ name }}",
    "# Hello {{ cohort.name",
    "# Hello\n\n![](figures/none.svg)",
    "# Hello\n\n[here](https://example.org)",
    "# Hello\n\n::: {.reminder}\nOpen",
    "# Hello\n\nText[^1] of {{ cohort.name }}",
    "# Hello, apple lead",
)


@pytest.mark.parametrize("text", FAULTS)
def test_what_is_wrong_is_told_as_check_tells_it(text: str, tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.sheet("hello", ("markdown", text), SAMPLES, ASKING, ASKING)
    found = look(monkeypatch)
    try:
        told = check(tiny.load())
    except workbook_kit.errors.ProblemsError as error:
        told = error.problems
    assert {str(problem) for problem in told} <= set(repr(found).splitlines()[1:])
    assert [one for one in told if html.escape(str(one)) not in found._repr_html_()] == []


def test_a_cell_that_fails_is_told_with_its_line(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.sheet("hello", SHEET[0], SAMPLES, ("code", "cohort\n1 / 0"))
    found = look(monkeypatch)
    assert "cell 3: ZeroDivisionError: division by zero; mend the cell" in repr(found)
    assert not found.page


def test_values_that_no_cohort_could_bring_are_told(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    found = look(monkeypatch, cohort={1, 2})
    assert repr(found).splitlines()[1:] == [
        "workbooks/hello.ipynb: in this kernel, `cohort` is a set; "
        "run the parameters cell again, and use another name for what the sheet works out"
    ]


def test_a_sheet_outside_a_project_can_be_looked_at(tmp_path: Path, tiny: Tiny) -> None:
    alone = tmp_path / "alone.ipynb"
    (tiny.root / "workbooks" / "hello.ipynb").rename(alone)
    found = preview(alone)
    assert found
    assert "Hello Sample" in found.page


def test_what_is_wrong_elsewhere_in_the_project_is_told_too(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.change("data/programmes/NPQAA.yml", "minutes: 60", "minutes: long")
    found = look(monkeypatch)
    assert "data/programmes/NPQAA.yml:" in repr(found)
    assert "Hello Sample" in found.page


@pytest.mark.parametrize("name", ["", "nowhere.ipynb"])
def test_a_kernel_that_does_not_know_its_notebook_asks_for_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", name)
    assert repr(look(monkeypatch)).splitlines() == [
        "There is nothing to show:",
        "this kernel does not know its notebook's file; write which: %preview scenario.ipynb",
    ]
    assert "there is no such sheet; write the name of its file" in repr(preview("nowhere"))


def test_vs_code_says_which_notebook_it_is(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME")
    assert look(monkeypatch, __vsc_ipynb_file__=str(tiny.root / "workbooks" / "hello.ipynb")).page


def test_where_pages_are_made_a_preview_shows_nothing_and_costs_no_kernel(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.sheet("hello", LOOK, *SHEET, ("code", "# as it looks\n%preview"))
    [spec] = plan(tiny.load())
    assert is_plain(cell.source for cell in fill_cells(spec.sheets[0]) if cell.cell_type == "code")
    assert [cell.outputs for cell in (execute(spec.sheets[0]).cells[at] for at in (0, -1))] == [[], []]
    assert check(tiny.load()) == ()
    monkeypatch.setenv("WORKBOOK_KIT_STATIC", "1")
    assert preview() is None


@pytest.mark.parametrize("source", ["# said", "%preview\n1", "%previews", "%load_ext autoreload", "#" * 5000 + "\n1"])
def test_cells_that_do_more_stay_as_they_are(source: str, tiny: Tiny) -> None:
    tiny.sheet("hello", *SHEET, ("code", source))
    [spec] = plan(tiny.load())
    assert fill_cells(spec.sheets[0])[-1].source == source


def test_the_package_and_its_extension_import_nothing_until_they_are_used() -> None:
    script = """
import sys
import workbook_kit
class Shell:
    def register_magic_function(self, function, kind): print(function.__name__, kind)
workbook_kit.load_ipython_extension(Shell())
print(dir(workbook_kit))
print(sorted({"pandas", "jinja2", "pypandoc", "nbformat", "IPython"} & set(sys.modules)))
print([name for name in sys.modules if name.startswith("workbook_kit")])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    magic, offered, others, own = done.stdout.splitlines()
    assert (magic, others, own) == ("preview line", "[]", "['workbook_kit']")
    assert {"preview", "activities"} <= set(eval(offered))


def test_a_name_that_is_not_offered_is_told_with_those_that_are() -> None:
    with pytest.raises(AttributeError, match=r"workbook_kit offers activities, .*preview, but no 'prevew'"):
        workbook_kit.prevew  # noqa: B018


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ("workbook_kit.sheet_preview", "workbook_kit.preview needs the whole of workbook-kit, which is not installed"),
        ("jinja2", "workbook_kit.preview needs jinja2, which is not installed here"),
    ],
)
def test_what_is_not_installed_is_told(gone: str, words: str) -> None:
    script = (
        f"import sys\nsys.modules[{gone!r}] = None\nimport workbook_kit\nprint(workbook_kit.activities.Prompt.name)"
    )
    script += "\ntry: workbook_kit.preview\nexcept AttributeError as error: print(error)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    name, said = done.stdout.splitlines()
    assert name == "prompt"
    assert words in said
