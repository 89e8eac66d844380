"""The table of cohorts, as people's spreadsheets save it."""

import re
import time
from pathlib import Path

import pytest

from tests.tiny import ROOT
from workbook_kit.errors import ProblemsError
from workbook_kit.models import Cohort
from workbook_kit.models.editions import OPTIONAL_EDITIONS
from workbook_kit.project.cohorts import COHORT_COLUMNS, OPTIONAL_COLUMNS, load_cohorts

HEADER = "id,npq,name,delivery,region,start_date,seminar_dates,venue,link,facilitators,partners,role_phrase,groups"
ROW = "a-1,NPQAA,A,blended,North,2027-01-04,2027-02-01|2027-03-01,Barn,,Ann|Bob,hill|dale,as a grower,Oak|Elm"


def table(tmp_path: Path, text: str | bytes) -> Path:
    (tmp_path / "cohorts.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{HEADER}\n{ROW}\n", id="plain"),
        pytest.param(f"\ufeff{HEADER}\n{ROW}\n", id="byte-order mark"),
        pytest.param(f"{HEADER}\r\n{ROW}\r\n", id="Windows line ends"),
        pytest.param(f"{HEADER}\n{ROW}\n".replace(",", ";"), id="semicolons"),
        pytest.param(f"{HEADER}\n{ROW}\n".replace(",", "\t"), id="tabs"),
        pytest.param(f"\n\n{HEADER}\n\n,,,,\n{ROW}\n\n", id="empty lines"),
        pytest.param(f"{HEADER.upper()}\n{ROW},,,\n", id="capitals and empty cells at the end"),
        pytest.param(f"{HEADER}\n{ROW.replace('2027-01-04', '04/01/2027')}\n", id="British dates"),
    ],
)
def test_every_way_of_saving_gives_the_same_cohort(tmp_path: Path, text: str) -> None:
    cohorts, problems = load_cohorts(table(tmp_path, text))
    cohort = cohorts["a-1"][1]
    assert not problems
    assert (cohort.facilitators, cohort.groups, cohort.link) == (("Ann", "Bob"), ("Oak", "Elm"), None)
    assert [day.isoformat() for day in (cohort.start_date, *cohort.seminar_dates)] == [
        "2027-01-04", "2027-02-01", "2027-03-01"]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2027-01-04", "2027-02-30", "`start_date` is '2027-02-30', not a date; write it as 2027-01-14 or 14/01/2027"),
        ("2027-02-01|", "2028-02-01|", "the dates are not in order; start_date first"),
        ("blended", "hybrid", "`delivery` is 'hybrid'; write blended or online"),
        ("blended", "online", "an online cohort meets by a link and `link` is empty"),
        ("Barn", "", "a blended cohort meets in a room and `venue` is empty"),
        ("a-1", "A 1", "`id` is 'A 1'; use lower case letters and digits"),
        ("NPQAA", "npqaa", "`npq` is 'npqaa'; write the NPQ's short name"),
        ("as a grower", "", "`role_phrase` is empty; fill it in"),
        (",Oak|Elm", ",Oak,Elm", "cannot be read: 14 cells under 13 columns; put quotes around"),
    ],
)
def test_a_bad_cell_is_named_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    folder = table(tmp_path, f"{HEADER}\n\n{ROW.replace(old, new)}\n")
    with pytest.raises(ProblemsError) as told:
        raise ProblemsError(load_cohorts(folder)[1])
    assert f"data/cohorts.csv:3: {message}" in str(told.value).replace("this line and those after it ", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "data/cohorts.csv: the file is empty; start it with a line of column names: id,npq"),
        (b"id,nme\n", "data/cohorts.csv:1: there is no column `nme`; did you mean `name`?"),
        (HEADER.replace("region,", "").encode(), "data/cohorts.csv:1: the column `region` is missing; add it"),
        (f"{HEADER},id\n".encode(), "data/cohorts.csv:1: the column `id` stands here twice; take one out"),
        (f"{HEADER}\nCaf\xe9".encode("latin-1"), "data/cohorts.csv:2: the file is not UTF-8; in Excel, save it as"),
        (b"PK\x03\x04\0\0", "data/cohorts.csv: the file holds binary data; save the table as CSV"),
        (f'{HEADER}\n"a\n'.encode(), "data/cohorts.csv:2: this line is not CSV"),
        (f"{HEADER}\n".encode(), "data/cohorts.csv: the table has no cohort; add a line"),
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, text: bytes, message: str) -> None:
    with pytest.raises(ProblemsError) as told:
        load_cohorts(table(tmp_path, text))
    assert message in str(told.value)


def test_lines_of_cells_with_line_breaks_are_counted(tmp_path: Path) -> None:
    long = ROW.replace("Barn", '"Barn\nby the\nriver"')
    twice = f"{HEADER}\n{long}\n{ROW}\n"
    _, problems = load_cohorts(table(tmp_path, twice))
    assert str(problems[0]).startswith("data/cohorts.csv:5: the id a-1 stands on line 2 too")


def test_ten_thousand_rows_are_read_and_every_bad_one_named(tmp_path: Path) -> None:
    rows = (ROW.replace("a-1", f"a-{n}").replace("Barn", "" if n % 100 == 0 else "Barn") for n in range(10_000))
    started = time.process_time()
    cohorts, problems = load_cohorts(table(tmp_path, "\n".join([HEADER, *rows])))
    assert (len(cohorts), len(problems)) == (9_900, 100)
    assert time.process_time() - started < 30, "reading a table has become very slow"


MORE = "editions,start_time,web_address,right_hand_chapters,size"


def read_more(tmp_path: Path, cells: str) -> Cohort:
    cohorts, problems = load_cohorts(table(tmp_path, f"{HEADER},{MORE}\n{ROW},{cells}\n"))
    if problems:
        raise ProblemsError(problems)
    return cohorts["a-1"][1]


def test_a_table_without_the_newer_columns_has_their_defaults(tmp_path: Path) -> None:
    cohort = load_cohorts(table(tmp_path, f"{HEADER}\n{ROW}\n"))[0]["a-1"][1]
    assert (cohort.editions, cohort.start_time, cohort.web_address) == ((), None, None)
    assert (cohort.right_hand_chapters, cohort.size) == (False, None)
    assert read_more(tmp_path, ",,,,") == cohort


@pytest.mark.parametrize(
    ("cells", "name", "value"),
    [
        ("large-print|Low-Ink,,,,", "editions", ("large-print", "low-ink")),
        ("|".join(OPTIONAL_EDITIONS) + ",,,,", "editions", OPTIONAL_EDITIONS),
        (",9:30,,,", "start_time", "09:30"),
        (",09:30,,,", "start_time", "09:30"),
        (",23:59,,,", "start_time", "23:59"),
        (",,https://packs.example.org/a-1/,,", "web_address", "https://packs.example.org/a-1"),
        (",,http://localhost:8000,,", "web_address", "http://localhost:8000"),
        (",,https://example.org/~kit/a%20b,,", "web_address", "https://example.org/~kit/a%20b"),
        (",,,Yes,", "right_hand_chapters", True),
        (",,,no,", "right_hand_chapters", False),
        (",,,,500", "size", 500),
    ],
)
def test_what_is_printed_is_told_in_columns_of_their_own(tmp_path: Path, cells: str, name: str, value: object) -> None:
    assert getattr(read_more(tmp_path, cells), name) == value


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("big-print,,,,", "there is no edition 'big-print'; did you mean `large-print`?"),
        ("huge,,,,", f"there is no edition 'huge'; use one of {', '.join(sorted(OPTIONAL_EDITIONS))}"),
        ("booklet|booklet,,,,", "`editions` has 'booklet' twice; take one out"),
        (",24:00,,,", "`start_time` is '24:00', not a time; write one time for all seminars, as 09:30"),
        (",9.30,,,", "`start_time` is '9.30', not a time"),
        (",09:30|10:00,,,", "`start_time` is '09:30|10:00', not a time"),
        (
            ",,ftp://example.org,,",
            "`web_address` is 'ftp://example.org', not an address that packs can stand at; write",
        ),
        (",,https://me:secret@example.org/,,", "not an address that packs can stand at"),
        (",,https://example.org/a b,,", "not an address that packs can stand at"),
        (",,https://example.org/?a=1,,", "not an address that packs can stand at"),
        (",,https://example.org/#a,,", "not an address that packs can stand at"),
        (",,https://example.org/'a',,", "not an address that packs can stand at"),
        (",,https://,,", "not an address that packs can stand at"),
        (",,https://example.org:99999,,", "not an address that packs can stand at"),
        (",,https://[::1,,", "not an address that packs can stand at"),
        (",,javascript:alert(1),,", "not an address that packs can stand at"),
        (",,,maybe,", "`right_hand_chapters` is 'maybe'; write yes or no, or leave it empty"),
        (",,,,some", "`size` is 'some', not a whole number; write it in figures"),
        (",,,,1_0", "`size` is '1_0', not a whole number"),
        (",,,,0", "`size` is 0; 1 is the least it can be"),
        (",,,,501", "`size` is 501; 500 is the most it can be"),
    ],
)
def test_a_bad_cell_of_theirs_is_named_with_its_line(tmp_path: Path, cells: str, message: str) -> None:
    with pytest.raises(ProblemsError) as told:
        read_more(tmp_path, cells)
    assert "data/cohorts.csv:2: " in str(told.value)
    assert message in str(told.value)


def test_all_bad_cells_of_a_line_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as told:
        read_more(tmp_path, "huge|vast,25:00,www.example.org,perhaps,many")
    assert len(told.value.problems) == 6


def test_the_docs_name_every_column_and_which_may_be_empty() -> None:
    told = (ROOT / "docs/add-a-cohort.md").read_text(encoding="utf-8").partition("## 2.")[0]
    needed, optional = (re.findall(r"^\| `([a-z_]+)` \|", part, re.M) for part in told.split("These columns say"))
    assert [*needed, *optional] == list(COHORT_COLUMNS), "the tables of columns in docs/add-a-cohort.md"
    assert set(optional) <= set(OPTIONAL_COLUMNS)
