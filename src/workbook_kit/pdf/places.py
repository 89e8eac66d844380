"""Where fields go: the links that the page templates leave in a PDF, each with a `wbform:` address."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pikepdf import Object, Page, Pdf

from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.pdf.objects import address, annotations

ADDRESS = b"wbform:"
KINDS = ("text", "date", "radio", "check")
#: What a PDF calls a field; a dot would make it a part of another.
_ID = re.compile("[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Place:
    """One box or bubble. `value` is the point of a radio button, and `said` that point in words."""

    kind: str
    id: str
    key: str
    label: str
    lines: int
    value: int
    said: str
    annotation: Object
    page: Page


def places(pdf: Pdf) -> list[Place]:
    """Every place to fill in, in the order of the pages.

    Raises:
        ProblemsError: the templates made fields that cannot be, such as two with one id.
    """
    found = [_place(told, annotation, page) for page, annotation, told in _links(pdf)]
    if problems := [Problem("", 0, what, "mend its template or give it another id") for what in _faults(found)]:
        raise ProblemsError(problems)
    return found


def is_place(annotation: Object) -> bool:
    """Whether a field is to be made of this link."""
    return address(annotation).startswith(ADDRESS)


def _links(pdf: Pdf) -> Iterator[tuple[Page, Object, dict[str, Any]]]:
    for page in pdf.pages:
        for annotation in annotations(page):
            if is_place(annotation):
                yield page, annotation, json.loads(address(annotation).removeprefix(ADDRESS))


def _place(told: dict[str, Any], annotation: Object, page: Page) -> Place:
    return Place(
        kind=told["kind"],
        id=told["id"],
        key=told.get("key") or told["id"],
        label=told.get("label") or told["id"],
        lines=int(told.get("lines") or 0),
        value=int(told.get("value") or 0),
        said=str(told.get("said") or told.get("value") or ""),
        annotation=annotation,
        page=page,
    )


def _faults(found: list[Place]) -> Iterator[str]:
    seen: dict[str, str] = {}
    points: set[tuple[str, int]] = set()
    for place in found:
        if place.kind not in KINDS:
            yield f"the field “{place.id}” is of a kind that no form has, “{place.kind}”"
        if not _ID.fullmatch(place.id):
            yield f"the field “{place.id}” has a name that no form can hold"
        if place.kind == "radio" and place.value < 1:
            yield f"a bubble of the field “{place.id}” has no number"
        elif seen.get(place.id, "radio") != "radio" or place.kind != seen.get(place.id, place.kind):
            yield f"there are two fields “{place.id}”, or one is broken over two pages"
        elif (place.id, place.value) in points:
            yield f"the field “{place.id}” has the bubble {place.value} twice"
        seen[place.id] = place.kind
        points.add((place.id, place.value))
