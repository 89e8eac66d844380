"""A workbook's Typst source in two files, so that Typst finds again what it set for another cohort."""

from dataclasses import replace
from pathlib import Path

from tests.render.workbook import EXTENSION, scope, whole
from workbook_kit.render import embedded
from workbook_kit.render.embedded import OWN, TEMPLATE
from workbook_kit.render.typst import typeset

OTHER = {"cohort": "Another cohort of more words", "day": "1 May 2027", "code": "ABC", "start-time": "08:15"}


def source(folder: Path, **more: str) -> Path:
    folder.mkdir()
    document = whole()
    return embedded.typst_source(replace(document, metadata={**document.metadata, **more}), folder, EXTENSION)


def test_two_cohorts_differ_in_their_own_file_alone(tmp_path: Path) -> None:
    one, other = source(tmp_path / "one"), source(tmp_path / "other", **OTHER)
    assert one.read_bytes() == other.read_bytes()
    assert one.with_name(TEMPLATE).read_bytes() == other.with_name(TEMPLATE).read_bytes()
    assert one.with_name(OWN).read_bytes() != other.with_name(OWN).read_bytes()


def test_the_parts_are_set_as_the_whole_is(tmp_path: Path) -> None:
    parted = source(tmp_path / "parted")
    in_one = parted.with_name("in-one.typ")
    in_one.write_text(embedded.to_typst(whole(), parted.parent, EXTENSION), encoding="utf-8")
    assert typeset(parted, EXTENSION) == typeset(in_one, EXTENSION)


def test_text_that_looks_like_the_border_parts_nothing(tmp_path: Path) -> None:
    document = whole()
    said = "```\n// the workbook's own\n```\n"
    page = embedded.typst_source(replace(document, scopes=(*document.scopes, scope(said))), tmp_path, EXTENSION)
    assert "// the workbook's own\n" in page.with_name(OWN).read_text(encoding="utf-8")
    assert typeset(page, EXTENSION).startswith(b"%PDF")
