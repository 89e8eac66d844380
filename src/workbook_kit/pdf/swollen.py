"""Guards against a file that is small on disk and huge in memory."""

import re
import zlib
from collections.abc import Iterator

#: Bytes that all streams of a file may unpack to: many times what a form with pictures holds.
MOST_UNPACKED = 400_000_000
_PIECE = 1 << 16
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
#: How often a stream may be packed in another before it is not looked into any more.
_DEEPEST = 3


def is_swollen(content: bytes, most: int = MOST_UNPACKED) -> bool:
    """Whether the streams of the PDF unpack to more; looked at a piece at a time, before anything reads them whole."""
    total = 0
    for start in _STREAM.finditer(content):
        for piece in _unpacked(_pieces(memoryview(content)[start.end() :]), _DEEPEST):
            total += len(piece)
            if total > most:
                return True
    return False


def _pieces(content: memoryview) -> Iterator[bytes]:
    for at in range(0, len(content), _PIECE):
        yield bytes(content[at : at + _PIECE])


def _unpacked(packed: Iterator[bytes], deeper: int) -> Iterator[bytes]:
    """What the pieces unpack to, at each depth, until the stream ends or is none."""
    pieces = _inflated(packed)
    for first in pieces:
        yield first
        if deeper and first[:1] == b"\x78":
            yield from _unpacked(_chain(first, pieces), deeper - 1)
        yield from pieces


def _chain(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    machine = zlib.decompressobj()
    try:
        for piece in packed:
            waiting = piece
            while waiting and not machine.eof:
                if out := machine.decompress(waiting, _PIECE):
                    yield out
                waiting = machine.unconsumed_tail
            if machine.eof:
                return
    except zlib.error:
        return
