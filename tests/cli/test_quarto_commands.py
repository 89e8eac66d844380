"""What Quarto asks of the command line, and what a preview needs beside it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.commands import default_signals
from tests.tiny import Tiny

SOURCE = "quarto/hill-1--seminar-1/workbook.qmd"


def run(*arguments: str, cwd: Path, text: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workbook_kit", *arguments]
    return subprocess.run(
        command, cwd=cwd, input=text, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )


def test_a_sheet_goes_in_and_the_notebook_to_draw_comes_out_and_nothing_else(tiny: Tiny) -> None:
    folder = tiny.root / "workbooks"
    done = run("quarto-sheet", cwd=folder, text=(folder / "hello.ipynb").read_text(encoding="utf-8"))
    assert (done.returncode, done.stderr) == (0, "")
    assert [cell["cell_type"] for cell in json.loads(done.stdout)["cells"]] == ["raw", "markdown"]


def test_a_sheet_that_cannot_be_run_is_told_and_gives_nothing(tiny: Tiny) -> None:
    tiny.sheet("hello", ("markdown", "# Hello"), ("code", "1 / 0"))
    folder = tiny.root / "workbooks"
    done = run("quarto-sheet", cwd=folder, text=(folder / "hello.ipynb").read_text(encoding="utf-8"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "workbooks/hello.ipynb" in done.stderr


def test_the_site_is_where_quarto_says(tiny: Tiny) -> None:
    (tiny.root / "_preview").mkdir()
    done = run("quarto-site", cwd=tiny.root, QUARTO_PROJECT_OUTPUT_DIR=str(tiny.root / "_preview"))
    assert done.stdout == "_preview/index.html: made\n"


def until(said: str, file: Path) -> None:
    deadline = time.monotonic() + 60
    while said not in (file.read_text(encoding="utf-8") if file.is_file() else ""):
        assert time.monotonic() < deadline, said
        time.sleep(0.1)


def test_sources_follow_the_sheets_until_somebody_ends_it(tiny: Tiny, tmp_path: Path) -> None:
    told = tmp_path / "told"
    command = [sys.executable, "-u", "-m", "workbook_kit", "quarto-sources", "--watch"]
    with told.open("wb") as out:
        child = subprocess.Popen(command, cwd=tiny.root, stdout=out, stderr=out, preexec_fn=default_signals)
    try:
        until("# Hello Hill cohort", tiny.root / SOURCE)
        (tiny.root / "workbooks/hello.ipynb").write_text("{ half", encoding="utf-8")
        until("this is not a notebook", told)
        tiny.sheet("hello", ("markdown", "# Good day {{ cohort.name }}"), ("parameters", 'cohort = {"name": "x"}'))
        until("# Good day Hill cohort", tiny.root / SOURCE)
        child.send_signal(signal.SIGINT)
        assert child.wait(30) == 0
        assert "Traceback" not in told.read_text(encoding="utf-8")
    finally:
        child.kill()
