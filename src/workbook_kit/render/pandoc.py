"""The one place that asks pandoc: a process that stays, for starting one costs more than most of its jobs."""

import atexit
import json
import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import pypandoc

from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.files import looks
from workbook_kit.project.placeholders import escape_markdown

# A pandoc process that stays: starting one and reading templates costs more than most of its jobs.

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


class PandocEndedError(Exception):
    """No answer came. The message goes on from “pandoc”; `todo` says what may help."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(what)
        self.todo = todo


class StayingPandoc:
    """A pandoc process, started with its first job and once more if it dies. Threads may share one.

    It ends with this process, also if that is killed: its standard input closes.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._owner = 0

    @property
    def pid(self) -> int:
        """The number of the process, 0 while there is none."""
        return self._process.pid if self._process else 0

    def ask(self, job: Mapping[str, Any]) -> dict[str, str]:
        """What convert.lua answers: `text`, or `error`.

        Raises:
            PandocEndedError: the job took too long, or ended two processes.
        """
        line = json.dumps(job).encode() + b"\n"
        with self._lock:
            try:
                answer: dict[str, str] = json.loads(self._answer(line))
                self._replace_if_swollen()
            except BaseException:
                self._end()  # what it still says would be taken for the next job's answer
                raise
            return answer

    def close(self) -> None:
        """Ends the process, if there is one."""
        with self._lock:
            self._end(PATIENCE)

    def _answer(self, line: bytes) -> bytes:
        last_words = ""
        for _ in range(2):
            if answer := self._running().answer(line):
                return answer
            last_words = self._end()
        raise PandocEndedError(f"ended without an answer, twice{last_words}", _MEMORY)

    def _running(self) -> "_Process":
        if self._owner != os.getpid():
            self._process = None  # this process was forked: it belongs to the other one
        if self._process is None:
            self._owner, self._process = os.getpid(), _Process()
        return self._process

    def _replace_if_swollen(self) -> None:
        if self._process and psutil.Process(self._process.pid).memory_info().rss > MOST_MEMORY:
            self._end(PATIENCE)

    def _end(self, patience: float = 0) -> str:
        process, self._process = self._process, None
        return process.end(patience) if process and self._owner == os.getpid() else ""


class _Process:
    """One process, and what it says."""

    def __init__(self) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - read when the process has ended
        self._process = subprocess.Popen(
            [program(), "lua", _SCRIPT],
            cwd=_SCRIPT.parent,
            # it keeps a folder there while it runs; one that is killed leaves it, and ours is removed with all in it
            env={**without_network(), "TMPDIR": tempfile.gettempdir()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            start_new_session=True,  # Ctrl-C in the terminal reaches the builder only
        )
        self.pid = self._process.pid
        _limit_cpu(self.pid)

    def answer(self, line: bytes) -> bytes:
        """The answer to a job, or nothing if the process ended.

        Raises:
            PandocEndedError: it took too long.
        """
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(TIMEOUT, stop)
        timer.start()
        try:
            answer = self._answer(line)
        finally:
            timer.cancel()
        if late.is_set():
            raise PandocEndedError(f"took more than {TIMEOUT} seconds", _TEXT)
        return answer

    def _answer(self, line: bytes) -> bytes:
        assert self._process.stdin
        assert self._process.stdout
        with suppress(OSError):
            self._process.stdin.write(line)
            self._process.stdin.flush()
        answer = self._process.stdout.readline()
        return answer if answer.endswith(b"\n") else b""

    def end(self, patience: float) -> str:
        """Ends the process; gives the last line that it said, to follow a sentence.

        Args:
            patience: seconds for it to end by itself, and put its things away.
        """
        assert self._process.stdin
        if patience:
            with suppress(OSError, subprocess.TimeoutExpired):
                self._process.stdin.close()
                self._process.wait(patience)
        self._process.kill()
        with self._process, self._said:  # waits, and closes the pipes
            self._said.seek(0)
            lines = self._said.read().decode(errors="replace").strip().splitlines()
        return f": {lines[-1]}" if lines else ""


@cache
def program() -> str:
    """Where pandoc is: the one that came with its Python package, without starting it to ask for its version."""
    name = "pandoc.exe" if os.name == "nt" else "pandoc"
    bundled = Path(pypandoc.__file__).parent / "files" / name
    return str(bundled) if bundled.is_file() else pypandoc.get_pandoc_path()


def without_network() -> dict[str, str]:
    """An environment in which every fetch fails at once: a proxy that nobody listens on."""
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    return {**os.environ, **nowhere, "no_proxy": "", "NO_PROXY": ""}


def _limit_cpu(pid: int) -> None:
    with suppress(ImportError, AttributeError, OSError):  # only Linux has it
        import resource

        resource.prlimit(pid, resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))


# The one place that asks pandoc.

#: What of the metadata is told to pandoc, Quarto or a template as it is, and is no text to read.
SETTINGS = frozenset(("lang", "edition", "branding", "logo", "qr", "content-hash", "script-hash"))
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
