"""A sheet that uses more memory than it may is stopped, and one that needs much has it."""

import psutil
import pytest

from tests.forked.conftest import Run, text
from workbook_kit.forked.engine import start
from workbook_kit.forked.sheet import TooMuchMemoryError
from workbook_kit.workbook.run import MOST_MEMORY


@pytest.mark.parametrize(
    "greed",
    [
        "x = []\nwhile True: x.append(b'x' * 1_000_000)",
        "x = []\nwhile True: x.append(len(x) + 10**9)",
        "x = []\nwhile True: x = [x]",
        "import mmap\nm = mmap.mmap(-1, 4 << 30)\nfor i in range(0, 4 << 30, 4096): m[i] = 1",
        "import threading, time\nx = []\ndef f():\n    while True: x.append(b'x' * 1_000_000)\n"
        "threading.Thread(target=f).start()\nwhile True: print('x' * 1000)",
    ],
)
def test_a_sheet_that_takes_more_and_more_memory_is_stopped(greed: str, run: Run) -> None:
    with pytest.raises(TooMuchMemoryError):
        run(greed, most_memory=400 << 20, most_shown=10_000)
    assert text(run("print('next')")) == "next\n"


def test_too_much_memory_at_a_stroke_is_an_error_of_the_cell(run: Run) -> None:
    notebook = run("bytes(4 << 30)", most_memory=400 << 20)
    assert [output.ename for cell in notebook.cells for output in cell.get("outputs", ())] == ["MemoryError"]


def test_pandas_and_plots_have_the_memory_they_need(run: Run) -> None:
    pandas = "import pandas\nlen(pandas.DataFrame({'a': range(10**6)}).groupby(lambda n: n % 7).sum())"
    plot = "try:\n    import matplotlib.pyplot as p; p.plot([1])\nexcept ImportError: pass"
    notebook = run(pandas, plot, "1", most_memory=MOST_MEMORY)
    assert notebook.cells[-1].outputs[0].data["text/plain"] == "1"


def test_the_template_has_no_more_threads_files_or_memory_after_many_sheets(run: Run) -> None:
    run("1")
    template = psutil.Process(start().pid)
    before = template.num_fds(), template.memory_info().rss
    for _ in range(20):
        run("x = bytes(10_000_000)")
    assert template.num_threads() == 1
    assert template.num_fds() == before[0]
    assert template.memory_info().rss < before[1] * 1.1
