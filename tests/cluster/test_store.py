"""The store keeps what is written, and says in words what it cannot do."""

import os
from pathlib import Path

import fsspec
import pytest

from workbook_kit.cluster.store import Store, StoreError, resolve
from workbook_kit.errors import ProblemsError


@pytest.fixture(params=["file", "local", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store in a folder, and one that shows objects as object stores do."""
    store = Store(f"{request.param}://{tmp_path}/store")
    store.make()
    return store


def test_what_is_written_is_read_until_it_is_removed(store: Store) -> None:
    store.write("one", b"first")
    store.write("one", b"second")
    assert store.read("one") == b"second"
    assert store.read("two") is None
    store.remove("one")
    store.remove("one")
    assert store.read("one") is None
    store.write("one", b"third")
    store.clear()
    store.clear()
    assert store.read("one") is None


@pytest.mark.parametrize("spoil", [lambda kept: kept[:-1], lambda kept: b"", lambda kept: kept[:40] + b"?" + kept[41:]])
def test_a_damaged_object_is_none(store: Store, spoil: object) -> None:
    store.write("one", b"content that is long enough to be spoilt")
    files, root = fsspec.core.url_to_fs(store.address)
    files.pipe_file(f"{root}/one", spoil(files.cat_file(f"{root}/one")))  # type: ignore[operator]
    assert store.read("one") is None


def test_a_folder_never_shows_an_object_that_is_being_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path.as_uri())
    store.write("one", b"old")
    monkeypatch.setattr(os, "fsync", lambda file: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(StoreError, match=r"file:///.* cannot be written \(No space left on device\)"):
        store.write("one", b"new")
    assert store.read("one") == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_nothing_is_written_where_the_folder_is_gone(tmp_path: Path) -> None:
    store = Store((tmp_path / "gone").as_uri())
    with pytest.raises(StoreError, match="No such file or directory"):
        store.write("one", b"late")
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("memory://store", "the store memory://store is one machine's own memory; choose what all machines reach"),
        ("nosuch://store", "the store nosuch://store cannot be opened (Protocol not known: nosuch); --store takes"),
    ],
)
def test_an_address_that_cannot_be_a_store_is_refused(address: str, why: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        resolve(address)
    assert str(caught.value).startswith(why)


def test_a_folder_has_the_same_address_on_every_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a folder%20").mkdir()
    address = resolve("a folder%20")
    assert address == resolve(f"file://{tmp_path}/a folder%20") == f"file://{tmp_path}/a folder%20"
    Store(address).write("one", b"here")
    assert [path.name for path in (tmp_path / "a folder%20").iterdir()] == ["one"]
