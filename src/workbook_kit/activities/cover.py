"""The fields that stand on every workbook's cover, drawn by the page templates."""

from workbook_kit.activities.base import Field

COVER_FIELDS = (
    Field("cover--name", "text", "Your name"),
    Field("cover--school", "text", "School or organisation"),
    Field("cover--partner", "text", "Coaching partner"),
)
