"""What is done after `quarto render`."""

from pathlib import Path

import page as validation
from ruamel.yaml import YAML

from tests.activities.declared import Page
from tests.render.reading import pages
from tests.tiny import Tiny
from workbook_kit.cli.app import COMMANDS
from workbook_kit.packs.quarto_site import finish_site
from workbook_kit.packs.quarto_sources import write_sources

ROOT = Path(__file__).parents[2]
HERE = "quarto/hill-1--seminar-1"


def rendered(tiny: Tiny) -> Path:
    """As Quarto leaves it: a page, a handout of Quarto's own, and the source that it was set from."""
    [*write_sources(tiny.load())]
    made = tiny.root / "_site" / HERE
    made.mkdir(parents=True)
    (made / "workbook.html").write_text("<p>page</p>", encoding="utf-8")
    (made / "workbook.pdf").write_bytes(b"Quarto's")
    (tiny.root / HERE / "workbook.typ").write_text("#set document(title: [T])\nHere.", encoding="utf-8")
    return made


def test_handouts_just_made_are_set_again_and_an_index_leads_to_all(tiny: Tiny) -> None:
    made = rendered(tiny)
    site = tiny.root / "_site"
    assert [*finish_site(tiny.load(), site, {made / "workbook.pdf"})] == [made / "workbook.pdf", site / "index.html"]
    handout = (made / "workbook.pdf").read_bytes()
    assert pages(handout) == ["Here."]
    assert validation.validate_pdf_bytes(handout, profile=validation.ValidationProfile.PDF_UA_1).is_compliant
    index = Page((site / "index.html").read_text(encoding="utf-8"))
    assert "Hill cohort" in index.text
    assert index.values("href", "a") == [f"{HERE}/workbook.html", f"{HERE}/workbook.pdf"]


def test_a_handout_that_was_not_made_now_stays(tiny: Tiny) -> None:
    made = rendered(tiny)
    assert [*finish_site(tiny.load(), tiny.root / "_site", ())] == [tiny.root / "_site" / "index.html"]
    assert (made / "workbook.pdf").read_bytes() == b"Quarto's"


def test_the_index_names_only_what_is_there(tiny: Tiny) -> None:
    (rendered(tiny) / "workbook.pdf").unlink()
    [*finish_site(tiny.load(), tiny.root / "_site", ())]
    index = Page((tiny.root / "_site" / "index.html").read_text(encoding="utf-8"))
    assert index.values("href", "a") == [f"{HERE}/workbook.html"]


def test_the_project_asks_quarto_for_all_that_this_needs_and_names_commands_that_are_there() -> None:
    said = YAML(typ="safe").load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    assert said["format"]["seminar-typst"] == {"keep-typ": True, "pdf-standard": "1.7"}
    scripts = {when: said["project"][when].split() for when in ("pre-render", "post-render")}
    assert [name for _, name in scripts.values()] == ["quarto-sources", "quarto-site"]
    assert {name for _, name in scripts.values()} < {*COMMANDS}
    assert {(ROOT / file).is_file() for file, _ in scripts.values()} == {True}
