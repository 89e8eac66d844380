"""Anybody's Quarto document, drawn as Quarto draws it with the extension, without one: pandoc alone, with the reader,
the filters, the template and the options that _extension.yml names, in that order."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.render.workbook import EXTENSION
from workbook_kit.render.embedded import in_one_file
from workbook_kit.render.pandoc import program
from workbook_kit.render.typst import typeset

#: What pandoc, which Quarto stands around, calls the format.
WRITERS = {"html": "html5", "typst": "typst"}


@cache
def formats() -> dict[str, dict[str, Any]]:
    """What _extension.yml says of each format, with what it says of all."""
    said = YAML(typ="safe").load((EXTENSION / "_extension.yml").read_text(encoding="utf-8"))["contributes"]["formats"]
    return {name: {**said["common"], **said[name]} for name in WRITERS}


def filters(to: str) -> list[str]:
    """The filters of the format, in their order."""
    return [one["path"] for one in formats()[to]["filters"]]


def run(text: str, to: str, *options: str, folder: Path, names: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """The document, written into the folder, through these filters."""
    (folder / "seminar.qmd").write_text(text, encoding="utf-8")
    said = formats()[to]
    command = [program(), f"--from={said['from']}", f"--shift-heading-level-by={said['shift-heading-level-by']}",
               *(f"--lua-filter={EXTENSION / name}" for name in names), *options, "seminar.qmd"]  # fmt: skip
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


def tree(text: str, to: str, folder: Path, *names: str) -> dict[str, Any]:
    """What the filters make of the document, as pandoc's own JSON."""
    # a filter is told the format that is written
    done = run(text, to, f"--to={_told(to, folder)}", folder=folder, names=names or filters(to))
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def _told(to: str, folder: Path) -> str:
    writer = folder / f"{to}-tree.lua"
    writer.write_text("function Writer(document) return pandoc.write(document, 'json') end\n", encoding="utf-8")
    return str(writer)


def draw(text: str, to: str, folder: Path, toc: bool = True) -> str:
    """The page or the source of the handout; raises AssertionError with what the filters told."""
    said = formats()[to]
    staged = folder / "template"
    staged.mkdir(exist_ok=True)
    for part in [*EXTENSION.rglob("*.typ"), EXTENSION / "embedded.typst", EXTENSION / "seminar.html"]:
        shutil.copy(part, staged)  # Quarto copies partials beside the template
    template = staged / ("seminar.html" if to == "html" else "embedded.typst")
    more = ["--mathml", *(f"--css={sheet}" for sheet in said["css"])] if to == "html" else []
    (folder / "metadata.json").write_text(json.dumps({"lang": said["lang"]}), encoding="utf-8")
    done = run(text, to, f"--to={WRITERS[to]}", "--standalone", f"--template={template}", "--wrap=none",
               f"--toc={str(toc).lower()}", f"--toc-depth={said['toc-depth']}", "--metadata-file=metadata.json", *more,
               folder=folder, names=filters(to))  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def page(text: str, folder: Path, toc: bool = True) -> str:
    """The page in one file, as `embed-resources` makes it."""
    pictures = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in (".svg", ".png")
    }
    return in_one_file(draw(text, "html", folder, toc), dict(pictures), EXTENSION)


def handout(text: str, folder: Path) -> bytes:
    """The handout, set by our Typst."""
    (folder / "seminar.typ").write_text(draw(text, "typst", folder), encoding="utf-8")
    return typeset(folder / "seminar.typ", EXTENSION)
