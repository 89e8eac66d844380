"""Everybody's ratings as one table; whatever is not in it is told."""

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.activities.declared import rating
from tests.render.workbook import asking
from workbook_kit.answers.cohort import LeftOutWarning, cohort
from workbook_kit.workbook.model import as_file

SPRING = {"id": "aa-spring--seminar-2", "title": "Second fruit", "npq": "NPQAA", "seminar": "seminar-2"}
EARLIER = {"id": "aa-spring--seminar-1", "title": "First fruit", "npq": "NPQAA", "seminar": "seminar-1"}
Send = Callable[..., Path]


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """The workbook files of both seminars."""
    for about in (EARLIER, SPRING):
        made = asking(rating(), rating().twin(), **{**about, "cohort": "aa-spring"})
        path = tmp_path / "packs" / about["seminar"] / "workbook.json"
        path.parent.mkdir(parents=True)
        path.write_bytes(as_file(made))
    return tmp_path / "packs"


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    """The folder of answers files."""
    (tmp_path / "returned" / "late").mkdir(parents=True)
    return tmp_path / "returned"


@pytest.fixture
def send(returned: Path) -> Send:
    """Puts an answers file there."""

    def sent(file: str, name: str, practice: dict[str, Any], about: dict[str, str] = SPRING, day: int = 14,
             **more: Any) -> Path:  # fmt: skip
        said = {"cover": {"name": name}, "practice": practice}
        whole = {"schema": "workbook-answers/1", "workbook": about, "saved_at": f"2027-01-{day:02}T10:00:00Z",
                 "answers": said, **more}  # fmt: skip
        path = returned / f"{file}.answers.json"
        path.write_text(json.dumps(whole))
        return path

    return sent


def numbers(frame: pd.DataFrame, column: str) -> list[int | None]:
    """The column's numbers; None where there is none."""
    return [None if pd.isna(value) else int(value) for value in frame[column]]


def read(returned: Path, packs: Path) -> tuple[pd.DataFrame, list[str]]:
    """The table, and what is told."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        frame = cohort(returned, packs)
    assert {one.category for one in told} <= {LeftOutWarning}
    assert [str(one.message) for one in told] == frame.attrs["left_out"]
    return frame, frame.attrs["left_out"]


def test_there_is_a_row_for_each_person_and_statement(returned: Path, packs: Path, send: Send) -> None:
    send("ada", "Ada Okafor", {"1.a": 3, "1.10": None})
    send("late/ben", "Ben  Ash ", {"1.b": 1})
    frame, told = read(returned, packs)
    assert list(frame.columns) == ["person", "code", "area", "kind", "stem", "text", "value", "previous", "workbook"]
    assert frame["person"].tolist() == ["Ada Okafor"] * 3 + ["Ben Ash"] * 3
    assert frame["code"].tolist() == ["1.a", "1.b", "1.10"] * 2
    assert numbers(frame, "value") == [3, None, None, None, 1, None]
    assert frame["stem"].tolist()[:3] == ["Look after trees by:"] * 2 + ["Orchards"]
    assert set(frame["kind"]) == {"practice"}
    assert frame["text"][0] == next(rating().measures()).text
    assert told == []


def test_numbers_are_nullable_and_names_are_categories_in_reading_order(
    returned: Path, packs: Path, send: Send
) -> None:
    send("ada", "Ada", {"1.10": 2})
    frame, _ = read(returned, packs)
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        **dict.fromkeys(("person", "code", "area", "kind", "stem", "workbook"), "category"),
        **{"text": "string", "value": "Int64", "previous": "Int64"},
    }
    assert frame["code"].cat.categories.tolist() == ["1.a", "1.b", "1.10"]


def test_an_empty_folder_gives_an_empty_table_of_the_same_kind(returned: Path, packs: Path) -> None:
    frame, told = read(returned, packs)
    assert frame.empty
    assert str(frame["value"].dtype) == "Int64"
    assert told == []


def test_a_rating_before_comes_from_whichever_file_has_it(returned: Path, packs: Path, send: Send) -> None:
    inside = {"workbook": EARLIER, "saved_at": "2026-10-01T10:00:00Z", "answers": {"practice": {"1.a": 1, "1.b": 9}}}
    send("ada", "Ada", {"1.a": 3}, earlier=[inside])
    send("ben", "Ben", {"1.a": 3, "1.b": 2})
    send("ben-1", "ben", {"1.a": 4, "1.b": 3}, EARLIER, day=2)
    frame, _ = read(returned, packs)
    of = frame.groupby(["person", "workbook"], observed=True)
    assert numbers(of.get_group(("Ada", "Second fruit")), "previous") == [1, None, None]
    assert numbers(of.get_group(("Ben", "Second fruit")), "previous") == [4, 3, None]
    assert numbers(of.get_group(("ben", "First fruit")), "previous") == [None, None, None]


def test_several_files_of_one_person_are_read_as_one_and_the_later_edit_counts(
    returned: Path, packs: Path, send: Send
) -> None:
    send("a", "Ada", {"1.a": 3, "1.b": 1}, day=20)
    send("b", "ADA", {"1.a": 2, "1.10": 2}, day=10)
    frame, told = read(returned, packs)
    assert numbers(frame, "value") == [3, 1, 2]
    assert told == ["2 files of Ada for “Second fruit” were read as one person's."]


def test_who_gives_no_name_is_known_by_the_file(returned: Path, packs: Path, send: Send) -> None:
    send("from-phone", "", {"1.a": 3})
    assert set(read(returned, packs)[0]["person"]) == {"from-phone"}


def test_what_cannot_be_read_is_told_and_left_out(returned: Path, packs: Path, send: Send) -> None:
    send("ada", "Ada", {"1.a": 3, "1.b": 99, "bad key!": 1})
    (returned / "broken.answers.json").write_text("{")
    (returned / "workbook.answers.json").mkdir()
    (packs / "workbook.json").write_text("[]")
    frame, told = read(returned, packs)
    assert numbers(frame, "value") == [3, None, None]
    assert [sentence.replace(str(returned.parent), "") for sentence in told] == [
        "“/packs/workbook.json” is no workbook file that can be read; take it from its pack again.",
        "“ada.answers.json”: 1 answer was left out: no activity has such a name.",
        "“broken.answers.json” was left out. "
        "This file cannot be read as answers: it is another kind of file, or it was cut short.",
        "“workbook.answers.json” was left out. “/returned/workbook.answers.json” is no file; choose an answers file.",
        "Ada's rating of 1.b is none (99) and was left out.",
    ]


def test_a_workbook_that_nobody_knows_is_told_with_its_people(returned: Path, packs: Path, send: Send) -> None:
    send("ada", "Ada", {"1.a": 3}, {**SPRING, "id": "other--seminar-2"})
    frame, told = read(returned, packs)
    assert frame.empty
    assert told == [
        "What “Second fruit” asks is not known here, so Ada had to be left out; "
        "say where its workbook.json is: cohort(folder, workbooks)."
    ]


def test_of_several_editions_the_one_that_was_answered_tells_what_was_asked(
    returned: Path, packs: Path, send: Send
) -> None:
    older = asking(rating(), **{**SPRING, "cohort": "aa-spring"})
    (packs / "old").mkdir()
    text = as_file(older).decode().replace("Pruning", "Cutting")
    assert "Cutting" in text
    (packs / "old" / "workbook.json").write_text(text.replace(older.edition, "0123456789abcdef"))
    send("ada", "Ada", {"1.a": 3}, {**SPRING, "content_hash": "0123456789abcdef"})
    assert "Cutting" in read(returned, packs)[0]["text"][0]


def test_the_workbook_file_may_lie_among_the_answers(returned: Path, packs: Path, send: Send) -> None:
    send("ada", "Ada", {"1.a": 3})
    (packs / "seminar-2" / "workbook.json").rename(returned / "workbook.json")
    assert numbers(cohort(returned), "value") == [3, None, None]
    assert numbers(cohort(str(returned), returned / "workbook.json"), "value") == [3, None, None]


def test_a_folder_that_is_not_there_is_told() -> None:
    with pytest.raises(FileNotFoundError, match="There is no folder “nowhere”; check its name"):
        cohort("nowhere")
