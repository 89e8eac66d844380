"""The code of a sheet's cells, read but never run."""

import ast
import warnings


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
