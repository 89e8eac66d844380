"""A source that is no framework gives one plain sentence, whatever it is."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fuzz import examples
from workbook_kit.errors import ProblemsError
from workbook_kit.frameworks.importer import import_framework
from workbook_kit.frameworks.source import LARGEST_SOURCE, read_source
from workbook_kit.frameworks.write import save, to_yaml
from workbook_kit.models import Framework
from workbook_kit.project.yaml import read_yaml, validate

BROKEN = {
    "empty": (b" \n\n", "it is empty"),
    "pdf": (b"%PDF-1.7 ...", "it is a PDF file"),
    "word": (b"PK\x03\x04....", "it is a Word or zip file"),
    "binary": (b"abc\0def", "it is not a text file"),
    "latin": (b"caf\xe9", "it is not a UTF-8 text file"),
    "huge": (b"a" * (LARGEST_SOURCE + 1), "it is far too large"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_no_text_is_refused_in_a_sentence(tmp_path: Path, kind: str) -> None:
    raw, what = BROKEN[kind]
    path = tmp_path / "source.txt"
    path.write_bytes(raw)
    with pytest.raises(ProblemsError, match=f"source.txt: {what}.*; save the published framework") as caught:
        read_source(path)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("name", ["none.txt", "."])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProblemsError, match="it cannot be read"):
        read_source(tmp_path / name)


@pytest.mark.parametrize("text", ["Dear parents,\nschool ends on Friday.\n", "", "# Only\n\n## Headings\n"])
def test_an_unrelated_text_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ProblemsError, match=r"letter.txt: no framework statements were found in it; use|look"):
        import_framework(text, npq="NPQLL", file="letter.txt")


def test_column_headings_alone_are_no_framework() -> None:
    with pytest.raises(ProblemsError, match="no framework statements"):
        import_framework("Growing\nLearn that… Learn how to…\n\n", npq="NPQLL")


def test_windows_line_ends_and_marks_are_read(tmp_path: Path) -> None:
    path = tmp_path / "source.txt"
    path.write_bytes("\ufeffGrowing\r\nLearn that… Learn how to…\r\n1. One.\r\n\r\nBy:\r\n● Doing.\r\n".encode())
    report = import_framework(read_source(path), npq="NPQLL")
    assert [s.text for s in report.framework.areas[0].statements()] == ["One.", "Doing."]


PIECES = st.sampled_from(
    [
        "Learn that…\tLearn how to…",
        "Learn that… Learn how to…",
        "| Learn that | Learn how to |",
        "## One – Growing",
        "## 0. None",
        "Old PartNew Part",
        "1. One thing",
        "2. Two-",
        "99. Far.",
        "● Doing",
        "Do it by:",
        "- 6a. First. 6b. Second.",
        "- 6z. Last.",
        "- 0a. Nought.",
        "<p>1.1 One.</p>\t<p><b>By:</b></p><p>1.a Doing</p>",
        "<p>2.1</p>\t",
        "\t<p>and so on.</p>",
        "one column",
        "a\tb\tc",
        "# References",
        "## 1. Growing",
        "Smith (2020)",
        "Crown copyright 2023",
        "**",
        "<p>",
        "\u00ad",
        "\u200b",
        "",
    ]
)


@examples(300)
@given(st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=25).map("\n".join))
def test_any_text_gives_a_framework_or_a_problem(text: str) -> None:
    """Never another exception; and what is imported can be written and read back unchanged."""
    try:
        framework = import_framework(text, npq="NPQLL").framework
    except ProblemsError as error:
        assert error.problems  # noqa: PT017
        return
    assert Framework.model_validate(framework.model_dump()) == framework
    assert to_yaml(framework).startswith("# ")


@examples(60)
@example(text="\uf900")  # has a second spelling
@given(text=st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=25).map("\n".join))
def test_what_is_written_can_be_read_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    page = "Growing\nLearn that… Learn how to…\n1. " + text
    try:
        framework = import_framework(page, npq="NPQLL").framework
    except ProblemsError:
        return
    path = tmp_path_factory.mktemp("written") / "NPQLL.yml"
    save(to_yaml(framework), path)
    assert validate(read_yaml(path, "NPQLL.yml"), Framework) == framework


def test_a_long_line_of_marks_is_read_in_good_time() -> None:
    text = "Growing\nLearn that… Learn how to…\n1. " + "*[(<‘" * 20_000
    assert import_framework(text, npq="NPQLL").framework.areas[0].learn_that
