"""Widget, page and paper ask what the model asks: every activity of every sheet, in a pack of each NPQ."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.activities.declared import Page, squeezed
from tests.browser.test_packs import one_of_each
from tests.jupyter.test_kernel import run

pytestmark = pytest.mark.slow

TELL = "import json\nprint(json.dumps({one.id: one.typst() for one in answers.activities.values()}))"
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(?:u\{(\w+)\}|(.))")
#: What of an activity's model is words to read.
READ = ("label", "help", "mode", "columns", "rows", "corner", "notice", "interpret", "act", "rungs", "answers", "scale")


@dataclass(frozen=True)
class Surfaces:
    """One workbook: its model, its page, and by activity its widgets and the calls that draw it on paper."""

    model: dict[str, Any]
    page: str
    widgets: dict[str, dict[str, Any]]
    typst: dict[str, list[str]]

    def activities(self) -> Iterator[dict[str, Any]]:
        """What the model asks, in order."""
        for chapter in self.model["chapters"]:
            yield from (block for block in chapter["blocks"] if block["type"] == "activity")

    def words(self, activity: dict[str, Any]) -> set[str]:
        """Every text to read in the activity; of a statement its code, its text and its stem."""
        named = {
            (stem["kind"], one["code"]): {one["code"], one["text"], stem["stem"]}
            for stem in self.model["statements"]
            for one in stem["statements"]
        }
        rated = [field["statement"] for field in activity["fields"] if "statement" in field]
        quoted = set[str]().union(*(named[one["kind"], one["code"]] for one in rated))
        return quoted | {text for name in READ if name in activity for text in texts(activity[name])}


def texts(said: Any) -> Iterator[str]:
    """Every text in a part of a model."""
    if isinstance(said, str):
        yield from [said] if said else []
    elif isinstance(said, dict | list):
        for one in said.values() if isinstance(said, dict) else said:
            yield from texts(one)


def literals(typst: str) -> list[str]:
    """Every text in a Typst call, as it will be read."""

    def plain(found: re.Match[str]) -> str:
        return chr(int(found[1], 16)) if found[1] else {"n": "\n"}.get(found[2], found[2])

    return [_ESCAPED.sub(plain, text) for text in _LITERAL.findall(typst)]


def widget(output: nbformat.NotebookNode) -> Iterator[dict[str, Any]]:
    """The form that the output of a cell holds, and the fields that the script binds."""
    html = output.get("data", {}).get("text/html", "")
    for found in re.finditer(r'data-part="form" data-fields="([^"]*)"><template>(.*?)</template>', html, re.DOTALL):
        yield {"fields": json.loads(unescape(found[1])), "html": found[2]}


@pytest.fixture(scope="module")
def all_surfaces(packs: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Surfaces]:
    """Of a pack of each NPQ."""
    found = []
    for pack in one_of_each(packs):
        notebook = nbformat.read(pack / "workbook.ipynb", 4)
        notebook.cells.append(nbformat.v4.new_code_cell(TELL))
        made = run(notebook, tmp_path_factory.mktemp("equal"))
        forms = [found for cell in made.cells for output in cell.get("outputs", ()) for found in widget(output)]
        typst = {id: literals(call) for id, call in json.loads(made.cells[-1].outputs[0].text).items()}
        model = json.loads((pack / "workbook.json").read_text(encoding="utf-8"))
        page = (pack / "workbook.html").read_text(encoding="utf-8")
        widgets = {one["fields"][0]["key"].partition("--")[0]: one for one in forms}
        found.append(Surfaces(model, page, widgets, typst))
    return found


def test_each_surface_has_the_models_activities(all_surfaces: list[Surfaces]) -> None:
    for one in all_surfaces:
        ids = {activity["id"] for activity in one.activities()}
        assert len(ids) > 10
        assert set(one.widgets) == set(one.typst) == ids


def test_the_widget_is_the_form_on_the_page_and_binds_the_models_fields(all_surfaces: list[Surfaces]) -> None:
    for one in all_surfaces:
        for activity in one.activities():
            widget = one.widgets[activity["id"]]
            assert widget["html"] in one.page, activity["id"]
            assert widget["fields"] == activity["fields"]


def test_page_and_paper_have_the_models_fields(all_surfaces: list[Surfaces]) -> None:
    for one in all_surfaces:
        for activity in one.activities():
            ids = [field["id"] for field in activity["fields"]]
            assert Page(one.widgets[activity["id"]]["html"]).names() == ids
            drawn = [
                text for text in one.typst[activity["id"]] if re.fullmatch(rf"{activity['id']}(--[a-z0-9-]+)?", text)
            ]
            assert {*drawn, activity["id"]} == {*ids, activity["id"]}


def test_page_and_paper_have_the_models_words(all_surfaces: list[Surfaces]) -> None:
    for one in all_surfaces:
        for activity in one.activities():
            words, page = one.words(activity), squeezed(Page(one.widgets[activity["id"]]["html"]).text)
            assert words - {*one.typst[activity["id"]]} == set(), activity["id"]
            assert {text for text in words if squeezed(text) not in page} == set(), activity["id"]


def test_the_page_has_a_choice_for_each_point_and_one_for_not_yet_rated(all_surfaces: list[Surfaces]) -> None:
    rated = [(one, activity) for one in all_surfaces for activity in one.activities() if activity["kind"] == "rating"]
    assert len(rated) >= len(all_surfaces)
    for one, activity in rated:
        page, points = Page(one.widgets[activity["id"]]["html"]), len(activity["scale"]["labels"])
        radios = [(attrs["name"], attrs["value"]) for tag, attrs in page.tags if tag == "input"]
        assert radios == [
            (field["id"], str(point or "")) for field in activity["fields"] for point in range(points + 1)
        ]
