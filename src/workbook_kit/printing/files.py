"""The print plan as a page and on paper."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment, PackageLoader, StrictUndefined

from workbook_kit.pdf import row_headers
from workbook_kit.printing.values import PrintPlan
from workbook_kit.printing.wording import worded
from workbook_kit.render.typesetting import typeset

_HERE = Path(__file__).parent
_ENVIRONMENT = Environment(
    loader=PackageLoader("workbook_kit", "printing"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def plan_html(plan: PrintPlan) -> bytes:
    """The plan as a page that asks the network for nothing."""
    style = (_HERE / "plan.css").read_text(encoding="utf-8")
    return _ENVIRONMENT.get_template("plan.html").render(style=style, **worded(plan)).encode()


def plan_pdf(plan: PrintPlan, extension: Path) -> bytes:
    """The plan on A4, tagged for assistive technology.

    Args:
        extension: the `_extensions/seminar` folder, for its fonts.
    """
    with TemporaryDirectory(prefix="workbook-kit-plan-") as folder:
        page = Path(folder, "plan.typ")
        shutil.copyfile(_HERE / "plan.typ", page)
        # as data, so that no name can become markup
        Path(folder, "plan.json").write_text(json.dumps(worded(plan), ensure_ascii=False), encoding="utf-8")
        return row_headers(typeset(page, extension))
