"""The script: small modules, joined into one that a page can hold and a policy can name."""

import html
import re
import shutil
from pathlib import Path

import pytest

from workbook_kit.errors import ProblemsError
from workbook_kit.render.policy import hash_of
from workbook_kit.render.script import HASH, JOINED, MODULES, script, write_joined

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
    assert f"script-src '{hash_of(script(EXTENSION))}'" in html.unescape(page)


def test_the_extension_holds_the_pages_script_as_its_modules_are_now(tmp_path: Path) -> None:
    """Quarto knows nothing of modules that are joined; `make page-script` writes both files anew."""
    shutil.copytree(EXTENSION / "script", tmp_path / "script")
    write_joined(tmp_path)
    for name in (JOINED, HASH):
        assert (EXTENSION / name).read_text() == (tmp_path / name).read_text(), f"{name} is old: make page-script"


def test_nothing_in_it_is_a_command_to_quarto() -> None:
    """It looks for {{< ... >}} in metadata, too."""
    assert "{{" not in script(EXTENSION)


def test_a_project_without_a_part_of_it_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        ProblemsError, match=r"answers\.js: this part of the page's script is missing; copy _extensions"
    ):
        script(tmp_path)
