"""YAML files read into plain values and checked against a model, with the line of whatever is wrong.

A file is read twice at the most. libyaml reads it a hundred times faster than ruamel.yaml, and takes only what means
the same to both: text, whole numbers, true, false, lists and keys. Whatever else stands in a file, a mistake above
all, is left to ruamel.yaml, which knows YAML 1.2 and the line of everything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.project.values import explain_error, read_text

T = TypeVar("T")
Place = Sequence[int | str]
#: A file of data larger or deeper than this is not one that a person wrote.
LARGEST, DEEPEST = 1_000_000, 20

#: What the two do not agree upon: tabs, line ends other than \n, what stands close below or beside the mark of a block
#: of text, directives, and where a document begins and ends.
_DISPUTED = re.compile(
    r"[\t\r\x7f-\x9f\u2028\u2029\ufeff]|[|>][-+0-9]* *(?:#|\n *[\n#])|^(?:%|---|\.\.\.)", re.MULTILINE
)
_WORDS = {"true": True, "false": False, "null": None, "": None}
_WHOLE = re.compile("0|-?[1-9][0-9]{0,17}")
#: Whatever else might be a number, a day, a word for nothing or a key that merges.
_NO_TEXT = re.compile(
    r"[-+.]*[0-9_][0-9_.]*(e[-+]?[0-9]+)?|[-+]?0[xob][0-9a-f_]*|[-+]?\.(inf|nan)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*"
    r"|true|false|null|~|<<|=",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class YamlFile:
    """A parsed file. `name` is how the user knows it, relative to the project."""

    name: str
    data: Any
    text: str = ""

    def line(self, place: Place = ()) -> int:
        """The line, from 1, of the deepest part of `place` that exists."""
        node, line = self._with_lines, 1
        for step in place:
            if isinstance(node, dict) and step in node:
                line = int(node.lc.key(step)[0]) + 1  # type: ignore[attr-defined]
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                line = int(node.lc.item(step)[0]) + 1  # type: ignore[attr-defined]
            else:
                break
            node = node[step]
        return line

    def problem(self, place: Place, what: str, todo: str) -> Problem:
        """A problem at that place of this file."""
        return Problem(self.name, self.line(place), what, todo)

    @cached_property
    def _with_lines(self) -> Any:
        try:
            return _read_with_lines(self.text, self.name)
        except ProblemsError:  # what only the other reader could read has no lines
            return None


def read_yaml(path: Path, name: str) -> YamlFile:
    """The file's content; never runs anything that the file says.

    Raises:
        ProblemsError: the file is missing, not UTF-8, too large, or not YAML.
    """
    text = read_text(path, name, "the file", LARGEST)
    try:
        data = _read_fast(text)
    except (_DisputedError, yaml.YAMLError, RecursionError):
        data = _read_with_lines(text, name)
    return YamlFile(name, data, text)


def validate(file: YamlFile, model: type[T]) -> T:
    """The file's content as a value of `model`.

    Raises:
        ProblemsError: one problem for each fault, with its line.
    """
    try:
        return TypeAdapter(model).validate_python(file.data)
    except ValidationError as error:
        raise ProblemsError(file.problem(*found) for found in explain_error(error, model)) from None


class _DisputedError(Exception):
    """Something that is left to the other reader."""


def _read_fast(text: str) -> Any:
    if not yaml.__with_libyaml__ or _DISPUTED.search(text):
        raise _DisputedError
    parser = yaml.CSafeLoader(text)
    try:
        parser.get_event()  # of the stream
        if isinstance(parser.get_event(), yaml.StreamEndEvent):
            return None
        value = _value(parser, parser.get_event(), 0)
        parser.get_event()  # the end of the document
        if not isinstance(parser.get_event(), yaml.StreamEndEvent):
            raise _DisputedError
        return value
    finally:
        parser.dispose()


def _value(parser: Any, event: Any, depth: int) -> Any:
    if isinstance(event, yaml.AliasEvent) or event.anchor or event.tag or depth >= DEEPEST:
        raise _DisputedError
    if isinstance(event, yaml.ScalarEvent):
        return event.value if event.style else _plain_scalar(event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(event := parser.get_event(), yaml.SequenceEndEvent):
            items.append(_value(parser, event, depth + 1))
        return items
    values: dict[str, Any] = {}
    while not isinstance(event := parser.get_event(), yaml.MappingEndEvent):
        key = _value(parser, event, depth + 1)
        if not isinstance(key, str) or key in values:
            raise _DisputedError
        values[key] = _value(parser, parser.get_event(), depth + 1)
    return values


def _plain_scalar(text: str) -> Any:
    """What stands there without quotes."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NO_TEXT.fullmatch(text):
        raise _DisputedError
    return text


def _read_with_lines(text: str, name: str) -> Any:
    # It takes a while to import, for files in which nothing is wrong or rare.
    from workbook_kit.project.yaml_lines import read_with_lines

    return read_with_lines(text, name)
