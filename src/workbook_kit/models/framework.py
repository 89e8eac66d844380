"""NPQ content frameworks: areas, the statements teachers learn, and where each was published."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from workbook_kit.models.base import FrameworkCode, Frozen, NpqCode, Text


class Npq(Frozen):
    """One of the ten qualifications, and the words that belong to it alone."""

    code: NpqCode
    title: Text
    level: Literal["specialist", "leadership"]
    for_whom: Text
    role_words: tuple[Text, ...] = Field(
        default=(), description="Role names that give this NPQ away when they turn up in another's workbook."
    )

    @property
    def short_title(self) -> str:
        """The title as a cover prints it beside the letters NPQ."""
        return self.title.removeprefix("National Professional Qualification for ")


class Statement(Frozen):
    """One official statement, quoted exactly."""

    code: Text
    text: Text
    sources: tuple[Text, ...] = Field(
        default=(), description="Laws, conventions and statutory guidance that the statement names; not EEF-reviewed."
    )


class Stem(Frozen):
    """The opening ("... by:") that a run of Learn how to statements completes."""

    stem: Text
    statements: tuple[Statement, ...] = Field(min_length=1)


class Area(Frozen):
    """One numbered area of a framework."""

    number: int = Field(ge=1)
    name: Text
    note: Text | None = None
    learn_that: tuple[Statement, ...] = ()
    learn_how_to: tuple[Stem, ...] = ()
    references: tuple[Text, ...] = ()

    def statements(self) -> Iterator[Statement]:
        """Every statement of the area, Learn that first."""
        yield from self.learn_that
        for stem in self.learn_how_to:
            yield from stem.statements


class Framework(Frozen):
    """A published framework, or an extract of one, with what must be shown beside its statements."""

    npq: FrameworkCode
    title: Text
    edition: Text
    source: Text
    licence: Text
    licence_url: Text
    attribution: Text
    review_note: Text | None = None
    acknowledgements: Text | None = None
    extract: bool = False
    note: Text | None = None
    areas: tuple[Area, ...] = Field(min_length=1)

    def area(self, number: int) -> Area | None:
        """The area of that number, or None."""
        return next((area for area in self.areas if area.number == number), None)
