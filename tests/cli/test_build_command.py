"""What `build` says: why, how it is getting on, and for machines."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result as Outcome
from rich.console import Console
from typer.testing import CliRunner

from tests.tiny import Tiny
from workbook_kit.cli.app import app
from workbook_kit.cli.progress import Pace, ProgressBar, in_words
from workbook_kit.packs.pack import Result

pytestmark = pytest.mark.slow


def run(tiny: Tiny, *words: str) -> Outcome:
    always = ("build", "--project", str(tiny.root), "--format", "html", "--engine", "embedded")
    return CliRunner().invoke(app, [*always, *words], env={"COLUMNS": "200", "NO_COLOR": "1"})


def events(outcome: Outcome) -> list[dict[str, Any]]:
    return [json.loads(line) for line in outcome.stderr.splitlines()]


def test_explain_says_why_and_makes_nothing(tiny: Tiny) -> None:
    outcome = run(tiny, "--explain")
    assert outcome.exit_code == 0
    assert outcome.stdout == "hill-1--seminar-1: there is no pack yet\n1 of 1 would be built.\n"
    assert not (tiny.root / "packs").exists()
    assert run(tiny).exit_code == 0
    assert run(tiny, "--explain").stdout == "hill-1--seminar-1: up to date\n0 of 1 would be built.\n"
    assert "format not made yet: ipynb" in run(tiny, "--explain", "--format", "ipynb").stdout


def test_explain_as_json_is_all_there_is_on_stdout(tiny: Tiny) -> None:
    run(tiny)
    tiny.cohort(name="Dale cohort")
    (tiny.root / "packs/hill-1/seminar-1/workbook.html").write_text("spoilt")
    assert json.loads(run(tiny, "--explain", "--json").stdout) == [
        {
            "workbook": "hill-1--seminar-1",
            "build": True,
            "reasons": [
                "value changed: cohort",
                "what stands on the cover, in running lines or on the pack's own pages changed",
                "workbook.html is not as it was made",
            ],
        }
    ]


@pytest.mark.parametrize("words", [["--json"], ["--explain", "--answers", "x.json"]])
def test_options_that_do_not_go_together_are_refused(tiny: Tiny, words: list[str]) -> None:
    assert run(tiny, *words).exit_code == 2


def test_without_a_terminal_nothing_but_problems_is_on_stderr(tiny: Tiny) -> None:
    assert run(tiny).stderr == ""
    tiny.sheet("hello", ("markdown", "# Hello"), ("code", "1/0"))
    (line,) = run(tiny).stderr.splitlines()
    assert "ZeroDivisionError" in line


def test_machines_get_a_line_for_each_event(tiny: Tiny) -> None:
    made, unchanged = run(tiny, "--log-json"), run(tiny, "--log-json")
    first, second, last = events(made)
    assert first == {"event": "planned", "workbooks": 1}
    assert second.items() >= {"event": "made", "workbook": "hill-1--seminar-1", "done": 1, "left": 0}.items()
    assert set(second) == {"event", "workbook", "seconds", "done", "left", "rate_per_minute", "seconds_left"}
    assert last.items() >= {"event": "finished", "made": 1, "unchanged": 0, "failed": 0}.items()
    assert [event["event"] for event in events(unchanged)] == ["planned", "unchanged", "finished"]
    assert "1 made, 0 unchanged, 0 failed" in made.stdout


def test_machines_get_problems_as_lines(tiny: Tiny) -> None:
    tiny.sheet("hello", ("markdown", "# Hello"), ("code", "1/0"))
    _, failed, problem, _ = events(run(tiny, "--log-json"))
    assert (failed["event"], problem["event"]) == ("failed", "problem")
    assert problem["file"] == "workbooks/hello.ipynb"
    (selection,) = events(run(tiny, "--log-json", "--cohort", "hil-1"))
    assert selection["what"] == "there is no cohort 'hil-1'"
    tiny.cohort(npq="NPQZZ")
    assert {event["event"] for event in events(run(tiny, "--log-json"))} == {"problem"}


def ended(status: Any) -> Result:
    return Result("w", Path(), status, 1.0)


def test_the_estimate_counts_those_that_were_tried_and_not_those_unchanged() -> None:
    pace = Pace(100, iter([0.0, 1.0, 2.0, 12.0, 22.0]).__next__)
    for _ in range(2):
        pace.ended(ended("unchanged"))
    assert (pace.done, pace.left, pace.rate, pace.seconds_left) == (2, 98, None, None)
    for status in ("made", "failed"):
        pace.ended(ended(status))
    assert (pace.done, pace.left, pace.rate, pace.seconds_left) == (4, 96, 6.0, 960.0)
    assert in_words(pace) == "6.0 a minute, about 16 min left, 1 failed"


def test_a_terminal_shows_a_bar() -> None:
    shown = io.StringIO()
    with ProgressBar(Console(file=shown, force_terminal=True, width=150)) as bar:
        bar.planned(3)
        for status in ("unchanged", "failed"):
            bar.ended(ended(status), 3)
    assert "2/3" in shown.getvalue()
    assert "1 failed" in shown.getvalue()
