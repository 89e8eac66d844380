"""The one place that starts pandoc."""

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pypandoc

from workbook_kit.errors import Problem, ProblemsError

#: What our documents may use. Raw HTML and TeX are not read, so no value and no sheet can bring tags in.
READER = "markdown-raw_html-raw_tex"

_PROBLEM = re.compile(r"^seminar: (?P<what>.+); (?P<todo>.+?)$", re.MULTILINE)
# letters that YAML forbids or takes for line ends, though JSON lets them stand
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def front_matter(metadata: Mapping[str, Any]) -> str:
    """The metadata as a YAML block to stand before Markdown; JSON is YAML in which no value is special."""
    text = json.dumps(metadata, ensure_ascii=False, indent=2)
    return f"---\n{_NOT_IN_YAML.sub('', text)}\n---\n\n"


def convert(markdown: str, to: str, work: Path, options: Sequence[str]) -> str:
    """The Markdown as another format, with the work folder as the place to find files.

    Raises:
        ProblemsError: what our filter found wrong, or what pandoc could not do.
    """
    command = [program(), f"--from={READER}", f"--to={to}", "--wrap=none", "--standalone"]
    for _ in range(2):  # one that was killed from outside says nothing about the Markdown
        done = subprocess.run(
            [*command, *options],
            input=markdown.encode(),
            cwd=work,
            env=without_network(),
            capture_output=True,
            check=False,
        )
        if not done.returncode:
            return done.stdout.decode()
        if done.returncode > 0:
            raise ProblemsError(_problems(done.stderr.decode(errors="replace")))
    what = "pandoc was killed from outside twice, as a system does that runs out of memory"
    raise ProblemsError([Problem("", 0, what, "close other programs, or use fewer --jobs, and build again")])


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


def told_by_filter(said: str) -> list[Problem]:
    """What our filter found wrong, among all that pandoc, or Quarto around it, said."""
    return [Problem("", 0, found["what"], found["todo"]) for found in _PROBLEM.finditer(said)]


def _problems(said: str) -> list[Problem]:
    stopped = Problem("", 0, f"pandoc stopped: {' '.join(said.split())}", "look at the Markdown it names")
    return told_by_filter(said) or [stopped]
