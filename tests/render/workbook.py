"""A workbook with every activity and every piece of page furniture, made without a project around it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.activities.declared import FRAMEWORK, SCALE, every
from tests.tiny import Tiny
from workbook_kit.activities import COVER_FIELDS, Activity, Prompt, Rating
from workbook_kit.render.document import Document, assemble, cover
from workbook_kit.render.scopes import Scope, is_tied
from workbook_kit.workbook.compose import compose
from workbook_kit.workbook.model import ActivityBlock as Block
from workbook_kit.workbook.model import Chapter, Workbook
from workbook_kit.workbook.plan import metadata, plan
from workbook_kit.workbook.run import execute

EXTENSION = Path(__file__).parents[2] / "_extensions" / "seminar"

METADATA: dict[str, Any] = {
    "title": "First fruit",
    "subtitle": "Seminar workbook 1 of 3",
    "npq": "NPQAA",
    "npq-title": "Leading Apples",
    "chapter": "Chapter 1: Orchards",
    "cohort": "Spring Valley",
    "day": "14 January 2027",
    "partners": [
        {"name": "Tree Trust", "logo": "logos/tree.svg", "alt": 'The Tree"s Trust & Co'},
        {"name": "Bee Board"},
    ],
    "workbook-id": "aa-spring-1",
    "code": "AA-7F3A",
    "lang": "en-GB",
    "toc": True,
    "toc-depth": 2,
    "edition": "participant",
}

FACTS = {
    "Cohort": "Spring Valley",
    "Date": "14 January 2027",
    "Venue": "Llyfrgell Llandŵr",
    "Join at": "https://example.org/join?a=1&b=2",
    "Facilitated by": "A. Nowak, Siân Łukasik",
    "Code": "AA-7F3A",
}

SHAPE = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
RESOURCES: dict[str, Path | bytes] = {"logos/tree.svg": SHAPE, "figures/stages.svg": SHAPE}

LONG = [
    {"code": f"1.{n}", "text": f"Statement {n} tells at some length how an orchard is kept. " * 3} for n in range(1, 31)
]

FURNITURE = """
# Furniture

## Boxes

::: {.intentions}
- Name a tree.
:::

::: {.scenario title="Robin's orchard"}
Robin has one hundred trees.
:::

::: {.quotation source="A. Writer, 2019"}
Plans fail quietly.
:::

::: {.reminder}
Name no pupil.
:::

::: {.facilitator minutes=5}
Hand out the secret seeds.
:::

::: {.stage letter="G" title="Goal"}
What for?
:::

![Stages of growth](figures/stages.svg){fig-alt="Four boxes, joined by arrows."}

A formula, [$x^2$]{alt="x squared"}, and a price of \\$5.

{{< pagebreak >}}

After the break, see [the boxes](#boxes).
"""


def cell(activity: Activity) -> str:
    """The activity as an executed notebook holds it."""
    return activity._repr_mimebundle_()["text/markdown"]


def asking(*activities: Activity, **about: Any) -> Workbook:
    """A workbook that asks these, in one chapter."""
    blocks = tuple(Block(one.model(), cell(one)) for one in activities)
    named = {"id": "aa-spring-1", "npq": "NPQAA", "cohort": "spring", "seminar": "seminar-1", "title": "First fruit"}
    chapters = (Chapter("writing", "Writing", 10, blocks),)
    fields = tuple(one.model() for one in COVER_FIELDS)
    cover = {"facts": tuple(FACTS.items()), "cover": fields}
    return Workbook(**{"kind": "seminar", **cover, "chapters": chapters, **named, **about})


def facts(said: Mapping[str, str]) -> list[dict[str, str]]:
    """The cover's facts with these instead, or beside them; one that is empty is left out."""
    return [{"term": term, "value": value} for term, value in {**FACTS, **said}.items() if value]


def document(*parts: str, workbook: Workbook | None = None, **metadata: Any) -> Document:
    """A workbook of one sheet with these cells."""
    return of_sheets(scope(*parts), workbook=workbook, **metadata)


def of_sheets(*scopes: Scope, workbook: Workbook | None = None, **metadata: Any) -> Document:
    """A workbook of these sheets."""
    workbook = workbook or asking()
    return Document(workbook, {**METADATA, **cover(workbook), **metadata}, scopes, RESOURCES)


def scope(*cells: str, sheet: str = "") -> Scope:
    """A sheet of these cells."""
    prose = "\n\n".join(text for text in cells if not text.lstrip().startswith("```{="))
    return Scope(sheet, tuple(enumerate(cells)), is_tied(prose))


def markdown(document: Document) -> str:
    """The document as one text."""
    return "\n\n".join(text for scope in document.scopes for _, text in scope.cells) + "\n"


def activities(text: str = "What grew?") -> list[Activity]:
    """Every activity, and a rating that no page can hold."""
    long = Rating("long", "Rate much", groups=[{"title": "Long stem", "statements": LONG}],
                  scale=SCALE, framework=FRAMEWORK, kind="knowledge")  # fmt: skip
    return [*every(text), long]


def whole() -> Document:
    """A workbook of four chapters."""
    *short, long = activities()
    answers = ["# Writing\n\n## All of them\n\nA paragraph that leads in.", *map(cell, short)]
    notes = Prompt("notes", "Notes", lines="fill")
    asked = asking(*short, long, notes)
    return document(FURNITURE, *answers, "# Statements", cell(long), "# Notes", cell(notes), workbook=asked)


def of_project(root: Path) -> Document:
    """The workbook of the tiny project, as a project makes it."""
    spec, *_ = plan(Tiny(root).load())
    workbook = compose(spec, [execute(sheet) for sheet in spec.sheets])
    return assemble(workbook, metadata(spec), root / "workbooks", root / "data", EXTENSION)
