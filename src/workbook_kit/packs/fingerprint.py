"""Everything that can change a workbook, as one key: nothing changed, nothing to do."""

import json
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from workbook_kit import __version__
from workbook_kit.files import digest
from workbook_kit.project.project import Project, font_folders
from workbook_kit.project.sheets import Sheet
from workbook_kit.render.quarto import quarto_version
from workbook_kit.render.wheel import forms_hash
from workbook_kit.workbook.plan import WorkbookSpec, facts, metadata

TOOLS = ("papermill", "nbclient", "ipykernel", "pypandoc-binary", "typst", "pikepdf", "segno")
#: The name, among the values, of what stands on the cover, in running lines and on the pack's own pages.
TOLD = "metadata"

#: What lies in the kit's own folder without being a part of what it does.
_LEFT_OUT = {"__pycache__", "starter"}
#: Letters of a hash that is only ever compared with the one before it.
_SHORT = 16
_JSON = json.JSONEncoder(sort_keys=True, ensure_ascii=False)


@cache
def versions() -> dict[str, str]:
    """The version of each tool that has a part in a workbook."""
    python = ".".join(map(str, sys.version_info[:3]))
    return {"workbook-kit": __version__, "python": python, **{tool: version(tool) for tool in TOOLS}}


def _quarto() -> dict[str, str]:
    return {"quarto": ".".join(map(str, quarto_version() or ()))}


class Hashes:
    """Hashes of files, folders and sheets, each worked out once: a build looks at one state of the project.

    Args:
        values: keeps those of values too, and the values with them, for a build that holds all its workbooks anyway.
    """

    def __init__(self, values: bool = False) -> None:
        self._values = values
        self._files: dict[Path, str] = {}
        self._trees: dict[Path, str] = {}
        self._known: dict[int, tuple[Any, str]] = {}

    def file(self, path: Path) -> str:
        """Of the file's bytes."""
        if path not in self._files:
            self._files[path] = digest(path.read_bytes())
        return self._files[path]

    def tree(self, folder: Path) -> str:
        """Of the names and bytes of every file in the folder, its subfolders included."""
        if folder not in self._trees:
            files = sorted(path for path in folder.rglob("*") if path.is_file() and not _LEFT_OUT & set(path.parts))
            listed = [[path.relative_to(folder).as_posix(), digest(path.read_bytes())] for path in files]
            self._trees[folder] = digest(_stable(listed))
        return self._trees[folder]

    def sheet(self, sheet: Sheet) -> str:
        """Of the notebook as it was loaded: the file may have been edited since, and it is the notebook that is run."""
        return self._once(sheet.notebook)

    def value(self, value: Any) -> str:
        """Of something that JSON can hold and that nobody changes."""
        return self._once(value) if self._values else _short(value)

    def _once(self, value: Any) -> str:
        # By identity, and the value kept, so that no other takes its number: a dictionary has no hash of its own.
        if id(value) not in self._known:
            self._known[id(value)] = (value, _short(value))
        return self._known[id(value)][1]


_OF_THIS_PROCESS = Hashes()


def made_by(hashes: Hashes = _OF_THIS_PROCESS) -> str:
    """One hash over the kit's own files and the versions of its tools."""
    return key({"versions": versions(), "kit": hashes.tree(Path(__file__).parents[1])})


def inputs(
    project: Project, spec: WorkbookSpec, engine: str, archive: bool = False, hashes: Hashes = _OF_THIS_PROCESS
) -> dict[str, Any]:
    """Hashes and versions of all that the workbook is made from.

    Args:
        hashes: those worked out already; without them, those of this process, which for a worker is one build.
    """
    logos = [partner["logo"] for partner in spec.parameters["partners"] if partner["logo"]]
    return {
        "engine": engine,
        "versions": {**versions(), **(_quarto() if engine == "quarto" else {})},
        "kit": hashes.tree(Path(__file__).parents[1]),
        "extension": hashes.tree(project.extension),
        "forms": forms_hash(),
        "figures": hashes.tree(project.root / "workbooks" / "figures"),
        "logos": {name: hashes.file(project.root / "data" / name) for name in logos},
        "fonts": [hashes.tree(folder) for folder in font_folders(project, spec.cohort)],
        "archive": archive,
        # A list, because their order is the workbook's.
        "sheets": [[s.sheet.name, hashes.sheet(project.sheets[s.sheet.name])] for s in spec.sheets],
        "parameters": {name: hashes.value(value) for name, value in _values(project, spec).items()},
    }


def _values(project: Project, spec: WorkbookSpec) -> Mapping[str, Any]:
    """The values that the sheets ask for, by name, and what is told without being asked for."""
    asked = {name: spec.parameters.get(name) for sheet in spec.sheets for name in sheet.parameters}
    framework = project.frameworks[spec.cohort.npq]
    # The region stands on the pack's own page, the others in its manifest.
    told = [metadata(spec), *facts(spec), spec.cohort.region, framework.edition, framework.licence, framework.source]
    return {**asked, "minutes": spec.seminar.sheets, TOLD: told}


def private_inputs(project: Project, spec: WorkbookSpec) -> dict[str, Any]:
    """The same for what only facilitators have."""
    people = [person.model_dump(mode="json") for person in project.rosters.get(spec.cohort.id, ())]
    return {"printing": digest(_stable([project.printing.model_dump(mode="json"), spec.cohort.size, people]))}


def key(made_from: Mapping[str, Any]) -> str:
    """One hash over all of it."""
    return digest(_stable(made_from))


def _short(value: Any) -> str:
    return digest(_stable(value))[:_SHORT]


def _stable(value: Any) -> bytes:
    return _JSON.encode(value).encode()
