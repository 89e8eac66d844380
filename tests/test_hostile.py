"""Names that mean something to HTML, Markdown, Typst, Jinja or a spreadsheet come through as the text they are."""

import json
import re
from html.parser import HTMLParser

import nbformat
import pypdfium2
import pytest

from tests.render.workbook import EXTENSION
from tests.tiny import Tiny
from workbook_kit.packs.build import build
from workbook_kit.packs.pack import Result
from workbook_kit.render.outputs import Options
from workbook_kit.render.script import script

pytestmark = pytest.mark.slow

HOSTILE = [
    'O\'Brien & "Sons" Hill',
    "<script>alert(1)</script> Hill",
    "<img src=x onerror=alert(1)> Hill",
    "{{ 7*7 }} {% raw %} Hill",
    "$x$ and $$y$$ Hill",
    "#heading Hill",
    "*bold* _italic_ ~sub~ Hill",
    "@someone [link](http://a.b) Hill",
    "back\\slash \\n \\alpha Hill",
    "=1+1 Hill",
    "{{< include /etc/passwd >}} Hill",
    "``` {=html} <b> Hill",
    "#panic() [x] <label> Hill",
    "::: {.facilitator} Hill",
    "Ŵythnos Llŷn Hill",
    "Zażółć gęślą jaźń Hill",
    "&amp; &lt; &#60; Hill",
    "--- ... -- Hill",
]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.scripts = "", set[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "script":
            self.scripts.append("")
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts[-1] += data
        else:
            self.text += data


def squeezed(text: str) -> str:
    """Without white space, which line breaks of a page change."""
    return re.sub(r"\s|\ufffe|\x02", "", text)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """For each name, what came of the pack of a cohort that has it wherever a name can stand; all in one build."""
    tiny = Tiny(tmp_path_factory.mktemp("hostile") / "tiny")
    tiny.sheet(
        "hello",
        ("markdown", "# Hello {{ cohort.name }}\n\nWelcome, {{ cohort.name }}.\n\n- {{ cohort.name }}"),
        ("parameters", 'cohort = {"name": "Sample"}'),
        ("code", 'from workbook_kit.activities import Prompt\n\nPrompt("first", cohort["name"], help=cohort["name"])'),
    )
    tiny.cohorts(*({"name": name, "facilitators": name, "venue": name, "groups": name} for name in HOSTILE))
    return dict(zip(HOSTILE, build(tiny.load(), Options(out=tiny.root / "packs")), strict=True))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_the_same_text_in_page_handout_and_notebook(results: dict[str, Result], name: str) -> None:
    result = results[name]
    assert result.status == "made", result.problems
    for page in ("workbook.html", "index.html"):
        reader = _Reader()
        reader.feed((result.pack / page).read_text())
        assert squeezed(reader.text).count(squeezed(name)) >= (4 if page == "workbook.html" else 2)
        assert not reader.tags & {"img", "iframe", "object"}
        if page == "workbook.html":
            model, ours = reader.scripts
            assert ours == script(EXTENSION)
            assert json.loads(model)["schema"] == "workbook/1"
        else:
            assert reader.scripts == []
    with pypdfium2.PdfDocument(result.pack / "handout.pdf") as pdf:
        printed = squeezed("".join(page.get_textpage().get_text_range() for page in pdf))
    assert printed.count(squeezed(name)) >= 4
    said = json.loads((result.pack / "workbook.json").read_text(encoding="utf-8"))
    assert said["facts"][0] == ["Cohort", " ".join(name.split())]
    notebook = nbformat.read(result.pack / "workbook.ipynb", as_version=4)
    welcome = next(cell.source for cell in notebook.cells if cell.source.startswith("# Hello"))
    assert name in re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", welcome.replace("<span>&#36;</span>", "$"))
    assert "49" not in printed
