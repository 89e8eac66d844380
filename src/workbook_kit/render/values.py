"""What the sheets of a workbook import and are given, told once for all of them in its notebook."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbook_kit.project.plain import is_plain, parsed
from workbook_kit.project.sheets import is_tagged

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: Letters of a line.
WIDTH = 100
_KIT = "workbook_kit"
#: Methods that change what other names may stand for as well.
_CHANGES = {
    "append",
    "clear",
    "extend",
    "insert",
    "pop",
    "popitem",
    "remove",
    "reverse",
    "setdefault",
    "sort",
    "update",
}


@dataclass(frozen=True)
class SheetCode:
    """The code of an executed sheet, and the values that it was given."""

    notebook: "NotebookNode"

    @cached_property
    def values(self) -> dict[str, Any]:
        """Those that its code reads: its text is filled already."""
        return {name: value for name, value in self._given.items() if not self._is_plain or name in self._read}

    @cached_property
    def imports(self) -> dict[str, str]:
        """Names that cells of nothing but imports take from the kit, each with its module."""
        cells = (kit_imports(cell.source) for cell in self._cells)
        return {name: module for cell in cells if cell for name, module in cell}

    @cached_property
    def makes(self) -> set[str]:
        """Names that its code gives a meaning of its own, or may."""
        is_safe = self._is_plain and not any(map(_changes, self._nodes))
        return set(_bound(self._nodes)) | (set() if is_safe else set(self._given))

    @cached_property
    def _given(self) -> dict[str, Any]:
        return dict(self.notebook.metadata.get("papermill", {}).get("parameters", {}))

    @cached_property
    def _cells(self) -> "list[NotebookNode]":
        return [cell for cell in self.notebook.cells if cell.cell_type == "code" and not is_parameters(cell)]

    @cached_property
    def _is_plain(self) -> bool:
        return is_plain([*(f"{name} = 0" for name in self._given), *(cell.source for cell in self._cells)])

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        return [node for cell in self._cells if not kit_imports(cell.source) for node in _walk(cell.source)]

    @cached_property
    def _read(self) -> set[str]:
        return {node.id for node in self._nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def is_parameters(cell: "NotebookNode") -> bool:
    """Whether the cell gives a sheet its values: its samples, or this workbook's."""
    return is_tagged(cell, "parameters") or is_tagged(cell, "injected-parameters")


def kit_imports(source: str) -> list[tuple[str, str]]:
    """Name and module for each name that a cell takes from the kit; none where it does anything else besides."""
    found = []
    for line in _body(source):
        if not isinstance(line, ast.ImportFrom) or line.level or (line.module or "").split(".")[0] != _KIT:
            return []
        if any(one.asname or one.name == "*" for one in line.names):
            return []
        found += [(one.name, str(line.module)) for one in line.names]
    return found


def shared_values(sheets: Sequence[SheetCode]) -> dict[str, Any]:
    """The values that are one and the same in every sheet that reads them, and stay so."""
    given: dict[str, list[Any]] = {}
    for name, value in (pair for sheet in sheets for pair in sheet.values.items()):
        given.setdefault(name, []).append(value)
    made = _made(sheets)
    return {name: values[0] for name, values in given.items() if name not in made and _are_same(values)}


def shared_imports(sheets: Sequence[SheetCode]) -> dict[str, str]:
    """The names that mean the same in every sheet, each with the module that it is taken from."""
    modules: dict[str, set[str]] = {}
    for name, module in (pair for sheet in sheets for pair in sheet.imports.items()):
        modules.setdefault(name, set()).add(module)
    made = _made(sheets) | {name for sheet in sheets for name in sheet.values}
    return {name: module for name, (module, *others) in modules.items() if name not in made and not others}


def import_lines(names: Mapping[str, str]) -> list[str]:
    """A line for each module."""
    of = {module: sorted(name for name in names if names[name] == module) for module in sorted(set(names.values()))}
    return [f"from {module} import {', '.join(taken)}" for module, taken in of.items()]


def assignments(values: Mapping[str, Any]) -> list[str]:
    """Python that gives these values their names."""
    return [f"{name} = {_literal(value, 0)}" for name, value in values.items()]


def _made(sheets: Sequence[SheetCode]) -> set[str]:
    return set[str]().union(*(sheet.makes for sheet in sheets))


def _are_same(values: Sequence[Any]) -> bool:
    return all(repr(value) == repr(values[0]) for value in values)  # to Python, True and 1 are equal


def _body(source: str) -> list[ast.stmt]:
    try:
        return parsed(source).body
    except SyntaxError:  # one of IPython's own commands
        return []


def _walk(source: str) -> Iterator[ast.AST]:
    for line in _body(source):
        yield from ast.walk(line)


def _bound(nodes: Sequence[ast.AST]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=asname):
                yield asname or name.split(".")[0]


def _changes(node: ast.AST) -> bool:
    match node:
        case ast.AugAssign() | ast.Subscript(ctx=ast.Store()):
            return True
        case ast.Attribute(attr=name):
            return name in _CHANGES
    return False


def _literal(value: Any, indent: int) -> str:
    """The value as Python writes it, over several lines where one would be long."""
    flat = repr(value)
    if len(flat) + indent <= WIDTH or not value or not isinstance(value, dict | list):
        return flat
    opens, closes = "{}" if isinstance(value, dict) else "[]"
    items = (f"{' ' * (indent + 4)}{item},\n" for item in _items(value, indent + 4))
    return f"{opens}\n{''.join(items)}{' ' * indent}{closes}"


def _items(value: dict[str, Any] | list[Any], indent: int) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{name!r}: {_literal(item, indent)}" for name, item in value.items())
    else:
        yield from (_literal(item, indent) for item in value)
