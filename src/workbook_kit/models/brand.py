"""How a delivery partner's workbooks look: colours, letters, logo."""

import re
from typing import Any

from pydantic import Field, field_validator

from workbook_kit.models.base import Frozen, Text
from workbook_kit.models.cohort import Logo

#: What seminar-settings.typ draws with where a brand says nothing.
COLOURS = {"ink": "16324F", "accent": "8A4B12", "rule": "6B7785", "tint": "EEF2F6"}


class BrandFont(Frozen):
    """A family of letters. `files` are relative to the data folder, each a TrueType font in fonts/."""

    family: Text = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 &+.-]*$", max_length=60)
    files: tuple[Text, ...] = Field(min_length=1, max_length=12)


class Brand(Frozen):
    """What is set here takes the place of the kit's own; black and white always works."""

    ink: str | None = None
    accent: str | None = None
    rule: str | None = None
    tint: str | None = None
    font: BrandFont | None = None
    logo: Logo | None = None

    @field_validator(*COLOURS, mode="before")
    @classmethod
    def _colour(cls, given: Any) -> str:
        # YAML takes an unquoted # for a comment, and some digits for a number.
        if not isinstance(given, str) or not re.fullmatch(r"#?[0-9A-Fa-f]{6}", given):
            raise ValueError('this is not a colour; write six digits in quotes, such as "#16324F"')
        return given.removeprefix("#").upper()

    def colour(self, name: str) -> str:
        """Six digits: the brand's own or the kit's."""
        return getattr(self, name) or COLOURS[name]

    def for_document(self) -> dict[str, str]:
        """What the document is told: colours as six digits and the font's name, only where they are set."""
        told = {name: getattr(self, name) for name in COLOURS}
        told["font"] = self.font.family if self.font else None
        return {name: value for name, value in told.items() if value}
