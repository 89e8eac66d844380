"""The script: small modules, joined into one that a page can hold and a policy can name."""

import html
import re
from pathlib import Path

import pytest

from workbook_kit.errors import ProblemsError
from workbook_kit.render.script import MODULES, script, script_hash

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "_extensions" / "seminar"
MOST_BYTES = 30_000


def test_every_module_has_a_host() -> None:
    assert {path.stem for path in (EXTENSION / "script").glob("*.js")} == {*MODULES["page"], *MODULES["widget"]}


@pytest.mark.parametrize(("host", "exported"), [("page", []), ("widget", ["export default {"])])
def test_it_is_small_and_imports_nothing(host: str, exported: list[str]) -> None:
    joined = script(EXTENSION, host)
    assert len(joined.encode()) <= MOST_BYTES
    assert not re.findall(r"^import .*", joined, re.MULTILINE)
    assert re.findall(r"^export .*", joined, re.MULTILINE) == exported


@pytest.mark.parametrize("host", MODULES)
def test_every_line_of_code_is_there_without_types_and_comments(host: str) -> None:
    lines = script(EXTENSION, host).splitlines()
    assert [line for line in lines if re.search(r"/\*\*|^\s|^//|^$| // ", line)] == []
    for name in MODULES[host]:
        module = (EXTENSION / "script" / f"{name}.js").read_text(encoding="utf-8")
        code = [
            line.strip() for line in module.splitlines() if not re.search(r"/\*\*|^ \*|^ *//|^import | // |^$", line)
        ]
        assert code
        assert {line.removeprefix("export ") for line in code} - {*lines} - {"default {"} == set()


def test_a_page_holds_it_letter_by_letter_under_a_policy_that_names_it(packs: Path) -> None:
    page = next(packs.glob("*/*/workbook.html")).read_text(encoding="utf-8")
    assert f'<script type="module">{script(EXTENSION)}</script>' in page
    assert re.findall(r"<script[^>]*>", page) == [
        '<script type="application/json" id="model">',
        '<script type="module">',
    ]
    assert f"script-src '{script_hash(EXTENSION)}'" in html.unescape(page)


def test_a_project_without_a_part_of_it_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        ProblemsError, match=r"answers\.js: this part of the page's script is missing; copy _extensions"
    ):
        script(tmp_path)
