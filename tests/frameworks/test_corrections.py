"""Corrections are data: each is still needed, each is made, and each is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from workbook_kit.errors import ProblemsError
from workbook_kit.frameworks.corrections import Correction, correct, load_corrections
from workbook_kit.frameworks.draft import SourceLine
from workbook_kit.frameworks.importer import ImportReport, import_framework
from workbook_kit.frameworks.source import read_source
from workbook_kit.models import Area, Framework

from .conftest import DATA, ORIGINS, SAMPLES

CORRECTIONS = load_corrections(DATA / "frameworks" / "corrections.yml")


def one(found: str, mended: str, npq: str = "NPQLL") -> Correction:
    return Correction(npq=npq, place="1.a", found=found, mended=mended, why="a test")


@pytest.mark.parametrize("correction", CORRECTIONS, ids=lambda c: f"{c.npq} {c.place} {c.found[:15]}")
def test_each_correction_is_still_needed_once(correction: Correction) -> None:
    source = read_source(SAMPLES / ORIGINS[correction.npq][0])
    assert len(correction.pattern().findall(source)) == 1


@pytest.mark.parametrize("npq", ORIGINS)
def test_every_correction_is_made(reimport: Callable[..., ImportReport], npq: str) -> None:
    assert reimport(npq).corrected == tuple(c for c in CORRECTIONS if c.npq == npq)


def _place(framework: Framework, place: str) -> str:
    def whole(area: Area) -> str:
        return " ".join([area.name, *area.references])

    by_code = {s.code: f"{s.code} {s.text}" for area in framework.areas for s in area.statements()}
    return by_code.get(place) or " ".join(map(whole, framework.areas))


@pytest.mark.parametrize(
    "correction",
    [c for c in CORRECTIONS if c.place != "introduction" and "\n" not in c.mended],
    ids=lambda c: f"{c.npq} {c.place}",
)
def test_the_mended_text_stands_at_the_named_place(frameworks: dict[str, Framework], correction: Correction) -> None:
    words = _place(frameworks[correction.npq], correction.place)
    assert correction.mended in words
    assert correction.found not in words


@pytest.mark.parametrize(
    ("npq", "sign"),
    [
        ("NPQSENCO", "2.1 stands where 2.l is due"),
        ("NPQSENCO", "one kind of mark"),
        ("NPQLBC", "“selfregulation” may have been “self-regulation”"),
        ("NPQLBC", "ran together: the area is called “Complex Behaviour Needs”"),
        ("NPQLT", "“overinfluenced” may have been “over-influenced”"),
        ("NPQLT", "“qualityassured” may have been “quality-assured”"),
        ("NPQLT", "“highquality” may have been “high-quality”"),
        ("NPQLT", "a comma stands before a closing bracket"),
        ("NPQLTD", "6n and 6o ran together: parted"),
    ],
)
def test_the_importer_notices_each_misprint_by_itself(
    reimport: Callable[..., ImportReport], npq: str, sign: str
) -> None:
    """Without the corrections the report tells of the misprint; with them it is silent."""
    assert any(sign in doubt.what for doubt in reimport(npq, corrected=False).doubts)
    assert not any(sign in doubt.what for doubt in reimport(npq).doubts)


def test_a_correction_across_two_lines_keeps_line_numbers() -> None:
    lines = [SourceLine(5, "a well"), SourceLine(6, "designd plan"), SourceLine(7, "end")]
    mended, used, doubts = correct(lines, [one("well designd", "well-designed")], "NPQLL")
    assert mended == [SourceLine(5, "a well-designed plan"), SourceLine(7, "end")]
    assert len(used) == 1
    assert doubts == []


def test_two_corrections_in_one_line_are_both_made() -> None:
    mended, used, _ = correct([SourceLine(1, "teh cat adn dog")], [one("teh", "the"), one("adn", "and")], "NPQLL")
    assert mended == [SourceLine(1, "the cat and dog")]
    assert len(used) == 2


def test_a_correction_found_twice_is_made_twice_and_told() -> None:
    mended, _, doubts = correct([SourceLine(1, "teh teh"), SourceLine(2, "teh")], [one("teh", "the")], "NPQLL")
    assert [line.text for line in mended] == ["the the", "the"]
    assert "3 places" in doubts[0].what


def test_a_correction_no_longer_needed_is_told() -> None:
    _, used, doubts = correct([SourceLine(1, "fine")], [one("teh", "the")], "NPQLL")
    assert used == ()
    assert "is not needed" in doubts[0].what


def test_corrections_of_another_npq_are_left_alone() -> None:
    mended, used, doubts = correct([SourceLine(1, "teh")], [one("teh", "the", npq="NPQH")], "NPQLL")
    assert (mended, used, doubts) == ([SourceLine(1, "teh")], (), [])


def test_a_faulty_corrections_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "corrections.yml"
    path.write_text("- npq: NPQLL\n  place: 1.a\n  found: x\n  mended: y\n  wy: typing\n", encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"corrections.yml:5: .*wy") as caught:
        load_corrections(path)
    assert any("why" in problem.what for problem in caught.value.problems)


def test_no_corrections_file_is_no_corrections(tmp_path: Path) -> None:
    assert load_corrections(tmp_path / "corrections.yml") == ()


def test_differences_between_editions_are_kept(frameworks: dict[str, Framework]) -> None:
    """Three editions print the same plan with and without a hyphen: all three stay."""
    plans = {
        npq: next(s.text for s in area.statements() if "implementation plan, and" in s.text)
        for npq, area in (
            ("NPQLTD", frameworks["NPQLTD"].areas[-1]),
            ("NPQLBC", frameworks["NPQLBC"].areas[-1]),
            ("NPQSENCO", frameworks["NPQSENCO"].areas[-1]),
        )
    }
    assert "well-specified" in plans["NPQLTD"]
    assert "well specified" in plans["NPQLBC"]
    assert "well specified" in plans["NPQSENCO"]


def test_without_corrections_nothing_is_told_of_them() -> None:
    text = "Area\nLearn that… Learn how to…\n1. One thing.\n\nDo it by:\n● Doing it.\n"
    assert import_framework(text, npq="NPQLL").corrected == ()
