"""YAML 1.2 by ruamel.yaml, which knows the line of everything: for what is wrong in a file, or rare."""

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.reader import ReaderError

from workbook_kit.errors import problem
from workbook_kit.project.yaml import DEEPEST

_STRING = "tag:yaml.org,2002:str"


def read_with_lines(text: str, name: str) -> Any:
    """The file's content, in lists and dictionaries that have the lines of their parts in `lc`.

    Raises:
        ProblemsError: it is not YAML, or more than values written out.
    """
    reader = YAML(typ="rt")
    reader.Composer = _PlainComposer
    try:
        return reader.load(text)
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
    except (YAMLError, RecursionError, ValueError, AssertionError) as error:
        why = str(error).splitlines()[0][:60] if str(error) else type(error).__name__
        raise problem(name, f"this is not YAML ({why})", "check numbers, indents and quotes") from None


class _NotPlainError(MarkedYAMLError):
    """Something that YAML knows and our files have no use for."""


class _PlainComposer(Composer):
    """Reads values written out, and nothing that could stand for a thousand others or build an object."""

    nested = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        if isinstance(event, AliasEvent):
            raise _NotPlainError(problem="an alias (*)", problem_mark=event.start_mark)
        if str(getattr(event, "tag", None) or _STRING) != _STRING:
            raise _NotPlainError(problem="a tag (!)", problem_mark=event.start_mark)
        if self.nested >= DEEPEST:
            raise _NotPlainError(problem=f"more than {DEEPEST} levels", problem_mark=event.start_mark)
        self.nested += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.nested -= 1
