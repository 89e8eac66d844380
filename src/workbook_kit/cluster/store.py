"""The folder that client and workers share, wherever fsspec finds it: every object is there whole or not at all."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import fsspec
from fsspec.asyn import AsyncFileSystem

from workbook_kit.errors import problem
from workbook_kit.files import open_sealed, seal, write_whole

_HOW = "--store takes a folder, or an address such as s3://bucket/folder"


class StoreError(Exception):
    """The store does not do what it should; the message says what."""


def address_of(folder: Path) -> str:
    """The folder's address. Not `as_uri`: fsspec takes the name as it is, spaces and all."""
    return f"file://{folder.as_posix()}"


def resolve(address: str) -> str:
    """The store's address as every machine understands it.

    Raises:
        ProblemsError: it cannot be a store.
    """
    if "://" not in address:
        return address_of(Path(address).expanduser().resolve())
    if "memory" in address.split("://")[0].split("::"):
        raise problem("", f"the store {address} is one machine's own memory", f"choose what all machines reach: {_HOW}")
    try:
        filesystem, path = fsspec.core.url_to_fs(address)
    except Exception as error:  # whatever the package for this kind of store raises
        raise problem("", f"the store {address} cannot be opened ({error})", _HOW) from None
    return str(filesystem.unstrip_protocol(path))


class Store:
    """Objects by name, in a folder of their own.

    Args:
        address: of the folder; without it nothing can be written.
    """

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        try:
            self._files, self._root = fsspec.core.url_to_fs(self.address)
        except Exception as error:
            raise StoreError(f"{address} cannot be opened ({error})") from None
        # An object store knows no folders; asked for one, it might make a bucket.
        self._has_folders = not isinstance(self._files, AsyncFileSystem)
        # A folder shows a file while it is being written, an object store shows an object when it is whole.
        self._is_local = bool(getattr(self._files, "local_file", False))

    def make(self) -> None:
        """Makes the folder, where there are folders.

        Raises:
            StoreError: it cannot be made.
        """
        if self._has_folders:
            self._do("made", self._files.makedirs, self._root, exist_ok=True)

    def write(self, name: str, content: bytes) -> None:
        """Writes an object, in place of an earlier one.

        Raises:
            StoreError: it cannot be written.
        """
        self._do("written", self._write, self._path(name), seal(content))

    def _write(self, path: str, content: bytes) -> None:
        if self._is_local:
            write_whole(Path(path), content)
        else:
            self._files.pipe_file(path, content)

    def read(self, name: str) -> bytes | None:
        """The object, or None where it is missing or damaged.

        Raises:
            StoreError: the store cannot be read.
        """
        try:
            kept: bytes = self._files.cat_file(self._path(name))
        except FileNotFoundError:
            return None
        except Exception as error:
            raise self._error("read", error) from None
        return open_sealed(kept)

    def remove(self, name: str) -> None:
        """Removes an object, if it is there."""
        with suppress(Exception):  # it goes with the folder
            self._files.rm_file(self._path(name))

    def clear(self) -> None:
        """Removes the folder with all that is in it, if it is there."""
        with suppress(Exception):  # what stays does no harm
            self._files.rm(self._root, recursive=True)

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"

    def _do(self, what: str, do: Any, *args: Any, **kwargs: Any) -> None:
        try:
            do(*args, **kwargs)
        except Exception as error:
            raise self._error(what, error) from None

    def _error(self, what: str, error: Exception) -> StoreError:
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return StoreError(f"{self.address} cannot be {what} ({why})")
