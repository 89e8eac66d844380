"""The people of a cohort, as far as a print plan must know them."""

from typing import Annotated, Literal, get_args

from pydantic import StringConstraints

from workbook_kit.models.base import Frozen, Text

Access = Literal["large print", "low ink", "cream paper", "screen reader"]
ACCESS: tuple[str, ...] = get_args(Access)


class Participant(Frozen):
    """One line of a roster: a name or alias, a group, and what the person needs. No more is ever kept."""

    name: Annotated[Text, StringConstraints(max_length=80)]
    group: Text | None = None
    access: tuple[Access, ...] = ()
