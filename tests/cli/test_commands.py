"""The command line as its users meet it: what it prints, where, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.commands import default_signals
from tests.tiny import Tiny
from workbook_kit import __version__
from workbook_kit.cli.app import COMMANDS, app

pytestmark = pytest.mark.slow


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200", "NO_COLOR": "1"})


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


@pytest.mark.parametrize(
    "words",
    [
        ["biuld"],
        ["build", "--formt", "pdf"],
        ["build", "--format", "word"],
        ["build", "--engine", "latex"],
        ["build", "--jobs", "0"],
        ["frameworks", "show", "NPQZZ"],
        ["frameworks", "compare", "NPQLBC:9", "NPQLBC:1"],
        ["init"],
    ],
)
def test_wrong_usage_ends_with_2_and_no_traceback(words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", ["build", "check", "list"])
def test_a_folder_that_is_no_project_is_told_so(command: str, tmp_path: Path) -> None:
    result = run(command, "--project", tmp_path)
    assert result.exit_code == 1
    said = result.stdout + result.stderr
    assert "this is not a workbook project: it has no data folder; go to the project's folder" in said


def test_check_tells_all_problems_on_stderr_and_ends_with_1(tiny: Tiny) -> None:
    tiny.cohort(npq="NPQZZ")
    tiny.change("data/programmes/NPQAA.yml", "1.a-1.b", "1.q")
    result = run("check", "--project", tiny.root)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "data/cohorts.csv:2: there is no NPQ NPQZZ" in result.stderr
    assert "data/programmes/NPQAA.yml:16: area 1 (Orchards) has no statement 1.q" in result.stderr
    assert "2 problems to mend." in result.stderr


def test_check_of_a_clean_project_says_so(tiny: Tiny) -> None:
    result = run("check", "--project", tiny.root)
    assert (result.exit_code, result.stdout) == (0, "No problems found.\n")


@pytest.mark.parametrize("name", ["Hill cohort", "NPQ"])
def test_json_and_nothing_else_is_on_stdout(tiny: Tiny, name: str) -> None:
    listed = json.loads(run("list", "--json", "--project", tiny.root).stdout)
    assert [row["workbook"] for row in listed["workbooks"]] == ["hill-1--seminar-1"]
    shown = json.loads(run("frameworks", "show", "npqaa", "--json", "--project", tiny.root).stdout)
    assert shown["areas"][0]["learn_how_to"][0] == {
        "code": "1.a", "stem": "Look after trees by:", "text": "Pruning in winter."}  # fmt: skip
    assert {"npq", "title", "edition", "licence", "areas"} <= set(shown)
    tiny.cohort(delivery=name)
    checked = json.loads(run("check", "--json", "--project", tiny.root).stdout)
    assert checked["problems"][0]["file"] == "data/cohorts.csv"
    assert checked["problems"][0]["line"] == 2


def test_build_prints_a_table_and_the_place_to_open_and_then_nothing_to_build(tiny: Tiny) -> None:
    tiny.cohort(name="Hill [bold]cohort")
    words = ("build", "--project", tiny.root, "--format", "html", "--format", "html", "--engine", "embedded")
    first, second = run(*words), run(*words)
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "1 made, 0 unchanged, 0 failed (embedded engine)." in first.stdout
    assert f"Open {tiny.root / 'packs' / 'index.html'}" in first.stdout
    assert "Nothing to build: every pack is up to date." in second.stdout
    assert "Hill [bold]cohort" in (tiny.root / "packs/hill-1/seminar-1/workbook.html").read_text()


def test_a_failed_workbook_is_named_and_ends_with_1(tiny: Tiny) -> None:
    tiny.sheet("hello", ("markdown", "# Hello"), ("code", "1/0"))
    result = run("build", "--project", tiny.root, "--format", "html", "--engine", "embedded")
    assert result.exit_code == 1
    assert "0 made, 0 unchanged, 1 failed" in result.stdout
    assert "cell 2: ZeroDivisionError: division by zero; mend the cell" in result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_build_selects_what_it_is_told_and_refuses_what_is_not_there(tiny: Tiny) -> None:
    result = run("build", "--project", tiny.root, "--cohort", "hil-1", "--seminar", "last")
    assert result.exit_code == 1
    assert "there is no cohort 'hil-1'; did you mean `hill-1`?" in result.stderr
    assert "there is no seminar 'last'; use one of seminar-1" in result.stderr


def test_packs_cannot_be_written_where_a_file_is(tiny: Tiny) -> None:
    (tiny.root / "packs").write_text("mine")
    result = run("build", "--project", tiny.root, "--format", "html", "--engine", "embedded")
    assert result.exit_code == 1
    assert "packs cannot be written here" in result.stderr
    assert (tiny.root / "packs").read_text() == "mine"


def test_init_lays_down_a_project_once(tmp_path: Path) -> None:
    assert run("init", tmp_path / "mine").exit_code == 0
    again = run("init", tmp_path / "mine")
    assert again.exit_code == 1
    assert "there is something here already; name a new or an empty folder" in again.stderr


def test_doctor_shows_what_is_found(tiny: Tiny) -> None:
    result = run("doctor", "--project", tiny.root)
    assert result.exit_code == 0
    for name in ("Python", "pandoc", "typst", "papermill", "Quarto", "Dask and fsspec", "Fonts of the handout"):
        assert name in result.stdout


def test_coverage_names_the_gaps(tiny: Tiny) -> None:
    tiny.change("data/programmes/NPQAA.yml", "1.a-1.b", "1.a")
    result = run("frameworks", "coverage", "NPQAA", "--project", tiny.root)
    assert result.exit_code == 0
    assert "3 of 4 statements are addressed." in result.stdout
    assert "In no seminar: 1.b" in result.stdout


def test_a_long_list_of_choices_is_cut_short(tiny: Tiny) -> None:
    path = tiny.root / "data/cohorts.csv"
    header, row = path.read_text().splitlines()
    rows = (row.replace("hill-1", f"c{n}").replace("Hill", f"Hill {n}") for n in range(300))
    path.write_text("\n".join([header, *rows]))
    result = run("build", "--project", tiny.root, "--cohort", "zzz")
    assert " and 280 more\n" in result.stderr
    assert len(result.stderr) < 400


def test_an_npq_may_be_written_in_lower_case(tiny: Tiny) -> None:
    words = ("--project", tiny.root, "--npq", "npqaa", "--format", "html", "--engine", "embedded")
    assert "1 made" in run("build", *words).stdout


def test_the_version_is_told() -> None:
    assert run("--version").stdout == f"workbook-kit {__version__}\n"


def test_what_a_problem_quotes_is_printed_as_it_is_and_moves_no_terminal(tiny: Tiny) -> None:
    tiny.sheet("hello", ("markdown", "# Hello"), ("code", "raise ValueError('[bold]no[/bold] \\x1b[31mred\\nthen')"))
    result = run("build", "--project", tiny.root, "--format", "html", "--engine", "embedded")
    assert "cell 2: ValueError: [bold]no[/bold]  [31mred then; mend the cell" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGKILL"])
def test_a_build_that_is_killed_leaves_no_process_and_no_half_pack(tiny: Tiny, tmp_path: Path, name: str) -> None:
    begun = tmp_path / "begun"
    code = f"open({str(begun)!r}, 'w'); import time; time.sleep(50)"
    tiny.sheet("hello", ("markdown", "# Hello"), ("code", code))
    command = [sys.executable, "-m", "workbook_kit", "build", "--project", str(tiny.root)]
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    env = {**os.environ, "TMPDIR": str(scratch)}
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=default_signals
    ) as running:
        assert waited_for(begun.exists), "the sheet never started"
        running.send_signal(signal.Signals[name])
        _, said = running.communicate(timeout=20)
    assert running.returncode == {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129, "SIGKILL": -9}[name]
    assert "Traceback" not in said
    assert waited_for(lambda: not still_running(str(scratch))), still_running(str(scratch))
    assert list((tiny.root / "packs").rglob("*.html")) == []
    assert name == "SIGKILL" or list(scratch.glob("workbook-kit*")) == []


def waited_for(condition: Callable[[], object]) -> bool:
    """Whether it came true within half a minute."""
    deadline = time.monotonic() + 30
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return bool(condition())


def still_running(mark: str) -> list[str]:
    told = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in told.splitlines() if mark in line]
