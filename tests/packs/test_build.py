"""Whole builds of the tiny project: packs appear, stay, and survive whatever goes wrong."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands import default_signals, workers
from tests.tiny import SHEET, Tiny
from workbook_kit.packs.build import build, explain
from workbook_kit.packs.pack import Result
from workbook_kit.packs.publish import seal_manifest
from workbook_kit.paths import retired_folder
from workbook_kit.render.outputs import Options
from workbook_kit.render.wheel import WHEEL

pytestmark = pytest.mark.slow

TITLE, PARAMETERS, CODE = SHEET


def options(tiny: Tiny, *formats: str, timeout: int = 30) -> Options:
    return Options(out=tiny.root / "packs", formats=formats or ("html", "ipynb"), timeout=timeout)


def made(tiny: Tiny, *formats: str, timeout: int = 30) -> tuple[Result, ...]:
    return build(tiny.load(), options(tiny, *formats, timeout=timeout))


def contents(folder: Path) -> dict[str, bytes]:
    names = (path.relative_to(folder) for path in sorted(folder.rglob("[!.]*")) if path.is_file())
    return {name.as_posix(): (folder / name).read_bytes() for name in names if not name.parts[0].startswith(".")}


def pack_of(tiny: Tiny) -> Path:
    return tiny.root / "packs/hill-1/seminar-1"


def test_a_pack_has_every_output_an_index_and_a_manifest(tiny: Tiny) -> None:
    (result,) = made(tiny, "html", "pdf", "ipynb")
    assert result.status == "made"
    assert set(contents(tiny.root / "packs")) == {
        "index.html",
        *(f"hill-1/seminar-1/{name}" for name in
          ("handout.pdf", "handout-facilitator.pdf", "index.html", "facilitator.html", "manifest.json",
           "facilitator.json", "print-plan.html", "print-plan.pdf", "workbook.html", "workbook.ipynb",
           "workbook.json", WHEEL)),
    }  # fmt: skip
    page = (result.pack / "index.html").read_text()
    assert page.index("workbook.ipynb") < page.index("To keep beside the notebook") < page.index(f'href="{WHEEL}"')
    manifest = json.loads((result.pack / "manifest.json").read_text())
    assert WHEEL in manifest["files"]
    assert (manifest["workbook"], manifest["statements"]["edition"]) == ("hill-1--seminar-1", "May 2024")
    assert {"workbook-kit", "python", "pypandoc-binary", "typst"} <= set(manifest["made_from"]["versions"])


def test_building_again_builds_nothing(built: Tiny) -> None:
    before = contents(built.root / "packs")
    assert [result.status for result in made(built)] == ["unchanged"]
    assert contents(built.root / "packs") == before


def test_the_same_input_gives_the_same_bytes(tiny: Tiny) -> None:
    made(tiny, "html", "pdf", "ipynb")
    before = contents(tiny.root / "packs")
    (tiny.root / "packs/hill-1/seminar-1/manifest.json").unlink()
    assert [result.status for result in made(tiny, "html", "pdf", "ipynb")] == ["made"]
    assert contents(tiny.root / "packs") == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/cohorts.csv", "Hill cohort", "Mountain cohort"),
        ("workbooks/hello.ipynb", "What do you see?", "What do you hear?"),
        ("data/deliveries.yml", "kind: Seminar workbook", "kind: Seminar book"),
    ],
)
def test_a_change_of_anything_it_prints_builds_a_pack_anew(built: Tiny, file: str, old: str, new: str) -> None:
    built.change(file, old, new)
    assert [result.status for result in made(built)] == ["made"]


def test_damage_to_a_pack_is_repaired(built: Tiny) -> None:
    (pack_of(built) / "workbook.html").write_text("spoilt")
    assert [result.status for result in made(built)] == ["made"]
    assert "Hill cohort" in (pack_of(built) / "workbook.html").read_text()


def two_cohorts(tiny: Tiny) -> None:
    path = tiny.root / "data/cohorts.csv"
    header, row, *_ = path.read_text().splitlines()
    path.write_text(f"{header}\n{row}\n{row.replace('hill-1', 'dale-1').replace('Hill', 'Dale')}\n")


def test_one_failure_does_not_stop_the_others_and_keeps_the_old_pack(tiny: Tiny) -> None:
    two_cohorts(tiny)
    made(tiny)
    before = contents(tiny.root / "packs/dale-1")
    tiny.sheet("hello", TITLE, PARAMETERS, ("code", "if 'Dale' in cohort['name']: raise ValueError('no')"))
    hill, dale = made(tiny)
    assert (hill.status, dale.status) == ("made", "failed")
    assert "workbooks/hello.ipynb:34: cell 3: ValueError: no" in str(dale.problems[0])
    assert contents(tiny.root / "packs/dale-1") == before


@pytest.mark.parametrize("code", ["while True: pass", "import os; os._exit(3)", "import os; os.abort()"])
def test_a_hanging_or_dying_sheet_leaves_nothing_half_written(tiny: Tiny, code: str) -> None:
    tiny.sheet("hello", TITLE, PARAMETERS, ("code", code))
    (result,) = made(tiny, timeout=2)
    assert result.status == "failed"
    assert "workbooks/hello.ipynb:34: cell 3:" in str(result.problems[0])
    assert not result.pack.exists()


def test_a_workbook_with_words_of_another_cohort_is_refused(tiny: Tiny) -> None:
    two_cohorts(tiny)
    tiny.sheet("hello", TITLE, PARAMETERS, ("markdown", "Welcome, Dale cohort!"))
    hill, dale = made(tiny)
    assert (hill.status, dale.status) == ("failed", "made")
    assert "hill-1--seminar-1: “Dale cohort” belongs to cohort dale-1" in str(hill.problems[0])


def test_a_note_whose_box_did_not_open_is_never_handed_out(tiny: Tiny) -> None:
    note = "Words. ::: {.facilitator}\n\nFor your eyes only.\n\n:::"
    tiny.sheet("hello", TITLE, PARAMETERS, ("markdown", note))
    (result,) = made(tiny)
    assert result.status == "failed"
    assert "a box did not open or close" in str(result.problems[0])


def test_a_note_whose_box_opens_right_below_words_is_not_handed_out(tiny: Tiny) -> None:
    note = "Words.\n::: {.facilitator}\nFor your eyes only.\n:::"
    tiny.sheet("hello", TITLE, PARAMETERS, ("markdown", note))
    assert [result.status for result in made(tiny)] == ["made"]
    files = contents(pack_of(tiny))
    assert {name for name, content in files.items() if b"Words." in content} == {
        "workbook.html", "workbook.ipynb", "workbook.json"}  # fmt: skip
    assert [name for name, content in files.items() if b"eyes" in content] == []


def test_two_builds_at_once_leave_a_whole_pack(tiny: Tiny) -> None:
    command = [sys.executable, "-m", "workbook_kit", "build", "--project", str(tiny.root), "--format", "html"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    for one in both:
        one.communicate(timeout=60)
    assert [one.returncode for one in both] == [0, 0]
    assert [result.status for result in made(tiny, "html")] == ["unchanged"]


def processes(mark: str, seconds: float = 5) -> list[str]:
    """Those with the mark in their command that still run after some seconds, in which a kernel misses its owner."""
    deadline = time.monotonic() + seconds
    while (found := _processes(mark)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def _processes(mark: str) -> list[str]:
    running = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in running.splitlines() if mark in line and "ps -eo" not in line]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems")
def test_ctrl_c_leaves_no_process_and_no_partial_file(tiny: Tiny, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    tiny.sheet("hello", TITLE, PARAMETERS, ("code", f"open({str(begun)!r}, 'w'); import time; time.sleep(50)"))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", "workbook_kit", "build", "--project", str(tiny.root)]
    running = subprocess.Popen(
        command, env={**os.environ, "TMPDIR": str(scratch)}, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
        start_new_session=True, text=True, preexec_fn=default_signals,
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while not begun.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert begun.exists(), "the sheet never started"
    os.killpg(running.pid, signal.SIGINT)  # what a terminal does
    _, told = running.communicate(timeout=20)
    assert running.returncode == 130
    assert "Stopped." in told
    assert "Traceback" not in told
    assert contents(tiny.root / "packs") == {}
    assert list(scratch.glob("workbook-kit*")) == []
    assert processes(str(scratch)) == []


@pytest.mark.parametrize(("old", "new", "status"), [("Bees visit", "Bees love", "unchanged"),
                                                    ("Trees need", "Trees like", "made")])  # fmt: skip
def test_only_a_statement_that_it_prints_builds_a_pack_anew(tiny: Tiny, old: str, new: str, status: str) -> None:
    tiny.sheet("hello", ("markdown", "# Hello"), ("parameters", "statements = {}"), ("code", "print(statements)"))
    tiny.change("data/programmes/NPQAA.yml", "1.1-1.2", "1.1")
    tiny.change("data/programmes/NPQAA.yml", "1.a-1.b", "1.a")
    assert [result.status for result in made(tiny)] == ["made"]
    tiny.change("data/frameworks/NPQAA.yml", old, new)
    assert [result.status for result in made(tiny)] == [status]


def test_a_second_change_in_one_process_is_noticed_too(built: Tiny) -> None:
    for heading in ("# One", "# Two"):
        built.sheet("hello", ("markdown", heading), CODE)
        assert [result.status for result in made(built)] == ["made"]


def test_why_is_told_without_writing(built: Tiny) -> None:
    (pack_of(built) / "manifest.json").write_text("{")
    before = contents(built.root)
    (verdict,) = explain(built.load(), options(built, "html"))
    assert verdict.reasons == ("manifest.json is missing or damaged",)
    assert contents(built.root) == before


def test_a_pack_laid_aside_by_a_build_cut_short_is_up_to_date(built: Tiny) -> None:
    pack_of(built).rename(retired_folder(pack_of(built)))
    (verdict,) = explain(built.load(), options(built, "html"))
    assert verdict.reasons == ()
    assert [result.status for result in made(built, "html")] == ["unchanged"]


def test_print_plan_and_editions_are_reasons(tiny: Tiny) -> None:
    made(tiny, "pdf")
    tiny.cohort(size="12", editions="low-ink")
    (verdict,) = explain(tiny.load(), options(tiny, "pdf"))
    assert verdict.reasons == ("edition not made yet: low-ink", "what the print plan is made from changed")


@pytest.mark.parametrize("spoilt", [{"formats": 7}, {"files": 7}, {"formats": [{}]}, {"title": 7}])
def test_a_manifest_with_odd_values_stops_no_build(built: Tiny, spoilt: dict[str, object]) -> None:
    path = pack_of(built) / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["sha256"]
    path.write_bytes(seal_manifest({**manifest, **spoilt}))
    assert [result.status for result in made(built, "html")] == ["unchanged" if "title" in spoilt else "made"]


def test_ctrl_c_between_two_workbooks_leaves_no_process(tiny: Tiny) -> None:
    two_cohorts(tiny)

    def stop(result: Result, total: int) -> None:
        assert workers()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(tiny.load(), replace(options(tiny, "html"), jobs=2), done=stop)
    assert workers() == []
    assert not [path for path in (tiny.root / "packs").rglob(".*") if path.name.endswith((".new", ".old", ".part"))]


def test_nothing_changed_no_file_of_a_pack_is_read(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tiny, "html")
    read: list[str] = []
    monkeypatch.setattr("workbook_kit.packs.caches.digest", lambda content: read.append("file") or "")
    assert [result.status for result in made(tiny, "html")] == ["unchanged"]
    assert read == []
