"""Quarto as an engine: the same extension, drawn by the user's own Quarto."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from workbook_kit.errors import ProblemsError, problem
from workbook_kit.render.document import Document
from workbook_kit.render.pandoc import front_matter, told_by_filter, without_network
from workbook_kit.render.policy import refuse_dead
from workbook_kit.render.typst import typeset

#: The oldest Quarto that writes a handout with tags; the extension, the extra and the documents say the same.
OLDEST = (1, 9)
#: Seconds that Quarto may take over one output.
TIMEOUT = 300

PAGE, HANDOUT = "seminar-html", "seminar-typst"
#: What _extension.yml says for each format; said for the whole document, it would win over both.
_LEFT_TO_THE_EXTENSION = frozenset(("toc", "toc-depth"))
#: Where set, Quarto takes itself for a part of another render.
_OF_ANOTHER_RENDER = ("QUARTO_PROJECT", "QUARTO_PROFILE", "QUARTO_DOCUMENT", "QUARTO_EXECUTE")


@cache
def quarto_version() -> tuple[int, ...] | None:
    """The version of the Quarto on the PATH, or None where there is none that runs."""
    found = shutil.which("quarto")
    if found is None:
        return None
    try:
        told = subprocess.run([found, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    numbers = re.match(r"\d+(\.\d+)+", told.strip())
    return tuple(map(int, numbers[0].split("."))) if numbers else None


def dotted(version: tuple[int, ...]) -> str:
    """A version as people write it."""
    return ".".join(map(str, version))


def choose_engine(name: str) -> str:
    """The engine to use for `auto`, `embedded` or `quarto`: Quarto only where it is asked for.

    Raises:
        ProblemsError: Quarto was asked for and is not here, or is too old.
    """
    if name != "quarto":
        return "embedded"
    found = quarto_version()
    if found is None or found < OLDEST:
        seen = f"{dotted(found)} is too old" if found else "is not installed"
        raise problem("", f"Quarto {seen}", f"install Quarto {dotted(OLDEST)} or newer, or leave out --engine quarto")
    return name


def render_html(document: Document, work: Path, extension: Path) -> bytes:
    """The page, as one file.

    Raises:
        ProblemsError: Quarto refused, and what it said is in the message; or the page's script would not run.
    """
    _lay_out(document, work, extension, {PAGE: "default"})
    page = _run(document, work, PAGE, "workbook.html").read_text(encoding="utf-8")
    refuse_dead(page)
    return page.encode()


def render_pdf(document: Document, work: Path, extension: Path) -> bytes:
    """The handout, tagged as PDF/UA-1.

    Raises:
        ProblemsError: Quarto or Typst refused; what they said is in the message.
    """
    return typeset(typst_source(document, work, extension), extension)


def typst_source(document: Document, work: Path, extension: Path) -> Path:
    """Where Quarto stops, for our Typst to set: the one within Quarto may be too old to write tags.

    Raises:
        ProblemsError: Quarto refused; what it said is in the message.
    """
    _lay_out(document, work, extension, {HANDOUT: {"output-ext": "typ", "keep-typ": True}})
    return _run(document, work, HANDOUT, "workbook.typ")


def source_text(document: Document, formats: dict[str, Any], **more: Any) -> str:
    """The document as a .qmd file, ready for `quarto render`.

    Args:
        formats: what to make of it, and the settings of each format.
        more: further metadata.
    """
    front, text = source_parts(document, **more, engine="markdown", format=formats)
    return front + text


def source_parts(document: Document, **more: Any) -> tuple[str, str]:
    """The document's front matter and its text, as Quarto takes them.

    Args:
        more: further metadata.
    """
    said = {key: value for key, value in document.metadata.items() if key not in _LEFT_TO_THE_EXTENSION}
    cells = (cell for scope in document.scopes for cell in scope.for_quarto())
    return front_matter(said, **more), "\n\n".join(cells) + "\n"


def _lay_out(document: Document, work: Path, extension: Path, formats: dict[str, Any]) -> None:
    document.lay_out(work)
    shutil.copytree(extension, work / "_extensions" / extension.name)
    (work / "_quarto.yml").write_text("project:\n  type: default\n", encoding="utf-8")
    (work / "workbook.qmd").write_text(source_text(document, formats), encoding="utf-8")


def _run(document: Document, work: Path, to: str, made: str) -> Path:
    command = [shutil.which("quarto") or "quarto", "render", "workbook.qmd", "--to", to, "--no-execute"]
    env = {key: value for key, value in without_network().items() if not key.startswith(_OF_ANOTHER_RENDER)}
    try:
        done = subprocess.run(
            command, cwd=work, env={**env, "NO_COLOR": "1"}, capture_output=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        raise problem("quarto", f"it took more than {TIMEOUT} seconds", "use --engine embedded") from None
    told = done.stderr.decode(errors="replace")
    if done.returncode:
        raise _refusal(told, document)
    if not (work / made).is_file():
        raise problem("quarto", f"it made no {made}: {_last_words(told)}", "use --engine embedded")
    return work / made


def _refusal(told: str, document: Document) -> ProblemsError:
    if ours := told_by_filter(told, document.sheets):
        return ProblemsError(ours)
    return problem("quarto", f"it refused: {_last_words(told)}", "use --engine embedded, or mend what it names")


def _last_words(told: str) -> str:
    return " ".join(told.split())[-600:]
