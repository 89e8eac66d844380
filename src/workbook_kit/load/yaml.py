"""YAML files read with their line numbers, checked against a model, and every fault named in plain words."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from workbook_kit.errors import Problem, ProblemsError, problem

T = TypeVar("T")
Place = Sequence[int | str]
#: A file of data larger than this is not one that a person wrote.
LARGEST = 5_000_000


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


def read_yaml(path: Path, name: str) -> YamlFile:
    """The file's content with line numbers; never runs anything that the file says.

    Raises:
        ProblemsError: the file is missing, not UTF-8, too large, or not YAML.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise problem(name, "the file is larger than 5 MB", "check that it is the right file")
        return YamlFile(name, YAML(typ="rt").load(path.read_text(encoding="utf-8-sig")))
    except FileNotFoundError:
        raise problem(name, "the file is missing", "add it, or copy it from a new project") from None
    except (UnicodeDecodeError, OSError) as error:
        raise problem(name, f"the file cannot be read ({error})", "save it as UTF-8 text") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        what = " ".join(str(error.problem or error.context).split())
        raise problem(name, f"this is not YAML: {what}", "check the indents and quotes here", line) from None
    except (YAMLError, RecursionError, ValueError) as error:
        raise problem(name, f"this is not YAML ({type(error).__name__})", "check indents and quotes") from None


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


def plain_words(detail: ErrorDetails, model: Any) -> tuple[str, str]:
    """What is wrong and what to do, for one of pydantic's findings."""
    steps = [step for step in detail["loc"] if step != "[key]"]
    name = str(steps[-1]) if steps else "the file"
    match detail["type"]:
        case "missing":
            return f"`{name}` is missing", "add it"
        case "extra_forbidden":
            return f"`{name}` is not a known key", _known(name, _keys_at(model, steps[:-1]))
        case "string_pattern_mismatch":
            return f"`{name}` is {detail['input']!r}", _pattern_hint(str(detail["ctx"]["pattern"]))
        case "string_too_short" | "too_short":
            return f"`{name}` is empty", "fill it in, or take the line out"
        case "value_error":
            what, _, todo = detail["msg"].removeprefix("Value error, ").partition("; ")
            return what, todo or "mend it"
        case "string_type":
            return f"`{name}` is {detail['input']!r}, not text", "put it in quotes"
    return f"`{name}`: {detail['msg'][:1].lower()}{detail['msg'][1:]}", "mend this value"


def _pattern_hint(pattern: str) -> str:
    if "NPQ" in pattern:
        return "write the NPQ's short name, such as NPQLTD"
    return "use lower case letters and digits, words joined by single hyphens"


def _known(name: str, keys: Iterable[str]) -> str:
    keys = sorted(keys)
    close = difflib.get_close_matches(name, keys, n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"use one of {', '.join(keys)}" if keys else "take it out"


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
