"""What to set at the printer, in the words of its dialogue, and what to do with the sheets. Pure."""

from workbook_kit.printing.values import Paper

#: A stapler takes about this many sheets, and a fold rather fewer.
STAPLED, FOLDED = 25, 15
#: What holds for every edition.
ALL = "Everything is A4, on both sides, at actual size (100 %) and not “fit to page”."
_INK = {"low-ink": "black and white is enough"}


def settings(edition: str, paper: Paper, in_black: bool) -> str:
    """What is particular to this edition."""
    sideways = edition in ("booklet", "facilitator")
    turned = "sideways, flipped on the short edge" if sideways else "upright, flipped on the long edge"
    ink = "black and white" if in_black else _INK.get(edition, "in colour or not")
    own = "; the printer’s own booklet setting stays off: the pages are in order" if edition == "booklet" else ""
    return f"{paper.capitalize()} paper, {turned}, {ink}{own}"


def fastened(edition: str, sheets: int) -> str:
    """What holds the sheets of a copy together."""
    if edition == "booklet":
        tried = "" if sheets <= FOLDED else f"; {sheets} sheets are many for one fold, so try one first"
        return f"Folded in the middle, stapled on the fold{tried}"
    if sheets > STAPLED:
        return f"Clip or comb: too thick for staples ({sheets} sheets)"
    return "One staple, top left" if edition == "facilitator" else "Two staples, left edge"
