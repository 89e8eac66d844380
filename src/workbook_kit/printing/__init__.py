"""The print plan: how many of which edition for whom, on which paper, and what else to bring."""

from workbook_kit.printing.files import plan_html, plan_pdf
from workbook_kit.printing.planning import print_plan
from workbook_kit.printing.values import PrintPlan

__all__ = ["PrintPlan", "plan_html", "plan_pdf", "print_plan"]
