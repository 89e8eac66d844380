"""What is here as an answers file. Optional members that would be empty are left out."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from workbook_kit.responses.keys import nest
from workbook_kit.responses.model import SCHEMA, Entry, Past, State, Workbook
from workbook_kit.responses.times import iso


def as_file(workbook: Workbook, role: str, state: State, order: Iterable[str], now: int) -> dict[str, Any]:
    """The answers file, ready to be written as JSON: keys in the given order, then the others."""
    entries = {key: state.entries[key] for key in [*order, *state.entries] if key in state.entries}
    name = entries["cover--name"].value if "cover--name" in entries else None
    return {
        "schema": SCHEMA,
        "workbook": asdict(workbook),
        "participant": {"name": name if isinstance(name, str) else "", "role": role},
        "saved_at": iso(now),
        "answers": nest({key: entry.value for key, entry in entries.items()}, entries),
        **_unless_empty("edited", nest({key: iso(entry.at) for key, entry in entries.items()}, entries)),
        **_asked(entries),
        **_unless_empty("earlier", [_earlier(past) for past in state.earlier]),
    }


def _earlier(past: Past) -> dict[str, Any]:
    return {
        "workbook": asdict(past.workbook),
        "saved_at": iso(past.saved_at),
        "answers": nest({key: entry.value for key, entry in past.entries.items()}, past.entries),
        **_asked(past.entries),
    }


def _asked(entries: Mapping[str, Entry]) -> dict[str, Any]:
    said = {key: e.asked for key, e in entries.items() if e.asked and isinstance(e.value, str) and e.value}
    return _unless_empty("asked", nest(said, entries))


def _unless_empty(name: str, member: Any) -> dict[str, Any]:
    return {name: member} if member else {}
