"""The controls of a workbook: downloading, loading, comparing. None ever fails into the log."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from workbook_kit.answers.file import ENDING, to_bytes
from workbook_kit.answers.jupyter.outputs import ratings_html
from workbook_kit.answers.jupyter.ratings import Cycle, RatedStatement

if TYPE_CHECKING:
    from workbook_kit.answers.jupyter.notebook import Answers

Said = dict[str, Any]
_GIVEN = "The copy was given to your browser; look for it among the downloads."


def do(answers: "Answers", said: Mapping[str, Any], content: bytes) -> Said:
    """What the browser asked for.

    Returns:
        what the controls show then: words, html below them, a copy to download, the earlier workbooks to choose from.
    """
    deed = _DEEDS.get(str(said["do"]))
    if deed is None:
        return {}
    try:
        return deed(answers, said, content)
    except Exception as error:  # a traceback in the log helps no participant
        return {"words": f"That did not work ({error}). Your answers are as they were; run the cells again."}


def cycle_options(answers: "Answers") -> list[tuple[str, str]]:
    """What there is to compare with: an id and what to call it. It reads the files beside the notebook."""
    return [("", "The newest earlier workbook"), *((cycle.id, cycle.label) for cycle in answers.cycles())]


def _copy(answers: "Answers", said: Mapping[str, Any], content: bytes) -> Said:
    text = to_bytes(answers.responses.to_file()).decode()
    name = f"{answers.responses.workbook.id}{ENDING}"
    return {
        "copy": {"name": name, "text": text},
        "words": _GIVEN,
    }


def _undo(answers: "Answers", said: Mapping[str, Any], content: bytes) -> Said:
    return {"words": answers.undo()}


def _load(answers: "Answers", said: Mapping[str, Any], content: bytes) -> Said:
    words = answers.load_content(content, str(said.get("name", "the file")))
    return {"words": words, "cycles": cycle_options(answers)}


def _cycle(answers: "Answers", said: Mapping[str, Any], content: bytes) -> Said:
    chosen = next((one for one in answers.cycles() if one.id == said.get("id")), None)
    words = answers.compare_with(chosen)
    return {"words": words, "cycles": cycle_options(answers), "chosen": chosen.id if chosen else ""}


def _compare(answers: "Answers", said: Mapping[str, Any], content: bytes) -> Said:
    return {"html": comparison(answers.statements(_kind(said)), answers.cycle), "words": ""}


def _chart(answers: "Answers", said: Mapping[str, Any], content: bytes) -> Said:
    kind = _kind(said)
    answers.chart(kind)
    return {"html": ratings_html(kind or "", answers.mark), "words": ""}


def _kind(said: Mapping[str, Any]) -> str | None:
    return str(said.get("scale") or "") or None


_DEEDS: dict[str, Callable[["Answers", Mapping[str, Any], bytes], Said]] = {
    "copy": _copy, "undo": _undo, "load": _load, "cycle": _cycle, "compare": _compare, "chart": _chart,
}  # fmt: skip

# Earlier ratings beside those of now.

_HEADS = ("Statement", "Earlier", "Now", "Change")


def comparison(rows: Sequence[RatedStatement], cycle: Cycle | None) -> str:
    """An HTML table of every statement that was rated earlier or is now, or a sentence where there is none."""
    told = [one for one in rows if one.previous is not None]
    if not told:
        return "<p>There is no earlier rating to compare with. Load the answers of an earlier workbook first.</p>"
    title = f"“{cycle.title}”" if cycle else "the newest earlier workbook"
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    body = "".join(map(_row, told))
    caption = f"<caption>Ratings of {escape(title)} beside those of now</caption>"
    return f'<table class="earlier">{caption}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _row(one: RatedStatement) -> str:
    cells = (one.previous, one.value if one.value is not None else "not yet rated", change(one))
    said = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row"><b>{escape(one.statement.code)}</b> {escape(one.statement.text)}</th>{said}</tr>'


def change(one: RatedStatement) -> str:
    """How the rating moved, in words."""
    if not isinstance(one.value, int) or not isinstance(one.previous, int):
        return ""
    by = one.value - one.previous
    return f"up {by}" if by > 0 else f"down {-by}" if by else "same"
