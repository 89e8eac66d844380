"""What tests, tools and benchmarks import is installed by the extras that the project declares."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = DECLARED["optional-dependencies"]
OURS = {"workbook_kit", "tests", "benchmarks", "tools"}
#: Imported under other names than those they are installed by, and asked for where they may be missing.
KNOWN_AS = {"opendataloader_pdf": {"opendataloader-pdf"}, "weasyprint": {"weasyprint"}}


def bare(need: str) -> str:
    """The name of a distribution, as a requirement or an import's metadata spells it."""
    return re.split(r"[<>=!~\[;( ]", need)[0].lower().replace("_", "-")


def brought(needs: Iterable[str]) -> set[str]:
    """These distributions, and those that they in turn ask for."""
    found, waiting = set[str](), {bare(need) for need in needs}
    while waiting:
        found.add(name := waiting.pop())
        with suppress(PackageNotFoundError):
            waiting |= {bare(need) for need in requires(name) or () if "extra ==" not in need} - found
    return found


def imported(path: Path) -> Iterator[str]:
    """The packages that a file imports, or looks for."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield str(node.module).partition(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("find_spec"):
            yield from (str(one.value) for one in node.args if isinstance(one, ast.Constant))


@pytest.mark.parametrize(
    ("folder", "extras"),
    # `dev` brings `cluster`, which is the one extra that the kit itself imports.
    [("src", ("cluster",)), ("tests", ("dev", "cluster", "verify")), ("tools", ("dev", "verify")),
     ("benchmarks", ("dev", "cluster", "bench"))],
)  # fmt: skip
def test_every_package_that_is_imported_is_declared(folder: str, extras: tuple[str, ...]) -> None:
    declared = brought([*DECLARED["dependencies"], *(need for extra in extras for need in EXTRAS[extra])])
    known = packages_distributions()
    missing = {
        (path.name, name)
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name in imported(path)
        if name not in sys.stdlib_module_names
        and name not in OURS
        and not (ROOT / folder / f"{name}.py").exists()
        and not {bare(one) for one in KNOWN_AS.get(name, known.get(name, [name]))} & declared
    }
    assert missing == set()


def test_every_extra_that_is_asked_for_is_there() -> None:
    files = [ROOT / "Makefile", ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("*/**/*.py")]
    asked = {
        extra
        for path in files
        if not {".venv", "node_modules"} & set(path.parts)
        for extra in re.findall(r"(?:'\.|workbook-kit)\[(\w+)\]'", path.read_text(encoding="utf-8"))
    }
    assert {"dev", "verify", "bench"} <= asked
    assert asked <= set(EXTRAS)
