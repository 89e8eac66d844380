"""Plain code: the part of Python that a sheet needs, small enough to be run without a kernel. Pure.

Values and text, arithmetic, lists and dictionaries, conditions, loops over what is there, functions, and activities. No
module but that of the activities, no class, no attribute but an activity's: nothing by which code could reach a file,
the clock, chance, or whoever runs it. Code that is not plain is no mistake; it is run by a kernel of its own.
"""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache

from workbook_kit import activities

MODULE = activities.__name__
#: Functions of Python itself, and IPython's `display`. Sets are not among them: their order is chance.
FUNCTIONS = frozenset(
    (
        *("abs", "all", "any", "bool", "dict", "display", "enumerate", "filter", "float", "int", "isinstance", "len"),
        *("list", "map", "max", "min", "next", "print", "range", "reversed", "round", "sorted", "str", "sum", "tuple"),
        "zip",
    )
)
#: Methods of texts, lists, dictionaries and activities.
METHODS = frozenset(
    (
        *("capitalize", "casefold", "center", "count", "endswith", "find", "index", "isalpha", "isdigit", "islower"),
        *("isspace", "isupper", "join", "ljust", "lower", "lstrip", "partition", "removeprefix", "removesuffix"),
        *("replace", "rfind", "rjust", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip"),
        *("swapcase", "title", "upper", "zfill"),
        *("append", "clear", "copy", "extend", "insert", "pop", "remove", "reverse", "sort"),
        *("get", "items", "keys", "popitem", "setdefault", "update", "values"),
        *("fields", "twin"),
    )
)
_CLASSES = [
    one for name in activities.__all__ if is_dataclass(one := getattr(activities, name)) and isinstance(one, type)
]
#: What an activity says of itself. A name that is a method as well, such as `count`, is only called.
ATTRIBUTES = frozenset(field.name for one in _CLASSES for field in fields(one)) - METHODS
_NODES = (
    *(
        ast.Module,
        ast.Expr,
        ast.Assign,
        ast.AnnAssign,
        ast.AugAssign,
        ast.If,
        ast.For,
        ast.Break,
        ast.Continue,
        ast.Pass,
    ),
    *(ast.FunctionDef, ast.Lambda, ast.Return, ast.arguments, ast.arg, ast.ImportFrom, ast.alias),
    *(ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Slice, ast.Call, ast.keyword, ast.Starred),
    *(ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.DictComp, ast.GeneratorExp, ast.comprehension),
    *(ast.IfExp, ast.JoinedStr, ast.FormattedValue, ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.Compare),
    *(ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.BitOr),
    *(ast.expr_context, ast.unaryop, ast.boolop, ast.cmpop),
)
#: How a value may be written in an f-string: no width of more than two figures.
_FORMAT = re.compile(r"[<>^=]?[+ -]?#?0?\d{0,2}[,_]?(\.\d{1,2})?[bcdeEfFgGnosxX%]?")
#: Characters that a sheet's code may have, and parts.
_LONGEST, _MOST_PARTS = 200_000, 20_000


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


def names_in_code(source: str) -> set[str]:
    """The names that a code cell reads; none where it is not Python, which `check` tells."""
    try:
        tree = parsed(source)
    except SyntaxError:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def is_plain(sources: Iterable[str]) -> bool:
    """Whether the code of these cells, run one after the other, is plain."""
    sources = tuple(sources)
    if sum(map(len, sources)) > _LONGEST:
        return False
    names = [_names(source) for source in sources]
    made = {name for cell in names if cell is not None for name in cell[0]}
    return all(cell is not None and cell[1] <= made | FUNCTIONS for cell in names)


@lru_cache(256)
def _names(source: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The names that a cell gives values to, and those that it reads; None where it is not plain."""
    try:
        nodes = list(ast.walk(parsed(source)))
    except SyntaxError:  # IPython's own commands, or a mistake
        return None
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    if len(nodes) > _MOST_PARTS or not all(_is_plain(node, id(node) in called) for node in nodes):
        return None
    read = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return frozenset(_made(nodes)), frozenset(read)


def _is_plain(node: ast.AST, is_called: bool) -> bool:
    match node:
        case ast.ImportFrom(module=module, names=names, level=level):
            return level == 0 and module == MODULE and all(one.name in activities.__all__ for one in names)
        case ast.Attribute(attr=name, ctx=context):
            return isinstance(context, ast.Load) and name in (METHODS if is_called else ATTRIBUTES)
        case ast.AugAssign(target=ast.Subscript(value=ast.Name(), slice=ast.Name() | ast.Constant()) | ast.Name()):
            return True
        case ast.AugAssign():
            return False  # it would be looked up twice
        case ast.AnnAssign(target=target, value=value):
            return isinstance(target, ast.Name) and value is not None
        case ast.Subscript(slice=ast.Slice(), ctx=context):
            return isinstance(context, ast.Load)
        case ast.FormattedValue(format_spec=ast.JoinedStr(values=parts)):
            return all(isinstance(part, ast.Constant) and bool(_FORMAT.fullmatch(str(part.value))) for part in parts)
        case ast.FunctionDef(name=name, decorator_list=decorators):
            return _is_own(name) and not decorators
        case ast.Name(id=name) | ast.arg(arg=name):
            return _is_own(name) or (name == "_" and not isinstance(getattr(node, "ctx", None), ast.Load))
        case ast.alias(asname=name):
            return name is None or _is_own(name)
    return isinstance(node, _NODES)


def _is_own(name: str) -> bool:
    """Whether a sheet may use the name: those with an underscore are Python's and IPython's."""
    return not name.startswith("_")


def _made(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The names that the code itself gives a value."""
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.alias(name=name, asname=asname):
                yield asname or name
