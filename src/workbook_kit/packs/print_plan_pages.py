"""The print plan in words, said once, and laid out as a page and on paper."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from workbook_kit.packs.index_pages import render_template
from workbook_kit.packs.print_plan import ALWAYS_SET, PrintPlan, Row
from workbook_kit.render.pdf.document import edit_pdf
from workbook_kit.render.pdf.row_headers import tag_row_headers
from workbook_kit.render.typst import typeset

WARNING = "For whoever prints and runs the session. It names people and what they need: do not pass it on."
_NOBODY = (
    "Nothing needs printing: an online cohort works on the screen. "
    "Whoever needs paper is put on the roster, with what they need under access."
)
_UNKNOWN = (
    "Fill in how many people are coming. With a roster, or a size in data/cohorts.csv, the plan counts by itself."
)


def plan_html(plan: PrintPlan) -> bytes:
    """The plan as a page that asks the network for nothing."""
    return render_template("plan.html", "plan.css", **plan_words(plan))


def plan_pdf(plan: PrintPlan, extension: Path) -> bytes:
    """The plan on A4, tagged for assistive technology.

    Args:
        extension: the `_extensions/seminar` folder, for its fonts.
    """
    with TemporaryDirectory(prefix="workbook-kit-plan-") as folder:
        page = Path(folder, "plan.typ")
        shutil.copyfile(Path(__file__).parent / "templates" / "plan.typ", page)
        # as data, so that no name can become markup
        Path(folder, "plan.json").write_text(json.dumps(plan_words(plan), ensure_ascii=False), encoding="utf-8")
        return edit_pdf(typeset(page, extension), tag_row_headers)


def plan_words(plan: PrintPlan) -> dict[str, Any]:
    """Everything that the plan says, as plain texts and lists of them."""
    rows = plan.rows
    return {
        "warning": WARNING,
        "title": plan.title,
        "subtitle": plan.subtitle,
        "facts": [list(fact) for fact in plan.facts],
        "heading": "What to print and post" if plan.online else "What to print",
        "rows": [_copies(row) for row in rows],
        "totals": [[stock, _total(plan, stock, sheets)] for stock, sheets in _papers(plan).items()],
        "notes": _notes(plan),
        "names": [{"title": row.copy.title, "group": group.name, "names": list(group.people)}
                  for row in rows for group in row.groups],
        "all": ALWAYS_SET,
        "settings": [_settings(row) for row in rows],
        "others": [_settings(row) | {"takes": _takes(row)} for row in plan.others],
        "ahead": _ahead(plan),
        "bring": list(plan.bring),
    }  # fmt: skip


def _copies(row: Row) -> dict[str, Any]:
    return {"title": row.copy.title, "whom": _whom(row), "copies": row.copies, "pages": row.pages,
            "each": row.sheets_each, "sheets": row.sheets}  # fmt: skip


def _whom(row: Row) -> str:
    if not row.known:
        return f"one each, and at least {row.spares} to spare"
    parts = [
        _number_of(row.named, "person", "people") if row.named else "",
        _number_of(row.places, "place") if row.places else "",
        f"{row.leading} who {'leads' if row.leading == 1 else 'lead'}" if row.leading else "",
        f"{row.spares} to spare" if row.spares else "",
    ]
    return ", ".join(filter(None, parts))


def _number_of(number: int, one: str, many: str = "") -> str:
    """The number with its word: 1 sheet, 2 sheets."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _papers(plan: PrintPlan) -> dict[str, int]:
    """Sheets of each paper, white first, also where their number is not known."""
    unknown = {row.copy.stock: 0 for row in plan.rows if row.sheets is None}
    return dict(sorted((unknown | plan.totals()).items(), reverse=True))


def _total(plan: PrintPlan, stock: str, sheets: int) -> str:
    more = [row for row in plan.rows if row.copy.stock == stock and row.sheets is None and row.sheets_each]
    each = [f"{_number_of(row.sheets_each or 0, 'sheet')} for each {row.copy.title.lower()}" for row in more]
    return ", and ".join([*([_number_of(sheets, "sheet")] if sheets else []), *each]) or "as many as there are copies"


def _notes(plan: PrintPlan) -> list[str]:
    notes = [_NOBODY] if plan.online and not plan.rows else []
    if any(not row.known for row in plan.rows):
        notes.append(_UNKNOWN)
    return [*notes, *(f"The pack lacks an edition that is needed here. Make it with: {one}" for one in plan.missing)]


def _settings(row: Row) -> dict[str, str]:
    return {"title": row.copy.title, "set": row.copy.settings, "fastened": row.fastening}


def _takes(row: Row) -> str:
    return f"{_number_of(row.pages or 0, 'page')} on {_number_of(row.sheets_each or 0, 'sheet')}"


def _ahead(plan: PrintPlan) -> dict[str, Any] | None:
    if plan.ahead is None:
        return None
    groups = [{"group": group.name, "names": list(group.people)} for group in plan.ahead.groups]
    return {"files": list(plan.ahead.files), "groups": groups}
