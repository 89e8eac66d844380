"""The cache: whatever happens to its folder, it gives back what was kept, or nothing."""

import os
import time
from pathlib import Path

import pytest

from workbook_kit.packs.caches import FolderCache

KEY, OTHER = "a" * 64, "b" * 64


def entry(folder: Path) -> Path:
    """The file of the only entry."""
    (only,) = [path for path in folder.rglob("*") if path.is_file()]
    return only


@pytest.fixture
def cache(tmp_path: Path) -> FolderCache:
    made = FolderCache(tmp_path / "cache")
    made.put(KEY, b"what a sheet showed")
    return made


def test_what_is_put_in_is_found_again_by_its_key(cache: FolderCache):
    assert cache.get(KEY) == b"what a sheet showed"
    assert cache.get(OTHER) is None


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda kept: kept[:-1], id="cut short"),
        pytest.param(lambda kept: kept[:10], id="cut within the checksum"),
        pytest.param(lambda kept: b"", id="empty"),
        pytest.param(lambda kept: kept + b"!", id="longer"),
        pytest.param(lambda kept: kept[:40] + bytes([kept[40] ^ 1]) + kept[41:], id="a bit turned in what it holds"),
        pytest.param(lambda kept: bytes([kept[0] ^ 1]) + kept[1:], id="a bit turned in its checksum"),
    ],
)
def test_a_damaged_entry_is_none_and_is_removed(cache: FolderCache, tmp_path: Path, spoil):
    path = entry(tmp_path)
    path.write_bytes(spoil(path.read_bytes()))
    assert cache.get(KEY) is None
    assert not path.exists()


def test_an_entry_can_be_made_again_after_damage(cache: FolderCache, tmp_path: Path):
    entry(tmp_path).write_bytes(b"spoilt")
    cache.get(KEY)
    cache.put(KEY, b"made again")
    assert cache.get(KEY) == b"made again"


def test_another_version_has_its_own_entries(cache: FolderCache, tmp_path: Path):
    other = FolderCache(tmp_path / "cache", "another version")
    assert other.get(KEY) is None
    other.put(KEY, b"its own")
    assert cache.get(KEY) == b"what a sheet showed"


def test_a_folder_that_cannot_be_made_keeps_nothing_and_says_nothing(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    cache = FolderCache(tmp_path / "file" / "cache")
    cache.put(KEY, b"content")
    assert cache.get(KEY) is None
    cache.prune()


def test_an_entry_in_whose_place_a_folder_stands_is_none(cache: FolderCache, tmp_path: Path):
    path = entry(tmp_path)
    path.unlink()
    path.mkdir()
    assert cache.get(KEY) is None
    cache.put(KEY, b"content")
    cache.prune(0)


def test_pruning_removes_the_entries_that_were_longest_of_no_use(tmp_path: Path):
    cache, now = FolderCache(tmp_path), time.time()
    for age, key in enumerate(("c" * 64, "d" * 64, "e" * 64)):
        cache.put(key, bytes(1000))
        os.utime(cache._path(key), (now, now - age * 86_400 * 2))
    assert cache.get("e" * 64), "used just now, it is as good as new"
    cache.prune(2200)
    assert [bool(cache.get(key * 64)) for key in "cde"] == [True, False, True]


def test_pruning_removes_what_a_killed_build_left_half_written(cache: FolderCache, tmp_path: Path):
    part = entry(tmp_path).with_name(".0123456789abcdef.part")
    part.write_bytes(b"half")
    cache.prune()
    assert not part.exists()
    assert cache.get(KEY)


def test_nothing_half_written_stays_when_the_disk_refuses(cache: FolderCache, tmp_path: Path, monkeypatch):
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    cache.put(OTHER, b"content")
    assert cache.get(OTHER) is None
    assert cache.get(KEY), "and what was there stays"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("years", [-30, 30])
def test_a_clock_that_jumps_loses_nothing(cache: FolderCache, tmp_path: Path, years: int):
    then = time.time() + years * 31_536_000
    os.utime(entry(tmp_path), (then, then))
    cache.prune()
    assert cache.get(KEY) == b"what a sheet showed"
    assert abs(entry(tmp_path).stat().st_mtime - time.time()) < 3600, "used, it is of today"


def test_after_the_clock_was_put_back_what_is_fresh_outlives_what_was_kept_before(tmp_path: Path):
    cache, later = FolderCache(tmp_path), time.time() + 31_536_000
    cache.put(OTHER, bytes(1000))
    os.utime(cache._path(OTHER), (later, later))
    cache.put(KEY, bytes(1000))
    cache.prune(1500)
    assert (cache.get(KEY) is None, cache.get(OTHER)) == (False, None)
