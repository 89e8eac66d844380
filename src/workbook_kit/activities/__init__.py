"""Activities: what a participant answers, declared once in a sheet and drawn on every surface."""

from workbook_kit.activities.base import COVER_FIELDS, Activity, ActivityError, Field
from workbook_kit.activities.blanks import Blanks
from workbook_kit.activities.checklist import Checklist
from workbook_kit.activities.ladder import Ladder
from workbook_kit.activities.prompt import Prompt
from workbook_kit.activities.rating import Rating
from workbook_kit.activities.sensemaking import Sensemaking
from workbook_kit.activities.table import Table

__all__ = [
    "COVER_FIELDS",
    "Activity",
    "ActivityError",
    "Blanks",
    "Checklist",
    "Field",
    "Ladder",
    "Prompt",
    "Rating",
    "Sensemaking",
    "Table",
]
