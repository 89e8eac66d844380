"""What the extension says of itself: each option is read, each is listed, and a template copies what it should."""

import json
import re
import subprocess
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.extension.quarto import draw, page, tree
from tests.render.workbook import EXTENSION
from workbook_kit.render.pandoc import program
from workbook_kit.render.policy import refuse_dead

ROOT = EXTENSION.parents[1]
README = (EXTENSION / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "quarto.md").read_text(encoding="utf-8")
SCHEMA: dict[str, Any] = YAML(typ="safe").load((EXTENSION / "_schema.yml").read_text(encoding="utf-8"))
#: What Quarto's template command never copies.
BUILT_IN = {"README.md", "CHANGELOG.md", "LICENSE", "_extensions"}

RATING = "::: {.rating #r}\nRate\n\n- 1 One\n:::"
PROMPT = "::: {.prompt #p}\nWhat?\n:::"
NOTE = "::: {.facilitator}\nSecret.\n:::"
#: Each option, what it is set to, the document, and what is then in the page (or the handout), and is not without it.
OPTIONS: dict[str, tuple[Any, str, str, str]] = {
    "workbook-id": ("trees", PROMPT, "html", '"id":"trees"'),
    "cover": ("school", PROMPT, "html", "School or organisation"),
    "facts": ([{"term": "Venue", "value": "The hall"}], "# One", "html", "<dt>Venue</dt><dd>The hall</dd>"),
    "scale": ({"question": "Sure?", "labels": ["No", "Yes"]}, RATING, "html", "<li>No</li><li>Yes</li></ol>"),
    "framework": (
        {"title": "Trees", "edition": "May 2024", "licence": "CC BY"}, RATING, "html", "Trees, May 2024. CC BY.",
    ),
    "kind": ("handbook", PROMPT, "html", "This handbook belongs to"),
    "npq": ("Leading Apples", "# One", "html", '<p class="npq">Leading Apples</p>'),
    "chapter": ("Chapter 1", "# One", "html", '<p class="chapter">Chapter 1</p>'),
    "cohort": ("Spring Valley", "# One", "html", "<p>First fruit · Spring Valley</p>"),
    "code": ("AA-1", "# One", "html", "<p>First fruit · AA-1</p>"),
    "partners": (
        [{"name": "Tree Trust", "logo": "tree.svg"}], "# One", "html", '<img src="tree.svg" alt="Tree Trust">',
    ),
    "branding": ({"ink": "#123456"}, "# One", "typst", 'ink: rgb("123456")'),
    "crossref": ({"tbl-title": "Tabl"}, "| A |\n|---|\n| 1 |\n\n: Cap {#tbl-a}", "typst", "Tabl~1"),
    "edition": ("facilitator", NOTE, "html", "Secret."),
    "layout": ("large-print", "# One", "typst", 'default: "large-print"'),
    "right-hand": (True, "# One", "typst", "#let seminar-right-hand = true"),
}  # fmt: skip


def document(body: str, metadata: dict[str, Any]) -> str:
    return f"---\n{json.dumps({'title': 'First fruit', **metadata})}\n---\n\n{body}\n"


def table(text: str, title: str) -> dict[str, list[str]]:
    """The rows of the table below a heading, by what their first cell calls."""
    section = text.partition(f"## {title}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return {re.findall("`(.*?)`", row[0])[0]: [cell.strip() for cell in row[1:]] for row in rows}


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_does_what_it_says(name: str, tmp_path: Path) -> None:
    value, body, to, shown = OPTIONS[name]
    assert shown in draw(document(body, {name: value}), to, tmp_path)
    assert shown not in draw(document(body, {}), to, tmp_path)


def test_readme_guide_and_schema_list_the_options_that_there_are() -> None:
    assert list(table(README, "Options")) == list(OPTIONS)
    assert list(table(GUIDE, "Options")) == list(OPTIONS)
    assert SCHEMA["formats"]["seminar-html"] == SCHEMA["formats"]["seminar-typst"]
    assert set(SCHEMA["formats"]["seminar-html"]) == set(OPTIONS)


def attributes() -> dict[str, set[str]]:
    """What each div may say of itself, as its filter has it."""
    script = f"""
      PANDOC_SCRIPT_FILE = {json.dumps(str(EXTENSION / "seminar-activities.lua"))}
      FORMAT = 'html'
      local folder = {json.dumps(str(EXTENSION))}
      local values = dofile(folder .. '/seminar-values.lua')
      local forms = loadfile(folder .. '/seminar-forms.lua')(values)
      for _, name in ipairs {{ 'prompt', 'rating', 'checklist', 'table' }} do
        local class = name == 'table' and 'table-to-fill' or name
        local kind = loadfile(folder .. '/activities/' .. name .. '/seminar-' .. name .. '.lua')(values, forms)
        print(class, table.concat(kind.attributes, ' '), table.concat(forms.COMMON, ' '))
      end
    """
    done = subprocess.run([program(), "lua", "-"], input=script, capture_output=True, text=True, check=True)
    lines = (line.split("\t") for line in done.stdout.splitlines())
    return {name: {*own.split(), *common.split()} for name, own, common in lines}


def test_readme_guide_and_schema_list_the_attributes_that_divs_have() -> None:
    there = attributes()
    assert {name: set(SCHEMA["attributes"][name]) for name in there} == there
    for text in (README, GUIDE):
        listed = {name.lstrip("."): set(re.findall("`(.*?)`", row[-1])) for name, row in table(text, "Divs").items()}
        assert {name: own | {"minutes", "mode", "group", "no-pupils"} for name, own in listed.items()} == there


def test_the_scales_of_ratings_are_those_of_the_kit(tmp_path: Path) -> None:
    scales = YAML(typ="safe").load((ROOT / "data" / "scales.yml").read_text(encoding="utf-8"))
    for kind in ("knowledge", "practice"):
        body = RATING.replace("#r}", f"#r kind={kind}}}")
        model = tree(document(body, {}), "html", tmp_path, "seminar-activities.lua")["blocks"][2]["c"][1]
        scale = scales[f"{kind}-5"]
        assert json.loads(model)["scale"] == {"question": scale["question"], "labels": scale["labels"]}


def test_every_class_of_the_schema_is_one_that_a_filter_draws() -> None:
    boxes = re.findall(
        r"^(?:function )?boxes\.(\w+)", (EXTENSION / "seminar.lua").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(SCHEMA["classes"]) == {*attributes(), *boxes}


@pytest.mark.parametrize("name", ["template.qmd", "_extensions/seminar/example/example.qmd", "README", "guide"])
def test_what_authors_are_given_to_begin_with_is_alive(name: str, tmp_path: Path) -> None:
    written = {"README": README, "guide": GUIDE}
    if name in written:
        text = re.findall(r"^```\n(---\n.*?)^```$", written[name], re.MULTILINE | re.DOTALL)[0]
    else:
        text = (ROOT / name).read_text(encoding="utf-8")
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "cycle.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    made = page(text, tmp_path)
    assert '<script type="module">' in made
    refuse_dead(made)
    assert "#seminar-prompt(" in draw(text, "typst", tmp_path)


def test_a_template_copies_one_document_beside_the_extension() -> None:
    lines = (ROOT / ".quartoignore").read_text(encoding="utf-8").splitlines()
    ignored = [*BUILT_IN, *(line for line in lines if line and not line.startswith("#"))]
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    top = {name.split("/")[0] for name in tracked if not name.startswith(".")}
    assert {name for name in top if not any(fnmatch(name, one) for one in ignored)} == {"template.qmd"}
