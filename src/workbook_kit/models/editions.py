"""The editions of a handout. A new one is a row here, a layout in seminar-settings.typ and its lines in the docs."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Edition:
    """One way of printing a workbook.

    Args:
        name: of its layout, in its file's name and in the table of cohorts.
        need: what somebody writes in the roster to be given this edition.
        always: every pack has it; the others are made for those who need or want them.
        for_facilitators: the pages stand at half size beside notes.
        low_ink: black only, pictures too.
        fillable: fields to type into; it is sent, and never printed.
        spare: once somebody needs it, one more is printed than asked for.
        folded: two pages on each side of A4, which leaves no tags.
        paper: its size, as a printer's dialogue calls it.
    """

    name: str
    title: str
    purpose: str
    need: str = ""
    always: bool = False
    for_facilitators: bool = False
    low_ink: bool = False
    fillable: bool = False
    spare: bool = False
    folded: bool = False
    paper: str = "A4"

    @property
    def file(self) -> str:
        """Its name in a pack."""
        return f"{HANDOUT}.pdf" if self.name == HANDOUT else f"{HANDOUT}-{self.name}.pdf"

    @property
    def accessible(self) -> bool:
        """Whether it is tagged, as PDF/UA-1 asks."""
        return not self.folded

    @property
    def sideways(self) -> bool:
        """Whether its paper lies on its long side."""
        return self.folded or self.for_facilitators


#: The edition that everybody gets who asks for no other.
HANDOUT = "handout"
EDITIONS: dict[str, Edition] = {
    edition.name: edition
    for edition in (
        Edition(HANDOUT, "Handout", "To print on A4, with space to write.", always=True),
        Edition("large-print", "Large print", "In large letters, to print on A4.", need="large print",
                spare=True),
        Edition("low-ink", "Low ink", "In black without tints, for any copier.", need="low ink", low_ink=True),
        Edition("fillable", "Form to fill in", "A PDF to type into, for any PDF reader.", need="screen reader",
                fillable=True),
        Edition("booklet", "Booklet", "For printing only: on both sides of A4, flipped on the short edge, to fold.",
                folded=True),
        Edition("facilitator", "Facilitator’s edition", "The same pages beside notes, timings and answers.",
                always=True, for_facilitators=True),
    )
}  # fmt: skip
#: What a cohort may have printed beside the handout, which all have.
OPTIONAL_EDITIONS = tuple(name for name in EDITIONS if name != HANDOUT)
#: What a roster may say of a person. Cream paper is the one need that no edition meets.
NEEDS = (*(edition.need for edition in EDITIONS.values() if edition.need), "cream paper")
#: Stands for every edition, where a command asks for some.
ALL = "all"


def select_editions(names: Collection[str]) -> tuple[str, ...]:
    """These editions, or every one for `all`, in the order of the table."""
    return tuple(name for name in EDITIONS if name in names or ALL in names)
