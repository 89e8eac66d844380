"""A page whose script would not run is refused: it would look right and keep nothing."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.render.workbook import EXTENSION, asking, document
from workbook_kit.activities import Prompt
from workbook_kit.errors import ProblemsError
from workbook_kit.project.starter import IGNORED
from workbook_kit.render import embedded
from workbook_kit.render.document import Document, island
from workbook_kit.render.policy import hash_of, refuse_dead
from workbook_kit.render.script import script

ROOT = EXTENSION.parents[1]
PROFILES = ("_quarto.yml", "_quarto-preview.yml")
DEAD = "no browser would run this page's script, so it would keep no answers; copy _extensions from a new project, "
MODEL = '<script type="application/json" id="model">{}</script>'
OWN = "go();\nif (1 < 2) stay();"


def page(*scripts: str, policy: str = f"script-src '{hash_of(OWN)}'") -> str:
    meta = f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; {policy}">'
    return f"<!DOCTYPE html><html><head>{meta}{MODEL}{''.join(scripts)}</head><body><main></main></body></html>"


def inline(text: str = OWN) -> str:
    return f'<script type="module">{text}</script>'


@pytest.mark.parametrize(
    "alive",
    [
        page(inline()),
        page(inline(), policy=f"script-src &#39;{hash_of(OWN)}&#39;"),
        page(inline()).replace("\n", "\r\n"),
        page().replace(MODEL, ""),
    ],
    ids=["named", "escaped", "Windows", "nothing asked"],
)
def test_a_page_with_the_script_that_its_policy_names_passes(alive: str) -> None:
    refuse_dead(alive)


@pytest.mark.parametrize(
    "dead",
    [
        page(),
        page(inline(OWN + "\n")),
        page(inline(), inline("other()")),
        page(inline(), policy="script-src 'none'"),
        page('<script type="module" src="seminar.js"></script>'),
        page('<script type="module" src="data:application/javascript;base64,Z28oKQ=="></script>'),
    ],
    ids=["none", "a line end more", "another besides", "no hash", "loaded", "an address of its own"],
)
def test_any_other_is_refused(dead: str) -> None:
    with pytest.raises(ProblemsError, match=DEAD):
        refuse_dead(dead)


def asked(**metadata: Any) -> Document:
    workbook = asking(Prompt("first", "What grew?"))
    return document("# One", workbook=workbook, model=island(workbook), **metadata)


def changed(folder: Path, name: str, change: Callable[[str], str]) -> Path:
    """The extension with one file of it changed."""
    extension = shutil.copytree(EXTENSION, folder / "seminar")
    text = (extension / name).read_text(encoding="utf-8")
    (extension / name).write_text(change(text), encoding="utf-8")
    return extension


def test_the_filter_puts_in_the_extensions_script_under_its_hash(tmp_path: Path) -> None:
    drawn = embedded.render_html(asked(), tmp_path, EXTENSION).decode()
    assert re.findall('<script type="module">(.*?)</script>', drawn, re.DOTALL) == [script(EXTENSION)]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("seminar.html", lambda text: re.sub('(?<=<script type="module")>.*?<', ' src="seminar.js"><', text)),
        ("seminar-page.js", lambda text: text + "alert()\n"),
    ],
    ids=["a template of an earlier version", "a script that was changed by hand"],
)
def test_the_engine_refuses_such_a_page(name: str, change: Callable[[str], str], tmp_path: Path) -> None:
    extension = changed(tmp_path, name, change)
    with pytest.raises(ProblemsError, match=DEAD):
        embedded.render_html(asked(), tmp_path, extension)


def test_an_extension_without_its_script_is_told_what_to_do(tmp_path: Path) -> None:
    extension = shutil.copytree(EXTENSION, tmp_path / "seminar")
    (extension / "seminar-page.js").unlink()
    with pytest.raises(
        ProblemsError, match=r"the extension lacks seminar-page\.js; copy _extensions from a new project"
    ):
        embedded.render_html(asked(), tmp_path, extension)


def test_only_the_preview_profile_leaves_the_policy_out_and_such_a_page_is_no_pack(tmp_path: Path) -> None:
    """Quarto's preview puts a script of its own into a page, which no policy of ours would let run."""
    said = {name: YAML(typ="safe").load((ROOT / name).read_text(encoding="utf-8")) for name in PROFILES}
    assert [name for name in PROFILES if "without-policy" in said[name]] == ["_quarto-preview.yml"]
    assert said["_quarto-preview.yml"]["without-policy"] is True
    folders = [said[name]["project"]["output-dir"] for name in PROFILES]
    assert len({*folders}) == 2
    assert {f"/{folder}/" for folder in folders} <= {*IGNORED.splitlines()}
    with pytest.raises(ProblemsError, match=DEAD):
        embedded.render_html(asked(**{"without-policy": True}), tmp_path, EXTENSION)
    shown = embedded.render_html(document("# One", **{"without-policy": True}), tmp_path, EXTENSION)
    assert b"http-equiv" not in shown
    assert b"http-equiv" in embedded.render_html(document("# One"), tmp_path, EXTENSION)
