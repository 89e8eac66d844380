"""Answers files on disk."""

import json
import os
from pathlib import Path

import pytest

from tests.answers.samples import file, opened
from workbook_kit.answers.file import read_file, write_file
from workbook_kit.answers.model import Refused
from workbook_kit.answers.sentences import TOO_LARGE


def refusal(path: Path | str) -> str:
    with pytest.raises(Refused) as refused:
        read_file(path)
    return str(refused.value)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    responses = opened()
    responses.load(file({"review-thinking": "Zoë 😀\n\tsaid “no”", "practice": {"1.a": 3}}))
    write_file(tmp_path / "x.answers.json", responses.to_file())
    again = opened()
    again.merge_own(read_file(tmp_path / "x.answers.json"))
    assert again.to_file() == responses.to_file()


def test_the_file_is_plain_utf_8_that_a_person_can_read(tmp_path: Path) -> None:
    responses = opened()
    responses.set("review-thinking", "Zoë")
    write_file(tmp_path / "x.json", responses.to_file())
    assert '"review-thinking": "Zoë"' in (tmp_path / "x.json").read_text(encoding="utf-8")


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_file(tmp_path / "x.json", {"a": 1})
    write_file(tmp_path / "x.json", {"b": 2})
    assert json.loads((tmp_path / "x.json").read_bytes()) == {"b": 2}
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]


def test_a_writing_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(tmp_path / "x.json", {"a": 1})

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_file(tmp_path / "x.json", {"b": 2})
    assert json.loads((tmp_path / "x.json").read_bytes()) == {"a": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]


def test_more_than_can_be_read_again_is_not_written(tmp_path: Path) -> None:
    write_file(tmp_path / "x.json", {"a": 1})
    with pytest.raises(ValueError, match="more than 20 MB, too many to be read again; shorten some"):
        write_file(tmp_path / "x.json", {"a": "x" * 20_000_000})
    assert json.loads((tmp_path / "x.json").read_bytes()) == {"a": 1}


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "any").touch()
    write_file(tmp_path / "x.json", {})
    assert (tmp_path / "x.json").stat().st_mode == (tmp_path / "any").stat().st_mode


def test_a_file_that_was_made_private_stays_private(tmp_path: Path) -> None:
    write_file(tmp_path / "x.json", {})
    (tmp_path / "x.json").chmod(0o600)
    write_file(tmp_path / "x.json", {"a": 1})
    assert (tmp_path / "x.json").stat().st_mode & 0o777 == 0o600


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "folder" / "real.json")
    write_file(tmp_path / "link.json", {"a": 1})
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "folder" / "real.json").read_bytes()) == {"a": 1}


def test_half_a_surrogate_pair_in_a_title_can_be_written(tmp_path: Path) -> None:
    write_file(tmp_path / "x.json", {"title": "a\ud800b"})
    assert json.loads((tmp_path / "x.json").read_bytes()) == {"title": "a\ud800b"}


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    gone = tmp_path / "gone.json"
    assert refusal(gone) == f"There is no file “{gone}”; check its name and its folder. Nothing was loaded."


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"“{tmp_path}” is no file; choose an answers file. Nothing was loaded."


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is no file" in refusal(tmp_path / "pipe")


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path / name).endswith("Nothing was loaded.")


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "large.json").open("wb") as large:
        large.truncate(200_000_000)
    monkeypatch.setattr(Path, "open", None)
    assert refusal(tmp_path / "large.json") == TOO_LARGE
