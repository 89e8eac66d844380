"""What sheets showed, kept for the next cohort that gives them the same values.

A sheet of plain code (`load/plain.py`) is run with the values that it reads and no others. So what it shows can hold
nothing of the cohort that it happened to be run for: a value that was overlooked would be missing, not wrong.
"""

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nbformat
from papermill.translators import translate_parameters

from workbook_kit.files import digest
from workbook_kit.packs.cache import Cache
from workbook_kit.project.sheets import is_tagged
from workbook_kit.workbook.plan import SheetSpec

_KEPT = ("outputs", "execution_count")


@dataclass(frozen=True)
class Shared:
    """What earlier runs have shown.

    Args:
        made_by: tells one version of the kit and its tools from another.
    """

    cache: Cache
    made_by: str

    def key(self, spec: SheetSpec, notebook: nbformat.NotebookNode) -> str | None:
        """What the outputs are kept under; None where other things than the values decide what is shown."""
        if spec.sheet.needs is None:
            return None
        code = [[cell.source, cell.metadata] for cell in _code(notebook)]
        made_from = [self.made_by, notebook.metadata.get("kernelspec"), code, spec.sheet.needs.of(spec.parameters)]
        return _key(made_from)

    def take(self, key: str, notebook: nbformat.NotebookNode) -> bool:
        """Whether the outputs are known; then they are put into the notebook."""
        kept = self.cache.get(key)
        if kept is None:
            return False
        _show(notebook, json.loads(kept))
        return True

    def keep(self, key: str, executed: nbformat.NotebookNode, notebook: nbformat.NotebookNode) -> None:
        """Keeps the outputs, and puts them into the notebook."""
        shown = [{name: cell[name] for name in _KEPT} for cell in executed.cells]
        self.cache.put(key, json.dumps(shown, ensure_ascii=False).encode())
        _show(notebook, shown)

    def is_sound(self, texts: Sequence[str]) -> bool:
        """Whether nothing was wrong with these texts, when they were looked at."""
        return self.cache.get(_key([self.made_by, "sound", texts])) is not None

    def keep_sound(self, texts: Sequence[str]) -> None:
        """Nothing is wrong with them."""
        self.cache.put(_key([self.made_by, "sound", texts]), b"")


def bare(spec: SheetSpec, notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook of the code alone, with the values that it reads and no others, not even the sheet's samples."""
    assert spec.sheet.needs is not None
    values = spec.sheet.needs.of(spec.parameters)
    made = nbformat.v4.new_notebook(metadata=copy.deepcopy(notebook.metadata))
    for cell in _code(notebook):
        made.cells.append(copy.deepcopy(cell))
        if is_tagged(cell, "parameters"):
            made.cells[-1].source = "pass"
        elif is_tagged(cell, "injected-parameters"):
            made.cells[-1].source = (
                translate_parameters("python3", "python", values, "Parameters") if values else "pass"
            )
    return made


def _key(made_from: Any) -> str:
    return digest(json.dumps(made_from, sort_keys=True, ensure_ascii=False).encode())


def with_nothing_shown(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook as it is after a run, where its code does no more than set values."""
    for count, cell in enumerate(_code(notebook), 1):
        cell.update(outputs=[], execution_count=count)
    return notebook


def _code(notebook: nbformat.NotebookNode) -> Iterator[nbformat.NotebookNode]:
    return (cell for cell in notebook.cells if cell.cell_type == "code")


def _show(notebook: nbformat.NotebookNode, shown: Sequence[Mapping[str, Any]]) -> None:
    for cell, kept in zip(_code(notebook), shown, strict=True):
        cell.update(nbformat.from_dict({name: kept[name] for name in _KEPT}))
