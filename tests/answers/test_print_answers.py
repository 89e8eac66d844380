"""What somebody answered, printed in an edition."""

import json
from pathlib import Path
from typing import Any

import page as validation
import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.render.reading import pages
from tests.tiny import SHEET, Tiny
from workbook_kit.cli.app import app
from workbook_kit.render.pdf.read_form import read_form

TITLE, PARAMETERS, _ = SHEET
FORM = """\
from workbook_kit.activities import Checklist, Prompt, Rating

framework = {"title": "Apples", "edition": "May 2024", "licence": "OGL", "attribution": "Crown copyright"}
statements = [{"code": "1.a", "text": "Pruning in winter."}, {"code": "1.b", "text": "Asking for help."}]
display(
    Prompt("first", "What do you see?"),
    Checklist("ready", "Are you ready?", items={"read": "I have read it", "told": "I have told Ann"}),
    Rating(
        "practice", "Rate", groups=[{"title": "Stem", "statements": statements}], framework=framework, kind="practice",
        scale={"question": "How able?", "labels": ["not yet", "partly", "fully"]},
    ),
)
"""


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200", "NO_COLOR": "1"})


@pytest.fixture
def orchard(tiny: Tiny) -> Tiny:
    tiny.sheet("hello", TITLE, PARAMETERS, ("code", FORM))
    return tiny


def answers(tiny: Tiny, given: dict[str, Any], name: str = "ada.answers.json", **more: Any) -> Path:
    workbook = {"id": "hill-1--seminar-1", "title": "First fruit", "npq": "NPQAA", "cohort": "hill-1"}
    path = tiny.root / name
    path.write_text(json.dumps({"schema": "workbook-answers/1", "workbook": workbook, "answers": given, **more}))
    return path


def printed(tiny: Tiny, given: dict[str, Any], *words: str, **more: Any) -> Path:
    path = answers(tiny, given, **more)
    result = run("build", "--project", tiny.root, "--answers", path, *words)
    assert result.exit_code == 0, result.output
    return tiny.root


def test_answers_are_printed_beside_their_file_and_no_pack_is_made(orchard: Tiny) -> None:
    given = {"first": "A tree, and a *bee*. #panic()", "practice": {"1.a": 3}, "cover": {"name": "Ada Lowe"}}
    folder = printed(orchard, given)
    assert not (folder / "packs").exists()
    said = " ".join(pages((folder / "ada.handout.pdf").read_bytes()))
    assert "A tree, and a *bee*. #panic()" in said
    assert "Ada Lowe" in said


@pytest.mark.parametrize("edition", ["handout", "large-print", "low-ink", "fillable", "facilitator"])
def test_every_edition_with_answers_is_accessible(orchard: Tiny, edition: str) -> None:
    given = {"first": "A tree.\n\nAnd a bee.", "practice": {"1.a": 3}, "cover": {"name": "Ada Lowe"}}
    folder = printed(orchard, given, "--edition", edition)
    report = validation.validate_pdf(folder / f"ada.{edition}.pdf", profile=validation.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report


def test_editions_are_chosen_and_go_where_they_are_asked_to(orchard: Tiny, tmp_path: Path) -> None:
    out = tmp_path / "elsewhere"
    printed(orchard, {"first": "A tree."}, "--edition", "large-print", "--edition", "booklet", "--out", str(out))
    assert {path.name for path in out.iterdir()} == {"ada.large-print.pdf", "ada.booklet.pdf"}


def test_answers_without_a_place_are_printed_at_the_end(orchard: Tiny) -> None:
    given = {"gone": "Still *here* $x$ {{ y }}", "first": 3, "practice": {"9.z": 2, "1.a": 9, "1.b": 3, "1-b": 1}}
    folder = printed(orchard, given, asked={"gone": "What was it?"})
    said = " ".join(pages((folder / "ada.handout.pdf").read_bytes()))
    after = said.rpartition("From an earlier edition")[2]
    assert "What was it? Still *here* $x$ {{ y }}" in after
    # no text, no statement, no point of the scale, and a second answer to one question
    assert "Ratings first: 3; practice 9.z: 2; practice 1.a: 9; practice 1-b: 1" in after


def test_a_tick_is_in_its_box_and_no_other_number_is(orchard: Tiny) -> None:
    folder = printed(orchard, {"ready": {"read": 1, "told": 3}}, "--edition", "fillable")
    form = read_form(folder / "ada.fillable.pdf")
    assert (form.values["ready--read"], form.values["ready--told"]) == (1, None)
    assert "Ratings ready told: 3" in " ".join(pages((folder / "ada.fillable.pdf").read_bytes()))


def test_letters_that_the_font_lacks_are_named(orchard: Tiny) -> None:
    folder = printed(orchard, {"first": "A tree \U0001f333 and 中."})
    said = " ".join(pages((folder / "ada.handout.pdf").read_bytes()))
    assert "A tree [DECIDUOUS TREE] and [" in said


def test_all_that_is_wrong_is_told_and_the_rest_is_printed(orchard: Tiny) -> None:
    good = answers(orchard, {"first": "A tree."})
    other = answers(orchard, {}, "other.answers.json", workbook={"id": "x--y", "title": "X", "npq": "NPQAA"})
    broken = orchard.root / "broken.answers.json"
    broken.write_text("{")
    words = [word for path in (broken, good, other, "nowhere.json") for word in ("--answers", path)]
    result = run("build", "--project", orchard.root, *words)
    assert result.exit_code == 1
    assert (orchard.root / "ada.handout.pdf").is_file()
    for said in ("broken.answers.json", "'x--y', which this project does not make", "nowhere.json"):
        assert said in result.stderr
    assert "Traceback" not in result.output


def test_nothing_is_written_where_a_folder_cannot_be(orchard: Tiny, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = answers(orchard, {"first": "A tree."})
    result = run("build", "--project", orchard.root, "--answers", path, "--out", tmp_path / "file" / "folder")
    assert result.exit_code == 1
    assert "the PDF cannot be written" in result.stderr
