"""Placeholders in running text, filled from a sheet's parameters before the sheet runs.

A value is always text to be read: whatever Markdown would make of it is escaped, and it is never
a template itself. The language is `{{ value }}`, `if` and `for`, and no more: whatever computes
belongs in a code cell, and no text can make the kit run for ever or fill the memory.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from jinja2 import (
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
    meta,
    nodes,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

#: Punctuation that Markdown, or one of pandoc's extensions to it, may act upon.
_ACTIVE = re.compile(r"([!-/:-@\[-`{-~])")
#: Characters that one cell's text may come to, and rounds that its loops may take together.
LONGEST, MOST_ROUNDS = 500_000, 10_000
#: Where the rounds are counted; no placeholder can spell this name.
_ROUNDS = "rounds taken"
_LANGUAGE = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.CondExpr),
    *(nodes.Name, nodes.Const, nodes.List, nodes.Tuple, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Keyword),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Test, nodes.Filter),
    *(nodes.Add, nodes.Sub, nodes.Neg, nodes.Pos, nodes.Concat),
)
_FILTERS = (
    *("abs", "capitalize", "count", "default", "first", "int", "last", "length", "list", "lower"),
    *("reverse", "round", "sort", "string", "title", "trim", "unique", "upper"),
)


def escape_markdown(value: object) -> str:
    """The value as text that Markdown shows just as it is, on one line."""
    return _escaped(str(value))


@lru_cache(10_000)
def _escaped(text: str) -> str:
    return _ACTIVE.sub(r"\\\1", " ".join(text.split()))


class FillError(Exception):
    """A placeholder that cannot be filled. `line` counts from 0 within the text."""

    def __init__(self, what: str, line: int) -> None:
        self.what, self.line = what, line
        super().__init__(what)


def _written_out(value: object) -> object:
    if isinstance(value, StrictUndefined):
        return value
    if value is None:
        raise UndefinedError("a placeholder has no value for this cohort; put {% if %} around it")
    return escape_markdown(value)


class _Placeholders(ImmutableSandboxedEnvironment):
    """The small language, with every round of every loop counted."""

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        _refuse_more(source)
        for loop in source.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _ROUNDS, [], [], None, None, lineno=loop.lineno)
        return super()._generate(source, *args, **kwargs)


def _refuse_more(template: nodes.Template) -> None:
    for node in template.find_all(nodes.Node):
        if not isinstance(node, _LANGUAGE) or (isinstance(node, nodes.For) and node.recursive):
            word = type(node).__name__.lower()
            raise TemplateSyntaxError(f"only values, if and for can stand here, not `{word}`", node.lineno)


@pass_context
def _counted(context: Context, items: Iterable[Any]) -> Iterator[Any]:
    rounds: list[None] = context[_ROUNDS]
    for item in items:
        rounds.append(None)
        if len(rounds) > MOST_ROUNDS:
            raise OverflowError(f"its loops go round more than {MOST_ROUNDS} times")
        yield item


def _join(items: Iterable[Any], between: str = "") -> str:
    parts = [str(item) for item in items]
    if sum(map(len, parts)) + len(str(between)) * len(parts) > LONGEST:
        raise OverflowError(_too_long())
    return str(between).join(parts)


def _too_long() -> str:
    return f"the text comes to more than {LONGEST} characters"


# Jinja's usual comment mark {# is how pandoc writes an identifier, as in "## Heading {#name}".
ENVIRONMENT = _Placeholders(
    undefined=StrictUndefined,
    finalize=_written_out,
    comment_start_string="{##",
    comment_end_string="##}",
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
ENVIRONMENT.filters = {name: ENVIRONMENT.filters[name] for name in _FILTERS} | {_ROUNDS: _counted, "join": _join}

#: The same language for data that is not Markdown: what reads the text escapes it where it is shown.
_PLAIN = ENVIRONMENT.overlay(finalize=lambda value: value)


def has_placeholders(source: str) -> bool:
    """Whether anything in the text is to be filled."""
    return any(mark in source for mark in ("{{", "{%", "{##"))


def fill(source: str, parameters: dict[str, Any]) -> str:
    """The Markdown text with every placeholder filled and escaped.

    Raises:
        FillError: a placeholder without a value, or one that cannot be worked out.
    """
    return _rendered(ENVIRONMENT, source, parameters)


def fill_plain(source: str, parameters: dict[str, Any]) -> str:
    """The text, which is not Markdown, with every placeholder filled as it is.

    Raises:
        FillError: as `fill` does.
    """
    return _rendered(_PLAIN, source, parameters)


def names(source: str) -> set[str]:
    """The parameters that a text's placeholders ask for.

    Raises:
        FillError: a placeholder that cannot be read.
    """
    try:
        template = ENVIRONMENT.parse(source)
        _refuse_more(template)
        return meta.find_undeclared_variables(template)
    except (TemplateError, RecursionError) as error:
        raise _told(error) from None


def _rendered(environment: Environment, source: str, parameters: dict[str, Any]) -> str:
    if "{" not in source:
        return source
    try:
        pieces, length = [], 0
        for piece in _compiled(environment, source).generate({**parameters, _ROUNDS: []}):
            length += len(piece)
            if length > LONGEST:
                raise OverflowError(_too_long())
            pieces.append(piece)
        return "".join(pieces)
    except Exception as error:  # whatever an author's expression may do: it is their text, not our code
        raise _told(error) from None


@lru_cache(1000)
def _compiled(environment: Environment, source: str) -> Template:
    return environment.from_string(source)


def _told(error: Exception) -> FillError:
    match error:
        case TemplateError():
            what = _plain_words(error.message or type(error).__name__)
        case OverflowError():
            what = str(error)
        case RecursionError():
            what = "its brackets or blocks are nested too deeply"
        case _:
            what = f"{type(error).__name__}: {error}"
    return FillError(what, _line(error))


def _plain_words(message: str) -> str:
    message = re.sub(r"'\w+ object' has no attribute '(\w+)'", r"this parameter has no part `\1`", message)
    nothing = r"what is to have the part `\1` is None for this cohort; put {% if %} around it"
    message = re.sub(r"'None' has no attribute '(\w+)'", nothing, message)
    return re.sub(r"^'(\w+)' is undefined", r"`\1` is not a parameter", message).rstrip(".")


def _line(error: BaseException) -> int:
    line, trace = getattr(error, "lineno", None), error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return (line or 1) - 1
