"""The one place that asks pandoc."""

import atexit
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.render.staying import PandocEndedError, StayingPandoc, without_network
from workbook_kit.seen import looks

__all__ = ["READER", "Format", "convert", "front_matter", "told_by_filter", "without_network"]

#: What our documents may use. Raw HTML and TeX are not read, so no value and no sheet can bring tags in.
READER = "markdown-raw_html-raw_tex"

_PROBLEM = re.compile(r"^seminar: (?P<what>.+); (?P<todo>.+?)$", re.MULTILINE)
# letters that YAML forbids or takes for line ends, though JSON lets them stand
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")

_pandoc = StayingPandoc()
atexit.register(_pandoc.close)


@dataclass(frozen=True)
class Format:
    """What pandoc is to make of a document.

    Args:
        to: pandoc's name for it.
        extension: the folder of the filters and the template.
        filters: names of Lua filters that look at one block at a time, in this order.
        filters_of_whole: names of those that come after, and need the document whole.
        template: the name of a template.
        shift: levels that headings go down.
        options: of pandoc's writer.
        variables: of the template.
    """

    to: str
    extension: Path = Path()
    filters: tuple[str, ...] = ()
    filters_of_whole: tuple[str, ...] = ()
    template: str = ""
    shift: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)


def front_matter(metadata: Mapping[str, Any]) -> str:
    """The metadata as a YAML block to stand before Markdown; JSON is YAML in which no value is special."""
    text = json.dumps(metadata, ensure_ascii=False, indent=2)
    return f"---\n{_NOT_IN_YAML.sub('', text)}\n---\n\n"


def convert(parts: Sequence[str], format: Format, front: str = "", edition: str = "") -> str:
    """The Markdown in another format.

    Args:
        parts: of one document, in order; parts.py tells where it can be cut.
        front: what `front_matter` made.
        edition: what filters find in the metadata, beside that.

    Raises:
        ProblemsError: what our filter found wrong, or what pandoc could not do.
    """
    try:
        answer = _pandoc.ask(_job(parts, format, front, edition))
    except PandocEndedError as error:
        raise ProblemsError([Problem("", 0, f"pandoc {error}", error.todo)]) from None
    if "error" in answer:
        raise ProblemsError(_problems(answer["error"]))
    return answer["text"]


def told_by_filter(said: str) -> list[Problem]:
    """What our filter found wrong, among all that pandoc, or Quarto around it, said."""
    return [Problem("", 0, found["what"], found["todo"]) for found in _PROBLEM.finditer(said)]


def _job(parts: Sequence[str], format: Format, front: str, edition: str) -> dict[str, Any]:
    extension = format.extension.resolve()
    return {
        # without tabs, as pandoc's own command line has it
        "parts": [part.expandtabs(4) for part in parts],
        "front": front,
        "reader": READER,
        "to": format.to,
        "edition": edition,
        "filters": [str(extension / name) for name in format.filters],
        "filters_of_whole": [str(extension / name) for name in format.filters_of_whole],
        "template": str(extension / format.template) if format.template else "",
        "shift": format.shift,
        "options": dict(format.options),
        "variables": dict(format.variables),
        "looks": _looks(extension) if format.filters or format.template else "",
    }


def _looks(extension: Path) -> str:
    """Changes with any file that filters or templates are made of."""
    files = (path for path in sorted(extension.iterdir()) if path.is_file())
    return json.dumps([str(extension), *([path.name, *looks(path)] for path in files)])


def _problems(said: str) -> list[Problem]:
    stopped = Problem("", 0, f"pandoc stopped: {' '.join(said.split())}", "look at the Markdown it names")
    return told_by_filter(said) or [stopped]
