"""Faults that pydantic finds, in the words of a person who keeps the files."""

from collections.abc import Sequence
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from workbook_kit.errors import choices

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
