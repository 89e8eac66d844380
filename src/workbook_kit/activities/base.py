"""What all activities share: an id, a label, fields, a model, and one form for the screen and one for paper."""

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, ClassVar, Literal, Self

from workbook_kit.activities.display import STATIC, Bundle, host, live
from workbook_kit.activities.keys import COVER, SLUG, TAKEN, field_id, join_key, split_key
from workbook_kit.activities.markup import Typst, attributes, escape, json_text, plain, raw_block, typst_call


class ActivityError(ValueError):
    """A plain sentence that names the activity and what to change."""

    def __init__(self, activity: str, what: str) -> None:
        super().__init__(f"activity '{activity}': {what}")


FieldType = Literal["text", "date", "rating", "check"]
#: Who answers. An activity done by a group is the group's, whoever holds the pen.
Writer = Literal["participant", "coach", "mentor", "facilitator", "group"]
Lines = int | Literal["fill"]

#: Names every part of an activity.
ALL = None
MOST_LINES = 24  # of writing space: what one A4 page holds below a label
#: What the output of a cell carries the model under.
MIME_TYPE = "application/vnd.workbook-kit.activity+json"
#: The raw block in which a document of Quarto's carries it; seminar-document.lua reads it.
MODEL = "seminar-activity"


@dataclass(frozen=True)
class Measure:
    """An official statement that can be rated, known by framework, edition, kind and code; and where it stands.

    Args:
        framework: short name of the framework, such as NPQLBC, or its title where it has none.
        area: number of the area, 0 where it is not known; `stem` is the title of the group that it stands in.
    """

    framework: str
    edition: str
    kind: Literal["knowledge", "practice"]
    code: str
    text: str
    area: int = 0
    area_name: str = ""
    stem: str = ""

    @property
    def named(self) -> dict[str, str]:
        """What tells it from every other, as a field names it."""
        return {"framework": self.framework, "edition": self.edition, "kind": self.kind, "code": self.code}


@dataclass(frozen=True)
class Field:
    """One thing a participant fills in.

    Args:
        key: what its answer is kept under.
        label: the question in words.
        points: of a scale; 0 where there is none.
        statement: what is rated.
    """

    key: str
    type: FieldType
    label: str
    points: int = 0
    statement: Measure | None = None

    @property
    def id(self) -> str:
        """What forms call it."""
        return field_id(self.key)

    @property
    def part(self) -> str:
        """Which part of its activity it is; "" where it is the only one."""
        return split_key(self.key)[1] or ""

    @property
    def nothing(self) -> str | None:
        """The answer of someone who has not answered."""
        return "" if self.type in ("text", "date") else None

    def model(self) -> dict[str, Any]:
        """The field as JSON. A statement is named, not quoted: its words stand in the list of statements."""
        said: dict[str, Any] = {"key": self.key, "id": self.id, "type": self.type, "label": self.label}
        if self.points:
            said["points"] = self.points
        if self.statement:
            said |= {"label": self.statement.code, "statement": self.statement.named}
        return said


@dataclass(frozen=True, repr=False)
class Activity:
    """A part of a workbook that a participant answers.

    Args:
        id: slug, unique in a workbook; answers are kept under it, so it never changes with order or wording.
        label: the question or instruction, as plain text.
        minutes: how long it takes, shown as a pill.
        mode: how people work, such as "In pairs", shown as a pill.
        help: a plain sentence under the label.
        group_notes: set by `twin`; these notes belong to a group, not to one person.
        no_pupils: reminds the writer to name no pupil.
    """

    name: ClassVar[str]

    id: str
    label: str
    minutes: int | None = field(default=None, kw_only=True)
    mode: str | None = field(default=None, kw_only=True)
    help: str = field(default="", kw_only=True)
    group_notes: bool = field(default=False, kw_only=True)
    no_pupils: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        if not SLUG.fullmatch(self.id):
            raise ActivityError(self.id, "an id is small letters and digits joined by single hyphens")
        if self.id in TAKEN:
            raise ActivityError(self.id, "the page itself has this id; choose another, such as my-" + self.id)
        self._set("label", plain(self.label))
        self._set("help", plain(self.help))
        self._set("mode", plain(self.mode) if self.mode else None)
        if not self.label:
            raise ActivityError(self.id, "the label is empty; say what to do")
        if self.minutes is not None and self.minutes < 1:
            raise ActivityError(self.id, "minutes must be 1 or more, or left out")
        self.check()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r}, {self.label!r})"

    def check(self) -> None:
        """Tidies and checks what only this kind of activity has; raises ActivityError."""

    def twin(self, label: str | None = None, mode: str | None = None) -> Self:
        """The same activity done together: its notes are the group's and are kept apart."""
        if self.group_notes:
            raise ActivityError(self.id, "this is a group's twin already")
        return replace(self, id=f"{self.id}-group", label=label or self.label, mode=mode, group_notes=True)

    def fields(self) -> tuple[Field, ...]:
        """Everything to fill in, in reading order."""
        raise NotImplementedError

    @property
    def writer(self) -> Writer:
        """Who answers."""
        return "group" if self.group_notes else "participant"

    def properties(self) -> dict[str, Any]:
        """What the model says beyond what all activities say, as plain JSON."""
        return {}

    def model(self) -> dict[str, Any]:
        """The activity as JSON: what is asked, of whom and how, in plain text that no surface has escaped yet.

        docs/workbook-file.md describes it; `statements` quotes what its ratings rate.
        """
        quoted = [asdict(field.statement) for field in self.fields() if field.statement]
        return {
            "type": "activity",
            "id": self.id,
            "kind": self.name,
            "label": self.label,
            "help": self.help,
            "minutes": self.minutes,
            "mode": self.mode or "",
            "group_notes": self.group_notes,
            "no_pupils": self.no_pupils,
            "writer": self.writer,
            **self.properties(),
            "fields": [field.model() for field in self.fields()],
            **({"statements": quoted} if quoted else {}),
        }

    # where it is answered in a notebook

    @property
    def value(self) -> Any:
        """What is answered in the notebook that has it open: a text, or else a mapping from each part to its answer.

        A rating's parts are the codes of its statements. What nobody has answered is "" in a text or date, and None in
        a rating or tick; so is everything where nobody can answer, as when pages are made.
        """
        there = host()
        said = {field.part: (there.get(field.key) if there else None) or field.nothing for field in self.fields()}
        return said[""] if list(said) == [""] else said

    def observe(self, handler: Callable[[Any], None], names: Any = ALL) -> None:
        """Calls the handler whenever an answer changes, as that of a widget is called.

        Args:
            handler: gets a change with `name` (the part, or "value" where there is one text), `old`, `new`, `owner`
                (this activity) and `type` ("change").
            names: a part or a list of parts; every part, where nothing is said.
        """
        if there := host():
            there.observe(self, handler, names)

    def unobserve(self, handler: Callable[[Any], None], names: Any = ALL) -> None:
        """Calls the handler no more."""
        if there := host():
            there.unobserve(self, handler, names)

    def html(self) -> str:
        """The form as semantic HTML that works without script."""
        sizes = ";".join(f"--{name}:{number}" for name, number in self._sizes().items())
        opening = attributes(class_=f"seminar-activity {self.name}", data_group=self.group_notes,
                             **self._group_role(), style=sizes or None)  # fmt: skip
        return f"<div{opening}>\n{self._pills()}{self.body()}</div>"

    def body(self) -> str:
        """The HTML inside the activity's frame, from the label down."""
        raise NotImplementedError

    def typst(self) -> str:
        """The call that draws the form on paper."""
        return typst_call(self.name, id=self.id, label=self.label, help=self.help, mode=self.mode,
                          minutes=self.minutes, group=self.group_notes, no_pupils=self.no_pupils,
                          **self.on_paper())  # fmt: skip

    def on_paper(self) -> dict[str, Typst]:
        """What the Typst call is told beyond what all activities say."""
        raise NotImplementedError

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any] | Bundle:
        return live(self) or self.as_text()

    def as_text(self) -> dict[str, Any]:
        """What a cell shows where no kernel is live: the model, and the forms for pages and for paper."""
        drawn = {"html": self.html(), "typst": self.typst()}
        bundle: dict[str, Any] = {"text/plain": f"{type(self).__name__}: {self.label}", MIME_TYPE: self.model()}
        # a text/html output makes Quarto add scripts from a network address
        if not any(key.startswith("QUARTO_") for key in os.environ):
            bundle["text/html"] = drawn["html"]
        elif STATIC not in os.environ:  # anybody's document: Quarto hands on Markdown alone
            drawn[MODEL] = json_text(self.model())
        bundle["text/markdown"] = "\n\n".join(raw_block(writer, text) for writer, text in drawn.items()) + "\n"
        return bundle

    # parts of forms, for the subclasses

    grouped: ClassVar[bool] = True  # several controls under one label, rather than a control of that label

    def _group_role(self) -> dict[str, str]:
        return {"role": "group", "aria_labelledby": f"{self.id}_label"} if self.grouped else {}

    def _sizes(self) -> dict[str, int]:
        """What the style sheet must know: how many lines its boxes have, how many columns and rows there are."""
        lines: Lines | None = getattr(self, "lines", None)
        return {"lines": shown_lines(lines)} if lines else {}

    def _part(self, part: str | int) -> str:
        """The id of the field for this part, which is its key too."""
        return join_key(self.id, part)

    def _described(self) -> str | None:
        """The ids of what is said about every control of this activity."""
        said = {f"{self.id}_help": self.help, f"{self.id}_pupils": self.no_pupils}
        return " ".join(id for id, there in said.items() if there) or None

    def _question(self) -> str:
        asked = f'<p class="question"{attributes(id=f"{self.id}_label")}>{escape(self.label)}</p>\n'
        return asked + self._help()

    def _help(self) -> str:
        if not self.help:
            return ""
        return f'<p class="help"{attributes(id=f"{self.id}_help")}>{escape(self.help)}</p>\n'

    def _pills(self) -> str:
        group = "Group notes" if self.group_notes else None
        said = {"group-notes": group, "mode": self.mode, "minutes": _minutes(self.minutes)}
        pills = [f'<span class="pill {name}">{escape(text)}</span>' for name, text in said.items() if text]
        if self.no_pupils:
            pills.append(f'<span class="pill no-pupils" id="{self.id}_pupils">Name no pupil</span>')
        return f'<p class="pills">{" ".join(pills)}</p>\n' if pills else ""

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _check_lines(self, lines: Lines, may_fill: bool = False) -> None:
        if lines == "fill" and may_fill:
            return
        if not isinstance(lines, int) or isinstance(lines, bool) or not 1 <= lines <= MOST_LINES:
            also = ' or "fill"' if may_fill else ""
            raise ActivityError(self.id, f"lines must be a number from 1 to {MOST_LINES}{also}")

    def _texts(self, name: str, values: object) -> tuple[str, ...]:
        """The values as plain one-line texts; raises ActivityError where one is missing or not text."""
        if isinstance(values, str) or not isinstance(values, list | tuple):
            raise ActivityError(self.id, f"{name} must be a list of texts")
        texts = tuple(plain(value) if isinstance(value, str) else "" for value in values)
        if not all(texts):
            raise ActivityError(self.id, f"{name} has an entry that is empty or not text")
        return texts


def text_area(id: str, lines: Lines, described: str | None = None) -> str:
    """A box to write in that shows the asked number of lines and grows."""
    given = attributes(id=id, name=id, rows=shown_lines(lines), aria_describedby=described)
    return f"<textarea{given}></textarea>"


def shown_lines(lines: Lines) -> int:
    """How many lines of a box a screen shows at first."""
    return 10 if lines == "fill" else lines


def _minutes(minutes: int | None) -> str | None:
    if minutes is None:
        return None
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


#: The fields that stand on every workbook's cover, drawn by the page templates.
COVER_FIELDS = (
    Field(join_key(COVER, "name"), "text", "Your name"),
    Field(join_key(COVER, "school"), "text", "School or organisation"),
    Field(join_key(COVER, "partner"), "text", "Coaching partner"),
)
