"""Kernels that know only what they are given: no workbook-kit, unless its wheel lies beside the notebook."""

import json
import os
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from packaging.requirements import Requirement

KERNEL = "clean"


def needed(name: str, found: dict[str, Distribution]) -> None:
    """Adds the package, and those that it needs on this machine."""
    try:
        package = distribution(name)
    except PackageNotFoundError:  # left out on purpose by whoever made this environment
        return
    if package.name not in found:
        found[package.name] = package
        for one in map(Requirement, package.requires or ()):
            if one.marker is None or one.marker.evaluate({"extra": ""}):
                needed(one.name, found)


def environment(folder: Path, *packages: str) -> Path:
    """A folder of just these packages, and what they need."""
    found: dict[str, Distribution] = {}
    for name in packages:
        needed(name, found)
    folder.mkdir()
    for package in found.values():
        for top in {file.parts[0] for file in package.files or () if ".." not in file.parts}:
            if top != "__pycache__":
                (folder / top).symlink_to(Path(str(package.locate_file(top))))
    return folder


def use(environment: Path, folder: Path, patch: pytest.MonkeyPatch) -> None:
    """From now on there is a kernel that sees the standard library, this environment, and its own working folder."""
    place = folder / "jupyter" / "kernels" / KERNEL
    place.mkdir(parents=True)
    command = [sys.executable, "-S", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    own = {"PYTHONPATH": str(environment), "PYTHONNOUSERSITE": "1", "PIP_NO_INDEX": "1"}
    spec = {"argv": command, "display_name": "Clean", "language": "python", "env": own}
    (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    patch.setenv("JUPYTER_PATH", str(folder / "jupyter"))
    for name in [name for name in os.environ if name.startswith("JPY_")]:
        patch.delenv(name)


def run(path: Path) -> nbformat.NotebookNode:
    """The notebook, run from the top in that kernel."""
    notebook = nbformat.read(path, 4)
    return NotebookClient(notebook, timeout=60, kernel_name=KERNEL).execute(cwd=str(path.parent))


def texts(cell: nbformat.NotebookNode) -> str:
    """All that the cell shows, as HTML or as plain text."""
    shown = []
    for output in cell.outputs:
        data = output.get("data", {})
        shown.append(output.get("text") or data.get("text/html") or data.get("text/plain") or "")
    return "\n".join(shown)
