"""Learn that statements of an area that frameworks share, for a source that prints only half of it."""

from workbook_kit.models import Area, Statement


def borrowed_learn_that(lender: Area, number: int) -> tuple[Statement, ...]:
    """The lender's Learn that statements, word for word, coded for the area that takes them."""
    return tuple(
        statement.model_copy(update={"code": f"{number}.{place}"})
        for place, statement in enumerate(lender.learn_that, start=1)
    )
