"""Jupyter's messages over one socket: a length, JSON, and the buffers that came with it."""

import json
import struct
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from jupyter_client.session import json_packer

Message = dict[str, Any]
#: Bytes that follow, and how many of them are JSON.
_HEAD = struct.Struct("!QI")


def encode(message: Message, buffers: Sequence[Any] = ()) -> bytes:
    """The message as it goes over the wire."""
    parts = [bytes(buffer) for buffer in buffers]
    body = json_packer({**message, "buffers": [len(part) for part in parts]})
    return b"".join((_HEAD.pack(len(body) + sum(map(len, parts)), len(body)), body, *parts))


class Decoder:
    """Makes messages of the bytes that arrive.

    Args:
        most: bytes that a message may have; of a longer one only its length is told, as `skipped`.
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._data = bytearray()
        self._skip = 0

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that are now complete."""
        if self._skip:
            data, self._skip = data[self._skip :], max(0, self._skip - len(data))
        self._data += data
        while len(self._data) >= _HEAD.size:
            length, size = _HEAD.unpack_from(self._data)
            if self._most and length > self._most:
                yield self._skipped(length)
            elif len(self._data) >= _HEAD.size + length:
                yield _message(bytes(self._data[_HEAD.size : _HEAD.size + length]), size)
                del self._data[: _HEAD.size + length]
            else:
                return

    def _skipped(self, length: int) -> Message:
        there = len(self._data) - _HEAD.size
        del self._data[: _HEAD.size + min(there, length)]
        self._skip = max(0, length - there)
        return {"skipped": length}


def _message(data: bytes, size: int) -> Message:
    message: Message = json.loads(data[:size].decode("utf-8", "replace"))
    buffers, start = [], size
    for length in message["buffers"]:
        buffers.append(data[start : start + length])
        start += length
    message["buffers"] = buffers
    header = message.get("header", {})
    if "date" in header:
        header["date"] = datetime.fromisoformat(header["date"])
    # where nbclient looks for it
    message["msg_type"] = header.get("msg_type")
    return message
