"""Typst in a process of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typst as package

from tests.render.workbook import EXTENSION
from workbook_kit.errors import ProblemsError
from workbook_kit.processes import Keeper
from workbook_kit.render import typst

PAGE = """#set document(title: [{word}])
= {word}
#context sys.inputs.at("layout", default: "none")
"""


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    """A Typst of the test's own."""
    with Keeper(typst._start) as keeper:
        monkeypatch.setattr(typst, "_typst", keeper)
        yield keeper


def written(folder: Path, word: str, text: str = PAGE) -> Path:
    page = folder / f"{word}.typ"
    page.write_text(text.format(word=word), encoding="utf-8")
    return page


def pdf(page: Path) -> bytes:
    return typst.typeset(page, EXTENSION, {"layout": "handout"})


def test_it_sets_what_typst_itself_sets_whatever_it_set_before(tmp_path: Path) -> None:
    for word in ("Alpha", "Beta", "Alpha"):
        page = written(tmp_path, word)
        alone = package.compile(
            page, format="pdf", root=tmp_path, font_paths=[EXTENSION / "fonts"], ignore_system_fonts=True,
            sys_inputs={"layout": "handout"}, pdf_standards=["ua-1"], timestamp=0,
        )  # fmt: skip
        assert pdf(page) == alone


def test_a_refusal_is_told_in_typsts_words_with_its_hints_and_the_process_stays(kept: Keeper, tmp_path: Path) -> None:
    first, before = pdf(written(tmp_path, "Alpha")), kept.pid
    with pytest.raises(ProblemsError, match=r"Typst refused the workbook: .*: missing document title; .*set doc"):
        pdf(written(tmp_path, "Untitled", "= {word}"))
    assert (pdf(written(tmp_path, "Alpha")), kept.pid) == (first, before)


def test_one_that_cannot_run_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "typst.py").write_text("raise SystemExit('no more memory')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(ProblemsError, match=r"Typst was stopped .* not enough memory: no more memory; build it again"):
        pdf(written(tmp_path, "Alpha"))


def test_modules_in_the_folder_it_starts_in_are_not_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "typst.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    assert pdf(written(tmp_path, "Alpha")).startswith(b"%PDF")
