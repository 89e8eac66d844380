"""Keys: `activity--part`, or `activity` alone, split at the first two hyphens. A file nests them one deep."""

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from workbook_kit.responses.model import Json

#: In the name of an activity, and in that of a part.
MOST_LETTERS = 80
COVER = "cover--"

_KEY = re.compile("[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:--[A-Za-z0-9][A-Za-z0-9.-]*)?")


def is_key(key: str) -> bool:
    """Whether the key can stand in an answers file."""
    return _KEY.fullmatch(key) is not None and (len(key) <= MOST_LETTERS or _short(key))


def flat(nested: Json) -> Iterator[tuple[str, Json]]:
    """Every value of a file's member with its key, which may be no key at all."""
    for activity, held in nested.items() if isinstance(nested, dict) else ():
        if isinstance(held, dict):
            yield from ((f"{activity}--{part}", value) for part, value in held.items())
        else:
            yield activity, held


def nest(values: Mapping[str, Any], keys: Container[str]) -> dict[str, Any]:
    """The values as a file nests them.

    Args:
        keys: every key of the file. Where an activity among them has an answer of its own besides those to parts, as
            when a new edition made the one from the others, the parts stand unnested.
    """
    nested: dict[str, Any] = {}
    for key, value in values.items():
        activity, dashes, part = key.partition("--")
        if not dashes or activity in keys:
            nested[key] = value
        else:
            nested.setdefault(activity, {})[part] = value
    return nested


def _short(key: str) -> bool:
    activity, _, part = key.partition("--")
    return len(activity) <= MOST_LETTERS and len(part) <= MOST_LETTERS
