"""Plain code rewritten so that a meter counts all that it does."""

import ast
import warnings
from collections.abc import Iterable
from functools import lru_cache
from types import CodeType

from workbook_kit.workbook.meter import CALL, CHANGE, EACH, METHOD, OPERATE, SIZED, STEP

#: What a traceback calls a cell.
FILE = "<sheet>"
_LITERAL = (ast.List, ast.Tuple, ast.Dict, ast.Constant, ast.UnaryOp, ast.unaryop, ast.Load)


@lru_cache(256)
def compile_counted(source: str) -> tuple[CodeType, CodeType | None]:
    """A plain cell's code, rewritten: what it does, and the value that it ends with, if it ends with one.

    Raises:
        SyntaxError, Warning: Python has something to say about it, which a kernel would show.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(source, FILE, "exec", dont_inherit=True)
    tree = ast.fix_missing_locations(_Rewriting().visit(ast.parse(source)))
    last = ast.Expression(tree.body.pop().value) if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    return (
        compile(tree, FILE, "exec", dont_inherit=True),
        None if last is None else compile(last, FILE, "eval", dont_inherit=True),
    )


class _Rewriting(ast.NodeTransformer):
    """Puts the meter around everything that can take long, or grow."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute):
            return _metered(METHOD, node.func.value, ast.Constant(node.func.attr), *node.args, named=node.keywords)
        return _metered(CALL, node.func, *node.args, named=node.keywords)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return _metered(OPERATE, ast.Constant(type(node.op).__name__), node.left, node.right)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        before = ast.parse(ast.unparse(node.target), mode="eval").body
        changed = _metered(CHANGE, ast.Constant(type(node.op).__name__), before, self.visit(node.value))
        return ast.copy_location(ast.Assign([self.visit(node.target)], changed), node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        self.generic_visit(node)
        if not all(isinstance(target, ast.Name) for target in node.targets):
            node.value = _metered(SIZED, node.value)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        node.left = _metered(SIZED, node.left)
        node.comparators = [_metered(SIZED, one) for one in node.comparators]
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.slice, ast.Slice):
            node.value = _metered(SIZED, node.value)
        elif not isinstance(node.slice, ast.Constant):
            node.slice = _metered(SIZED, node.slice)
        return node

    def visit_Starred(self, node: ast.Starred) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load):
            node.value = _metered(EACH, node.value)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                part.value = _metered(SIZED, self.visit(part.value))
        return _metered(SIZED, node)

    def _literal(self, node: ast.List | ast.Tuple | ast.Dict) -> ast.AST:
        if all(isinstance(part, _LITERAL) for part in ast.walk(node)):
            return node
        self.generic_visit(node)
        if isinstance(node, ast.Dict):
            node.keys = [key and _metered(SIZED, key) for key in node.keys]
        elif not isinstance(node.ctx, ast.Load):
            return node
        return _metered(SIZED, node)

    visit_List = visit_Tuple = visit_Dict = _literal

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp | ast.DictComp) -> ast.AST:
        cost = _parts(node)
        self.generic_visit(node)
        for loop in node.generators:
            loop.iter = _metered(EACH, loop.iter, ast.Constant(cost))
        if isinstance(node, ast.DictComp):
            node.key, node.value = _metered(SIZED, node.key), _metered(SIZED, node.value)
        else:
            node.elt = _metered(SIZED, node.elt)
        return node

    visit_ListComp = visit_GeneratorExp = visit_DictComp = _comprehension

    def visit_For(self, node: ast.For) -> ast.AST:
        cost = _parts(node)
        self.generic_visit(node)
        node.iter = _metered(EACH, node.iter, ast.Constant(cost))
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        cost = _parts(node)
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(_metered(STEP, ast.Constant(cost))))
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        cost = _parts(node)
        self.generic_visit(node)
        node.body = ast.IfExp(_metered(STEP, ast.Constant(cost)), node.body, ast.Constant(None))
        return node


def _metered(name: str, *given: ast.expr, named: Iterable[ast.keyword] = ()) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(given), list(named))


def _parts(node: ast.AST) -> int:
    """How much code it is: what one round or call of it may come to."""
    return sum(1 for _ in ast.walk(node))
