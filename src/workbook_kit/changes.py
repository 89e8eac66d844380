"""What differs between that which a pack was made from and that which it would be made from now, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from workbook_kit.inputs import TOLD

#: Parts that are told as a whole.
_WHOLE = {
    "kit": "the kit itself changed",
    "extension": "files of the extension changed",
    "figures": "figures changed",
    "fonts": "fonts of the brand changed",
}


def changes(before: Any, now: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each thing that changed, at least one.

    Args:
        before: what the manifest says, which may be damaged or by an older kit.
    """
    told = list(_changes(before if isinstance(before, dict) else {}, now))
    yield from told or ["its manifest does not fit together"]


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    yield from _sheets(before.get("sheets"), now["sheets"])
    yield from _values(before.get("parameters"), now["parameters"])
    yield from _named("logo", before.get("logos"), now["logos"])
    yield from (words for part, words in _WHOLE.items() if before.get(part) != now[part])
    yield from _versions(before.get("versions"), now["versions"])
    if before.get("engine") != now["engine"]:
        yield f"engine: {before.get('engine') or 'unknown'} -> {now['engine']}"
    if before.get("archive") != now["archive"]:
        yield f"PDFs for an archive are {'' if now['archive'] else 'no longer '}asked for"


def _sheets(before: Any, now: list[list[str]]) -> Iterator[str]:
    try:
        known = dict(before)
    except (TypeError, ValueError):
        known = None
    yield from _named("sheet", known, dict(now))
    if known and list(known) != [name for name, _ in now] and set(known) == set(dict(now)):
        yield "the order of the sheets changed"


def _values(before: Any, now: Mapping[str, str]) -> Iterator[str]:
    known = dict(before) if isinstance(before, dict) else None
    yield from _named("value", _without_told(known), _without_told(now))
    if known is not None and known.get(TOLD) != now[TOLD]:
        yield "what stands on the cover, in running lines or on the pack's own pages changed"


def _without_told(values: Mapping[str, str] | None) -> dict[str, str] | None:
    return None if values is None else {name: value for name, value in values.items() if name != TOLD}


def _versions(before: Any, now: Mapping[str, str]) -> Iterator[str]:
    known = before if isinstance(before, dict) else {}
    for tool in sorted({*known, *now}):
        if known.get(tool) != now.get(tool):
            yield f"{tool}: {known.get(tool, 'none')} -> {now.get(tool, 'none')}"


def _named(what: str, before: Any, now: Mapping[str, str] | None) -> Iterator[str]:
    """Those that changed, came or went, by name."""
    now = now or {}
    if not isinstance(before, dict):
        yield f"{what}s may have changed: the manifest does not say"
        return
    for words, names in (
        ("changed", [name for name in now if name in before and before[name] != now[name]]),
        ("added", [name for name in now if name not in before]),
        ("gone", [str(name) for name in before if name not in now]),
    ):
        if names:
            yield f"{what}{'s' if len(names) > 1 else ''} {words}: {', '.join(names)}"
