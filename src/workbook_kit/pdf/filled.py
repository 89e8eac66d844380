"""The fields of a form as somebody's viewer left them."""

from collections.abc import Iterator
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

#: Fields, names within names, letters: more is no form of ours.
MOST_FIELDS, DEEPEST, MOST_LETTERS = 20_000, 8, 1_000_000

_INHERITED = ("/FT", "/V", "/DV")


class TooManyError(ValueError):
    """There are more fields than a workbook has."""


@dataclass(frozen=True)
class Filled:
    """One field: its name, the kit's key and its label where they are still there, and what it says."""

    name: str
    key: str
    label: str
    is_text: bool
    value: str
    before: str
    #: What its buttons can say.
    states: frozenset[str] = frozenset()


def filled(pdf: Pdf) -> Iterator[Filled]:
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
        name = ".".join(part for part in (above, text(field.get("/T"))) if part)
        known = {**inherited, **{key: field[key] for key in _INHERITED if key in field}}
        kids = _dictionaries(field.get("/Kids"))
        fields_below = [kid for kid in kids if "/T" in kid]
        if fields_below and depth < DEEPEST:
            waiting += [(kid, name, known, depth + 1) for kid in fields_below]
        elif name:
            yield _filled(field, name, known, kids or [field])


def _filled(field: Object, name: str, known: dict[str, Object], widgets: list[Object]) -> Filled:
    is_text = known.get("/FT") == Name.Tx
    value, before = text(known.get("/V")), text(known.get("/DV"))
    if not is_text:
        value, before = _state(value), _state(before)
        # Some tools set the buttons alone.
        value = value or next(filter(None, (_state(text(widget.get("/AS"))) for widget in widgets)), "")
    states = frozenset() if is_text else frozenset(state for widget in widgets for state in _states(widget))
    return Filled(name, text(field.get("/TM")), text(field.get("/TU")), is_text, value, before, states)


def text(held: object) -> str:
    """What is held as text, with plain line ends; nothing where it is no text."""
    if isinstance(held, Stream):
        held = String(bytes(held.read_bytes()[: 2 * MOST_LETTERS]))
    said = str(held)[:MOST_LETTERS] if isinstance(held, String | Name) else ""
    return said.replace("\r\n", "\n").replace("\r", "\n")


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
