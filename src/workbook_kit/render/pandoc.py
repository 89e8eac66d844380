"""The one place that asks pandoc: a process that stays, for starting one costs more than most of its jobs."""

import atexit
import errno
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

import pypandoc

from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.files import stat_of
from workbook_kit.processes import Child, Keeper, ProcessEndedError, ProcessTooSlowError
from workbook_kit.project.placeholders import escape_markdown
from workbook_kit.project.sheets import Sheet
from workbook_kit.project.starter import starter_folder
from workbook_kit.render.scopes import Scope

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
SETTINGS = frozenset(("lang", "edition", "branding", "logo", "qr"))
#: How sheets are read, here and in Quarto: the kit's own, whatever a project's extension may be.
SCOPES = starter_folder() / "_extensions" / "seminar" / "seminar-scopes.lua"

#: Of filters, of templates and of their parts.
_SOURCES = (".lua", ".html", ".typst", ".typ")

_PROBLEM = re.compile(
    r"^seminar(?: in cell (?P<cell>\d+) of (?P<sheet>.+?))?: (?P<what>.+); (?P<todo>.+?)$", re.MULTILINE
)
# letters that no page may hold, and that YAML forbids or takes for line ends, though JSON lets them stand
_NO_TEXT = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")

_NOTHING: Mapping[str, Any] = MappingProxyType({})

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
    text = json.dumps({**_with_texts(metadata, escape_markdown), **settings}, ensure_ascii=False, indent=2)
    return f"---\n{_NO_TEXT.sub('', text)}\n---\n\n"


def _with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """The metadata with every text changed that is to be read."""
    if isinstance(value, Mapping):
        return {key: said if key in SETTINGS else _with_texts(said, change) for key, said in value.items()}
    if isinstance(value, list | tuple):
        return [_with_texts(one, change) for one in value]
    return change(value) if isinstance(value, str) else value


def _on_one_line(text: str) -> str:
    return _NO_TEXT.sub("", " ".join(text.split()))


def convert(
    scopes: Iterable[Scope],
    format: Format,
    metadata: Mapping[str, Any] = _NOTHING,
    sheets: Mapping[str, Sheet] = _NOTHING,
) -> str:
    """The Markdown of the sheets in another format, one after the other.

    Args:
        metadata: plain text, numbers and settings, for filters and template.
        sheets: by name, to tell the place of a problem.

    Raises:
        ProblemsError: what our filters found wrong, or what pandoc could not do.
        OSError: there is no room for temporary files.
    """
    try:
        answer: dict[str, str] = _pandoc.ask(_job(scopes, format, metadata))
    except ProcessEndedError as error:
        raise problem("", f"pandoc ended without an answer, twice{error.last_words}", _MEMORY) from None
    except ProcessTooSlowError:
        raise problem("", f"pandoc took more than {_pandoc.timeout} seconds", _TEXT) from None
    if os.strerror(errno.ENOSPC) in answer.get("error", ""):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), tempfile.gettempdir())
    if "error" in answer:
        raise ProblemsError(_problems(answer["error"], sheets))
    return answer["text"]


def process_id() -> int:
    """The number of pandoc's process; 0 while there is none."""
    return _pandoc.pid


def told_by_filter(said: str, sheets: Mapping[str, Sheet]) -> list[Problem]:
    """What our filters found wrong, among all that pandoc, or Quarto around it, said."""
    return [_placed(found, sheets.get(found["sheet"])) for found in _PROBLEM.finditer(said)]


def _placed(found: re.Match[str], sheet: Sheet | None) -> Problem:
    what, todo = found["what"], found["todo"]
    return sheet.problem(int(found["cell"]) - 1, 0, what, todo) if sheet else Problem("", 0, what, todo)


def _job(scopes: Iterable[Scope], format: Format, metadata: Mapping[str, Any]) -> dict[str, Any]:
    extension = format.extension.resolve()
    files = _files(extension) if format.filters or format.template else []
    return {
        "chapters": [scope.as_json() for scope in scopes],
        "metadata": _with_texts(metadata, _on_one_line),
        "settings": sorted({*SETTINGS, "model"}),
        "to": format.to,
        "scopes": str(SCOPES),
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


def _problems(said: str, sheets: Mapping[str, Sheet]) -> list[Problem]:
    stopped = Problem("", 0, f"pandoc stopped: {' '.join(said.split())}", "look at the Markdown it names")
    return told_by_filter(said, sheets) or [stopped]
