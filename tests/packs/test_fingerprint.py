"""What a workbook's key takes in, and what it leaves out."""

import platform
import shutil
from pathlib import Path
from typing import Any

import pytest

import workbook_kit
from tests.tiny import ROOT, Tiny
from workbook_kit.packs import fingerprint
from workbook_kit.packs.fingerprint import Hashes, inputs, key, made_by, private_inputs, versions
from workbook_kit.packs.why import _lacking, changed_inputs
from workbook_kit.project.project import Project
from workbook_kit.workbook.plan import plan

TOLD = "what stands on the cover, in running lines or on the pack's own pages changed"
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"/>'
STATEMENTS = ("parameters", "statements = {}\nscenario = {}")


def made_from(project: Project) -> dict[str, Any]:
    (spec,) = plan(project)
    return inputs(project, spec, "embedded", hashes=Hashes())


@pytest.fixture
def printing(tiny: Tiny) -> Tiny:
    """The tiny project, with a sheet that prints statements and scenario, and the seminar without 1.2 and 1.b."""
    tiny.sheet("hello", ("markdown", "# Hello"), STATEMENTS, ("code", "print(statements, scenario)"))
    tiny.change("data/programmes/NPQAA.yml", "1.1-1.2", "1.1")
    tiny.change("data/programmes/NPQAA.yml", "1.a-1.b", "1.a")
    return tiny


def test_the_key_is_the_same_for_the_same_project(printing: Tiny) -> None:
    assert key(made_from(printing.load())) == key(made_from(printing.load()))


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("data/frameworks/NPQAA.yml", "Bees visit", "Bees love", []),
        ("data/frameworks/NPQAA.yml", "Trees need", "Trees like", ["value changed: statements"]),
        ("data/scenarios/NPQAA.yml", "a windy hill", "a calm hill", ["value changed: scenario"]),
        ("data/programmes/NPQAA.yml", "Name a tree.", "Count a tree.", []),
        ("workbooks/hello.ipynb", "# Hello", "# Good day", ["sheet changed: hello"]),
        ("data/cohorts.csv", ",North,", ",South,", [TOLD]),
        ("data/cohorts.csv", "The barn", "The shed", [TOLD]),
        ("data/cohorts.csv", "Ann Tree", "Ben Bush", [TOLD]),
        ("data/cohorts.csv", ",Oak", ",Ash", [TOLD]),
        ("data/cohorts.csv", "Hill cohort", "Dale cohort", [TOLD]),
        ("data/cohorts.csv", "2027-02-01", "2027-02-02", [TOLD]),
        ("data/programmes/NPQAA.yml", "title: First fruit", "title: Early fruit", [TOLD]),
        ("data/frameworks/NPQAA.yml", "edition: May 2024", "edition: June 2025", [TOLD]),
        ("data/frameworks/NPQAA.yml", "licence: Open", "licence: Closed", [TOLD]),
        ("data/frameworks/NPQAA.yml", "source: A published page", "source: Another page", [TOLD]),
        ("data/programmes/NPQAA.yml", "hello: 30", "hello: 31", ["value changed: minutes"]),
    ],
)  # fmt: skip
def test_what_is_printed_and_nothing_else_changes_it(
    printing: Tiny, file: str, old: str, new: str, told: list[str]
) -> None:
    before = made_from(printing.load())
    printing.change(file, old, new)
    now = made_from(printing.load())
    assert (key(before) == key(now)) == (not told)
    assert [*changed_inputs(before, now)] == (told or ["its manifest does not fit together"])


def test_a_sheet_counts_as_it_was_loaded_though_its_file_was_edited_since(tiny: Tiny) -> None:
    loaded = tiny.load()
    before = made_from(loaded)
    tiny.change("workbooks/hello.ipynb", "# Hello", "# Good day")
    assert made_from(loaded) == before


@pytest.mark.parametrize(
    "tool",
    ["papermill", "nbclient", "ipykernel", "pypandoc-binary", "typst", "pikepdf", "segno", "python", "workbook-kit"],
)
def test_another_version_of_a_tool_changes_every_workbook(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    project = tiny.load()
    before, told = made_from(project), versions()
    assert told["python"] == platform.python_version()
    monkeypatch.setattr(fingerprint, "versions", lambda: {**told, tool: "99"})
    now = made_from(project)
    assert [*changed_inputs(before, now)] == [f"{tool}: {told[tool]} -> 99"]
    assert key(before) != key(now)


def test_quartos_version_counts_where_quarto_sets_the_workbook(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "quarto_version", lambda: (1, 9, 2))
    (spec,) = plan(project := tiny.load())
    ours, theirs = (inputs(project, spec, engine, hashes=Hashes())["versions"] for engine in ("embedded", "quarto"))
    assert "quarto" not in ours
    assert theirs == {**ours, "quarto": "1.9.2"}
    monkeypatch.setattr(fingerprint, "quarto_version", lambda: None)
    assert inputs(project, spec, "quarto", hashes=Hashes())["versions"]["quarto"] == ""


def test_a_folder_is_its_names_and_bytes_at_any_depth(tmp_path: Path) -> None:
    def hashed() -> str:
        return Hashes().tree(tmp_path)

    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/a").write_text("1")
    found = [hashed()]
    (tmp_path / "deep/a").write_text("2")
    found.append(hashed())
    (tmp_path / "deep/a").rename(tmp_path / "deep/b")
    found.append(hashed())
    (tmp_path / "deep/b").rename(tmp_path / "b")
    found.append(hashed())
    assert len(set(found)) == 4
    for left_out in ("__pycache__", "starter"):
        (tmp_path / left_out).mkdir()
        (tmp_path / left_out / "c").write_text("3")
    assert hashed() == found[-1]


def test_what_is_hashed_once_is_not_read_again(tmp_path: Path) -> None:
    hashes, file = Hashes(), tmp_path / "a"
    file.write_text("1")
    before = hashes.file(file), hashes.tree(tmp_path)
    file.write_text("2")
    assert (hashes.file(file), hashes.tree(tmp_path)) == before
    assert Hashes().file(file) != before[0]


@pytest.mark.parametrize("kept", [True, False])
def test_a_value_is_hashed_once_where_all_are_kept(monkeypatch: pytest.MonkeyPatch, kept: bool) -> None:
    hashes, value = Hashes(values=True) if kept else Hashes(), {"name": "Hill"}
    before = hashes.value(value)
    monkeypatch.setattr(fingerprint, "_short", lambda value: "hashed again")
    assert (hashes.value(value) == before, hashes.value(dict(value))) == (kept, "hashed again")


def test_the_order_in_which_things_are_found_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "ab":
        (tmp_path / name).write_text(name)
    before, found = Hashes().tree(tmp_path), [*tmp_path.rglob("*")]
    monkeypatch.setattr(Path, "rglob", lambda folder, pattern: reversed(found))
    assert Hashes().tree(tmp_path) == before
    assert key({"a": 1, "b": {"c": 2, "d": 3}}) == key({"b": {"d": 3, "c": 2}, "a": 1})


def test_files_that_a_workbook_is_made_from_count(tiny: Tiny) -> None:
    (tiny.root / "_extensions").unlink()
    shutil.copytree(ROOT / "_extensions", tiny.root / "_extensions")
    tiny.change("data/partners.yml", "name:", "logo: {file: logos/hill.svg, alt: A hill}, name:")
    tiny.write("data/logos/hill.svg", LOGO)
    tiny.write("workbooks/figures/tree.svg", LOGO)
    style = next((tiny.root / "_extensions").rglob("*.css")).relative_to(tiny.root).as_posix()
    before = made_from(tiny.load())
    for file, told in (
        ("data/logos/hill.svg", "logo changed: logos/hill.svg"),
        ("workbooks/figures/tree.svg", "figures changed"),
        (style, "files of the extension changed"),
    ):
        tiny.write(file, (tiny.root / file).read_bytes() + b"\n")
        now = made_from(tiny.load())
        assert [*changed_inputs(before, now)] == [told]
        before = now


def test_an_archive_counts_only_where_it_is_asked_for(tiny: Tiny) -> None:
    (spec,) = plan(project := tiny.load())
    assert [inputs(project, spec, "embedded", *asked)["archive"] for asked in ((), (True,))] == [False, True]


def test_the_kit_and_its_tools_have_one_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    before = made_by(Hashes())
    assert before == made_by(Hashes())
    monkeypatch.setattr(fingerprint, "versions", lambda: {"typst": "99"})
    other_tools = made_by(Hashes())
    monkeypatch.setattr(Hashes, "tree", lambda self, folder: f"another {folder.name}")
    other_kit = made_by(Hashes())
    assert len({before, other_tools, other_kit}) == 3
    monkeypatch.setattr(Hashes, "tree", lambda self, folder: f"one more {folder.name}")
    assert made_by(Hashes()) != other_kit


def test_of_the_kit_its_own_folder_counts_and_no_more(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Hashes, "tree", lambda self, folder: str(folder))
    (spec,) = plan(project := tiny.load())
    kit = str(Path(workbook_kit.__file__).parent)
    assert inputs(project, spec, "embedded", hashes=Hashes())["kit"] == kit
    assert made_by(Hashes()) == key({"versions": versions(), "kit": kit})


def test_what_only_facilitators_have_is_made_from_numbers_people_and_printing(tiny: Tiny) -> None:
    def hashed() -> str:
        (spec,) = plan(project := tiny.load())
        return str(private_inputs(project, spec)["printing"])

    found = [hashed()]
    assert hashed() == found[0]
    tiny.cohort(size="12")
    found.append(hashed())
    tiny.write("data/participants/hill-1.csv", "name,group,access\nAda,Oak,large print\n")
    found.append(hashed())
    tiny.write("data/printing.yml", "least_spares: 7\n")
    found.append(hashed())
    assert len(set(found)) == 4


NOW = {
    "engine": "quarto", "versions": {"typst": "2", "new": "1"}, "kit": "k", "extension": "e", "forms": "w",
    "figures": "f", "logos": {"a.png": "1"}, "fonts": [], "archive": True, "sheets": [["one", "1"], ["two", "2"]],
    "parameters": {"cohort": "1", "metadata": "m"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ({"engine": "embedded"}, "engine: embedded -> quarto"),
        ({"engine": None}, "engine: unknown -> quarto"),
        ({"versions": {"typst": "2"}}, "new: none -> 1"),
        ({"versions": {"typst": "1", "new": "1"}}, "typst: 1 -> 2"),
        ({"versions": {"typst": "2", "new": "1", "old": "3"}}, "old: 3 -> none"),
        ({"kit": "x"}, "the kit itself changed"),
        ({"extension": "x"}, "files of the extension changed"),
        ({"forms": "x"}, "the forms for Jupyter changed"),
        ({"figures": "x"}, "figures changed"),
        ({"fonts": ["x"]}, "fonts of the brand changed"),
        ({"logos": {"a.png": "2"}}, "logo changed: a.png"),
        ({"logos": {"a.png": "1", "b.png": "1"}}, "logo gone: b.png"),
        ({"archive": False}, "PDFs for an archive are asked for"),
        ({"sheets": [["one", "1"]]}, "sheet added: two"),
        ({"sheets": [["one", "x"], ["two", "y"]]}, "sheets changed: one, two"),
        ({"sheets": [["two", "2"], ["one", "1"]]}, "the order of the sheets changed"),
        ({"sheets": 7}, "sheets may have changed: the manifest does not say"),
        ({"parameters": "digest"}, "values may have changed: the manifest does not say"),
    ],
)
def test_each_change_is_named(before: dict[str, Any], told: str) -> None:
    assert list(changed_inputs({**NOW, **before}, NOW)) == [told]


def test_an_archive_that_is_no_longer_asked_for_is_named() -> None:
    assert list(changed_inputs(NOW, {**NOW, "archive": False})) == ["PDFs for an archive are no longer asked for"]


def test_tools_are_named_in_the_order_of_their_names() -> None:
    before = {**NOW, "versions": {"typst": "1", "old": "3"}}
    assert list(changed_inputs(before, NOW)) == ["new: none -> 1", "old: 3 -> none", "typst: 1 -> 2"]


@pytest.mark.parametrize(
    ("there", "told"),
    [(["html", "pdf"], []), (["pdf"], ["format not made yet: html"]), ([], ["format not made yet: html, pdf"]),
     (None, ["format not made yet: html, pdf"]), ("html pdf", ["format not made yet: html, pdf"])],
)  # fmt: skip
def test_what_is_asked_for_and_not_made_yet_is_named(there: object, told: list[str]) -> None:
    assert list(_lacking("format", ("html", "pdf"), there)) == told


@pytest.mark.parametrize("before", [None, [], "x", {}, {"versions": [], "logos": 1, "sheets": [[]], "parameters": []}])
def test_a_damaged_manifest_still_gives_a_reason(before: object) -> None:
    assert list(changed_inputs(before, NOW))
