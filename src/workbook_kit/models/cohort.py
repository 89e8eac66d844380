"""Cohorts and the delivery partners who teach them."""

from datetime import date
from typing import Literal, get_args

from pydantic import Field

from workbook_kit.models.base import Frozen, NpqCode, Slug, Text

#: What a cohort may have printed beside the handout, which all have.
Edition = Literal["large-print", "low-ink", "booklet", "fillable", "facilitator"]
EDITIONS: tuple[str, ...] = get_args(Edition)


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
    editions: tuple[Edition, ...] = ()
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
