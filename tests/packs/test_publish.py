"""Packs take their place whole, or not at all."""

from pathlib import Path

import pytest

from workbook_kit.errors import ProblemsError
from workbook_kit.packs.publish import intact, publish, read_manifest, recover, tidy
from workbook_kit.paths import part_file, retired_folder, staging_folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_pack_holds_its_files_and_a_manifest_that_lists_them(tmp_path: Path) -> None:
    pack = tmp_path / "cohort" / "seminar"
    publish(pack, {"a.html": b"a"}, {"key": "k"})
    manifest = read_manifest(pack)
    assert names(pack) == {"a.html", "manifest.json"}
    assert manifest is not None
    assert manifest["files"]["a.html"]["bytes"] == 1
    assert intact(pack, manifest)


def test_a_new_pack_replaces_the_old_one_with_all_its_files(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    publish(pack, {"old.html": b"a"}, {})
    publish(pack, {"new.html": b"b"}, {})
    assert names(pack) == {"new.html", "manifest.json"}
    assert names(tmp_path) == {"pack"}


def test_a_pack_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    publish(pack, {"old.html": b"a"}, {})
    with pytest.raises(ProblemsError, match=r"pack: the pack cannot be written \(No such file.*\); check the disk"):
        publish(pack, {"new.html": b"b", "no/such/folder": b"c"}, {})
    assert names(pack) == {"old.html", "manifest.json"}
    assert names(tmp_path) == {"pack"}


def test_a_run_cut_short_between_the_two_moves_gives_the_old_pack_back(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    publish(pack, {"old.html": b"a"}, {})
    pack.rename(retired_folder(pack))
    staging_folder(pack).mkdir()
    recover(pack)
    assert names(tmp_path) == {"pack"}
    assert "old.html" in names(pack)


@pytest.mark.parametrize("damage", ["change", "remove", "truncate"])
def test_damage_is_noticed(tmp_path: Path, damage: str) -> None:
    pack = tmp_path / "pack"
    publish(pack, {"a.html": b"abc"}, {})
    if damage == "remove":
        (pack / "a.html").unlink()
    else:
        (pack / "a.html").write_bytes(b"abd" if damage == "change" else b"a")
    manifest = read_manifest(pack)
    assert manifest is not None
    assert not intact(pack, manifest)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'"text"'])
def test_a_damaged_manifest_counts_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    assert read_manifest(tmp_path) is None


def test_a_manifest_with_any_bit_turned_or_cut_short_anywhere_counts_as_none(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    publish(pack, {"a.html": b"a"}, {"title": "“First fruit”", "key": "k"})
    whole = (pack / "manifest.json").read_bytes()
    assert read_manifest(pack) is not None
    for place in range(len(whole)):
        turned = bytes([*whole[:place], whole[place] ^ 1 << place % 8, *whole[place + 1 :]])
        for spoilt in (whole[:place], turned):
            (pack / "manifest.json").write_bytes(spoilt)
            assert read_manifest(pack) is None, spoilt


@pytest.mark.parametrize("odd", ["a file", "a link to a folder", "a link to nothing"])
def test_whatever_stands_in_a_packs_place_is_replaced(tmp_path: Path, odd: str) -> None:
    pack, elsewhere = tmp_path / "packs" / "pack", tmp_path / "elsewhere"
    pack.parent.mkdir()
    elsewhere.mkdir()
    for path in (pack, staging_folder(pack), retired_folder(pack)):
        if odd == "a file":
            path.write_text("x")
        else:
            path.symlink_to(elsewhere if "folder" in odd else tmp_path / "nothing")
    (elsewhere / "kept").touch()
    publish(pack, {"new.html": b"b"}, {})
    assert names(pack) == {"new.html", "manifest.json"}
    assert names(pack.parent) == {"pack"}
    assert names(elsewhere) == {"kept"}


def test_what_builds_cut_short_left_goes_also_beside_packs_that_are_not_built_now(tmp_path: Path) -> None:
    aside, unfinished = tmp_path / "a" / "one", tmp_path / "gone" / "two"
    for pack in (aside, unfinished):
        publish(pack, {"old.html": b"a"}, {})
    aside.rename(retired_folder(aside))
    staging_folder(unfinished).mkdir()
    part_file(tmp_path / "index.html").touch()
    (tmp_path / ".cache" / "ab").mkdir(parents=True)
    others = [tmp_path / "a" / ".mine.old", tmp_path / ".one.new", tmp_path / ".mine.part"]
    for other in others:
        other.mkdir()
    tidy(tmp_path, ["one", "two"])
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_dir()}
    assert left == {"a", "a/one", "gone", "gone/two", "a/.mine.old", ".one.new", ".mine.part"}
    assert names(tmp_path) == {"a", "gone", ".one.new", ".mine.part"}
