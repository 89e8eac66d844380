"""Which areas of a source make up the framework, and which doubts belong to them."""

from collections.abc import Sequence

from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.frameworks.draft import Doubt, Draft, DraftArea


def doubt_second_framework(draft: Draft, areas: Sequence[int] | None) -> None:
    """A name that comes twice is the sign of a page that holds two frameworks."""
    seen: dict[str, int | None] = {}
    for area in draft.areas:
        if area.name in seen and areas is None:
            what = f"area {area.number} is called “{area.name}” as area {seen[area.name]} is"
            draft.doubt(area.line, "areas", f"{what}: the page may hold two frameworks, choose the areas of one")
        seen.setdefault(area.name, area.number)


def chosen(draft: Draft, areas: Sequence[int] | None, file: str) -> list[DraftArea]:
    """The areas asked for, in the order of the source.

    Raises:
        ProblemsError: one of them is not there.
    """
    if areas is None:
        return draft.areas
    there = {area.number for area in draft.areas}
    missing = [number for number in areas if number not in there]
    if missing:
        numbers = ", ".join(str(area.number) for area in draft.areas) or "none"
        raise ProblemsError(
            Problem(file, 0, f"area {number} was not found in it", f"choose from these areas: {numbers}")
            for number in missing
        )
    return [area for area in draft.areas if area.number in areas]


def with_numbers(areas: list[DraftArea], *, renumber: bool) -> list[tuple[DraftArea, int]]:
    """Each area with its number: as printed, or counted anew where the source prints none."""
    return [(area, place if renumber else area.number or place) for place, area in enumerate(areas, start=1)]


def told(draft: Draft, chosen: Sequence[DraftArea]) -> tuple[Doubt, ...]:
    """The doubts without repeats, and without those about areas that were not asked for."""
    spans = _spans(draft)
    wanted = {id(area) for area in chosen}
    left_out = [span for area, span in spans if id(area) not in wanted]
    kept = {doubt for doubt in draft.doubts if not any(doubt.line in span for span in left_out)}
    return tuple(sorted(kept))


def _spans(draft: Draft) -> list[tuple[DraftArea, range]]:
    """The lines from each area's heading to its last statement."""
    spans = []
    for area in draft.areas:
        last = [piece.number for item in area.items() for piece in item.pieces]
        spans.append((area, range(area.line, max(last, default=area.line) + 1)))
    return spans
