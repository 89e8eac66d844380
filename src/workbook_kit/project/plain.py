"""Which sheets show the same whenever they are given the same values, and which values those are. Pure.

A sheet whose code is plain reads its parameters and declares activities, and does nothing else: no file, clock, chance
or program can have a part in what it shows. So what it showed for one cohort can be shown for the next.
"""

import ast
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# The code of a sheet's cells, read but never run.


def names_in_code(source: str) -> set[str]:
    """The names that a code cell reads; none where it is not Python, which `check` tells."""
    try:
        tree = parsed(source)
    except SyntaxError:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def parsed(source: str) -> ast.Module:
    """The cell's code, read but not run.

    Raises:
        SyntaxError: it is not Python.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\\d" in a sheet is the author's business, not the reader's
            return ast.parse(source)
    except (ValueError, MemoryError, RecursionError) as error:
        raise SyntaxError(str(error) or "nested too deeply") from None


# Which sheets show the same whenever they are given the same values, and which values those are. Pure.
#
# A sheet whose code is plain reads its parameters and declares activities, and does nothing else: no file, clock,
# chance or program can have a part in what it shows. So what it showed for one cohort can be shown for the next.

#: Modules that give the same for the same, whatever is asked of them.
MODULES = frozenset(
    (
        *("workbook_kit.activities", "collections", "fractions", "functools", "itertools", "json", "math", "re"),
        *("string", "textwrap"),
    )
)
#: Functions of Python itself, and IPython's `display`. Sets are not among them: their order is chance.
FUNCTIONS = frozenset(
    (
        *("abs", "all", "any", "bool", "chr", "dict", "display", "divmod", "enumerate", "filter", "float", "int"),
        *("isinstance", "len", "list", "map", "max", "min", "ord", "print", "range", "reversed", "round", "sorted"),
        *("str", "sum", "tuple", "zip"),
    )
)
#: What plain code is made of. No `try`: it could notice that a value is not there.
_NODES = (
    *(ast.Module, ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.If, ast.For, ast.Break, ast.Continue),
    *(ast.Pass, ast.FunctionDef, ast.Return, ast.Import, ast.ImportFrom, ast.alias, ast.arguments, ast.arg),
    *(ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Slice, ast.Call, ast.keyword, ast.Starred),
    *(ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.DictComp, ast.GeneratorExp, ast.comprehension, ast.Lambda),
    *(ast.IfExp, ast.JoinedStr, ast.FormattedValue, ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.Compare),
    *(ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop),
)


@dataclass
class Needs:
    """What plain code reads: of some parameters everything, of others only these parts.

    Args:
        parts: by the parameter's name; None stands for all of it.
    """

    parts: dict[str, set[str] | None] = field(default_factory=dict)

    def of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values without what is not read."""
        return {name: _part(values[name], parts) for name, parts in sorted(self.parts.items()) if name in values}

    def add(self, name: str, part: str | None) -> None:
        """Adds a part of a parameter, or with None all of it."""
        known = self.parts.setdefault(name, set())
        if part is None:
            self.parts[name] = None
        elif known is not None:
            known.add(part)


def _part(value: Any, parts: set[str] | None) -> Any:
    if parts is None or not isinstance(value, dict):
        return value
    return {name: value[name] for name in sorted(parts) if name in value}


def needs(sources: Iterable[str], parameters: Iterable[str]) -> Needs | None:
    """What the code of these cells reads of the parameters; None where it is not plain."""
    try:
        trees = [parsed(source) for source in sources]
    except SyntaxError:  # IPython's own commands, or a mistake
        return None
    return _needs(trees, frozenset(parameters)) if all(map(_is_plain, trees)) else None


def _is_plain(tree: ast.Module) -> bool:
    return all(isinstance(node, _NODES) and _is_harmless(node) for node in ast.walk(tree))


def _is_harmless(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            return all(one.name in MODULES and ("." not in one.name or one.asname) for one in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            return level == 0 and module in MODULES and all(one.name[0] not in "*_" for one in names)
        case ast.Attribute(attr=name) | ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name):
            return not name.startswith("_")
    return True


def _needs(trees: Sequence[ast.Module], parameters: frozenset[str]) -> Needs | None:
    made = {name for tree in trees for name in _made(tree)}
    found = Needs()
    for tree in trees:
        inside = {id(node.value): node for node in ast.walk(tree) if isinstance(node, ast.Subscript)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Name):
                continue
            if node.id in parameters:
                # one that the code gives another value may hold anything by now
                found.add(node.id, None if node.id in made else _key(inside.get(id(node))))
            elif node.id not in made and node.id not in FUNCTIONS:
                return None
    return found


def _made(tree: ast.Module) -> Iterable[str]:
    """The names that the code itself gives a value."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.alias(name=name, asname=asname):
                yield asname or name


def _key(subscript: ast.Subscript | None) -> str | None:
    """The part that `value["part"]` reads; None for anything else."""
    if subscript is not None and isinstance(subscript.ctx, ast.Load) and isinstance(subscript.slice, ast.Constant):
        key = subscript.slice.value
        return key if isinstance(key, str) else None
    return None
