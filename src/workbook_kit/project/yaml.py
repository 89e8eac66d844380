"""YAML files read with their line numbers, checked against a model, and every fault named in plain words."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.reader import ReaderError

from workbook_kit.errors import Problem, ProblemsError, choices, problem

# Faults that pydantic finds, in the words of a person who keeps the files.

#: Letters of a wrong value that a message quotes.
SHOWN = 60


def plain_words(detail: ErrorDetails, model: Any) -> tuple[str, str]:
    """What is wrong and what to do, for one of pydantic's findings."""
    steps = [step for step in detail["loc"] if step != "[key]"]
    name = str(steps[-1]) if "[key]" in detail["loc"] else _word(steps)
    given, context = detail["input"], detail.get("ctx", {})
    match detail["type"]:
        case "missing" if isinstance(steps[-1], int):
            return f"`{_word(steps[:-1])}` has too few items", f"give {steps[-1] + 1} or more"
        case "missing":
            return f"`{name}` is missing", "add it"
        case "extra_forbidden":
            return f"`{name}` is not a known key", _known(name, _keys_at(model, steps[:-1]))
        case "string_pattern_mismatch":
            return f"`{name}` is {shown(given)}", _pattern_hint(str(context["pattern"]))
        case "string_too_short" | "too_short" if not given:
            return f"`{name}` is empty", "fill it in, or take the line out"
        case "too_short":
            return f"`{name}` has {len(given)}", f"give {context['min_length']} or more"
        case "too_long":
            return f"`{name}` has {len(given)}", f"give {context['max_length']} or fewer"
        case "string_too_long":
            return f"`{name}` has {len(given)} letters", f"use {context['max_length']} or fewer"
        case "value_error":
            what, _, todo = detail["msg"].removeprefix("Value error, ").partition("; ")
            return what, todo or "mend it"
        case "string_type" if given is None:
            return f"`{name}` is empty", "fill it in, or take the line out"
        case "string_type" if isinstance(given, dict | list):
            return f"`{name}` is {shown(given)}, not text", "write one text"
        case "string_type":
            return f"`{name}` is {shown(given)}, not text", "put it in quotes"
        case "dict_type" | "model_type":
            return f"`{name}` is {shown(given)}, not keys with values", "write `key: value` lines below it"
        case "tuple_type" | "list_type":
            return f"`{name}` is {shown(given)}, not a list", "write `- ` before each item"
        case "bool_type" | "bool_parsing":
            return f"`{name}` is {shown(given)}", "write true or false"
        case kind if kind.startswith(("int", "finite")):
            return f"`{name}` is {shown(given)}, not a whole number", "write it in figures"
        case "greater_than_equal":
            return f"`{name}` is {given}", f"{context['ge']} is the least it can be"
        case "less_than_equal":
            return f"`{name}` is {given}", f"{context['le']} is the most it can be"
        case "literal_error":
            return f"`{name}` is {shown(given)}", f"write {context['expected']}"
    return f"`{name}`: {detail['msg'][:1].lower()}{detail['msg'][1:]}", "mend this value"


def shown(value: object) -> str:
    """The value as a message quotes it: short, and with no Python around it."""
    match value:
        case str():
            return repr(value if len(value) <= SHOWN else f"{value[:SHOWN]}…")
        case None:
            return "empty"
        case bool():
            return str(value).lower()
        case dict():
            return "keys with values"
        case list() | tuple():
            return "a list"
    return str(value)[:SHOWN]


def _word(steps: Sequence[int | str]) -> str:
    return next((step for step in reversed(steps) if isinstance(step, str)), "the file")


def _pattern_hint(pattern: str) -> str:
    if "NPQ" in pattern:
        return "write the NPQ's short name, such as NPQLTD"
    if "A-Za-z" in pattern:
        return "use letters, digits and spaces, as the font's own name has them"
    return "use lower case letters and digits, words joined by single hyphens"


def _known(name: str, keys: Sequence[str]) -> str:
    return choices(name, keys) if keys else "take it out"


def _keys_at(model: Any, steps: Sequence[int | str]) -> list[str]:
    """The keys allowed where `steps` lead, empty where that cannot be told."""
    for step in steps:
        field = _model_in(model)
        if field is None:
            model = _inner(model)
        elif isinstance(step, str) and step in field.model_fields:
            model = field.model_fields[step].annotation
        if isinstance(step, int) or _model_in(model) is None:
            model = _inner(model)
    found = _model_in(model)
    return list(found.model_fields) if found else []


def _inner(annotation: Any) -> Any:
    args = [arg for arg in get_args(annotation) if arg not in (Ellipsis, type(None))]
    return args[-1] if args else annotation


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if get_origin(annotation) in (Union, UnionType):
        return next((found for arg in get_args(annotation) if (found := _model_in(arg))), None)
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


# YAML files read with their line numbers, checked against a model, and every fault named in plain words.

T = TypeVar("T")
Place = Sequence[int | str]
#: A file of data larger or deeper than this is not one that a person wrote.
LARGEST, DEEPEST = 1_000_000, 20
STRING = "tag:yaml.org,2002:str"


@dataclass(frozen=True)
class YamlFile:
    """A parsed file. `name` is how the user knows it, relative to the project."""

    name: str
    data: Any

    def line(self, place: Place = ()) -> int:
        """The line, from 1, of the deepest part of `place` that exists."""
        node, line = self.data, 1
        for step in place:
            found = _line_of(node, step)
            if found is None:
                break
            line = found + 1
            node = node[step] if _has(node, step) else None
        return line

    def problem(self, place: Place, what: str, todo: str) -> Problem:
        """A problem at that place of this file."""
        return Problem(self.name, self.line(place), what, todo)


class _NotPlainError(MarkedYAMLError):
    """Something that YAML knows and our files have no use for."""


class _PlainComposer(Composer):
    """Reads values written out, and nothing that could stand for a thousand others or build an object."""

    nested = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        if isinstance(event, AliasEvent):
            raise _NotPlainError(problem="an alias (*)", problem_mark=event.start_mark)
        if str(getattr(event, "tag", None) or STRING) != STRING:
            raise _NotPlainError(problem="a tag (!)", problem_mark=event.start_mark)
        if self.nested >= DEEPEST:
            raise _NotPlainError(problem=f"more than {DEEPEST} levels", problem_mark=event.start_mark)
        self.nested += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.nested -= 1


def read_yaml(path: Path, name: str) -> YamlFile:
    """The file's content with line numbers; never runs anything that the file says.

    Raises:
        ProblemsError: the file is missing, not UTF-8, too large, or not YAML.
    """
    text = _text(path, name)
    reader = YAML(typ="rt")
    reader.Composer = _PlainComposer
    try:
        return YamlFile(name, reader.load(text))
    except _NotPlainError as error:
        line = error.problem_mark.line + 1
        raise problem(name, f"{error.problem} cannot be read here", "write the values out plainly", line) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        what = " ".join(str(error.problem or error.context).split())
        raise problem(name, f"this is not YAML: {what}", "check the indents and quotes here", line) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        what = f"an invisible character (U+{ord(text[error.position]):04X})"
        raise problem(name, what, "delete it and type the word again", line) from None
    except (YAMLError, RecursionError, ValueError) as error:
        why = str(error).splitlines()[0][:60] if str(error) else type(error).__name__
        raise problem(name, f"this is not YAML ({why})", "check numbers, indents and quotes") from None


def _text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise problem(name, "the file is larger than 1 MB", "check that it is the right file")
        content = path.read_bytes()
    except FileNotFoundError:
        raise problem(name, "the file is missing", "add it, or copy it from a new project") from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise problem(name, f"the file cannot be read ({why})", "check the file and its rights") from None
    try:
        # Two ways of writing é look the same, and fonts have only one of them.
        return unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise problem(name, "the file is not UTF-8", "save it as UTF-8 text", line) from None


def validate(file: YamlFile, model: type[T], place: Place = ()) -> T:
    """The part of the file at `place` as a value of `model`.

    Raises:
        ProblemsError: one problem for each fault, with its line.
    """
    data = file.data
    for step in place:
        data = data[step]
    try:
        return TypeAdapter(model).validate_python(data)
    except ValidationError as error:
        raise ProblemsError(_describe(file, model, place, detail) for detail in _causes(error.errors())) from None


def _causes(details: list[ErrorDetails]) -> Iterable[ErrorDetails]:
    """The findings without those that only follow from one inside: a list is "too short" when an item fell out."""
    places = [detail["loc"] for detail in details]
    for detail in details:
        inside = any(len(place) > len(detail["loc"]) and place[: len(detail["loc"])] == detail["loc"]
                     for place in places)  # fmt: skip
        if detail["type"] != "too_short" or not inside:
            yield detail


def _describe(file: YamlFile, model: Any, start: Place, detail: ErrorDetails) -> Problem:
    place = [*start, *detail["loc"]]
    what, todo = plain_words(detail, model)
    return file.problem(place, what, todo)


def _has(node: Any, step: int | str) -> bool:
    if isinstance(node, CommentedMap):
        return step in node
    return isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node)


def _line_of(node: Any, step: int | str) -> int | None:
    if not _has(node, step):
        return None
    if isinstance(node, CommentedMap):
        return int(node.lc.key(step)[0])
    return int(node.lc.item(step)[0])
