"""Cohorts, the people in them, the partners who teach them and how their workbooks look, and how much to print."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator

from workbook_kit.models.base import Frozen, NpqCode, Slug, Text

#: What seminar-settings.typ draws with where a brand says nothing.
COLOURS = {"ink": "16324F", "accent": "8A4B12", "rule": "6B7785", "tint": "EEF2F6"}


class Participant(Frozen):
    """One line of a roster: a name or alias, a group, and what of NEEDS the person has. No more is ever kept."""

    name: Annotated[Text, StringConstraints(max_length=80)]
    group: Text | None = None
    access: tuple[Text, ...] = ()


class Logo(Frozen):
    """A picture of a partner's name. `file` is relative to the data folder."""

    file: Text
    alt: Text


class Partner(Frozen):
    """A delivery partner, with the page of welcome it gives its participants."""

    id: Slug
    name: Text
    logo: Logo | None = None
    values: tuple[Text, ...] = ()


class Cohort(Frozen):
    """One row of cohorts.csv."""

    id: Slug
    npq: NpqCode
    name: Text
    delivery: Literal["blended", "online"]
    region: Text
    start_date: date
    seminar_dates: tuple[date, ...] = Field(min_length=1)
    venue: Text | None = None
    link: Text | None = None
    facilitators: tuple[Text, ...] = Field(min_length=1)
    partners: tuple[Slug, ...] = Field(min_length=1)
    role_phrase: Text
    groups: tuple[Text, ...] = ()
    editions: tuple[Text, ...] = ()
    start_time: str | None = None
    web_address: str | None = Field(default=None, description="Where its packs stand on the web; no slash at the end.")
    right_hand_chapters: bool = False
    size: int | None = Field(default=None, ge=1, le=500, description="Places.")


class Delivery(Frozen):
    """How a delivery mode speaks of meeting: a webinar has no room, a study pack is no seminar workbook."""

    kind: Text
    book: Text
    session: Text
    alone: Text
    pairs: Text
    group: Text
    room: Text


class Printing(Frozen):
    """What printing.yml may say; a project without the file has these."""

    spares_percent: int = Field(default=10, ge=0, le=100)
    least_spares: int = Field(default=2, ge=0, le=50)
    bring: tuple[Text, ...] = (
        "Pens, with a few to lend",
        "Blank A4 paper",
        "A clock that the whole room can see",
    )


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
