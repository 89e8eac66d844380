"""Every test can fail: none asserts what is true of itself, and none asserts nothing."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
#: True or false by what is written, whatever the product does.
WRITTEN = (ast.Constant, ast.JoinedStr, ast.Lambda, ast.Tuple, ast.List, ast.Dict, ast.Set)
#: As a rule not empty, so they are true whatever is in them.
MANY = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
#: What fails by itself; the first two are pytest's and Playwright's ways to say `assert`.
FAILING = {"raises", "expect", "fail", "skip", "validate", "check_schema"}
Function = ast.FunctionDef


@cache
def parsed() -> dict[str, ast.Module]:
    """Each file of the tests."""
    files = sorted(TESTS.rglob("*.py"))
    return {path.relative_to(TESTS).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in files}


def vain(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Asserts that cannot fail, with the line and why."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            for claim in node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]:
                yield from ((claim.lineno, why) for why in vanity(claim))


def vanity(claim: ast.expr) -> Iterator[str]:
    """Why a claim is true of itself."""
    if isinstance(claim, WRITTEN):
        yield "it is what is written there"
    if isinstance(claim, MANY):
        yield "it is true unless it is empty; say any() or {…} == {True}"
    if isinstance(claim, ast.Call) and ast.unparse(claim.func) == "all":
        yield "all() is true of nothing; say {…} == {True}"
    if isinstance(claim, ast.Compare) and not any(isinstance(one, ast.Call) for one in ast.walk(claim)):
        sides = [ast.unparse(side) for side in (claim.left, *claim.comparators)]
        if len(set(sides)) < len(sides):
            yield "it is compared with itself"


def called(function: Function) -> set[str]:
    """The names of what a function calls, methods by their last name."""
    names = (ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call))
    return {name.rpartition(".")[2] for name in names}


def asserts(function: Function) -> bool:
    """Whether it asserts in its own body."""
    return any(isinstance(node, ast.Assert) for node in ast.walk(function)) or bool(called(function) & FAILING)


@cache
def functions() -> list[tuple[str, Function]]:
    """Each function of each file, those within functions and classes included."""
    return [(name, node) for name, tree in parsed().items() for node in ast.walk(tree) if isinstance(node, Function)]


@cache
def helpers() -> frozenset[str]:
    """The names of functions that assert, or call one that does."""
    known = {one.name for _, one in functions() if asserts(one)}
    while more := {one.name for _, one in functions() if called(one) & known} - known:
        known |= more
    return frozenset(known)


@pytest.mark.parametrize("name", parsed())
def test_no_assert_is_true_of_itself(name: str) -> None:
    assert list(vain(parsed()[name])) == []


def test_every_test_asserts_something() -> None:
    tests = [(name, one) for name, one in functions() if re.match(r"test_", one.name)]
    assert len(tests) > 500
    assert [(name, one.name) for name, one in tests if not asserts(one) and not called(one) & helpers()] == []


@pytest.mark.parametrize(
    "claim",
    ["(a, b)", "'text'", "{'x' in n or n for n in found}", "[n for n in found if n]", "all(n for n in found)", "a == a",
     "a.b[0] != a.b[0]", "1 < a < 1", "a and 'text'"],
)  # fmt: skip
def test_what_cannot_fail_is_found(claim: str) -> None:
    assert list(vain(ast.parse(f"assert {claim}")))


@pytest.mark.parametrize(
    "claim", ["a == b", "a() == a()", "not [n for n in found]", "{one > 1 for one in found} == {True}", "found"]
)
def test_what_can_fail_is_let_be(claim: str) -> None:
    assert list(vain(ast.parse(f"assert {claim}"))) == []
