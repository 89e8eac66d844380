"""A stand-in for Quarto where there is none: what 1.9 makes of a workbook, by the same filters, templates and pandoc.

Started as `quarto render workbook.qmd --to seminar-html`, or `--to html` of a notebook. As Quarto does, it gives each
filter an environment of its own, in which error() only prints; and makes one file of a page: a script that is loaded
becomes an address that holds it, and pandoc puts in what else the page names.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypandoc
from ruamel.yaml import YAML

VERSION = "1.9.0"
EXTENSION = Path("_extensions/seminar")
LOADED = """
local env = setmetatable({{ PANDOC_SCRIPT_FILE = {path}, error = print }}, {{ __index = _G }})
return assert(loadfile({path}, 'bt', env))() or {{ Pandoc = env.Pandoc }}
"""
#: What a page is to pandoc when it makes one file of it.
RAW = "`" * 8
MODULE = re.compile(r'<script type="module" src="(?P<name>[^"]*)"></script>')


def put_on_path(folder: Path) -> None:
    """Writes a program named quarto into the folder, which runs this file."""
    folder.mkdir(exist_ok=True)
    program = folder / "quarto"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)


def render(source: Path, to: str, folder: Path) -> None:
    """What `quarto render SOURCE --to TO` makes, beside the source."""
    notebook = source.suffix == ".ipynb"
    format = _of_a_notebook(source, to) if notebook else _of_the_extension(to)
    text = folder / "text.md"
    text.write_text(_filtered(source) if notebook else source.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "parts").mkdir()
    for part in format.get("template-partials", ()):
        shutil.copy(part, folder / "parts")
    template = shutil.copy(format.get("template", f"{EXTENSION}/embedded.typst"), folder / "parts")
    made = pandoc(*_asked(format, to, folder), f"--template={template}", str(text))
    if to == "html":
        _one_file(made, source.with_suffix(".html"), folder)
    else:
        source.with_suffix(".typ").write_text(made, encoding="utf-8")


def _of_the_extension(to: str) -> dict[str, Any]:
    """What the extension says of a format, with the places of its files as seen from the source."""
    said = _yaml(EXTENSION / "_extension.yml")["contributes"]["formats"]
    format = {**said["common"], **said[to]}
    for name in ("css", "template-partials"):
        format[name] = [f"{EXTENSION}/{file}" for file in format.get(name, ())]
    format["filters"] = [{**one, "path": f"{EXTENSION}/{one['path']}"} for one in format["filters"]]
    return {**format, "template": f"{EXTENSION}/{format.get('template', 'embedded.typst')}"}


def _of_a_notebook(source: Path, to: str) -> dict[str, Any]:
    """A notebook that the project does not render sees the metadata of its folder alone."""
    return {"template": "../_extensions/seminar/embedded.typst", **_yaml(source.parent / "_metadata.yml")["format"][to]}


def _filtered(source: Path) -> str:
    """The notebook as Markdown, after its filters; code is not shown, and what it showed is no more here."""
    text = source.read_text(encoding="utf-8")
    for filter in _yaml(source.parent / "_metadata.yml")["ipynb-filters"]:
        done = subprocess.run(
            [sys.executable, *filter.split()], input=text, stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            sys.exit(1)
        text = done.stdout
    return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] != "code")


def _yaml(file: Path) -> Any:
    return YAML(typ="safe").load(file.read_text(encoding="utf-8"))


def _asked(format: dict[str, Any], to: str, folder: Path) -> list[str]:
    return [
        f"--from={format['from']}",
        f"--to={to}",
        f"--wrap={format['wrap']}",
        "--toc",
        f"--toc-depth={format['toc-depth']}",
        f"--shift-heading-level-by={format['shift-heading-level-by']}",
        *(f"--lua-filter={_wrapped(Path(one['path']), folder)}" for one in format["filters"]),
        *(f"--css={sheet}" for sheet in format.get("css", ())),
        *(["--mathml"] if format.get("html-math-method") == "mathml" else []),
    ]


def _wrapped(filter: Path, folder: Path) -> Path:
    wrapped = folder / filter.name
    wrapped.write_text(LOADED.format(path=json.dumps(str(filter))), encoding="utf-8")
    return wrapped


def _one_file(page: str, target: Path, folder: Path) -> None:
    def bundled(found: re.Match[str]) -> str:
        script = base64.b64encode((target.parent / found["name"]).read_bytes()).decode()
        return f'<script type="module" src="data:application/javascript;base64,{script}"></script>'

    (folder / "whole.html").write_text("$body$", encoding="utf-8")
    command = ["--to=html", "--from=markdown", f"--template={folder / 'whole.html'}", "--embed-resources"]
    whole = f"{RAW}{{=html}}\n{MODULE.sub(bundled, page)}\n{RAW}"
    pandoc(*command, "--metadata=title=placeholder", f"--output={target}", text=whole)


def pandoc(*arguments: str, text: str = "") -> str:
    """What pandoc says; it ends this program with its own words where it fails."""
    command = [pypandoc.get_pandoc_path(), *arguments]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=120)
    sys.stderr.write(done.stderr)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--version"]:
            print(VERSION)
        case ["render", source, "--to", to, *_]:
            os.chdir(Path(source).parent)
            with TemporaryDirectory() as scratch:
                render(Path(Path(source).name), to.removeprefix("seminar-"), Path(scratch))
        case asked:
            sys.exit(f"unknown: {asked}")
