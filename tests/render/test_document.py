"""Executed sheets become one document, and one notebook."""

import json
from pathlib import Path

import nbformat
import pytest

from tests.render.workbook import asking
from workbook_kit.activities import Prompt
from workbook_kit.render.document import Document, assemble, own_words
from workbook_kit.render.notebook import render_notebook, without_divs
from workbook_kit.render.script import script
from workbook_kit.workbook.compose import picture_names, read_chapter

EXTENSION = Path(__file__).parents[2] / "_extensions" / "seminar"
METADATA = {"title": "T", "workbook-id": "a--b", "code": "A-1", "edition": "participant"}


def sheet(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    kernel = {"name": "python3", "display_name": "Python 3"}
    return nbformat.v4.new_notebook(cells=list(cells), metadata={"kernelspec": kernel})


def code(source: str, tags: tuple[str, ...] = (), **data: str) -> nbformat.NotebookNode:
    outputs = [nbformat.v4.new_output("display_data", data={k.replace("_", "/"): v for k, v in data.items()})]
    return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}, outputs=outputs if data else [])


def made(tmp_path: Path, *notebooks: nbformat.NotebookNode, data: str = "", **metadata: object) -> Document:
    """The document of these executed sheets."""
    names = picture_names()
    chapters = tuple(read_chapter(f"sheet-{n}", 10, one, names) for n, one in enumerate(notebooks, 1))
    return assemble(asking(chapters=chapters), {**METADATA, **metadata}, tmp_path, tmp_path / data, EXTENSION)


def form() -> nbformat.NotebookNode:
    """A cell that shows an activity."""
    cell = code("form", text_plain="")
    cell.outputs[0].data = nbformat.from_dict(Prompt("a", "Ask").as_text())
    return cell


def text(source: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


MARK = "```{=typst}\n#seminar-sheet(minutes: 10)\n```\n\n"


def test_text_and_the_markdown_of_outputs_stand_in_order(tmp_path: Path) -> None:
    document = made(
        tmp_path, sheet(text("# One"), code("x", text_markdown="form", text_html="no")), sheet(text("# Two"))
    )
    assert document.markdown == f"{MARK}# One\n\nform\n\n{MARK}# Two\n"


def test_code_parameters_and_html_outputs_do_not_reach_the_document(tmp_path: Path) -> None:
    cells = [code("secret = 1", ("parameters",), text_plain="p"), code("shown", text_html="<b>", text_plain="plain")]
    assert made(tmp_path, sheet(*cells)).markdown == f"{MARK}``` {{shortcodes=false}}\nplain\n```\n"


def test_printed_backticks_cannot_leave_their_block(tmp_path: Path) -> None:
    markdown = made(tmp_path, sheet(code("x", text_plain="```\n# out"))).markdown
    assert markdown == f"{MARK}```` {{shortcodes=false}}\n```\n# out\n````\n"


def test_pictures_and_logos_are_taken_along(tmp_path: Path) -> None:
    pictured = sheet(text('![x](figures/p.svg){fig-alt="P"}'), code("x", image_png="cG5n", text_plain='A "b"'))
    document = made(tmp_path, pictured, data="d", partners=[{"name": "A", "logo": "logos/a.svg"}])
    assert document.resources == {
        "outputs/picture-1.png": b"png",
        "figures/p.svg": tmp_path / "figures/p.svg",
        "logos/a.svg": tmp_path / "d/logos/a.svg",
        "seminar.js": script(EXTENSION).encode(),
    }
    assert document.markdown.endswith("![](outputs/picture-1.png){fig-alt=\"A 'b'\"}\n")


def test_drawings_of_a_branded_workbook_have_its_colours(tmp_path: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="#16324F"/></svg>'
    (tmp_path / "ladder.svg").write_text(drawing, encoding="utf-8")
    rungs = sheet(text('![Rungs](ladder.svg){fig-alt="Rungs."}'))
    assert made(tmp_path, rungs).resources["ladder.svg"] == tmp_path / "ladder.svg"
    branded = made(tmp_path, rungs, branding={"ink": "6E2C16"})
    assert branded.resources["ladder.svg"] == drawing.replace("16324F", "6E2C16").encode()


def test_the_page_is_told_what_is_asked_in_letters_that_no_tag_and_no_command_begins_with(tmp_path: Path) -> None:
    hostile = "</script>  <b>{{< include x >}} & “Ŵ”"
    document = assemble(asking(Prompt("a", hostile)), METADATA, tmp_path, tmp_path, EXTENSION)
    said = document.metadata["model"]
    assert said.isascii()
    assert not any(mark in said for mark in ("<", ">", "&", "{{", "  "))
    (asked,) = json.loads(said)["chapters"][0]["blocks"]
    assert asked["label"] == Prompt("a", hostile).label


def test_own_words_leave_out_official_text_style_and_tags() -> None:
    page = """<style>a{}</style><p>One <b>two</b></p><li data-official>NPQXX <i>x</i></li><img alt="three">
    <br><p>&lt;four&gt;</p><script>five</script>"""
    assert own_words(page) == "One two three <four>"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ('<p title="x > y">a</p> b<br>c <img src=x alt="A &amp; B">', "a b c A & B"),
        ('<p title="data-official">read</p><p DATA-official="">no<br><b>no</b></p>yes', "read yes"),
        ("<p a='data-official' data-official-x>read", "read"),
        ("<script>if (a<b) '<p data-official>'</script>read<STYLE>p > a {}</STYLE><!-- <p data-official> -->", "read"),
        ('<p data-official><svg><path d="x"/></svg><img alt="no"></p>read', "read"),
        ("1 < 2 <p data-official 'odd>read</p>", "1 < 2 <p data-official 'odd>read"),
    ],
)
def test_own_words_are_all_that_a_reader_sees_or_hears(page: str, words: str) -> None:
    assert own_words(page) == words


def test_own_words_survive_broken_html() -> None:
    assert own_words("</p></div><p data-official>a<p>b</p></p> c") == "c"


def test_the_notebook_shows_no_fences_and_no_facilitator_notes() -> None:
    lines = [
        '::: {.scenario title="A case"}', "Text", "::: {.facilitator}", "Secret", "::: note", "Deep", ":::", ":::",
        "More", ":::", "End",
    ]  # fmt: skip
    shown = "\n".join(without_divs(lines))
    assert "**A case**" in shown
    assert [word for word in ("Text", "More", "End") if word in shown] == ["Text", "More", "End"]
    assert not any(word in shown for word in ("Secret", "Deep", ":::"))


def test_the_notebook_is_one_by_jupyters_own_schema(tmp_path: Path) -> None:
    (tmp_path / "p.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"/>')
    executed = sheet(text('![x](p.svg){fig-alt="y"}'), code("a = 1", ("injected-parameters",)), form(), code("a"))
    notebook = render_notebook(made(tmp_path, executed), [executed], tmp_path, EXTENSION)
    nbformat.validate(nbformat.reads(notebook.decode(), as_version=nbformat.NO_CONVERT))


def test_the_notebook_carries_values_forms_and_pictures(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures/p.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"/>')
    executed = sheet(
        text('# One\n\n![x](figures/p.svg){fig-alt="Picture"}'),
        code("a = 'sample'", ("parameters",)),
        code("a = 'real'", ("injected-parameters",)),
        form(),
    )
    content = render_notebook(made(tmp_path, executed), [executed], tmp_path, EXTENSION)
    notebook = nbformat.reads(content.decode(), as_version=4)
    nbformat.validate(notebook)
    how, opening, first, values, asked, heading, chart = notebook.cells
    assert (how.cell_type, heading.source, chart.source) == ("markdown", "# My ratings", "answers.chart()")
    assert "open_workbook(" in opening.source
    assert "![Picture](attachment:p.svg)" in first.source
    assert set(first.attachments["p.svg"]) == {"image/png"}
    assert {bool(cell.metadata.jupyter.source_hidden) for cell in (values, asked)} == {True}
    assert (values.source, values.metadata.tags) == ("a = 'real'", ["parameters"])
    assert set(asked.outputs[0].data) == {"text/html", "text/plain"}
    assert json.loads(json.dumps(notebook.metadata))["workbook_kit"]["workbook-id"] == "a--b"
