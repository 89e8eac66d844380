"""Placeholders in running text, filled from a sheet's parameters before the sheet runs.

A value is always text to be read: whatever Markdown would make of it is escaped, and it is never
a template itself.
"""

import re
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

#: Punctuation that Markdown, or one of pandoc's extensions to it, may act upon.
_ACTIVE = re.compile(r"([!-/:-@\[-`{-~])")


def escape_markdown(value: object) -> str:
    """The value as text that Markdown shows just as it is, on one line."""
    return _ACTIVE.sub(r"\\\1", " ".join(str(value).split()))


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


# Jinja's usual comment mark {# is how pandoc writes an identifier, as in "## Heading {#name}".
ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined,
    finalize=_written_out,
    comment_start_string="{##",
    comment_end_string="##}",
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


#: The same language for data that is not Markdown: what reads the text escapes it where it is shown.
_PLAIN = ENVIRONMENT.overlay(finalize=lambda value: value)


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


def _rendered(environment: Environment, source: str, parameters: dict[str, Any]) -> str:
    try:
        return environment.from_string(source).render(parameters)
    except TemplateError as error:
        raise FillError(_plain_words(error.message or type(error).__name__), _line(error)) from None
    except Exception as error:  # whatever an author's expression may do: it is their text, not our code
        raise FillError(f"{type(error).__name__}: {error}", _line(error)) from None


def _plain_words(message: str) -> str:
    message = re.sub(r"'dict object' has no attribute '(\w+)'", r"this parameter has no part `\1`", message)
    return re.sub(r"^'(\w+)' is undefined", r"`\1` is not a parameter", message)


def _line(error: BaseException) -> int:
    line, trace = getattr(error, "lineno", None), error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return (line or 1) - 1
