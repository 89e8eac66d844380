"""pandoc's own command line, started for one output: what our staying process must be equal to."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypandoc

from workbook_kit.render.pandoc import Format, front_matter

#: The same as sheets are read with, and metadata besides.
READER = "markdown-raw_html-raw_tex-citations"


def by_command_line(
    markdown: str, format: Format, metadata: Mapping[str, Any] | None = None, *more: str, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """The whole document at once, by the same filters and template."""
    with TemporaryDirectory(prefix="workbook-kit-template-") as folder:
        template = _staged(format, Path(folder)) if format.template else None
        return _run(markdown, format, template, metadata, more, cwd)


def _staged(format: Format, folder: Path) -> Path:
    """The template with all its parts beside it, where Quarto too copies them."""
    for file in (format.extension / format.template, *format.extension.rglob("*.typ")):
        shutil.copy(file, folder)
    return folder / format.template


def _run(
    markdown: str, format: Format, template: Path | None, metadata: Mapping[str, Any] | None, more: tuple[str, ...],
    cwd: Path | None,
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    options = dict(format.options)
    command = [
        pypandoc.get_pandoc_path(),
        f"--from={READER}",
        f"--to={format.to}",
        "--wrap=none",
        f"--shift-heading-level-by={format.shift}",
        *(f"--lua-filter={format.extension / name}" for name in (*format.filters, *format.filters_of_whole)),
        *([f"--template={template}"] if template else []),
        *(f"--css={sheet}" for sheet in format.variables.get("css", ())),
        *(["--mathml"] if options.get("html_math_method") == "mathml" else []),
        *(["--toc", f"--toc-depth={options['toc_depth']}"] if options.get("table_of_contents") else []),
        *more,
    ]
    source = (front_matter(metadata) if metadata is not None else "") + markdown
    return subprocess.run(command, input=source, cwd=cwd, capture_output=True, text=True, check=False, timeout=300)
