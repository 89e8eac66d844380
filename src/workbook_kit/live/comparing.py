"""Earlier ratings beside the ratings of now, as a table."""

from collections.abc import Sequence
from html import escape

from workbook_kit.live.cycles import Cycle
from workbook_kit.live.ratings import Rated

_HEADS = ("Statement", "Earlier", "Now", "Change")
_PLAIN = ' style="text-align: left; font-weight: normal; padding: 0.2rem 0.75rem"'


def comparison(rows: Sequence[Rated], cycle: Cycle | None) -> str:
    """An HTML table of every statement that was rated earlier or is now, or a sentence where there is none."""
    told = [one for one in rows if one.previous is not None]
    if not told:
        return "<p>There is no earlier rating to compare with. Load the answers of an earlier workbook first.</p>"
    title = f"“{cycle.title}”" if cycle else "the newest earlier workbook"
    heads = "".join(f'<th scope="col" style="text-align: left; padding: 0 0.75rem">{head}</th>' for head in _HEADS)
    body = "".join(map(_row, told))
    caption = f'<caption style="text-align: left">Ratings of {escape(title)} beside those of now</caption>'
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _row(one: Rated) -> str:
    cells = (one.previous, one.value if one.value is not None else "not yet rated", change(one))
    said = "".join(f"<td{_PLAIN}>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row"{_PLAIN}><b>{escape(one.code)}</b> {escape(one.text)}</th>{said}</tr>'


def change(one: Rated) -> str:
    """How the rating moved, in words."""
    if not isinstance(one.value, int) or not isinstance(one.previous, int):
        return ""
    by = one.value - one.previous
    return f"up {by}" if by > 0 else f"down {-by}" if by else "same"
