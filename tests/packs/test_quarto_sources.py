"""The workbooks as Quarto sources, made from the tiny project."""

from pathlib import Path

from ruamel.yaml import YAML

from tests.tiny import Tiny
from workbook_kit.packs.quarto_sources import write_sources

ROOT = Path(__file__).parents[2]
SOURCE = "quarto/hill-1--seminar-1/workbook.qmd"
PICTURE = "\n\n![A barn](figures/barn.svg){fig-alt='A barn.'}\n"


def written(tiny: Tiny) -> list[tuple[str, bool]]:
    return [(file.relative_to(tiny.root).as_posix(), made) for file, made in write_sources(tiny.load())]


def illustrated(tiny: Tiny) -> None:
    tiny.write("workbooks/figures/barn.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    tiny.sheet("hello", ("markdown", "# Hello" + PICTURE), ("code", "1 + 1"))


def test_a_source_holds_the_filled_sheets_and_both_formats(tiny: Tiny) -> None:
    assert written(tiny) == [(SOURCE, True)]
    text = (tiny.root / SOURCE).read_text(encoding="utf-8")
    said = YAML(typ="safe").load(text.split("---\n")[1])
    assert said["format"] == {"seminar-html": "default", "seminar-typst": "default"}
    assert (said["engine"], said["cohort"]) == ("markdown", "Hill cohort")
    assert "# Hello Hill cohort\n" in text
    assert "{{" not in text


def test_pictures_lie_beside_their_source(tiny: Tiny) -> None:
    illustrated(tiny)
    assert written(tiny) == [(SOURCE, True)]
    assert (tiny.root / SOURCE).with_name("figures").joinpath("barn.svg").is_file()


def test_nothing_changed_nothing_written(tiny: Tiny) -> None:
    written(tiny)
    before = (tiny.root / SOURCE).stat()
    assert written(tiny) == [(SOURCE, False)]
    assert (tiny.root / SOURCE).stat().st_mtime_ns == before.st_mtime_ns


def test_a_change_makes_the_source_anew(tiny: Tiny) -> None:
    written(tiny)
    tiny.cohort(name="Dale cohort")
    assert written(tiny) == [(SOURCE, True)]
    assert "Dale cohort" in (tiny.root / SOURCE).read_text(encoding="utf-8")
    assert written(tiny) == [(SOURCE, False)]


def test_a_picture_that_changes_makes_the_source_anew_in_a_process_that_stays(tiny: Tiny) -> None:
    illustrated(tiny)
    written(tiny)
    tiny.write("workbooks/figures/barn.svg", "<svg xmlns='http://www.w3.org/2000/svg'><rect/></svg>")
    assert written(tiny) == [(SOURCE, True)]
    assert "rect" in (tiny.root / SOURCE).with_name("figures").joinpath("barn.svg").read_text(encoding="utf-8")


def test_sources_of_a_cohort_that_is_no_more_go_and_other_files_stay(tiny: Tiny) -> None:
    written(tiny)
    tiny.write("quarto/notes/mine.txt", "kept")
    tiny.cohort(id="dale-1")
    assert written(tiny) == [("quarto/dale-1--seminar-1/workbook.qmd", True)]
    assert sorted(path.name for path in (tiny.root / "quarto").iterdir()) == ["dale-1--seminar-1", "notes"]


def test_quarto_renders_every_source(tiny: Tiny) -> None:
    written(tiny)
    project = YAML(typ="safe").load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    (pattern,) = project["project"]["render"]
    assert [path.relative_to(tiny.root).as_posix() for path in tiny.root.glob(pattern)] == [SOURCE]
