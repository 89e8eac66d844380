"""Plain code that would take time or memory without end is given up, quickly and on every machine alike."""

import resource
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from workbook_kit.project.plain import is_plain
from workbook_kit.workbook.in_process import NeedsKernelError, run

ACTIVITIES = "from workbook_kit.activities import Blanks, Prompt, Rating, Table\n"
#: Each is plain, and each would go on for minutes or fill the memory, if it were let.
GREEDY = {
    "a text many times": "'x' * 10**10",
    "a text many times, the other way": "10**10 * 'x'",
    "bytes many times": "b'x' * 10**10",
    "a list many times": "[0] * 10**9",
    "a list grown in place": "a = [0]\na *= 10**9",
    "a list added to itself": "a = [0] * 1000\nfor n in range(30):\n    a = a + a",
    "a list that takes itself in": "a = [0]\nfor n in range(40):\n    a += a",
    "a list extended by itself": "a = [0]\nfor n in range(40):\n    a.extend(a)",
    "a list extended while it is read": "a = [0]\na.extend(map(abs, a))",
    "a list extended by a generator of it": "a = [0]\na.extend(n for n in a)",
    "a list that grows in its own loop": "a = [0]\nfor n in a:\n    a.append(n)",
    "a text added to itself": "a = 'x'\nfor n in range(40):\n    a += a",
    "a text written into itself": "a = 'x'\nfor n in range(40):\n    a = f'{a}{a}'",
    "a list within itself": "a = []\na.append(a)\nstr([a, a])\na == [a]",
    "a list of itself twice": "a = [0]\nfor n in range(60):\n    a = [a, a]\nstr(a)",
    "tuples of themselves as a key": "t = (0,)\nfor n in range(60):\n    t = (t, t)\n{t: 1}",
    "lists of themselves compared": "a, b = [0], [0]\nfor n in range(60):\n    a, b = [a, a], [b, b]\na == b",
    "dictionaries of themselves": "a = {}\nfor n in range(60):\n    a = {'x': a, 'y': a}\nprint(a)",
    "stored in itself": "a = {}\nfor n in range(60):\n    b = {}\n    b['x'] = a\n    b['y'] = a\n    a = b\nprint(a)",
    "pairs of themselves": "a = [0]\nfor n in range(60):\n    a = list(zip([a], [a]))\nprint(a)",
    "a large power": "10 ** 10 ** 9",
    "powers of powers": "a = 9\nfor n in range(20):\n    a = a ** 9",
    "products of products": "a = 10 ** 1000\nfor n in range(30):\n    a = a * a",
    "rounded to nothing": "round(5, -10**9)",
    "a range too long to count": "a = 10**20\nrange(a)[3]",
    "a large range as a list": "list(range(10**9))",
    "a large range added up": "sum(range(10**9))",
    "a large range sorted": "sorted(range(10**8))",
    "a large range looked through": "max(range(10**10))",
    "a large range in pairs": "list(zip(range(10**9), range(10**9)))",
    "a large range mapped": "list(map(str, range(10**9)))",
    "a large range filtered": "list(filter(None, range(10**9)))",
    "a large range numbered": "sum(n for n, m in enumerate(range(10**9)))",
    "a large range unpacked": "[*range(10**9)]",
    "a large range given": "print(*range(10**9))",
    "a large range spread": "a, *b = range(10**9)",
    "a large range joined": "','.join(map(str, range(10**9)))",
    "looked for in a large range": "1.5 in range(10**9)",
    "loops in loops": "for a in range(1000):\n    for b in range(1000):\n        for c in range(1000):\n            a",
    "comprehensions in comprehensions": "[a for a in range(1000) for b in range(1000) for c in range(1000)]",
    "a generator in a generator": "sum(sum(b for b in range(5000)) for a in range(5000))",
    "a function of itself twice": "def f(n):\n    return f(n - 1) + f(n - 1) if n else 1\nf(60)",
    "a function without end": "def f():\n    return f()\nf()",
    "a lambda without end": "f = lambda g: g(g)\nf(f)",
    "a function called by a key": "sorted([1] * 1000, key=lambda n: sum(range(100_000)))",
    "lists added up": "sum([[n] for n in range(100_000)], [])",
    "a wide text": "'x'.center(10**10)",
    "a wide number": "'1'.zfill(10**10)",
    "a wide format": "'%1000000000d' % 1",
    "a text replaced by a long one": "('x' * 100_000).replace('x', 'y' * 100_000)",
    "a text replaced between letters": "a = 'x'\nfor n in range(40):\n    a = a.replace('', a)",
    "a text joined by a long one": "('x' * 100_000).join(['a'] * 100_000)",
    "a long text split again and again": "a = 'a,' * 500_000\nfor n in range(100):\n    a.split(',')",
    "a long list copied again and again": "a = [0] * 500_000\nfor n in range(1000):\n    a[:]",
    "a long list looked through again and again": "a = [0] * 500_000\nfor n in range(10_000):\n    1 in a",
    "a long list counted again and again": "a = [0] * 500_000\nfor n in range(10_000):\n    a.count(1)",
    "a long list stood on its head again and again": "a = [0] * 500_000\nfor n in range(10_000):\n    a.reverse()",
    "an item that grows": "a = {'x': 'y'}\nfor n in range(60):\n    a['x'] += a['x']",
    "long literals": f"a = []\nfor n in range(100_000):\n    a.append([{'0, ' * 1000}])",
    "long literals in a comprehension": f"[[{'0, ' * 1000}] for n in range(100_000)]",
    "a long text written anew": f"[f'{{n}}{'x' * 10_000}' for n in range(100_000)]",
    "printed again and again": "for n in range(100_000):\n    print('x' * 100)",
    "displayed again and again": "for n in range(100_000):\n    display('x' * 100)",
    "shown at length": f"{ACTIVITIES}for n in range(100_000):\n    display(Prompt('a', 'A'))",
    "a table of many rows": f"{ACTIVITIES}Table('t', 'T', columns=['A'], rows=10**9)",
    "blanks without end": f"{ACTIVITIES}Blanks('b', 'B', answers=[], count=10**10)",
    "many activities written out": f"{ACTIVITIES}p = Prompt('a', 'x' * 1000)\nstr([p] * 100_000)",
}
#: Ways out of the language, or into what others share.
TRICKS = (
    "''.__class__",
    "'{0.__class__}'.format('')",
    "f'{1:>1000000000}'",
    "f'{1:{9**9}}'",
    "(n for n in []).gi_frame",
    "(n for n in []).gi_frame.f_builtins",
    "str.mro()",
    "len.__self__",
    "print.__globals__",
    "getattr('', 'upper')",
    "type('')",
    "vars()",
    "globals()",
    "__builtins__",
    "__import__('os')",
    "eval('1')",
    "open('a')",
    "import os",
    "import workbook_kit.activities as a\na.base.os",
    "from workbook_kit.activities import base",
    "from workbook_kit import activities",
    "import json\njson.dumps = 1",
    f"{ACTIVITIES}Prompt.name = 'x'",
    f"{ACTIVITIES}Prompt('a', 'A').label = 'x'",
    f"{ACTIVITIES}Prompt.check = print",
    f"{ACTIVITIES}Prompt.__init__",
    f"{ACTIVITIES}Prompt('a', 'A')._set('label', 'x')",
    f"{ACTIVITIES}Prompt('a', 'A').__dict__['label'] = 'x'",
    "from workbook_kit.activities import Prompt as _metered",
    "a = [1, 2]\na[0:0] = a",
    "a = [1, 2]\na[0:1] *= 10**9",
    "a = 'x'.upper\na()",
    "def f():\n    yield 1",
    "async def f():\n    pass",
    "while True:\n    pass",
    "class A:\n    pass",
    "try:\n    1 / 0\nexcept ZeroDivisionError:\n    pass",
    "(a := 1)",
    "@print\ndef f():\n    pass",
    "{1, 2}",
    "{n for n in [1]}",
    "1 << 10**10",
    "del a",
    "_",
    "In",
)


class Manager:
    """What papermill keeps of a run, as far as it matters here."""

    def __init__(self, *sources: str) -> None:
        self.nb = new_notebook(cells=[new_code_cell(source) for source in sources])

    def cell_start(self, cell: nbformat.NotebookNode, number: int) -> None:
        """Nothing."""

    def cell_complete(self, cell: nbformat.NotebookNode, cell_index: int) -> None:
        """Nothing."""


@pytest.mark.parametrize("source", GREEDY.values(), ids=GREEDY)
def test_what_would_go_on_without_end_is_given_up(source: str) -> None:
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert is_plain([source])
    with pytest.raises(NeedsKernelError) as given_up:
        run(Manager(source))
    assert not given_up.value.fault, "a kernel may find no fault with it"
    assert time.process_time() - began < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kilobytes


@pytest.mark.parametrize("source", TRICKS)
def test_tricks_are_no_plain_code(source: str) -> None:
    assert not is_plain(["a = 1", source])
