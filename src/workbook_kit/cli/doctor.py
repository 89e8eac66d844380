"""`workbook-kit doctor`: what a build needs on this machine, found or missing, and how to get it."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import pypandoc
import typer
from rich.table import Table
from rich.text import Text

from workbook_kit.cli.console import ProjectOption, out
from workbook_kit.project.fonts import common_characters
from workbook_kit.render.quarto import OLDEST, dotted, quarto_version

# What a build needs on this machine: found or missing, and how to get it.

FindingState = Literal["ok", "optional", "missing"]
PACKAGES = ("workbook-kit", "papermill", "nbclient", "ipykernel", "ipywidgets", "pandas", "typst")


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `optional` is missing but not needed."""

    what: str
    found: str
    state: FindingState
    todo: str = ""


def examine(root: Path) -> tuple[Finding, ...]:
    """Everything a build of the project in `root` would use."""
    return (*_python(), *map(_package, PACKAGES), _pandoc(), _kernel(), _quarto(), _cluster(), *_project(root))


def _python() -> Iterator[Finding]:
    yield Finding("Python", ".".join(map(str, sys.version_info[:3])), "ok")


def _package(name: str) -> Finding:
    try:
        return Finding(name, version(name), "ok")
    except PackageNotFoundError:
        return Finding(name, "not installed", "missing", f"pip install {name}")


def _pandoc() -> Finding:
    try:
        told = subprocess.run(
            [pypandoc.get_pandoc_path(), "--version"], capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return Finding("pandoc", "not found", "missing", "pip install pypandoc-binary")
    return Finding("pandoc", told.stdout.split()[1], "ok")


def _kernel() -> Finding:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel  # here, because it takes long

    try:
        KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return Finding("Jupyter kernel python3", "not found", "missing", "pip install ipykernel")
    return Finding("Jupyter kernel python3", "found", "ok")


def _quarto() -> Finding:
    found, oldest = quarto_version(), dotted(OLDEST)
    how = f"only if you want it: pip install 'workbook-kit[quarto]', or {oldest} or newer from quarto.org"
    if found is None:
        return Finding("Quarto", "not found; the embedded engine does the same work", "optional", how)
    shown = ".".join(map(str, found))
    if found < OLDEST:
        return Finding("Quarto", f"{shown}, too old; the embedded engine does the same work", "optional", how)
    return Finding("Quarto", shown, "ok")


def _cluster() -> Finding:
    how = "only to build on several machines: pip install 'workbook-kit[cluster]'"
    try:
        return Finding("Dask and fsspec", f"{version('distributed')} and {version('fsspec')}", "ok")
    except PackageNotFoundError:
        return Finding("Dask and fsspec", "not installed", "optional", how)


def _project(root: Path) -> Iterator[Finding]:
    fonts = common_characters((root / "_extensions" / "seminar" / "fonts").resolve())
    if (root / "data").is_dir():
        yield Finding("Project", str(root), "ok")
    else:
        yield Finding("Project", f"{root} has no data folder", "optional", "workbook-kit init DIR makes one")
        return
    if fonts:
        yield Finding("Fonts of the handout", f"{len(fonts)} characters", "ok")
    else:
        yield Finding("Fonts of the handout", "not found", "missing", "copy _extensions from a new project")


# `workbook-kit doctor`.


def doctor_command(project: ProjectOption = Path()) -> None:
    """Show what is installed, what is missing, and how to get it."""
    table = Table(title="workbook-kit doctor", title_justify="left")
    for heading in ("What", "Found", "What to do"):
        table.add_column(heading, overflow="fold")
    findings = examine(project.resolve())
    colours = {"ok": "green", "optional": "yellow", "missing": "red"}
    for finding in findings:
        table.add_row(Text(finding.what), Text(finding.found, style=colours[finding.state]), Text(finding.todo))
    out.print(table)
    if any(finding.state == "missing" for finding in findings):
        raise typer.Exit(1)
