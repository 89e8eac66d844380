"""What is written on the page goes into a form on paper, out of it again, and into page and notebook: the same."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser

from tests.browser.filling import COHORT, FIRST, download, fill_in, load, rate, saved, shown, tab, workbook
from tests.jupyter.test_kernel import run
from tests.render.pdf.filling import TOOLS
from workbook_kit.activities.keys import field_id
from workbook_kit.answers.collect import collect
from workbook_kit.answers.file import flat
from workbook_kit.answers.print_answers import print_answers
from workbook_kit.project.project import Project
from workbook_kit.render.outputs import Options

pytestmark = pytest.mark.browser

LONG = "Every week we ask one question, and “one” is enough. " * 600
TELL = """\
import json
print(answers.load("ada.answers.json"))
print(json.dumps({key: value for key, value in answers.responses.values.items() if value not in ("", None)}))
"""


def answers_in(file: Path) -> dict[str, Any]:
    """The answers of a file by their fields, empty ones left out."""
    answers = json.loads(file.read_text(encoding="utf-8"))["answers"]
    return {field_id(key): value for key, value in flat(answers) if value not in ("", None)}


def collected(form: Path, folder: Path) -> Path:
    """The answers file made from a form."""
    folder.mkdir()
    target = folder / "ada.answers.json"
    (_,), problems = collect([form], folder)
    assert not problems
    next(folder.glob("*.answers.json")).rename(target)
    return target


def test_answers_are_the_same_on_every_surface(browser: Browser, packs: Path, project: Project, tmp_path: Path) -> None:
    page_file = tmp_path / "ada.answers.json"
    with tab(browser, workbook(packs).as_uri()) as page:
        fill_in(page)
        page.locator("[id='quotation-reflection']").fill(LONG.strip())
        saved(page)
        on_page = shown(page)
        page_file.write_text(download(page)[1], encoding="utf-8")
    assert len(on_page) > 100

    (printed,) = print_answers(project, Options(out=tmp_path), [page_file], ["fillable", "handout"])
    form, _ = printed.written
    from_form = collected(form, tmp_path / "collected")
    assert answers_in(from_form) == answers_in(page_file)

    with tab(browser, workbook(packs).as_uri()) as page:
        load(page, from_form)
        assert shown(page) == on_page

    notebook = nbformat.read(packs / COHORT / FIRST / "workbook.ipynb", 4)
    notebook.cells.append(nbformat.v4.new_code_cell(TELL))
    folder = from_form.parent
    made = run(notebook, folder)
    lines = made.cells[-1].outputs[0].text.splitlines()
    in_notebook = {field_id(key): value for key, value in json.loads(lines[-1]).items()}
    assert in_notebook == answers_in(page_file)


def test_a_change_in_a_pdf_reader_comes_back_and_the_rest_stays(
    browser: Browser, packs: Path, project: Project, tmp_path: Path
) -> None:
    page_file = tmp_path / "ada.answers.json"
    with tab(browser, workbook(packs).as_uri()) as page:
        page.locator("[id='notes']").fill("Before.")
        rate(page, "practice--6a", 2)
        saved(page)
        page_file.write_text(download(page)[1], encoding="utf-8")
        (printed,) = print_answers(project, Options(out=tmp_path), [page_file], ["fillable"])
        filled = tmp_path / "filled.pdf"
        TOOLS["pdfjs"](printed.written[0], filled, {"notes": "After, with “Łódź”."})
        load(page, collected(filled, tmp_path / "collected"))
        answers = shown(page)
    assert answers["notes"] == "After, with “Łódź”."
    assert answers["practice--6a"] == "2"
