"""A workbook as data: what it says, what it asks, of whom, with which statements, in which order.

Every surface is drawn from it, and nobody reads a drawing back. `Workbook.as_json` is `workbook.json`, which lies in
every pack and is described in docs/workbook-file.md. Text is plain: each surface escapes for itself. Prose alone is
Markdown, in which whatever a placeholder brought is escaped.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from workbook_kit.activities.keys import COVER
from workbook_kit.workbook.divs import own_text, without_notes

WORKBOOK_SCHEMA = "workbook/1"

Json = Mapping[str, Any]
#: What tells a statement from every other.
_NAME = ("framework", "edition", "kind", "code")
#: What statements of one stem have in common.
_OF_A_STEM = ("framework", "edition", "kind", "area", "area_name", "stem")


@dataclass(frozen=True)
class Prose:
    """Markdown of one cell, for everybody."""

    markdown: str
    cell: int = 0

    def as_json(self) -> dict[str, Any]:
        """Without what stands in it for facilitators alone."""
        return {"type": "prose", "markdown": without_notes(self.markdown)}


@dataclass(frozen=True)
class Note:
    """Markdown for facilitators alone, with its fence; no participant's file holds it."""

    markdown: str
    cell: int = 0


@dataclass(frozen=True)
class ActivityBlock:
    """What participants answer.

    Args:
        model: what the activity said of itself.
        drawing: its forms, as a Markdown engine takes them: a raw block for each kind of page.
    """

    model: Json
    drawing: str
    cell: int = 0

    @property
    def fields(self) -> list[Json]:
        """What is answered, in reading order."""
        return list(self.model["fields"])

    def as_json(self) -> dict[str, Any]:
        """Without the words of statements, which stand once for the whole workbook."""
        return {name: said for name, said in self.model.items() if name != "statements"}

    def asked(self, apart: Iterable[str]) -> dict[str, Any]:
        """What is asked, without what only a drawing needs.

        Args:
            apart: members of a statement's name by which the workbook's are told apart.
        """
        fields = [_asked_of(field, self.model["label"], apart) for field in self.fields]
        return {**_only(("id", "kind", "label", "scale"), self.model), "fields": fields}


@dataclass(frozen=True)
class Picture:
    """A picture that a cell showed. `name` is that of its file among the workbook's resources."""

    name: str
    alt: str
    content: bytes
    cell: int = 0

    def as_json(self) -> dict[str, Any]:
        """The picture's name and words."""
        return {"type": "picture", "name": self.name, "alt": self.alt}


Block = Prose | Note | ActivityBlock | Picture


@dataclass(frozen=True)
class Chapter:
    """One sheet of a workbook. `id` is what a link in another chapter calls it: the sheet's own name."""

    id: str
    title: str
    minutes: int
    blocks: tuple[Block, ...]

    def as_json(self) -> dict[str, Any]:
        """What participants have of it."""
        blocks = [block.as_json() for block in self.blocks if not isinstance(block, Note)]
        return {"id": self.id, "title": self.title, "minutes": self.minutes, "blocks": blocks}

    def asked(self, apart: Iterable[str]) -> dict[str, Any]:
        """What is asked in it."""
        blocks = [block.asked(apart) for block in self.blocks if isinstance(block, ActivityBlock)]
        return {"id": self.id, "title": self.title, "blocks": blocks}


@dataclass(frozen=True)
class Workbook:
    """A whole workbook.

    Args:
        kind: what it is for: a seminar.
        facts: what its cover says, as terms and values.
        cover: the fields to fill in there.
    """

    id: str
    kind: Literal["seminar"]
    npq: str
    cohort: str
    seminar: str
    title: str
    facts: tuple[tuple[str, str], ...]
    cover: tuple[Json, ...]
    chapters: tuple[Chapter, ...]

    def activities(self) -> Iterator[ActivityBlock]:
        """Every activity, in reading order."""
        for chapter in self.chapters:
            yield from (block for block in chapter.blocks if isinstance(block, ActivityBlock))

    def fields(self) -> Iterator[Json]:
        """Everything that is answered, the cover first."""
        yield from self.cover
        for activity in self.activities():
            yield from activity.fields

    def statements(self) -> list[dict[str, Any]]:
        """Every statement that is rated, once, under the stem that it stands in, in the order in which it is met."""
        known: set[tuple[str, ...]] = set()
        groups: dict[tuple[Any, ...], dict[str, Any]] = {}
        for one in (one for activity in self.activities() for one in activity.model.get("statements", ())):
            if statement_name(one) in known:
                continue
            known.add(statement_name(one))
            group = {name: one[name] for name in _OF_A_STEM}
            held = groups.setdefault(tuple(group.values()), {**group, "statements": []})
            held["statements"].append({"code": one["code"], "text": one["text"]})
        return list(groups.values())

    @property
    def edition(self) -> str:
        """Tells one edition of a workbook's questions from another: a hash of all that is asked, in 16 digits."""
        asked = [dict(activity.model) for activity in self.activities()]
        said = json.dumps([list(self.cover), asked], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def named(self) -> dict[str, str]:
        """Which workbook this is, in the words of an answers file."""
        said = {"id": self.id, "title": self.title, "npq": self.npq, "cohort": self.cohort, "seminar": self.seminar}
        return {**said, "content_hash": self.edition}

    def as_json(self) -> dict[str, Any]:
        """`workbook.json`: nothing of what facilitators alone may know."""
        return {**self._about(), "chapters": [chapter.as_json() for chapter in self.chapters]}

    def asked(self) -> dict[str, Any]:
        """The part of it that a page's script needs, as short as it can be: a page is to stay small.

        A field that says no type is text, and one that says no label asks what its activity asks. Statements go by
        framework and edition only where there are several.
        """
        stems = self.statements()
        apart = [name for name in _NAME if name in ("kind", "code") or len({stem[name] for stem in stems}) > 1]
        return {
            **_only(("schema", "id", "npq", "cohort", "seminar", "title", "edition"), self._about()),
            "cover": {"fields": [_asked_of(field, "", apart) for field in self.cover]},
            "statements": [_only((*apart, "stem", "statements"), stem) for stem in stems],
            "chapters": [chapter.asked(apart) for chapter in self.chapters],
        }

    def _about(self) -> dict[str, Any]:
        names = ("id", "kind", "npq", "cohort", "seminar", "title", "edition")
        return {
            "schema": WORKBOOK_SCHEMA,
            **{name: getattr(self, name) for name in names},
            "facts": [list(fact) for fact in self.facts],
            "cover": {"id": COVER, "fields": list(self.cover)},
            "statements": self.statements(),
        }

    def own_words(self) -> str:
        """Every word that is the project's own: without official statements, which may name anyone."""
        said = [self.title, *(value for _, value in self.facts)]
        for chapter in self.chapters:
            for block in chapter.blocks:
                said += _words(block)
        return " ".join(" ".join(said).split())


def statement_name(statement: Json) -> tuple[str, ...]:
    """What tells a statement from every other."""
    return tuple(statement[name] for name in _NAME)


def _only(names: Iterable[str], said: Json) -> dict[str, Any]:
    return {name: said[name] for name in names if name in said}


def _asked_of(field: Json, label: str, apart: Iterable[str]) -> dict[str, Any]:
    said = {"key": field["key"]}
    if field["type"] != "text":
        said["type"] = field["type"]
    if field["type"] in ("text", "date") and field["label"] != label:
        said["label"] = field["label"]
    if "statement" in field:
        said |= {"points": field["points"], "statement": _only(apart, field["statement"])}
    return said


def _words(block: Block) -> Iterator[str]:
    match block:
        case Prose(markdown=text) | Note(markdown=text):
            yield own_text(text)
        case Picture(alt=alt):
            yield alt
        case ActivityBlock(model=model):
            own = {name: said for name, said in model.items() if name not in ("statements", "framework", "fields")}
            yield from _texts(own)
            yield from (field["label"] for field in model["fields"] if "statement" not in field)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(one)


def as_file(workbook: Workbook) -> bytes:
    """`workbook.json`."""
    return f"{json.dumps(workbook.as_json(), ensure_ascii=False, indent=1)}\n".encode("utf-8", "backslashreplace")
