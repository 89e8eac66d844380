"""What a stranger's PDF holds: whether it unpacks to too much, and its fields as a viewer left them."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

#: Bytes that all streams of a file may unpack to: many times what a form with pictures holds.
MOST_UNPACKED = 400_000_000
_PIECE = 1 << 16
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
#: How often a stream may be packed in another before it is not looked into any more.
_MOST_LAYERS = 3
#: Fields, names within names, letters: more is no form of ours.
MOST_FIELDS, DEEPEST, MOST_LETTERS = 20_000, 8, 1_000_000

_INHERITED = ("/FT", "/V", "/DV")


class TooManyError(ValueError):
    """There are more fields than a workbook has."""


@dataclass(frozen=True)
class FilledField:
    """One field: its name, the kit's key and its label where they are still there, and what it says."""

    name: str
    key: str
    label: str
    is_text: bool
    value: str
    before: str
    #: What its buttons can say.
    states: frozenset[str] = frozenset()


def is_bomb(content: bytes, most: int = MOST_UNPACKED) -> bool:
    """Whether the streams of the PDF unpack to more; looked at a piece at a time, before anything reads them whole."""
    total = 0
    for start in _STREAM.finditer(content):
        for piece in _unpacked(_pieces(memoryview(content)[start.end() :]), _MOST_LAYERS):
            total += len(piece)
            if total > most:
                return True
    return False


def read_fields(pdf: Pdf) -> Iterator[FilledField]:
    """Every field of the form, each once, however its fields refer to each other.

    Raises:
        TooManyError: there is no end to them.
    """
    form = pdf.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, Dictionary) else None
    waiting: list[tuple[Object, str, dict[str, Object], int]] = [(one, "", {}, 0) for one in _dictionaries(fields)]
    seen: set[tuple[int, int]] = set()
    looked_at = 0
    while waiting:
        field, above, inherited, depth = waiting.pop(0)
        looked_at += 1
        if looked_at > MOST_FIELDS:
            raise TooManyError
        if field.is_indirect:
            if field.objgen in seen:
                continue
            seen.add(field.objgen)
        name = ".".join(part for part in (above, text_of(field.get("/T"))) if part)
        known = {**inherited, **{key: field[key] for key in _INHERITED if key in field}}
        kids = _dictionaries(field.get("/Kids"))
        fields_below = [kid for kid in kids if "/T" in kid]
        if fields_below and depth < DEEPEST:
            waiting += [(kid, name, known, depth + 1) for kid in fields_below]
        elif name:
            yield _filled(field, name, known, kids or [field])


def text_of(held: object) -> str:
    """What is held as text, with plain line ends; nothing where it is no text."""
    if isinstance(held, Stream):
        held = String(bytes(held.read_bytes()[: 2 * MOST_LETTERS]))
    said = str(held)[:MOST_LETTERS] if isinstance(held, String | Name) else ""
    return said.replace("\r\n", "\n").replace("\r", "\n")


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


def _filled(field: Object, name: str, known: dict[str, Object], widgets: list[Object]) -> FilledField:
    is_text = known.get("/FT") == Name.Tx
    value, before = text_of(known.get("/V")), text_of(known.get("/DV"))
    if not is_text:
        value, before = _state(value), _state(before)
        # Some tools set the buttons alone.
        value = value or next(filter(None, (_state(text_of(widget.get("/AS"))) for widget in widgets)), "")
    states = frozenset() if is_text else frozenset(state for widget in widgets for state in _states(widget))
    return FilledField(name, text_of(field.get("/TM")), text_of(field.get("/TU")), is_text, value, before, states)


def _state(said: str) -> str:
    """The state of a button without its slash; nothing where it is off."""
    state = said.removeprefix("/")
    return "" if state == "Off" else state


def _states(widget: Object) -> Iterator[str]:
    looks = widget.get("/AP")
    normal = looks.get("/N") if isinstance(looks, Dictionary) else None
    # A stream has entries as well; it is the look of one state, and says nothing of others.
    if isinstance(normal, Dictionary) and not isinstance(normal, Stream):
        yield from (state for state in map(_state, normal.keys()) if state)


def _dictionaries(held: object) -> list[Object]:
    return [one for one in held if isinstance(one, Dictionary)] if isinstance(held, Array) else []
