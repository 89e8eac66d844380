"""Everything that can change a workbook, as one key: nothing changed, nothing to do."""

import json
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from workbook_kit import __version__
from workbook_kit.brands import font_folders
from workbook_kit.load import Project
from workbook_kit.plan import WorkbookSpec, metadata
from workbook_kit.publish import digest
from workbook_kit.render.quarto import quarto_version

TOOLS = ("papermill", "nbclient", "ipykernel", "pypandoc-binary", "typst", "pikepdf", "segno")

#: What lies in the kit's own folder without being a part of what it does.
_LEFT_OUT = {"__pycache__", "starter"}


@cache
def versions() -> dict[str, str]:
    """The version of each tool that has a part in a workbook."""
    python = ".".join(map(str, sys.version_info[:3]))
    return {"workbook-kit": __version__, "python": python, **{tool: version(tool) for tool in TOOLS}}


def _quarto() -> dict[str, str]:
    return {"quarto": ".".join(map(str, quarto_version() or ()))}


def inputs(project: Project, spec: WorkbookSpec, engine: str, archive: bool = False) -> dict[str, Any]:
    """Hashes and versions of all that the workbook is made from."""
    logos = [partner["logo"] for partner in spec.parameters["partners"] if partner["logo"]]
    return {
        "engine": engine,
        "versions": {**versions(), **(_quarto() if engine == "quarto" else {})},
        "kit": _tree(Path(__file__).parent),
        "extension": _tree(project.extension),
        "figures": _tree(project.root / "workbooks" / "figures"),
        "logos": {name: digest((project.root / "data" / name).read_bytes()) for name in logos},
        "fonts": [_tree(folder) for folder in font_folders(project, spec.cohort)],
        "archive": archive,
        "sheets": {s.sheet.name: _file(s.sheet.path) for s in spec.sheets},
        "parameters": digest(_stable([metadata(spec), [sheet.parameters for sheet in spec.sheets]])),
    }


def private_inputs(project: Project, spec: WorkbookSpec) -> dict[str, Any]:
    """The same for what only facilitators have."""
    people = [person.model_dump(mode="json") for person in project.rosters.get(spec.cohort.id, ())]
    return {"printing": digest(_stable([project.printing.model_dump(mode="json"), spec.cohort.size, people]))}


def key(made_from: dict[str, Any]) -> str:
    """One hash over all of it."""
    return digest(_stable(made_from))


def _stable(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False).encode()


@cache
def _file(path: Path) -> str:
    return digest(path.read_bytes())


@cache
def _tree(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not _LEFT_OUT & set(path.parts))
    return digest(_stable([[path.relative_to(folder).as_posix(), digest(path.read_bytes())] for path in files]))
