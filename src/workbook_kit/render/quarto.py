"""Quarto as an engine: the same extension, drawn by the user's own Quarto."""

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from workbook_kit.errors import problem
from workbook_kit.render.document import Document
from workbook_kit.render.pandoc import front_matter
from workbook_kit.render.typesetting import typeset

#: The oldest Quarto whose extensions and Typst do what ours ask.
OLDEST = (1, 6)
#: Seconds that Quarto may take over one output.
TIMEOUT = 300


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


def choose_engine(name: str) -> str:
    """The engine to use for `auto`, `embedded` or `quarto`.

    Raises:
        ProblemsError: Quarto was asked for and is not here, or is too old.
    """
    found = quarto_version()
    usable = found is not None and found >= OLDEST
    if name == "auto":
        return "quarto" if usable else "embedded"
    if name == "quarto" and not usable:
        seen = ".".join(map(str, found)) + " is too old" if found else "is not installed"
        raise problem("", f"Quarto {seen}", "install Quarto 1.6 or newer, or leave out --engine quarto")
    return name


def render_html(document: Document, work: Path, extension: Path) -> bytes:
    """The page, as one file.

    Raises:
        ProblemsError: Quarto refused; what it said is in the message.
    """
    _lay_out(document, work, extension)
    _run(work, "seminar-html")
    return (work / "workbook.html").read_bytes()


def render_pdf(document: Document, work: Path, extension: Path) -> bytes:
    """The handout, tagged as PDF/UA-1.

    Quarto's own Typst may be too old to write tags, so its Typst source is set again by ours.

    Raises:
        ProblemsError: Quarto or Typst refused; what they said is in the message.
    """
    _lay_out(document, work, extension)
    _run(work, "seminar-typst")
    return typeset(work / "workbook.typ", extension)


def source_text(document: Document, **more: Any) -> str:
    """The document as a .qmd file, ready for `quarto render`."""
    formats = {"seminar-html": "default", "seminar-typst": {"keep-typ": True}}
    return front_matter({**document.metadata, **more, "engine": "markdown", "format": formats}) + document.markdown


def _lay_out(document: Document, work: Path, extension: Path) -> None:
    document.lay_out(work)
    shutil.copytree(extension, work / "_extensions" / extension.name)
    (work / "_quarto.yml").write_text("project:\n  type: default\n", encoding="utf-8")
    (work / "workbook.qmd").write_text(source_text(document), encoding="utf-8")


def _run(work: Path, output: str) -> None:
    command = ["quarto", "render", "workbook.qmd", "--to", output, "--no-execute"]
    # Quarto thinks itself inside another render where these are set.
    env = {key: value for key, value in os.environ.items() if not key.startswith("QUARTO_PROJECT")}
    try:
        done = subprocess.run(command, cwd=work, env=env, capture_output=True, text=True, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        raise problem("quarto", f"it took more than {TIMEOUT} seconds", "use --engine embedded") from None
    if done.returncode:
        told = " ".join(done.stderr.split())[-600:]
        raise problem("quarto", f"it refused: {told}", "use --engine embedded, or mend what it names")
