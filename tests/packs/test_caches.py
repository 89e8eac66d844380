"""Files of packs are read again only where they look changed; nothing that is kept can hide damage to them."""

import ast
import os
from pathlib import Path

import pytest

from tests.tiny import ROOT
from workbook_kit.packs import caches
from workbook_kit.packs.caches import SoundTexts, StatCache
from workbook_kit.packs.publish import damage, publish, read_manifest
from workbook_kit.paths import CHECKED, STATS


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A published pack whose files are known."""
    pack = tmp_path / "hill" / "one"
    publish(pack, {"a.html": b"abc"}, {})
    stats = StatCache(tmp_path)
    stats.add(pack)
    stats.save([pack])
    return pack


def found(pack: Path, trust: bool = True) -> list[str]:
    return list(damage(read_manifest(pack) or {}, StatCache(pack.parents[1], trust).holds(pack)))


def spoil_in_secret(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other bytes with the same looks, as a failing disk would do it."""
    looks = (pack / "a.html").stat()
    (pack / "a.html").write_bytes(b"abd")
    monkeypatch.setattr("workbook_kit.packs.caches.stat_of", lambda file: [
        looks.st_size, looks.st_ino, looks.st_mtime_ns, looks.st_ctime_ns])  # fmt: skip


def test_a_file_that_looks_the_same_is_not_read(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil_in_secret(pack, monkeypatch)
    assert found(pack) == []


def test_without_trust_every_file_is_read(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil_in_secret(pack, monkeypatch)
    assert found(pack, trust=False) == ["a.html is not as it was made"]


def test_a_file_of_the_same_size_and_time_is_found_out(pack: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows keeps no time of a file's last change of any kind")
    before = (pack / "a.html").stat()
    (pack / "a.html").write_bytes(b"abd")
    os.utime(pack / "a.html", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert found(pack) == ["a.html is not as it was made"]


def test_a_missing_file_is_named(pack: Path) -> None:
    (pack / "a.html").unlink()
    assert found(pack) == ["a.html is missing"]


@pytest.mark.parametrize("kept", [None, b"", b"{", b"[]", b'{"hill/one": 7}', b'{"hill/one": {"a.html": [3, "x"]}}'])
def test_what_is_kept_may_go_or_be_damaged(pack: Path, kept: bytes | None) -> None:
    path = pack.parents[1] / ".built.json"
    path.unlink()
    if kept is not None:
        path.write_bytes(kept)
    assert found(pack) == []
    (pack / "a.html").write_bytes(b"abd")
    assert found(pack) == ["a.html is not as it was made"]


def test_no_bit_turned_or_cut_off_of_what_is_kept_hides_damage(pack: Path) -> None:
    kept = pack.parents[1] / ".built.json"
    whole = kept.read_bytes()
    (pack / "a.html").write_bytes(b"abd")
    for place in range(len(whole)):
        turned = bytes([*whole[:place], whole[place] ^ 1 << place % 8, *whole[place + 1 :]])
        for spoilt in (whole[:place], turned):
            kept.write_bytes(spoilt)
            assert found(pack) == ["a.html is not as it was made"], spoilt


def test_a_file_that_was_read_is_known_from_then_on(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (pack / "a.html").touch()
    stats = StatCache(pack.parents[1])
    assert not list(damage(read_manifest(pack) or {}, stats.holds(pack)))
    stats.save([pack])
    spoil_in_secret(pack, monkeypatch)
    assert found(pack) == []


def test_packs_that_are_no_longer_planned_are_let_go(pack: Path) -> None:
    StatCache(pack.parents[1]).save([])
    assert (pack.parents[1] / ".built.json").read_text() == "{}"


@pytest.mark.parametrize("kept", [None, b"", b"other", "a folder"])
def test_texts_are_sound_until_they_or_the_kit_change_or_what_is_kept_is_lost(
    tmp_path: Path, kept: bytes | str | None
) -> None:
    one = SoundTexts(tmp_path / "packs", "this version")
    assert not one.has(["a", "b"])
    one.keep(["a", "b"])
    assert one.has(["a", "b"])
    assert not any([one.has(["a"]), one.has(["b", "a"]), SoundTexts(tmp_path / "packs", "next").has(["a", "b"])])
    path = tmp_path / "packs" / CHECKED
    path.unlink()
    if isinstance(kept, bytes):
        path.write_bytes(kept)
    elif kept:
        path.mkdir()
    assert not one.has(["a", "b"])
    one.keep(["a", "b"])
    assert one.has(["a", "b"]) == (kept != "a folder")


def test_what_cannot_be_kept_is_not_and_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    one = SoundTexts(tmp_path / "file" / "packs", "this version")
    one.keep(["a"])
    assert not one.has(["a"])


def test_every_cache_of_the_kit_is_explained_in_one_place() -> None:
    """Those of Python's own kind, and the files in the folder of packs."""
    found = {
        node.name.lstrip("_")
        for path in (ROOT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any("cache" in ast.unparse(one).split("(")[0].split("_") for one in node.decorator_list)
    }
    assert found
    assert [name for name in sorted({*found, STATS, CHECKED}) if f"`{name}`" not in (caches.__doc__ or "")] == []
