"""Executed sheets become one document."""

import json
from pathlib import Path

import nbformat

from tests.render.workbook import asking
from workbook_kit.activities import Prompt
from workbook_kit.render.document import Document, assemble
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


MARK = "```{=typst}\n#seminar-sheet(minutes: 10)\n```"


def test_text_and_the_markdown_of_outputs_stand_in_order(tmp_path: Path) -> None:
    document = made(
        tmp_path, sheet(text("# One"), code("x", text_markdown="form", text_html="no")), sheet(text("# Two"))
    )
    one, two = document.scopes
    assert one.cells == ((0, f"{MARK}\n\n# One"), (1, "form"))
    assert two.cells == ((0, f"{MARK}\n\n# Two"),)
    assert (one.sheet, two.sheet) == ("sheet-1", "sheet-2")


def test_code_parameters_and_html_outputs_do_not_reach_the_document(tmp_path: Path) -> None:
    cells = [code("secret = 1", ("parameters",), text_plain="p"), code("shown", text_html="<b>", text_plain="plain")]
    assert made(tmp_path, sheet(*cells)).scopes[0].cells[1:] == ((1, "``` {shortcodes=false}\nplain\n```"),)


def test_printed_backticks_cannot_leave_their_block(tmp_path: Path) -> None:
    (printed,) = made(tmp_path, sheet(code("x", text_plain="```\n# out"))).scopes
    assert printed.cells == ((0, f"{MARK}\n\n```` {{shortcodes=false}}\n```\n# out\n````"),)


def test_pictures_and_logos_are_taken_along(tmp_path: Path) -> None:
    pictured = sheet(text('![x](figures/p.svg){fig-alt="P"}'), code("x", image_png="cG5n", text_plain='A "b"'))
    document = made(tmp_path, pictured, data="d", partners=[{"name": "A", "logo": "logos/a.svg"}])
    assert document.resources == {
        "outputs/picture-1.png": b"png",
        "figures/p.svg": tmp_path / "figures/p.svg",
        "logos/a.svg": tmp_path / "d/logos/a.svg",
    }
    assert document.scopes[0].cells[-1] == (1, "![](outputs/picture-1.png){fig-alt=\"A 'b'\"}")


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
