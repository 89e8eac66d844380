"""The text and the values of files that people keep, and what is wrong with them in plain words."""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from workbook_kit.errors import choices, problem

#: Letters of a wrong value that a message quotes.
MOST_QUOTED = 60


def read_text(path: Path, name: str, called: str, largest: int, save: str = "save it as UTF-8 text") -> str:
    """The file's text, in the one spelling that fonts have.

    Args:
        name: how the user knows the file.
        called: what a message calls it.
        largest: bytes of the largest that a person would write.
        save: what to do where it is not UTF-8.

    Raises:
        ProblemsError: it is missing, too large, not to be read or not UTF-8.
    """
    try:
        if path.stat().st_size > largest:
            what = f"the file is larger than {largest // 1_000_000} MB"
            raise problem(name, what, "check that it is the right file")
        content = path.read_bytes()
        # Two ways of writing é look the same, and fonts have only one of them.
        return unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except FileNotFoundError:
        raise problem(name, f"{called} is missing", "add it, or copy it from a new project") from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise problem(name, f"{called} cannot be read ({why})", "check the file and its rights") from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise problem(name, "the file is not UTF-8", save, line) from None


def quote(value: object) -> str:
    """The value as a message quotes it: short, and with no Python around it."""
    match value:
        case str():
            return repr(value if len(value) <= MOST_QUOTED else f"{value[:MOST_QUOTED]}…")
        case None:
            return "empty"
        case bool():
            return str(value).lower()
        case dict():
            return "keys with values"
        case list() | tuple():
            return "a list"
    return str(value)[:MOST_QUOTED]


def explain_error(error: ValidationError, model: Any) -> Iterator[tuple[tuple[int | str, ...], str, str]]:
    """Where, what is wrong and what to do, for each of pydantic's findings that does not follow from another."""
    details = error.errors()
    places = [detail["loc"] for detail in details]
    for place, detail in zip(places, details, strict=True):
        # a list is "too short" when an item fell out
        inside = any(len(other) > len(place) and other[: len(place)] == place for other in places)
        if detail["type"] != "too_short" or not inside:
            yield (place, *_explain(detail, model))


def _explain(detail: ErrorDetails, model: Any) -> tuple[str, str]:
    steps = [step for step in detail["loc"] if step != "[key]"]
    name = str(steps[-1]) if "[key]" in detail["loc"] else _word(steps)
    given, context = detail["input"], detail.get("ctx", {})
    match detail["type"]:
        case "missing" if isinstance(steps[-1], int):
            return f"`{_word(steps[:-1])}` has too few items", f"give {steps[-1] + 1} or more"
        case "missing":
            return f"`{name}` is missing", "add it"
        case "extra_forbidden":
            return f"`{name}` is not a known key", choices(name, keys) if (
                keys := _keys_at(model, steps[:-1])
            ) else "take it out"
        case "string_pattern_mismatch":
            return f"`{name}` is {quote(given)}", _pattern_hint(str(context["pattern"]))
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
            return f"`{name}` is {quote(given)}, not text", "write one text"
        case "string_type":
            return f"`{name}` is {quote(given)}, not text", "put it in quotes"
        case "dict_type" | "model_type":
            return f"`{name}` is {quote(given)}, not keys with values", "write `key: value` lines below it"
        case "tuple_type" | "list_type":
            return f"`{name}` is {quote(given)}, not a list", "write `- ` before each item"
        case "bool_type" | "bool_parsing":
            return f"`{name}` is {quote(given)}", "write true or false"
        case kind if kind.startswith(("int", "finite")):
            return f"`{name}` is {quote(given)}, not a whole number", "write it in figures"
        case "greater_than_equal":
            return f"`{name}` is {given}", f"{context['ge']} is the least it can be"
        case "less_than_equal":
            return f"`{name}` is {given}", f"{context['le']} is the most it can be"
        case "literal_error":
            return f"`{name}` is {quote(given)}", f"write {context['expected']}"
    return f"`{name}`: {detail['msg'][:1].lower()}{detail['msg'][1:]}", "mend this value"


def _word(steps: Sequence[int | str]) -> str:
    return next((step for step in reversed(steps) if isinstance(step, str)), "the file")


def _pattern_hint(pattern: str) -> str:
    if "NPQ" in pattern:
        return "write the NPQ's short name, such as NPQLTD"
    if "A-Za-z" in pattern:
        return "use letters, digits and spaces, as the font's own name has them"
    return "use lower case letters and digits, words joined by single hyphens"


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
