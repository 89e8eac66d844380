"""The one place that asks pandoc: a process that stays, for starting one costs more than most of its jobs."""

import atexit
import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pypandoc

from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.files import stat_of
from workbook_kit.processes import Child, Keeper, ProcessEndedError, ProcessTooSlowError
from workbook_kit.project.placeholders import escape_markdown

_SCRIPT = Path(__file__).with_name("convert.lua")
#: Seconds that pandoc may take over one job.
TIMEOUT = 120
#: Seconds of processor time after which the system ends a process, also one whose builder was killed in the middle
#: of a job without end.
MOST_CPU = 600
#: Bytes of memory from which a process is replaced. What it keeps is bounded, so this is for what nobody thought of.
MOST_MEMORY = 350_000_000
#: Seconds for a process that has no job to end.
PATIENCE = 2

_TEXT = "look for a text with very many brackets, or very deep lists"
#: Mostly the system has ended it, for want of memory.
_MEMORY = f"close other programs, or use fewer --jobs, and build again; if it happens again, {_TEXT}"


def _start() -> Child:
    # it keeps a folder there while it runs; one that is killed leaves it, and ours is removed with all in it
    environment = {**without_network(), "TMPDIR": tempfile.gettempdir()}
    return Child([program(), "lua", _SCRIPT], _SCRIPT.parent, environment, MOST_CPU)


def _write(job: Mapping[str, Any], pipe: IO[bytes]) -> None:
    pipe.write(json.dumps(job).encode() + b"\n")


def _read(pipe: IO[bytes]) -> Any:
    return json.loads(pipe.readline())


def program() -> str:
    """Where pandoc is: the one that came with its Python package, without starting it to ask for its version."""
    name = "pandoc.exe" if os.name == "nt" else "pandoc"
    bundled = Path(pypandoc.__file__).parent / "files" / name
    return str(bundled) if bundled.is_file() else pypandoc.get_pandoc_path()


def without_network() -> dict[str, str]:
    """An environment in which every fetch fails at once: a proxy that nobody listens on."""
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    return {**os.environ, **nowhere, "no_proxy": "", "NO_PROXY": ""}


#: What of the metadata is told to pandoc, Quarto or a template as it is, and is no text to read.
SETTINGS = frozenset(("lang", "edition", "branding", "logo", "qr", "content-hash", "script-hash"))
#: What our documents may use. Raw HTML and TeX are not read, so no value and no sheet can bring tags in.
READER = "markdown-raw_html-raw_tex"

#: Of filters, of templates and of their parts.
_SOURCES = (".lua", ".html", ".typst", ".typ")

_PROBLEM = re.compile(r"^seminar: (?P<what>.+); (?P<todo>.+?)$", re.MULTILINE)
# letters that YAML forbids or takes for line ends, though JSON lets them stand
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")

_pandoc = Keeper(_start, _write, _read, timeout=TIMEOUT, most_memory=MOST_MEMORY, patience=PATIENCE)
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


def front_matter(metadata: Mapping[str, Any], **settings: Any) -> str:
    """The metadata as a YAML block to stand before Markdown; JSON is YAML in which no value is special.

    Args:
        metadata: plain text, which pandoc would take for Markdown.
        settings: further entries that are as pandoc or Quarto wants them.
    """
    text = json.dumps({**_as_markdown(metadata), **settings}, ensure_ascii=False, indent=2)
    return f"---\n{_NOT_IN_YAML.sub('', text)}\n---\n\n"


def _as_markdown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: said if key in SETTINGS else _as_markdown(said) for key, said in value.items()}
    if isinstance(value, list | tuple):
        return [_as_markdown(one) for one in value]
    return escape_markdown(value) if isinstance(value, str) else value


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
        answer: dict[str, str] = _pandoc.ask(_job(parts, format, front, edition))
    except ProcessEndedError as error:
        raise problem("", f"pandoc ended without an answer, twice{error.last_words}", _MEMORY) from None
    except ProcessTooSlowError:
        raise problem("", f"pandoc took more than {_pandoc.timeout} seconds", _TEXT) from None
    if "error" in answer:
        raise ProblemsError(_problems(answer["error"]))
    return answer["text"]


def process_id() -> int:
    """The number of pandoc's process; 0 while there is none."""
    return _pandoc.pid


def told_by_filter(said: str) -> list[Problem]:
    """What our filter found wrong, among all that pandoc, or Quarto around it, said."""
    return [Problem("", 0, found["what"], found["todo"]) for found in _PROBLEM.finditer(said)]


def _job(parts: Sequence[str], format: Format, front: str, edition: str) -> dict[str, Any]:
    extension = format.extension.resolve()
    files = _files(extension) if format.filters or format.template else []
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
        # a template knows its parts by name, as it does when Quarto has copied them
        "partials": {path.name: str(path) for path in files if path.suffix == ".typ"},
        "shift": format.shift,
        "options": dict(format.options),
        "variables": dict(format.variables),
        "looks": json.dumps([str(extension), *([str(path), *stat_of(path)] for path in files)]) if files else "",
    }


def _files(extension: Path) -> list[Path]:
    """What filters and templates are made of: with any of them, what pandoc's process keeps is changed."""
    folders = (extension, *extension.glob("activities/*"))
    return sorted(path for folder in folders for path in folder.iterdir() if path.suffix in _SOURCES)


def _problems(said: str) -> list[Problem]:
    stopped = Problem("", 0, f"pandoc stopped: {' '.join(said.split())}", "look at the Markdown it names")
    return told_by_filter(said) or [stopped]
