"""The one place that starts pandoc."""

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
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
    command = [pypandoc.get_pandoc_path(), f"--from={READER}", f"--to={to}", "--wrap=none", "--standalone"]
    done = subprocess.run(
        [*command, *options],
        input=markdown.encode(),
        cwd=work,
        env=without_network(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise ProblemsError(_problems(done.stderr.decode(errors="replace")))
    return done.stdout.decode()


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
