"""How much to print, and what else goes into the bag."""

from pydantic import Field

from workbook_kit.models.base import Frozen, Text


class Printing(Frozen):
    """What printing.yml may say; a project without the file has these."""

    spares_percent: int = Field(default=10, ge=0, le=100)
    least_spares: int = Field(default=2, ge=0, le=50)
    bring: tuple[Text, ...] = (
        "Pens, with a few to lend",
        "Blank A4 paper",
        "A clock that the whole room can see",
    )
