"""What `check` finds in notes, references and links: an end that is missing, or that is there twice."""

from pathlib import Path

import pytest

from tests.tiny import Tiny
from workbook_kit.check import links
from workbook_kit.check.check import check


def found(tiny: Tiny, **sheets: tuple[str, ...]) -> list[str]:
    """What is wrong with these sheets in one seminar."""
    for name, cells in sheets.items():
        tiny.sheet(name, *(("markdown", cell) for cell in cells))
    listed = ", ".join(f"{name}: 10" for name in sheets)
    tiny.change("data/programmes/NPQAA.yml", "sheets: {hello: 30}", f"sheets: {{hello: 30, {listed}}}")
    return [str(problem) for problem in check(tiny.load())]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["a[^1]"], "cell 2: there is no note [^1] in this sheet; write it in a line that begins with [^1]:"),
        (["a", "[^1]: Said."], "cell 3: nothing refers to the note [^1]; write [^1] in the text"),
        (["a[^1]\n\n[^1]: b", "[^1]: c"], "cell 3: the note [^1] is written twice in this sheet; give each a name of"),
        (["[a][b]"], "cell 2: there is no reference [b] in this sheet; write it in a line such as [b]: https://…"),
        (["[a][b]\n\n[b]: x", "[B]: y"], "cell 3: the reference [B] is written twice in this sheet; give each a name"),
        (["## One {#x}", "## Two {.a #x}"], "cell 3: the identifier #x is given twice in this sheet; give each a name"),
        (["a[^1]\n\n[^1]: b", "-----\nc", "d\n-----"],
         "cell 3: what begins in this cell does not end in it; close its code, table or tag"),
    ],
)  # fmt: skip
def test_an_end_that_is_missing_or_there_twice_is_told(cells: list[str], said: str, tiny: Tiny) -> None:
    assert any(said in one for one in found(tiny, other=("# Other", *cells)))


@pytest.mark.parametrize(
    "cells",
    [
        ["a[^1] and [^two]", "[^1]: Said.\n[^two]: Said, too[^3].", "[^3]: More."],
        ["[a][b], [a][One more], [a][], [a] and [^]", "[b]: https://a.example", "## One more"],
        ["`[^1]` and ``[a][`b]``\n\n```\n[^2] [a][c]\n```\n\n\\[^3] \\[a\\]\\[d]"],
        ["## One {#x}", "## Two {#y}", "[one](#x), [two](#y), [three](#three), [as in Jupyter](#Three)", "## Three"],
    ],
)
def test_what_has_both_its_ends_is_left_alone(cells: list[str], tiny: Tiny) -> None:
    assert found(tiny, other=("# Other", *cells)) == []


def test_two_sheets_may_call_their_own_things_alike(tiny: Tiny) -> None:
    cells = ("# Title", "a[^1] [b][c] [d](#part)\n\n[^1]: Said.\n\n[c]: https://a.example", "## Part {#part}")
    assert found(tiny, one=cells, other=cells) == []


def test_notes_and_references_of_another_sheet_are_out_of_reach(tiny: Tiny) -> None:
    said = found(tiny, one=("# One", "a[^1] [b][c]"), other=("# Other", "d[^1]\n\n[^1]: Said.\n\n[c]: x"))
    assert [one.split("; ")[0] for one in said] == [
        "workbooks/one.ipynb:16: cell 2: there is no note [^1] in this sheet",
        "workbooks/one.ipynb:16: cell 2: there is no reference [c] in this sheet",
    ]


def test_a_link_leads_to_a_chapter_of_the_same_seminar(tiny: Tiny) -> None:
    one = ("# One", "Text.\n\nGo [on](#other), [or there](#the-end).\n\nBut [where](#nowhere)?")
    assert found(tiny, one=one, other=("# The end", "a")) == [
        "workbooks/one.ipynb:20: cell 2: the link #nowhere leads to nothing in NPQAA seminar-1; "
        "write the # of a heading in this sheet, or # and the name of a sheet of the seminar"
    ]


def test_a_link_that_one_seminar_lacks_the_end_of_is_told_with_that_seminar(tiny: Tiny) -> None:
    tiny.sheet("one", ("markdown", "# One\n\nGo [back](#hello)."))
    programme = "data/programmes/NPQAA.yml"
    text = (tiny.root / programme).read_text(encoding="utf-8").replace("{hello: 30}", "{hello: 30, one: 10}")
    start = text.index("  - id: seminar-1")
    again = text[start:].replace("seminar-1", "seminar-2").replace("{hello: 30, one: 10}", "{one: 10}")
    tiny.write(programme, text + again)
    tiny.cohort(seminar_dates="2027-02-01|2027-03-01")
    assert [str(one) for one in check(tiny.load()) if "#hello" in one.what] == [
        "workbooks/one.ipynb:10: cell 1: the link #hello leads to nothing in NPQAA seminar-2; "
        "write the # of a heading in this sheet, or # and the name of a sheet of the seminar"
    ]


def test_pandoc_is_not_asked_where_nothing_is_tied(tiny: Tiny, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object) -> str:
        raise AssertionError("asked")

    monkeypatch.setattr(links, "convert", refuse)
    assert found(tiny, one=("# One", "a", "[b](https://a.example)")) == []
