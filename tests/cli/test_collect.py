"""`workbook-kit collect`: forms and answers files in, answers files out, and not a word lost."""

import json
import os
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import typer
from typer.testing import CliRunner

from tests.render.pdf.filling import with_pikepdf
from tests.render.pdf.sample import ANSWERS, FACTS, form
from workbook_kit.answers.collect import collect
from workbook_kit.answers.file import format_time, parse_time, read_file, to_bytes, to_json
from workbook_kit.answers.model import AnswersFile, Entry, State, WorkbookName
from workbook_kit.cli.collect import collect_command

app = typer.Typer()
app.command("collect")(collect_command)

SAVED = "2027-05-13T16:42:05.000Z"
NOW = parse_time("2027-06-01T00:00:00Z") or 0


def filled(path: Path, saved: str = SAVED, **values: str | int | bool) -> Path:
    """A form that somebody filled in and saved then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(form())
    with_pikepdf(path, path.with_suffix(".part"), values)
    path.with_suffix(".part").replace(path)
    seconds = (parse_time(saved) or 0) / 1000
    os.utime(path, (seconds, seconds))
    return path


def answers(path: Path, saved: str = SAVED, id: str = "aa-spring-1", npq: str = "NPQAA", **values: str | int) -> Path:
    """An answers file, as the page writes one."""
    at = parse_time(saved) or 0
    workbook = WorkbookName(**{**{name: str(said) for name, said in FACTS.items()}, "id": id, "npq": npq})
    state = State({key.replace("__", "--"): Entry(value, at) for key, value in values.items()})
    path.write_bytes(to_bytes(to_json(workbook, "participant", state, (), at)))
    return path


def values(file: AnswersFile) -> dict[str, object]:
    return {key: entry.value for key, entry in file.entries.items()}


def test_a_form_becomes_an_answers_file_beside_it(tmp_path: Path) -> None:
    source = filled(tmp_path / "ada.pdf", **{"cover--name": "Ada Okafor", "practice--1-a": 3, "plan--1-2": "30/6/27"})
    (done,), problems = collect([source], now=NOW)
    assert not problems
    assert done.target == tmp_path / "ada.answers.json"
    said = json.loads(done.target.read_text(encoding="utf-8"))
    assert said == {
        "schema": "workbook-answers/1",
        "workbook": FACTS,
        "participant": {"name": "Ada Okafor", "role": "participant"},
        "saved_at": SAVED,
        "answers": {"cover": {"name": "Ada Okafor"}, "practice": {"1.a": 3}, "plan": {"1-2": "2027-06-30"}},
        "edited": {"cover": {"name": SAVED}, "practice": {"1.a": SAVED}, "plan": {"1-2": SAVED}},
        "asked": {"cover": {"name": "Your name – ŵ, ł, “q”"}, "plan": {"1-2": "Plant: By when"}},
    }
    assert read_file(done.target).entries["practice--1.a"].value == 3


def test_what_was_filled_in_beforehand_keeps_its_time_until_it_is_changed(tmp_path: Path) -> None:
    early = "2027-01-14T10:00:00.000Z"
    source = tmp_path / "ada.pdf"
    source.write_bytes(form(ANSWERS, edited=dict.fromkeys(ANSWERS, early)))
    with_pikepdf(source, tmp_path / "new.pdf", {"cover--name": "Ada", "thoughts": "", "practice--1-a": 2})
    (done,), _ = collect([tmp_path / "new.pdf"], now=NOW)
    entries = done.file.entries
    assert {key for key, entry in entries.items() if format_time(entry.at) == early} == {
        "practice--1.b", "plan--1-1", "plan--1-2", "done",
    }  # fmt: skip
    assert entries["thoughts"].value == ""
    assert entries["practice--1.a"].value == 2
    assert min(entries[key].at for key in ("cover--name", "thoughts", "practice--1.a")) > (parse_time(early) or 0)


@pytest.mark.parametrize(
    ("said", "expected"),
    [("D:20270514080000Z", "2027-05-14T08:00:00.000Z"), ("D:19700101000000Z", SAVED), ("D:20990101000000Z", SAVED),
     ("soon", SAVED)],
)  # fmt: skip
def test_the_time_is_the_forms_own_where_it_can_be(said: str, expected: str, tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(form({"thoughts": "x"}))) as pdf:
        pdf.docinfo["/ModDate"] = said
        pdf.save(tmp_path / "a.pdf")
    seconds = (parse_time(SAVED) or 0) / 1000
    os.utime(tmp_path / "a.pdf", (seconds, seconds))
    (done,), _ = collect([tmp_path / "a.pdf"], now=NOW)
    assert format_time(done.file.saved_at) == expected


def test_nothing_is_ever_saved_in_the_future(tmp_path: Path) -> None:
    (done,), _ = collect([filled(tmp_path / "a.pdf", "2030-01-01T00:00:00Z", thoughts="x")], now=NOW)
    assert done.file.saved_at == done.file.entries["thoughts"].at == NOW


def test_collecting_again_changes_nothing(tmp_path: Path) -> None:
    source = filled(tmp_path / "ada.pdf", thoughts="Words")
    collect([source], now=NOW)
    before = (tmp_path / "ada.answers.json").read_bytes()
    (done,), problems = collect([source], now=NOW)
    assert not problems
    assert not done.written
    assert (tmp_path / "ada.answers.json").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ada.answers.json", "ada.pdf"]


def test_an_answers_file_that_is_there_is_merged_and_no_word_is_lost(tmp_path: Path) -> None:
    there = answers(tmp_path / "ada.answers.json", "2027-05-01T00:00:00Z", thoughts="Older words", more="Of the page")
    old = there.read_bytes()
    (done,), problems = collect([filled(tmp_path / "ada.pdf", thoughts="Newer words")], now=NOW)
    assert not problems
    assert values(read_file(there)) == {"thoughts": "Newer words", "more": "Of the page"}
    assert (tmp_path / "ada.before-1.answers.json").read_bytes() == old
    assert done.notes == (
        "1 answer replaced by a newer one.",
        "The answers file as it was before is kept as ada.before-1.answers.json.",
    )


def test_a_newer_answer_that_is_there_stays(tmp_path: Path) -> None:
    there = answers(tmp_path / "ada.answers.json", "2027-05-20T00:00:00Z", thoughts="Newer words")
    collect([filled(tmp_path / "ada.pdf", thoughts="Older words", **{"practice--1-a": 1})], now=NOW)
    assert values(read_file(there)) == {"thoughts": "Newer words", "practice--1.a": 1}


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({"id": "bb-1", "npq": "NPQBB", "thoughts": "x"}, "belongs to another workbook"),
        ({"cover__name": "Ben Nowak"}, "holds the answers of Ben Nowak, and the form those of Ada"),
    ],
)
def test_an_answers_file_of_another_is_left_alone(others: dict[str, str], said: str, tmp_path: Path) -> None:
    there = answers(tmp_path / "ada.answers.json", **others)  # type: ignore[arg-type]
    before = there.read_bytes()
    done, problems = collect([filled(tmp_path / "ada.pdf", **{"cover--name": "Ada"})], now=NOW)
    assert not done
    assert said in str(problems[0])
    assert there.read_bytes() == before


def test_an_answers_file_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ada.answers.json").write_text("half of a fi")
    done, problems = collect([filled(tmp_path / "ada.pdf", thoughts="x")], now=NOW)
    assert not done
    assert "cannot be read as answers" in str(problems[0])
    assert (tmp_path / "ada.answers.json").read_text() == "half of a fi"


def test_two_forms_of_one_name_do_not_meet_in_one_file(tmp_path: Path) -> None:
    sources = [filled(tmp_path / name / "form.pdf", thoughts=name) for name in ("ada", "ben")]
    done, problems = collect([*sources, sources[0]], tmp_path / "out", now=NOW)
    assert [one.source for one in done] == sources[:1]
    assert "rename one of them" in str(problems[0])
    assert values(read_file(tmp_path / "out" / "form.answers.json")) == {"thoughts": "ada"}


def test_answers_files_are_checked_and_passed_through(tmp_path: Path) -> None:
    source = answers(tmp_path / "ada.answers.json", thoughts="Words", cover__name="Ada")
    (here,), _ = collect([source], now=NOW)
    assert (here.target, here.written, here.answers, here.name) == (source, False, 2, "Ada")
    (there,), _ = collect([source], tmp_path / "out", now=NOW)
    assert values(read_file(there.target)) == {"thoughts": "Words", "cover--name": "Ada"}
    assert there.target == tmp_path / "out" / "ada.answers.json"


def test_a_text_that_is_too_long_is_a_problem_and_the_rest_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(form({"thoughts": "x" * 200_001, "practice--1.a": 1}))
    (done,), problems = collect([tmp_path / "a.pdf"], now=NOW)
    assert "1 answer was left out: more than 200,000 characters" in str(problems[0])
    assert values(read_file(done.target)) == {"practice--1.a": 1}


def test_a_date_that_is_none_is_kept_and_told(tmp_path: Path) -> None:
    (done,), problems = collect([filled(tmp_path / "a.pdf", **{"plan--1-2": "after Easter"})], now=NOW)
    assert not problems
    assert "“after Easter” under “Plant: By when” is no date" in done.notes[0]
    assert values(read_file(done.target)) == {"plan--1-2": "after Easter"}


# the command


def test_every_problem_is_told_and_what_is_good_is_written(tmp_path: Path) -> None:
    good = filled(tmp_path / "ada.pdf", **{"cover--name": "Ada\x1b[31m"})
    (tmp_path / "bad.pdf").write_text("no PDF")
    result = CliRunner().invoke(app, [str(good), str(tmp_path / "bad.pdf"), str(tmp_path / "none.pdf")])
    assert result.exit_code == 1
    assert "ada.answers.json" in result.stdout
    assert "1 answer of Ada" in result.stdout
    assert "this is no PDF" in result.stderr
    assert "there is no such file" in result.stderr
    assert "2 problems to mend." in result.stderr
    assert "\x1b" not in result.output
    assert (tmp_path / "ada.answers.json").exists()


def test_json_is_all_that_is_printed(tmp_path: Path) -> None:
    good = filled(tmp_path / "ada.pdf", "2024-05-13T16:42:05Z", **{"cover--name": "Siân"})
    result = CliRunner().invoke(app, [str(good), str(tmp_path / "none.pdf"), "--json", "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert sorted(said) == ["files", "problems"]
    assert said["files"][0] == {
        "file": str(good), "answers_file": str(tmp_path / "out" / "ada.answers.json"), "written": True,
        "workbook": FACTS, "name": "Siân", "answers": 1, "saved_at": "2024-05-13T16:42:05.000Z", "notes": [],
    }  # fmt: skip
    assert said["problems"][0]["what"] == "there is no such file"


@pytest.mark.parametrize("words", [[], ["--out"], ["a.pdf", "--formt", "x"], ["a.pdf", "--out", __file__]])
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    assert CliRunner().invoke(app, words).exit_code == 2


def test_good_files_alone_end_with_0(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, [str(filled(tmp_path / "ada.pdf", thoughts="x"))]).exit_code == 0
