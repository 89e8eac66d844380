"""Plain sheets run without a kernel, and what they show is what papermill's own engine makes with one."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError
from nbformat.v4 import new_code_cell, new_notebook
from papermill.engines import NBClientEngine
from papermill.exceptions import PapermillExecutionError

from tests.tiny import ROOT
from workbook_kit.project.project import load_project
from workbook_kit.project.sheets import is_tagged
from workbook_kit.workbook import engine
from workbook_kit.workbook.engine import NAME, CellError, Engine
from workbook_kit.workbook.in_process import NeedsKernelError
from workbook_kit.workbook.plan import SheetSpec, plan
from workbook_kit.workbook.run import execute, fill_cells

ACTIVITIES = "from workbook_kit.activities import Blanks, Ladder, Prompt, Rating, Sensemaking, Table\n"
#: Cells of one notebook, one after the other.
AWKWARD = {
    "nothing at all": "",
    "nothing but space": "  \n\n",
    "nothing but a comment": "# nothing",
    "a value set": "x = 1",
    "a value of a type": "typed: dict[str, list[int]] = {'a': [1]}\nafter: int = 2  # two\nprint(typed, after)",
    "a value of a type in a function": "def of(n: int) -> str:\n    said: str = str(n)\n    return said\nof(3)",
    "a number": "x",
    "a text": "'text'",
    "a text of several lines": "'''one\ntwo \\'three\\' \"four\"\n'''",
    "a large number": "2 ** 200",
    "a fraction": "1 / 3, 0.1 + 0.2, 1e100, -0.0\n1e-7",
    "true": "not x - 1",
    "nothing as a value": "None",
    "a value and a semicolon": "x;",
    "a semicolon and a comment": "x; # said",
    "a semicolon in a text": "'x;'",
    "two values": "1; 2",
    "printed": "print('one')",
    "printed twice": "print('one')\nprint('two')",
    "printed without an end": "print('a', end='')\nprint('b', 'c', sep='-', end=None)\nprint()",
    "printed nothing": "print('', end='')",
    "printed and a value": "print('one')\n2",
    "printed around a display": "print('a')\ndisplay('b')\nprint('c')\ndisplay('d')",
    "several displayed": "display(1, 'two', None, True)",
    "nothing displayed": "display()",
    "all kinds printed": "print([1, 'a'], {'a': (1, None)}, 1.0, True, None, range(3))",
    "what a call gives, which is nothing": "display('shown')\nprint('said')",
    "activities": ACTIVITIES + "Prompt('role', 'Your role', minutes=3, mode='Alone', no_pupils=True, help='Help')",
    "a table": "Table('t', 'Map', corner='Stage', rows=['A', 'B'], columns=['C', 'D'])",
    "several activities": "display(Prompt('a', 'A'), Prompt('b', 'B'))\nPrompt('a', 'A').twin()",
    "an activity kept": "kept = Blanks('b', 'Recall', answers=['x', 'y'])\nkept.label, kept.minutes\nkept",
    "activities of a list": "display(*[Ladder(f'l-{n}', f'Climb {n}') for n in range(1, 3)])",
    "what an activity says": "f'{kept.label}: ' + ', '.join(field.label for field in kept.fields())",
    "an activity written out": "str(kept)",
    "a loop": "total = 0\nfor n in range(5):\n    if n == 3: continue\n    total += n\nelse:\n    total += 1\ntotal",
    "a loop that ends early": "for a, n in zip('abc', [1, 2, 3]):\n    print(a, n)\n    if n == 2:\n        break",
    "loops in loops": "[f'{a}{b}' for a in 'xy' for b in range(2) if a != 'x' or b][-1]",
    "dictionaries": "d = {'a': 1, **{'b': 2}}\nd['c'] = 3\nd['a'] += 1\nd |= {'e': 5}\nd.update(key='k')\nprint(d)",
    "lists": "l = [3, 1]\nl += [2]\nl.append(4)\nl.extend(n for n in range(2))\nl *= 2\nprint(l, l[1:3], l[::-1])",
    "two names of one list": "m = l\nm += [9]\nprint(l[-1], m is l)",
    "unpacking": "a, *b = [1, 2, 3]\n(c, [d2]) = 4, [5]\nprint(a, b, c, d2)",
    "a function": "def twice(n, by=2, *more, key=None, **named):\n    'Says'\n    return n * by\ntwice(3)",
    "functions in functions": "def outer(n):\n    def inner(m):\n        return n + m\n    return inner\nouter(2)(3)",
    "a function of itself": "def down(n):\n    return n and down(n - 1)\ndown(20)",
    "small functions": "(lambda n: n + 1)(1) + sum(map(lambda n: n * 2, [1, 2])) + max([1, 3, 2], key=lambda n: -n)",
    "sorting in place": "s = ['b', 'A']\ns.sort(key=lambda t: t.lower(), reverse=True)\nprint(s)",
    "sorting": "print(sorted(['b', 'A'], key=lambda t: t.lower()), min('b', 'a'), max([], default='none'))",
    "generators": "next(n for n in range(9) if n > 4)",
    "numbered": "print(list(enumerate('ab', 1)), list(reversed([1, 2])), any([0, 1]), all([]), dict(a=1, b=2))",
    "texts": "print(' a,b '.strip().split(','), 'x'.join('abc'), 'a-a'.replace('a', 'bb'), 'ab'.center(6) + '|')",
    "written values": 'print(f\'{3.14159:.2f} {7:03d} {0.5:.0%} {"a":>4}|{"b"!r} {1234567:,} {x=}\')',
    "conditions": "print(1 < x + 1 < 3, x is None, 'a' in 'abc', 2 not in [1], 'yes' if x else 'no', x and 0 or 'or')",
    "kinds": "print(isinstance('a', str), isinstance(True, int), str(1) + '1', int('3'), float('1.5'), bool(''))",
    "a name of Python's": "list = [1]\nlist[0]",
    "display by another name": "show = display\nshow('shown')\nprint(len('abc'), round(2.567, 1), abs(-1))",
    "a name of no interest": "for _ in range(2):\n    print('again')",
    "names of another cell": "print(x, total, twice(2), d['c'])",
    "letters of all kinds": "print('é ☃ 𝔘 \\u202e')\n'é ☃ 𝔘'",
    "returns": "print('10%\\r20%\\rdone\\ttab')",
    "a text that looks like a placeholder": "'{{ x }} {% if %}'",
    "long text": "print('x' * 100_000)",
    "a long value": "'x' * 20_000",
}


def notebook(sources: Sequence[str]) -> nbformat.NotebookNode:
    """A notebook of these cells of code."""
    cells = [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    cells.insert(1, nbformat.v4.new_markdown_cell("# Text", id="text"))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def run(made: nbformat.NotebookNode, engine: str | None, **values: Any) -> nbformat.NotebookNode:
    """The notebook, run by papermill with this engine, in a kernel whose outputs become pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBOOK_KIT_STATIC", "1")
        return run_as_told(made, engine, **values)


def run_as_told(made: nbformat.NotebookNode, engine: str | None, **values: Any) -> nbformat.NotebookNode:
    """The same, in the environment as it is: threads would put back what others have set."""
    return papermill.execute_notebook(
        made, None, engine_name=engine, kernel_name="python3", progress_bar=False, **values
    )


@pytest.fixture
def _no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel fails the test."""

    def refuse(*given: Any, **named: Any) -> None:
        pytest.fail("a kernel was started")

    monkeypatch.setattr(NBClientEngine, "execute_managed_notebook", refuse)
    monkeypatch.setattr(Engine, "execute_with_kernel", refuse)


def comparable(part: Any) -> str:
    """A part of a notebook as text, without what differs from run to run."""
    said = json.dumps(part, sort_keys=True, ensure_ascii=False)
    said = re.sub(r"20\d\d-\d\d-\d\dT[\d:.]+(Z|\+00:00)", "TIME", said)
    return re.sub(r'"duration": [\d.e-]+', '"duration": 0', said)


def joined(outputs: Sequence[Any]) -> list[Any]:
    """The outputs with text that follows text in one piece: ipykernel cuts it by the clock."""
    made: list[Any] = []
    for output in outputs:
        if output["output_type"] == "stream" and made and made[-1].get("name") == output["name"]:
            made[-1]["text"] += output["text"]
        else:
            made.append(dict(output))
    return made


@pytest.fixture(scope="module")
def both() -> tuple[nbformat.NotebookNode, nbformat.NotebookNode]:
    """The awkward cells, run by our engine and by papermill's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "execute_with_kernel", lambda *given, **named: pytest.fail("a kernel was started"))
        ours = run(notebook(list(AWKWARD.values())), NAME)
    return ours, run(notebook(list(AWKWARD.values())), None)


@pytest.mark.parametrize("name", AWKWARD)
def test_what_plain_code_shows_is_what_a_kernel_shows(name: str, both: tuple[Any, Any]) -> None:
    ours, theirs = ([cell for cell in made.cells if cell.cell_type == "code"] for made in both)
    one, other = (cells[list(AWKWARD).index(name)] for cells in (ours, theirs))
    assert comparable(joined(one.outputs)) == comparable(joined(other.outputs))
    assert one.execution_count == other.execution_count
    assert comparable(one.metadata) == comparable(other.metadata)


def test_the_notebooks_are_equal_otherwise(both: tuple[Any, Any]) -> None:
    ours, theirs = both
    assert comparable(ours.metadata) == comparable(theirs.metadata)
    assert [cell.id for cell in ours.cells] == [cell.id for cell in theirs.cells]
    assert comparable(ours.cells[1]) == comparable(theirs.cells[1])


def three_workbooks() -> list[tuple[SheetSpec, ...]]:
    """Of cohorts that have little in common, with every sheet among them."""
    specs = plan(load_project(ROOT))
    chosen = {
        (spec.cohort.npq, spec.cohort.delivery, spec.number == spec.parameters["seminar"]["count"]): spec.sheets
        for spec in specs
    }
    return list(chosen.values())[:3]


@pytest.mark.usefixtures("_no_kernel")
def test_every_sheet_that_is_shipped_runs_without_a_kernel() -> None:
    for spec in plan(load_project(ROOT))[::5]:
        for sheet in spec.sheets:
            assert execute(sheet).metadata.language_info.name == "python"


@pytest.mark.parametrize("number", range(3))
def test_every_sheet_that_is_shipped_shows_what_a_kernel_shows(number: int) -> None:
    """One kernel for a workbook, with nothing of a sheet left for the next."""
    ours = [cell for sheet in three_workbooks()[number] for cell in (*code(execute(sheet)), new_code_cell("%reset -f"))]
    theirs = run(new_notebook(cells=[new_code_cell(cell.source) for cell in ours]), None)
    assert len(ours) > 20
    for one, other in zip(ours, theirs.cells, strict=True):
        shown = [{**output, "execution_count": 0} for output in joined(one.outputs)]
        assert comparable(shown) == comparable([{**output, "execution_count": 0} for output in joined(other.outputs)])


def code(made: nbformat.NotebookNode) -> list[Any]:
    """The notebook's cells of code."""
    return [cell for cell in made.cells if cell.cell_type == "code"]


def test_a_whole_sheet_is_equal_to_what_papermills_own_engine_makes() -> None:
    sheet = three_workbooks()[0][0]
    filled = execute(sheet)
    cells = [
        {**cell, "source": made.source}
        for cell, made in zip(sheet.sheet.notebook["cells"], fill_cells(sheet), strict=True)
    ]
    whole = {**sheet.sheet.notebook, "cells": cells}
    ours, theirs = (run(nbformat.from_dict(whole), engine, parameters=sheet.parameters) for engine in (NAME, None))
    for made in (filled, ours, theirs):
        made.metadata.papermill.input_path = None  # papermill puts the whole notebook there
        for cell in made.cells:
            cell.outputs = joined(cell.get("outputs", []))
            if is_tagged(cell, "injected-parameters"):
                cell.id = "made up by papermill"
    assert comparable(ours) == comparable(filled) == comparable(theirs)


#: In what engines that are not papermill's have differed: the log of the engine itself among the outputs, history on a
#: file, and what was under way when a cell was stopped.
TELLTALE = (
    "import logging\nlogging.basicConfig(level=logging.DEBUG)",
    "print(1)",
    "get_ipython().history_manager.hist_file",
    "get_ipython().history_manager.enabled",
    "logging.getLogger('asyncio').handlers, logging.getLogger('traitlets').handlers",
)


def test_no_trace_of_an_engine_is_in_a_notebook(tmp_path: Path) -> None:
    made = []
    for number, name in enumerate((NAME, None)):
        with pytest.raises(PapermillExecutionError, match="ZeroDivisionError"):
            papermill.execute_notebook(
                notebook([*TELLTALE, "1/0"]), tmp_path / f"{number}.ipynb", engine_name=name, progress_bar=False
            )
        made.append([joined(cell.outputs) for cell in code(nbformat.read(tmp_path / f"{number}.ipynb", 4))[:-1]])
    built = [joined(cell.outputs) for cell in code(engine.execute(notebook(TELLTALE), {}, 60))]
    assert comparable(made[0]) == comparable(made[1]) == comparable(built)


def test_a_cell_that_takes_too_long_ends_as_papermill_ends_it(tmp_path: Path) -> None:
    told = []
    for name in (NAME, None):
        with pytest.raises(CellTimeoutError) as ended:
            run(notebook(["import time", "print('one')\ntime.sleep(60)"]), name, execution_timeout=2)
        told.append(str(ended.value))
    assert told[0] == told[1]


#: What is no plain code: it could see or do something outside, or take what IPython alone understands.
NOT_PLAIN = {
    "an exception": "1 / 0",
    "an endless function": "def f():\n    return f()\nf()",
    "a syntax error": "def",
    "an unknown name": "nmae",
    "a wrong activity": f"{ACTIVITIES}Prompt('A B', 'x')",
    "a list as a value": "list(range(50))",
    "a function as a value": "len",
    "half a character": "print('\\udc80')",
    "a magic": "%time 1",
    "a warning": "'\\d'",
    "a warning of the compiler": "'a' is 'b'",
    "printed to elsewhere": "print('x', file=None)",
    "a bundle": "display({'text/plain': 'x'}, raw=True)",
}


class KernelStartedError(Exception):
    """A kernel would be started now."""


@pytest.mark.parametrize("source", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_whatever_goes_otherwise_is_left_to_a_kernel(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(manager: Any, *given: Any, **named: Any) -> None:
        assert not any(cell.outputs for cell in code(manager.nb)), "it is run from the beginning"
        raise KernelStartedError

    monkeypatch.setattr(Engine, "execute_with_kernel", start)
    with pytest.raises(KernelStartedError):
        run(notebook(["display(1)", source]), NAME)


#: Mistakes in plain cells.
FAULTS = (
    "1 / 0",
    "{'a': 1}['b']",
    "[1][5]",
    "1 + 'a'",
    "a = 1\na += 'b'",
    "[] ** 2",
    "5 .upper()",
    "5 .join([])",
    "[].replace('a', 'b')",
    "c = [1]\nc(2)",
    "'a'.join([1])",
    "'a'.replace('b', 1)",
    "for n in 5:\n    pass",
    "list(zip(5, [1]))",
    "a, b = [1]",
    "int('x')",
    "max([])",
    "sum(['a'])",
    "sorted([1, 'a'])",
    "print(f'{\"a\":d}')",
    "def g(n):\n    return n\ng()",
    "def h():\n    print(later)\n    later = 1\nh()",
    "print(unset)\nunset = 1",
    f"{ACTIVITIES}Prompt('a')",
    f"{ACTIVITIES}Prompt('a', 'A', colour='red')",
    f"{ACTIVITIES}Prompt('A B', 'x')",
    f"{ACTIVITIES}Table('t', 'T', columns=['A'], rows=0)",
    "Prompt('a', 'A').answers",
)


@pytest.fixture(scope="module")
def told_by_a_kernel() -> list[str]:
    """What each of them comes to in a kernel."""
    made = notebook(FAULTS)
    made.metadata["papermill"] = {}
    NBClientEngine.execute_notebook(made, "python3", progress_bar=False, allow_errors=True)
    [errors] = zip(*([out for out in cell.outputs if out.output_type == "error"] for cell in code(made)), strict=True)
    return [f"{error.ename}: {error.evalue}" for error in errors]


@pytest.mark.parametrize("number", range(len(FAULTS)), ids=map(repr, FAULTS))
def test_a_build_tells_a_mistake_at_once_in_a_kernels_words(number: int, told_by_a_kernel: list[str]) -> None:
    prompt = f"{ACTIVITIES}display(1)"
    with pytest.raises(CellError) as told:
        engine.execute(notebook([prompt, FAULTS[number]]), {}, 60)
    assert (told.value.cell, told.value.what) == ("cell-1", told_by_a_kernel[number])
    assert isinstance(told.value.__context__, NeedsKernelError), "and no kernel was asked"


@pytest.mark.parametrize("tag", ["raises-exception", "skip-execution"])
def test_cells_that_nbclient_treats_otherwise_are_left_to_it(tag: str) -> None:
    made = notebook(["1", "print('said')"])
    made.cells[-1].metadata["tags"] = [tag]
    outputs = run(made, NAME).cells[-1].outputs
    assert bool(outputs) == (tag == "raises-exception")


def test_another_language_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Engine, "execute_with_kernel", lambda manager, *given, **named: manager.nb.metadata.update(ran=1)
    )
    made = notebook(["1"])
    made.metadata["kernelspec"] |= {"language": "R"}
    assert run(made, NAME).metadata["ran"]


def test_an_error_is_papermills_own() -> None:
    for name in (NAME, None):
        with pytest.raises(PapermillExecutionError, match="ZeroDivisionError: division by zero") as told:
            run(notebook(["display(1)", "1 / 0"]), name)
        assert told.value.exec_count == 2


@pytest.mark.usefixtures("_no_kernel")
def test_nothing_passes_from_one_run_to_the_next() -> None:
    values = {"cohort": {"groups": ["Oak"]}}
    for _ in range(2):
        made = run(notebook(["cohort['groups'].append('Elm')\nprint(cohort)\nlen = 5"]), NAME, parameters=values)
        assert "['Oak', 'Elm']" in code(made)[-1].outputs[0].text
    assert values == {"cohort": {"groups": ["Oak"]}}
    assert run(notebook(["len('ab')"]), NAME).cells[0].outputs[0].data["text/plain"] == "2"


@pytest.mark.usefixtures("_no_kernel")
def test_the_folder_and_the_environment_stay_as_they_are_while_sheets_run_in_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WORKBOOK_KIT_STATIC", "1")
    made = notebook(["[str(n) for n in range(100)][-1]"])
    before = Path.cwd(), dict(os.environ)
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(run_as_told, made, NAME) for _ in range(20)]
    assert (Path.cwd(), dict(os.environ)) == before
    assert {future.result().cells[0].outputs[0].data["text/plain"] for future in futures} == {"'99'"}


@pytest.mark.parametrize("first", ["papermill", "workbook_kit.workbook.engine", "workbook_kit.workbook.run"])
def test_papermill_finds_the_engine_whichever_is_imported_first(first: str, tmp_path: Path) -> None:
    """By an entry point of a package made here, whether or not our own has one."""
    made = tmp_path / "made-1.dist-info"
    made.mkdir()
    (made / "entry_points.txt").write_text("[papermill.engine]\nfound = workbook_kit.workbook.entry:Engine\n")
    nbformat.write(new_notebook(cells=[new_code_cell("print(a)")]), tmp_path / "in.ipynb")
    script = (
        f"import {first}, papermill\n"
        "given = {'kernel_name': 'python3', 'language': 'python', 'progress_bar': False}\n"
        "made = papermill.execute_notebook('in.ipynb', 'out.ipynb', {'a': 1}, 'found', **given)\n"
        "print(made.cells[-1].outputs[0].text, made.metadata.papermill.parameters)"
    )
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{tmp_path}"}
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert said.stdout.split() == ["1", "{'a':", "1}"], said.stderr
    assert nbformat.read(tmp_path / "out.ipynb", 4).cells[-1].outputs
