"""The one place that asks Typst: in a process of its own, which stays, for Typst finds again what it has set."""

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Self

import typst

from workbook_kit.errors import Problem, ProblemsError, problem

# The asking side: starts the process when it is needed, again when it has grown or died, ends it with its owner.

#: Removes the folder it was started in from where Python looks for modules.
_CODE = "import sys; del sys.path[0]; from workbook_kit.render.typst_child import main; main()"
#: From so many bytes on a new process takes over. The largest documents take a third as much again while they are set.
MOST = 280 << 20
#: The same in documents, where a process does not know its size, and for the names of files, which Typst never forgets.
_BLINDLY, _EVER = 8, 2000
#: Seconds for the process to end.
_PATIENCE = 5


class RefusedError(Exception):
    """Typst refused the document. `hints` may say what to do."""

    def __init__(self, message: str, hints: Sequence[str]) -> None:
        super().__init__(message)
        self.message, self.hints = message, tuple(hints)


class EndedError(Exception):
    """The process ended twice before it had set the document."""


class Typesetter:
    """A process that sets one document after another. Threads may share it; a fork of its owner has its own.

    Args:
        most: bytes from which on a new process takes over.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = self._done = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The number of the process, 0 while there is none."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Starts the process unless it runs, and does not wait for it."""
        with self._lock:
            self._started()

    def pdf(self, page: Path, told: Mapping[str, str], standards: Sequence[str], fonts: Sequence[Path]) -> bytes:
        """The Typst file as a tagged PDF; the same file gives the same bytes.

        Args:
            told: what the page finds in `sys.inputs`.
            fonts: folders of fonts, besides Typst's own.

        Raises:
            RefusedError: the document is wrong.
            EndedError: the process was killed, twice.
        """
        page = page.absolute()
        asked = {"page": str(page), "root": str(page.parent), "told": dict(told), "standards": list(standards),
                 "fonts": [str(folder.absolute()) for folder in fonts]}  # fmt: skip
        with self._lock:
            answer, pdf = self._answer(asked)
        if "refused" in answer:
            raise RefusedError(answer["refused"], answer["hints"])
        return pdf

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            self._stop()

    def _answer(self, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        for _ in range(2):
            try:
                answer, pdf = _ask(self._started(), asked)
            except (OSError, ValueError):
                self._stop()
            except BaseException:  # what it says later would be taken for the next answer
                self._kill()
                raise
            else:
                self._recycle(answer["grown"])
                return answer, pdf
        raise EndedError

    def _started(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():
            self._process = None  # the owner was forked: the process belongs to the other one
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._owner, self._done = os.getpid(), 0
            self._process = subprocess.Popen(
                [sys.executable, "-c", _CODE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # there is one for each process that works, so one thread is enough
                env={**os.environ, "RAYON_NUM_THREADS": "1"},
                start_new_session=True,  # Ctrl-C in the terminal reaches the owner only
            )
        return self._process

    def _recycle(self, grown: int) -> None:
        self._done += 1
        if grown > self._most or self._done >= (_EVER if grown else _BLINDLY):
            self._stop()

    def _kill(self) -> None:
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
        self._stop()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ask(process: subprocess.Popen[bytes], asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(asked).encode() + b"\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    pdf = process.stdout.read(answer["length"])
    if len(pdf) < answer["length"]:
        raise OSError("it ended while it told")
    return answer, pdf


def _close(pipe: IO[bytes]) -> None:
    with suppress(OSError):  # of what it has not read
        pipe.close()


# Documents set by Typst, in a process that stays beside this one.


def typeset(
    page: Path, extension: Path, told: Mapping[str, str] | None = None, archive: bool = False,
    fonts: Sequence[Path] = (),
) -> bytes:  # fmt: skip
    """The Typst file as a tagged PDF (PDF/UA-1) in our own fonts; the same file gives the same bytes.

    Args:
        told: what the page finds in `sys.inputs`: `layout`, and `answers` as the name of a file beside the page.
        archive: keeps to PDF/A-2a as well.
        fonts: folders of further fonts.

    Raises:
        ProblemsError: what Typst refused, such as a picture without a description.
    """
    standards = ["ua-1", "a-2a"] if archive else ["ua-1"]
    try:
        return _typesetter().pdf(page, told or {}, standards, [extension / "fonts", *fonts])
    except RefusedError as refused:
        hints = " ".join(refused.hints) or "look at the heading, picture or letter it names"
        raise ProblemsError([Problem("", 0, f"Typst refused the workbook: {refused.message}", hints)]) from refused
    except EndedError as ended:
        raise problem(
            "", "Typst was stopped from outside, or there was not enough memory", "build it again with fewer --jobs"
        ) from ended


def start() -> None:
    """Lets Typst get ready while there is something else to do."""
    _typesetter().start()


def process_id() -> int:
    """The number of Typst's process; 0 while there is none."""
    return _typesetter().pid


def stop() -> None:
    """Ends Typst's process; the next document starts another."""
    _typesetter().close()


@cache
def _typesetter() -> Typesetter:
    typesetter = Typesetter()
    atexit.register(typesetter.close)
    return typesetter


@cache
def as_png(picture: Path, extension: Path) -> bytes:
    """The picture, an SVG or of another kind, as a PNG 700 pixels wide, with letters in our own fonts."""
    with TemporaryDirectory(prefix="workbook-kit-picture-") as folder:
        name = f"picture{picture.suffix}"
        Path(folder, name).write_bytes(picture.read_bytes())
        page = Path(folder, "picture.typ")
        page.write_text(
            f'#set page(width: 420pt, height: auto, margin: 0pt)\n#image("{name}", width: 100%)\n', encoding="utf-8"
        )
        fonts = [extension / "fonts"]
        made = typst.compile(page, format="png", ppi=120, font_paths=fonts, ignore_system_fonts=True)
    return made if isinstance(made, bytes) else made[0]


# Small pages by Typst, of data that stays data.


def drawn(source: bytes, told: object, folders: Sequence[Path]) -> bytes:
    """The pages as a PDF without tags.

    Args:
        told: what the source finds as JSON in `sys.inputs.told`.
        folders: of fonts; Typst's own come after them.
    """
    inputs = {"told": json.dumps(told)}
    return typst.compile(
        source, font_paths=_fonts(folders), sys_inputs=inputs, format="pdf", pdf_tags=False, timestamp=0
    )


def noted(source: bytes, told: object, folders: Sequence[Path], mark: str) -> list[Any]:
    """What the source notes in metadata with this mark."""
    inputs = {"told": json.dumps(told)}
    found = typst.query(source, mark, field="value", font_paths=_fonts(folders), sys_inputs=inputs)
    return list(json.loads(found))


def _fonts(folders: Sequence[Path]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))
