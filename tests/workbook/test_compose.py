"""Executed sheets become a model: chapters of blocks, with every fault told at sheet and cell."""

import pytest

from tests.tiny import Tiny
from workbook_kit.errors import ProblemsError
from workbook_kit.workbook.compose import compose
from workbook_kit.workbook.model import ActivityBlock, Note, Prose, Workbook
from workbook_kit.workbook.plan import plan
from workbook_kit.workbook.run import execute

PROMPT = "from workbook_kit.activities import Prompt\n\nPrompt({id!r}, 'Ask')"
RATED = """\
from workbook_kit.activities import Rating

groups = [{{"title": "T", "statements": [{{"code": "1.a", "text": {text!r}}}]}}]
framework = {{"npq": "NPQAA", "title": "F", "edition": "May", "licence": "L", "attribution": "A"}}
scale = {{"question": "", "labels": ["a", "b"]}}
Rating({id!r}, "Rate", groups=groups, scale=scale, framework=framework, kind="practice")
"""


def composed(tiny: Tiny) -> Workbook:
    """The tiny project's workbook."""
    spec, *_ = plan(tiny.load())
    return compose(spec, [execute(sheet) for sheet in spec.sheets])


def test_a_sheet_is_a_chapter_of_prose_notes_and_activities(tiny: Tiny) -> None:
    tiny.sheet(
        "hello",
        ("markdown", "# Hello {{ cohort.name }}\n\nRead.\n\n::: {.facilitator}\nSecret.\n:::\n\nGo on."),
        ("parameters", 'cohort = {"name": "Sample - one"}'),
        ("code", PROMPT.format(id="first")),
    )
    tiny.cohort(name="Hill *and* Dale")
    (chapter,) = composed(tiny).chapters
    assert (chapter.id, chapter.title, chapter.minutes) == ("hello", "Hello Hill *and* Dale", 30)
    assert [type(block) for block in chapter.blocks] == [Prose, Note, Prose, ActivityBlock]
    assert [block.cell for block in chapter.blocks] == [0, 0, 0, 2]


def test_it_says_what_the_cover_says(tiny: Tiny) -> None:
    made = composed(tiny)
    assert dict(made.facts)["Date"] == "1 February 2027"
    assert made.facts[0][0] == "Cohort"
    assert made.named.keys() == {"id", "title", "npq", "cohort", "seminar", "content_hash"}


def test_two_activities_of_one_id_are_told(tiny: Tiny) -> None:
    tiny.sheet("hello", ("markdown", "# Hello"), ("code", PROMPT.format(id="same")), ("code", PROMPT.format(id="same")))
    with pytest.raises(ProblemsError, match=r"hello\.ipynb:\d+: cell 3: the id 'same' is used twice here; give each"):
        composed(tiny)


def test_one_statement_in_two_wordings_is_told(tiny: Tiny) -> None:
    cells = [("code", RATED.format(id=id, text=text)) for id, text in (("one", "Rest."), ("two", "Rest well."))]
    tiny.sheet("hello", ("markdown", "# Hello"), *cells)
    with pytest.raises(ProblemsError, match=r"cell 3: the statement 1\.a stands in this workbook in other words too"):
        composed(tiny)
