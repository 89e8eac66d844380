"""What comes out is what comes out of papermill's own engine."""

import json
import re
from functools import cache
from typing import Any

import nbformat
import pytest

from tests.forked.conftest import execute
from workbook_kit.forked.engine import NAME

STATE = "application/vnd.jupyter.widget-state+json"
ALL = "from workbook_kit.activities import *\n"
#: The waits are for ipykernel, which reads what programs write in a thread.
CELLS = {
    "nothing": "x = 1",
    "a value": "'text'",
    "printed and a value": "print('one')\n2",
    "streams interleaved": "import sys\nfor s in (sys.stdout, sys.stderr) * 2: print('a', file=s)",
    "flushed": "print('a', flush=True); print('b', flush=True)",
    "text around a display": "print('a'); display('b'); print('c'); sys.stderr.write('d'); display('e')",
    "prompt": ALL + "Prompt('role', 'Your role', minutes=3, mode='Alone', no_pupils=True)",
    "table": ALL + "Table('t', 'Map', corner='Stage', rows=['A', 'B'], columns=['C', 'D'])",
    "blanks": ALL + "Blanks('b', 'Recall', answers=['x', 'y'])",
    "ladder": ALL + "Ladder('l', 'Climb')",
    "rating": ALL + "Rating('r', 'Rate', points=['No', 'Yes']) if 'points' in Rating.__annotations__ else Rating",
    "sensemaking": ALL + "Sensemaking('s', 'Think', notice='n?', interpret='i?', act='a?')",
    "several displays": ALL + "display(Prompt('a', 'A'), Prompt('b', 'B'))\nPrompt('a', 'A').twin()",
    "an activity that is wrong": ALL + "Prompt('A B', 'x')",
    "every kind of display": (
        "from IPython.display import *\n"
        "display(Markdown('**m**'), HTML('<b>h</b>'), Latex('$x$'), SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'))\n"
        "display(Image(data=bytes.fromhex('89504e470d0a1a0a'), format='png'), Javascript('1'))\nJSON({'a': [1, None]})"
    ),
    "a bundle of one's own": (
        "display({'text/plain': 'p', 'application/x-own+json': {'a': 1}}, raw=True, metadata={'isolated': True})"
    ),
    "a frame": "import pandas as pd\npd.DataFrame({'a': [1, 2], 'b': list('xy')})",
    "a styled frame": "pd.DataFrame({'a': [1.5]}).style.format('{:.1f}').set_uuid('u')",
    "a series described": "pd.Series(range(9)).describe()",
    "an update in its cell": "h = display('first', display_id='one'); h.update('second')",
    "an update of a cell before": "update_display('third', display_id='one')",
    "a display shown twice": "display('x', display_id='two'); display('y', display_id='two')",
    "cleared": "print('gone'); clear_output(); print('kept')",
    "cleared at the next output": "print('gone'); display('gone'); clear_output(wait=True); display('kept')",
    "cleared at the next output, which never comes": "print('kept'); clear_output(wait=True)",
    "a slider": "import ipywidgets as w\ns = w.IntSlider(value=3, description='s'); s",
    "a widget changed later": "s.value = 5",
    "a widget with bytes": "w.Image(value=bytes(range(256)), format='png')",
    "an Output widget": "o = w.Output()\nwith o:\n    print('in'); display('also in')\no",
    "an Output widget captures later": "with o:\n    print('more')",
    "an Output widget cleared": "o.clear_output()\nwith o:\n    print('after')",
    "what the Output widget holds": "len(o.outputs)",
    "an Output decorator": (
        "o2 = w.Output()\n@o2.capture(clear_output=True, wait=True)\ndef f(): print('f')\nf(); f()\no2"
    ),
    "interact": "w.interact(lambda x: x * 2, x=3);",
    "a box of widgets": "w.VBox([w.Dropdown(options=['a', 'b']), w.Text('t')])",
    "an error": "def g():\n    raise ValueError('é ☃')\ng()",
    "an error within a library": "import json; json.loads('{')",
    "an error from another": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise KeyError('k') from e",
    "a group of errors": "raise ExceptionGroup('g', [ValueError(1), TypeError(2)])",
    "an error after output": "print('before'); 1 / 0",
    "a syntax error": "for i in 3 print(i)",
    "an indentation error": "  x\n y",
    "an unknown name": "nmae",
    "an unknown magic": "%nosuch",
    "exit with a code": "import sys; sys.exit(3)",
    "exit": "raise SystemExit",
    "interrupted by itself": "raise KeyboardInterrupt",
    "asks": "input('name?')",
    "asks for a password": "import getpass; getpass.getpass()",
    "a repr that fails": "class Bad:\n    def __repr__(self): raise ValueError('r')\nBad()",
    "an HTML repr that fails": "class Bad2:\n    def _repr_html_(self): 1 / 0\nBad2()",
    "a display that fails": "display(Bad())\nprint('after')",
    "not valid as JSON": (
        "import warnings\nwith warnings.catch_warnings(action='ignore'):\n"
        "    display({'text/plain': 'x', 'application/json': float('nan')}, raw=True)"
    ),
    "half a character": "print('\\udc80')",
    "a magic": "%timeit -n1 -r1 -q pass",
    "magics of a line": "%who str\n%pwd\n%env HOME",
    "history": "%history -n 1-2",
    "capture": "%%capture kept\nprint('hidden'); display('hidden')",
    "captured": "kept.stdout, len(kept.outputs)",
    "show again": "kept()",
    "a cell magic": "%%html\n<p>h</p>",
    "a script": "%%bash\necho out; echo err >&2",
    "a shell line": "!echo shell",
    "a shell's lines": "lines = !printf 'a\\nb'\nlines",
    "a help line": "?len",
    "a program": "import os, sys, time\nsys.stdout.flush(); os.system('echo program'); time.sleep(.3)",
    "a program between prints": "print('a'); os.system('echo b'); time.sleep(.3); print('c')",
    "a program run": "import subprocess\nsubprocess.run(['sh', '-c', 'echo out; echo err >&2']); time.sleep(.3)",
    "a program captured": "subprocess.run(['echo', 'x'], capture_output=True, text=True).stdout",
    "a program's output sent on": "subprocess.run(['echo', 'lost'], stdout=sys.stdout).returncode",
    "a file descriptor": "sys.stdout.flush(); os.write(1, b'raw\\n'); time.sleep(.3)",
    "a thread": "import threading\nt = threading.Thread(target=lambda: print('thread')); t.start(); t.join()",
    "a pool of processes": (
        "import multiprocessing\ndef sq(x): return x * x\n"
        "with multiprocessing.get_context('fork').Pool(2) as p: print(p.map(sq, [1, 2, 3]))"
    ),
    "waits": "import asyncio\nawait asyncio.sleep(0.01)\n'awaited'",
    "a task": "async def a(): print('task')\nawait asyncio.create_task(a())",
    "a loop within the loop": "try:\n    asyncio.run(a())\nexcept RuntimeError as e: print(e)",
    "a warning": "import warnings; warnings.warn('careful')",
    "a warning of a library": "warnings.warn('old', DeprecationWarning)",
    "logged": "import logging; logging.warning('logged')",
    "long text": "for i in range(3): print('x' * 100_000)",
    "a long value": "'x' * 200_000",
    "what the last cells gave": "_, __ == '', len(In) > 5, sorted(Out)[:2], _ih[1]",
    "a carriage return": "print('10%\\r20%\\rdone')",
    "the module's name": "__name__, sys.argv[0].endswith('ipykernel_launcher.py'), sys.path[0] != '', '' in sys.path",
    "the shell": "type(get_ipython()).__name__, get_ipython().kernel is not None, get_ipython().execution_count",
    "the environment": "sorted(set(os.environ) - {'JPY_PARENT_PID', 'TMPDIR', 'PYTEST_CURRENT_TEST'})",
    "standard input": "sys.stdin.read(), os.read(0, 1)",
    "the streams": "sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.writable(), sys.stdout.name",
    "not text": "try:\n    sys.stdout.write(5)\nexcept TypeError as e: print(e)",
    "a picklable class": "import pickle\nclass A: pass\ntype(pickle.loads(pickle.dumps(A()))).__name__",
    "a cell's source": "import inspect; inspect.getsource(sq)",
    "a comm of one's own": (
        "from comm import create_comm\nc = create_comm('mine', data={'a': 1}); c.send({'b': 2}); c.close()"
    ),
    "a semicolon": "5;",
    "nothing but a comment": "# nothing",
    "a raising cell's count": "get_ipython().execution_count",
}
NAMES = list(CELLS)


@cache
def ran(engine: str | None) -> nbformat.NotebookNode:
    """All cells in one notebook, errors included, by this engine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST")  # with it, ipykernel does not watch what programs write
        return execute(*CELLS.values(), engine=engine, allow_errors=True)


def plain(part: Any) -> str:
    """A part of a notebook as text, without what differs from run to run."""
    said = json.dumps(part, sort_keys=True, ensure_ascii=False)
    for pattern, word in (
        (r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", "ID"),
        (r"0x[0-9a-f]+", "ADDRESS"),
        (r"/tmp/[\w/.-]*ipykernel_\d+/\d+", "CELL"),
        (r"ipykernel_\d+/\d+", "CELL"),
        (r"/tmp/wk-\w+", "FOLDER"),
        (r"20\d\d-\d\d-\d\dT[\d:.]+(Z|\+00:00)", "TIME"),
        (r'"duration": [\d.]+', "DURATION"),
    ):
        said = re.sub(pattern, word, said)
    return said


def joined(outputs: list[Any]) -> list[Any]:
    """The outputs with text that follows text in one piece: ipykernel cuts it by the clock."""
    made: list[Any] = []
    for output in outputs:
        last = made[-1] if made else {}
        if output["output_type"] == last.get("output_type") == "stream" and output["name"] == last["name"]:
            last["text"] += output["text"]
        else:
            made.append(dict(output))
    return made


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_equal(name: str) -> None:
    # papermill puts what it says of errors first
    ours, theirs = ([c for c in ran(e).cells if c.get("id", "").startswith("cell-")] for e in (NAME, None))
    one, other = ours[NAMES.index(name)], theirs[NAMES.index(name)]
    assert plain(joined(one.outputs)) == plain(joined(other.outputs))
    assert one.execution_count == other.execution_count
    assert plain(one.metadata) == plain(other.metadata)


def test_the_notebooks_metadata_are_equal() -> None:
    ours, theirs = (dict(ran(engine).metadata) for engine in (NAME, None))
    states = [metadata.pop("widgets")[STATE]["state"] for metadata in (ours, theirs)]
    assert plain(ours) == plain(theirs)
    one, other = (sorted(plain(state) for state in states.values()) for states in states)
    assert one == other


def test_a_notebook_that_fails_ends_there() -> None:
    ours, theirs = (execute("1", "1/0", "2", engine=engine) for engine in (NAME, None))
    assert [plain(cell) for cell in map(without_id, ours.cells)] == [
        plain(cell) for cell in map(without_id, theirs.cells)
    ]
    assert ours.cells[-1].execution_count is None


def without_id(cell: Any) -> Any:
    """The cell; papermill makes up an id for what it adds."""
    return {**cell, "id": ""}
