"""Widget, page and paper ask the same: every activity of every sheet, in a pack of each NPQ."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from tests.browser.test_packs import one_of_each
from tests.jupyter.test_kernel import STATE, run

#: What a person can choose or fill in.
Control = tuple[str, str, str, str]
TELL = "import json\nprint(json.dumps({one.id: one.typst() for one in answers.activities.values()}))"
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(?:u\{(\w+)\}|(.))")


class Controls(HTMLParser):
    """The controls of each activity in a piece of HTML: kind, name, value, and the words of the label."""

    _VOID = ("input", "meta", "link", "img", "br", "hr", "source")

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.activities: dict[str, list[Control]] = {}
        self.shown: dict[str, list[str]] = {}
        self._open: list[tuple[str, str, dict[str, str | None]]] = []
        self._labels: dict[str, str] = {}
        self._controls: list[tuple[str, str, str, str, str]] = []
        self.feed(html)
        for activity, kind, name, value, label in self._controls:
            words = self._labels.get(label, label)
            self.activities.setdefault(activity, []).append((kind, name, value, " ".join(words.split())))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        # the cover has an id too, but is drawn by the page's and the handout's own templates
        own = given.get("data-id") if "data-activity" in given else None
        activity = own or (self._open[-1][1] if self._open else "")
        if tag not in self._VOID:
            self._open.append((tag, activity, given))
        if activity and tag in ("input", "textarea"):
            kind = given.get("type") or tag
            label = f"label {len(self._labels)}" if kind == "radio" else given.get("id") or ""
            self._controls.append((activity, kind, given.get("name") or "", given.get("value") or "", label))
            self._radio = label

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._open or not self._open[-1][1]:
            return
        activity = self._open[-1][1]
        labels = [given for tag, _, given in self._open if tag == "label"]
        if labels:
            key = labels[-1].get("for") or self._radio
            self._labels[key] = self._labels.get(key, "") + data
        classes = " ".join(given.get("class") or "" for _, _, given in self._open)
        if not re.search(r"\b(unseen|badge|heads|option|licence|pill|reveal|reveal-first)\b", classes):
            self.shown.setdefault(activity, []).append(" ".join(data.split()))


def literals(typst: str) -> list[str]:
    """Every text in a Typst call, as it will be read."""

    def plain(found: re.Match[str]) -> str:
        return chr(int(found[1], 16)) if found[1] else {"n": "\n"}.get(found[2], found[2])

    return [_ESCAPED.sub(plain, text) for text in _LITERAL.findall(typst)]


@pytest.fixture(scope="module")
def surfaces(packs: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Controls, Controls, dict[str, str]]]:
    """Of a pack of each NPQ: its page, its widgets, and the calls that draw its activities on paper."""
    found = []
    for pack in one_of_each(packs):
        folder = tmp_path_factory.mktemp("equal")
        notebook = nbformat.read(pack / "workbook.ipynb", 4)
        notebook.cells.append(nbformat.v4.new_code_cell(TELL))
        made = run(notebook, folder)
        states = [one["state"] for one in made.metadata.widgets[STATE]["state"].values()]
        widgets = "".join(one["html"] for one in states if one.get("part") == "form")
        page = (pack / "workbook.html").read_text(encoding="utf-8")
        found.append((Controls(page), Controls(widgets), json.loads(made.cells[-1].outputs[0].text)))
    return found


Surfaces = list[tuple[Controls, Controls, dict[str, str]]]


def test_the_widget_has_the_pages_controls_with_their_labels_and_options(surfaces: Surfaces) -> None:
    for page, widgets, _ in surfaces:
        assert len(page.activities) > 10
        assert widgets.activities == page.activities
        assert {bool(label) for controls in page.activities.values() for *_, label in controls} == {True}


def test_paper_has_the_pages_fields(surfaces: Surfaces) -> None:
    for page, _, typst in surfaces:
        assert set(typst) == set(page.activities)
        for activity, controls in page.activities.items():
            ids = re.compile(rf"{activity}(--[a-z0-9-]+)?")
            drawn = [text for text in literals(typst[activity]) if ids.fullmatch(text)]
            names = {name for _, name, *_ in controls}
            assert set(drawn) - {activity} == names - {activity}, activity
            assert activity in drawn


def test_paper_has_the_pages_words(surfaces: Surfaces) -> None:
    for page, _, typst in surfaces:
        for activity, words in page.shown.items():
            drawn = {*literals(typst[activity]), "Notice", "Interpret", "Act"}
            missing = {said for said in words if said and said not in drawn and not re.fullmatch(r"Row \d+", said)}
            assert not missing, activity


def test_paper_has_the_pages_scales(surfaces: Surfaces) -> None:
    rated = 0
    for page, _, typst in surfaces:
        for activity, controls in page.activities.items():
            options = {value: label for kind, _, value, label in controls if kind == "radio"}
            rated += bool(options)
            assert options.pop("", "not yet rated") == "not yet rated"
            drawn = literals(typst[activity])
            assert {label.removeprefix(f"{value} ") for value, label in options.items()} <= set(drawn)
    assert rated >= len(surfaces)
