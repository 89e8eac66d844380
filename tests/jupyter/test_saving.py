"""The answers file beside the notebook: nothing that was in it is lost, whatever it was."""

import asyncio
import errno
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.activities.declared import rating
from tests.jupyter.conftest import ABOUT, EARLIER, Browser, answers_file
from workbook_kit.activities import Prompt
from workbook_kit.answers.jupyter import saved_file
from workbook_kit.answers.jupyter.notebook import Answers, open_workbook

OPEN = Callable[[], Answers]
OTHER = {**ABOUT, "id": "bb--seminar-2", "npq": "NPQBB", "title": "Bees"}


def held(file: Path) -> object:
    """The answers in the file."""
    return json.loads(file.read_bytes())["answers"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "another kind of file, or it was cut short"),
        (b'{"schema": "workbook-answers/1", "answers": {"ro', "another kind of file, or it was cut short"),
        (b"\xff\xfe\x00", "another kind of file, or it was cut short"),
        (b"[]", "holds no workbook answers"),
        (b'{"schema": "workbook-answers/2"}', "another version (workbook-answers/2)"),
        (answers_file(OTHER, {"role": "Bees"}).encode(), "“Bees”"),
        (answers_file(EARLIER, {"role": "Then"}).encode(), "the answers of “First fruit”"),
        (b" " * 20_000_001, "more than 20 MB"),
    ],
    ids=["empty", "cut", "binary", "list", "version", "npq", "seminar", "large"],
)
def test_a_file_that_is_not_this_workbooks_is_put_aside_unchanged(
    file: Path, again: OPEN, content: bytes, why: str
) -> None:
    file.write_bytes(content)
    answers = again()
    aside = file.with_name(f"{ABOUT['id']}.answers.damaged-1.json")
    assert aside.read_bytes() == content
    assert why in answers.notes
    assert f"put aside as “{aside.name}”" in answers.notes
    answers.set("cover--name", "Ada")
    assert held(file) == {"cover": {"name": "Ada"}}
    assert aside.name in answers.notes, "it is still said after the first saving"


def test_a_second_damaged_file_does_not_replace_the_first(file: Path, again: OPEN) -> None:
    for content in (b"one", b"two"):
        file.write_bytes(content)
        again()
    found = [file.with_name(f"{ABOUT['id']}.answers.damaged-{number}.json").read_bytes() for number in (1, 2)]
    assert found == [b"one", b"two"]


def test_a_file_damaged_while_the_notebook_is_open_is_put_aside_too(answers: Answers, file: Path) -> None:
    answers.set("cover--name", "Ada")
    file.write_bytes(b"scribble")
    answers.set("cover--school", "Hill")
    assert held(file) == {"cover": {"name": "Ada", "school": "Hill"}}
    assert file.with_name(f"{ABOUT['id']}.answers.damaged-1.json").read_bytes() == b"scribble"


def test_a_file_with_something_that_is_no_answer_is_kept_whole_beside(file: Path, again: OPEN) -> None:
    text = answers_file(ABOUT, {"role": "Leader", "__proto__": "x", "odd": True})
    file.write_text(text)
    answers = again()
    assert file.with_name(f"{ABOUT['id']}.answers.damaged-1.json").read_text() == text
    assert "was left out; the file as it was is kept" in answers.notes
    answers.show(Prompt("role", "Role"))
    assert answers.responses.get("role") == "Leader"


def test_what_another_kernel_wrote_is_taken_in_and_shown(answers: Answers, file: Path) -> None:
    answers.show(rating())
    browser = Browser(answers)
    answers.set("cover--name", "Ada")
    other = Answers(answers.responses.workbook, "participant", folder=file.parent)
    other.show(rating())
    other.set("practice--1.a", 2)
    answers.set("cover--school", "Hill")
    assert browser.value("practice--1.a") == 2
    assert held(file) == {"cover": {"name": "Ada", "school": "Hill"}, "practice": {"1.a": 2}}


def test_an_answer_that_no_cell_asks_for_stays_in_the_file(file: Path, again: OPEN) -> None:
    file.write_text(answers_file(ABOUT, {"dropped": "Kept all the same"}))
    again().set("cover--name", "Ada")
    assert held(file) == {"cover": {"name": "Ada"}, "dropped": "Kept all the same"}


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "this folder cannot be written"),
        (errno.EACCES, "this folder cannot be written"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_stops_saving_is_a_sentence_and_it_is_tried_again(
    answers: Answers, file: Path, monkeypatch: pytest.MonkeyPatch, number: int, why: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(saved_file, "write_file", refuse)
        answers.set("cover--name", "Ada")
        assert answers.words == (
            f"Not saved: {why}. Your answers stay here while this notebook runs, "
            "and saving is tried again with your next change."
        )
        assert answers.trouble
    answers.set("cover--school", "Hill")
    assert held(file) == {"cover": {"name": "Ada", "school": "Hill"}}
    assert not answers.trouble


def test_where_the_file_cannot_be_read_it_is_not_written_either(file: Path, again: OPEN) -> None:
    file.mkdir()
    answers = again()
    wanted = "Not saved: a folder has the name of the answers file; rename that folder."
    assert answers.where.startswith(wanted)
    answers.set("cover--name", "Ada")
    assert answers.responses.get("cover--name") == "Ada"
    assert answers.words.startswith(wanted)
    assert file.is_dir()


def test_nothing_but_the_answers_file_is_left_in_the_folder(answers: Answers, folder: Path, file: Path) -> None:
    for name in "ABC":
        answers.set("cover--name", name)
    assert list(folder.iterdir()) == [file]


def test_what_another_notebook_wrote_is_seen_without_an_answer_here(answers: Answers, file: Path) -> None:
    answers.show(rating())
    browser = Browser(answers)
    file.write_text(answers_file(ABOUT, {"practice": {"1.a": 4}}))

    async def look() -> None:
        answers.open()
        await asyncio.sleep(0)
        file.write_text(answers_file(ABOUT, {"practice": {"1.a": 1}}, saved_at="2027-01-14T10:00:00Z"))
        end = asyncio.get_running_loop().time() + 20
        while browser.value("practice--1.a") != 1 and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.02)

    with ThreadPoolExecutor(1) as thread:  # this one may have a loop already, of a browser that other tests use
        thread.submit(asyncio.run, look()).result()
    assert browser.value("practice--1.a") == 1


def test_an_answer_that_could_not_be_saved_is_not_called_saved(
    answers: Answers, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(saved_file, "write_file", refuse)
    said = Browser(answers).give({"cover--name": "Ada"})
    assert (said["saved"], said["trouble"]) == (False, True)
    assert said["words"].startswith("Not saved: the disk is full.")


def test_a_folder_that_is_renamed_while_the_notebook_is_open_loses_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = folder / "autumn"
    here.mkdir()
    monkeypatch.chdir(here)
    answers = open_workbook(**ABOUT)
    answers.show(Prompt("role", "Your role"))
    answers.set("role", "Before")
    here.rename(folder / "spring")
    assert "this notebook's folder has another name" in Browser(answers).give({"role": "While it moved"})["words"]
    again = open_workbook(**ABOUT)
    assert again.get("role") == "While it moved"
    saved = json.loads((folder / "spring" / f"{ABOUT['id']}.answers.json").read_bytes())
    assert saved["answers"] == {"role": "While it moved"}


def test_where_the_answers_are_is_true_whatever_became_of_the_last_saving(
    answers: Answers, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(answers)
    kept = f"Your answers are kept in “{file.name}”, beside this notebook."
    assert browser.known["notes"] == kept

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(saved_file, "write_file", refuse)
        browser.give({"cover--name": "Ada"})
        assert browser.known["notes"].startswith("Not saved: the disk is full.")
    browser.give({"cover--name": "Ada L"})
    assert browser.known["notes"] == kept


def test_a_file_that_could_not_be_read_at_first_is_no_trouble_once_it_is_saved(file: Path, again: OPEN) -> None:
    file.mkdir()
    answers = again()
    assert answers.notes.startswith("Not saved: a folder has the name of the answers file")
    file.rmdir()
    answers.set("cover--name", "Ada")
    assert answers.notes == f"Your answers are kept in “{file.name}”, beside this notebook."
