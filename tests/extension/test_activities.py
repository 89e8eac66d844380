"""Divs make the same activities as Python: the same form, the same call, the same model."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.activities.declared import FRAMEWORK, HOSTILE, SCALE
from tests.extension.quarto import run, tree
from tests.render.workbook import EXTENSION
from workbook_kit.activities import Activity, Checklist, Prompt, Rating, Table
from workbook_kit.activities.keys import TAKEN
from workbook_kit.project.placeholders import escape_markdown

DOCUMENT = {"title": "First fruit", "framework": FRAMEWORK, "scale": SCALE}
FRONT = f"---\n{json.dumps(DOCUMENT)}\n---\n\n"


def rating(id: str, groups: dict[str, list[tuple[str, str]]], **more: Any) -> Rating:
    quoted = [
        {"title": title, "statements": [{"code": code, "text": text} for code, text in statements]}
        for title, statements in groups.items()
    ]
    given = {"groups": quoted, "scale": SCALE, "framework": FRAMEWORK, "kind": "practice"} | more
    return Rating(id, "Rate yourself", **given)


EQUAL: dict[str, tuple[str, Activity]] = {
    "prompt": ("::: {.prompt #role}\nWhat grew?\n:::", Prompt("role", "What grew?")),
    "prompt with all": (
        '::: {.prompt #role lines=7 minutes=5 mode="In pairs" no-pupils=true}\nWhat grew\nlast year?\n\n'
        "Think of it.\n\nThen write.\n:::",
        Prompt("role", "What grew last year?", lines=7, minutes=5, mode="In pairs", no_pupils=True,
               help="Think of it. Then write."),
    ),
    "prompt to fill": (
        "::: {.prompt #role lines=fill minutes=1}\nWhat?\n:::",
        Prompt("role", "What?", lines="fill", minutes=1),
    ),
    "group's": ("::: {.prompt #role-group group=true}\nWhat?\n:::", Prompt("role", "What?").twin()),
    "checklist": (
        "::: {.checklist #ready}\nTick these\n\n- I have *read* it\n- [ ] It’s booked\n:::",
        Checklist("ready", "Tick these", items=["I have read it", "It’s booked"]),
    ),
    "checklist of parts": (
        "::: {.checklist #ready minutes=2}\nTick these\n\nAll of them.\n\n- [I have read it]{#read}\n"
        "- [Booked]{#room.1}\n:::",
        Checklist("ready", "Tick these", items={"read": "I have read it", "room.1": "Booked"}, minutes=2,
                  help="All of them."),
    ),
    "rating under headings": (
        "::: {.rating #practice}\nRate yourself\n\n### Look after trees by:\n\n- 1.a Pruning.\n- 1.b Rest.\n\n"
        "### Orchards\n\n- 1.10 Trees need light.\n:::",
        rating("practice", {"Look after trees by:": [("1.a", "Pruning."), ("1.b", "Rest.")],
                            "Orchards": [("1.10", "Trees need light.")]}),
    ),
    "rating in a nested list": (
        "::: {.rating #practice kind=knowledge no-pupils=true}\nRate yourself\n\n- Look after trees by:\n"
        "    - 1.a Pruning.\n    - 1.b Rest.\n- Orchards\n    - 1.10 Trees need light.\n:::",
        rating("practice", {"Look after trees by:": [("1.a", "Pruning."), ("1.b", "Rest.")],
                            "Orchards": [("1.10", "Trees need light.")]}, kind="knowledge", no_pupils=True),
    ),
    "rating of one group": (
        '::: {.rating #practice scale="No | Yes" question="Sure?"}\nRate yourself\n\n4. Pruning.\n5. Rest.\n:::',
        rating("practice", {"Statements": [("4", "Pruning."), ("5", "Rest.")]},
               scale={"question": "Sure?", "labels": ["No", "Yes"]}),
    ),
    "table with labels": (
        '::: {.table-to-fill #plan kinds="text | date"}\nPlan it\n\n| Stage | What | By when |\n|---|---|---|\n'
        "| Goal | | |\n| Way forward | | |\n:::",
        Table("plan", "Plan it", columns=["What", "By when"], rows=["Goal", "Way forward"], corner="Stage",
              kinds=["text", "date"]),
    ),
    "table of empty rows": (
        "::: {.table-to-fill #actions lines=3}\nList them\n\n| What | Who |\n|---|---|\n| | |\n| | |\n| | |\n:::",
        Table("actions", "List them", columns=["What", "Who"], rows=3, lines=3),
    ),
    "table in attributes": (
        '::: {.table-to-fill #plan columns="What | By when" rows="Goal | Way" corner="Stage" kinds="date"}\n'
        "Plan it\n:::",
        Table("plan", "Plan it", columns=["What", "By when"], rows=["Goal", "Way"], corner="Stage",
              kinds=["date", "date"]),
    ),
    "table in numbers": (
        '::: {.table-to-fill #plan columns="What" rows=2}\nPlan it\n:::',
        Table("plan", "Plan it", columns=["What"], rows=2),
    ),
}  # fmt: skip


def div(opening: str, content: str = "") -> str:
    """A fenced div; its class comes first."""
    return f"::: {{.{opening}}}\n{content}\n:::"


def drawn(text: str, folder: Path) -> dict[str, str]:
    """What the div has become: HTML, Typst, and the model."""
    blocks = tree(FRONT + text, "html", folder, "seminar-activities.lua")["blocks"]
    assert [block["t"] for block in blocks] == ["RawBlock"] * 3, blocks
    return dict(block["c"] for block in blocks)


def same(text: str, activity: Activity, folder: Path) -> None:
    made = drawn(text, folder)
    assert made["html"] == activity.html()
    assert made["typst"] == activity.typst()
    assert json.loads(made["seminar-activity"]) == activity.model()


@pytest.mark.parametrize("name", EQUAL)
def test_a_div_is_the_same_activity_as_in_python(name: str, tmp_path: Path) -> None:
    same(*EQUAL[name], tmp_path)


@pytest.mark.parametrize("name", HOSTILE)
def test_text_that_tries_to_be_more_is_the_same_text(name: str, tmp_path: Path) -> None:
    text = HOSTILE[name]
    said = escape_markdown(text)
    same(f"::: {{.prompt #role}}\n{said}\n\n{said}\n:::", Prompt("role", text, help=text), tmp_path)
    same(f"::: {{.checklist #ready}}\nTick\n\n- {said}\n:::", Checklist("ready", "Tick", items=[text]), tmp_path)
    same(f"::: {{.rating #practice}}\nRate yourself\n\n### {said}\n\n- 1.a {said}\n:::",
         rating("practice", {text: [("1.a", text)]}), tmp_path)  # fmt: skip


def test_the_model_can_stand_in_a_page(tmp_path: Path) -> None:
    text = "</script> &amp; {{< env HOME >}} Łódź \U0001f600 “a\u00a0b”"
    made = drawn(f"::: {{.prompt #role}}\n{escape_markdown(text)}\n:::", tmp_path)["seminar-activity"]
    assert made.isascii()
    assert not re.search(r"[<>&]|\{\{|  ", made)
    assert json.loads(made) == Prompt("role", text).model()


def test_without_a_framework_statements_are_the_document_s_own(tmp_path: Path) -> None:
    text = "---\ntitle: First fruit\n---\n\n::: {.rating #mine}\nRate\n\n- 1 One\n:::\n"
    html, paper, model = (block["c"][1] for block in tree(text, "html", tmp_path, "seminar-activities.lua")["blocks"])
    assert "licence" not in html
    assert "licence: none" in paper
    field = json.loads(model)["fields"][0]
    assert field["statement"] == {"framework": "First fruit", "edition": "", "kind": "practice", "code": "1"}


WRONG = {
    "no id": (div("prompt", "What?"), "a .prompt has no id; write ::: {.prompt #a-name}"),
    "no braces": ("::: prompt\nWhat?\n:::", "a .prompt has no id; write"),
    "odd id": (div("prompt #My_id", "What?"), "the .prompt #My_id has no fit id; use small letters"),
    "id of the page": (div("prompt #answers", "What?"), "the .prompt #answers has an id of the page itself; choose"),
    "empty": (div("prompt #a"), "the .prompt #a asks nothing; write its question"),
    "lines": (div("prompt #a lines=90", "What?"), 'the .prompt #a says lines="90"; write a number, 1 to 24, or fill'),
    "minutes": (div("prompt #a minutes=soon", "What?"), 'says minutes="soon"; write a number, 1 or more'),
    "group": (div("prompt #a group=yes", "What?"), 'says group="yes"; write true or false'),
    "misspelt": (div("prompt #a lnes=4", "What?"), "has no attribute lnes; it may have lines, minutes, mode"),
    "more": (div("prompt #a", "What?\n\n- this"), "holds more than paragraphs; put a list"),
    "rich": (div("prompt #a", "What^[note]?"), "holds a footnote; put it into a paragraph before"),
    "no list": (div("checklist #a", "Tick"), "the .checklist #a needs one list after its text; write"),
    "many items": (div("checklist #a", "Tick\n\n" + "- x\n" * 21), "has 21 items; part it"),
    "same part": (
        div("checklist #a", "Tick\n\n- [x]{#b.1}\n- [y]{#b-1}"),
        "two items of the .checklist #a are called b-1",
    ),
    "no statement": (div("rating #a", "Rate"), "there is no statement to rate in the .rating #a; write each as - 1.1"),
    "no code": (div("rating #a", "Rate\n\n- I can wait"), "a statement of the .rating #a has no code: “I can wait”"),
    "same code": (div("rating #a", "Rate\n\n- 1.a x\n- 1.A y"), "two statements of the .rating #a are called 1.A"),
    "kind": (div("rating #a kind=skill", "Rate\n\n- 1 x"), 'says kind="skill"; write practice or knowledge'),
    "scale": (div('rating #a scale="Yes"', "Rate\n\n- 1 x"), "the scale of the .rating #a needs 2 to 7 labels"),
    "no shape": (div("table-to-fill #a", "Plan"), "says neither its columns nor its rows; draw it as an empty table"),
    "filled": (
        div("table-to-fill #a", "Plan\n\n| A | B |\n|---|---|\n| x | y |"),
        "a cell to fill of the .table-to-fill #a holds “y”",
    ),
    "kinds": (
        div('table-to-fill #a columns="A | B" rows=2 kinds="text | time"', "Plan"),
        'says kinds="text | time"; write',
    ),
    "wide": (div('table-to-fill #a columns="A|B|C|D|E|F" rows=2', "Plan"), "has 6 columns to fill; use 1 to 5"),
    "corner": (
        div('table-to-fill #a columns="A" rows="x | y"', "Plan"),
        "the rows of the .table-to-fill #a have labels without",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_bad_div_is_told_with_its_line(name: str, tmp_path: Path) -> None:
    text, told = WRONG[name]
    done = run(f"---\ntitle: A\n---\n\n{text}\n", "html", "--to=html", folder=tmp_path,
               names=["seminar-activities.lua", "seminar.lua"])  # fmt: skip
    assert done.returncode != 0
    (said,) = re.findall(r"^seminar: (.*)$", done.stderr, re.MULTILINE)
    assert said.startswith("seminar.qmd:5: ")
    assert told in said


def test_a_bad_div_is_told_though_quartos_error_only_prints(tmp_path: Path) -> None:
    lua = tmp_path / "quarto.lua"
    path = json.dumps(str(EXTENSION / "seminar-activities.lua"))
    lua.write_text(
        f"error = function() end\n_G.error = error\nPANDOC_SCRIPT_FILE = {path}\n"
        f"local env = setmetatable({{}}, {{ __index = _G }})\nassert(loadfile({path}, 'bt', env))()\n"
        "return { { Pandoc = env.Pandoc } }\n"
    )
    text = "::: {.prompt}\nWhat?\n:::\n\n::: {.prompt #a lines=99}\nWhat?\n:::\n"
    done = run(text, "html", "--to=html", folder=tmp_path, names=[str(lua), "seminar.lua"])
    assert len(re.findall("^seminar: ", done.stderr, re.MULTILINE)) == 2


def test_a_shortcode_in_a_question_is_told_for_quarto_would_carry_it_out_too_late(tmp_path: Path) -> None:
    read_by_quarto = '[[]{.quarto-shortcode__-param}]{.quarto-shortcode__ data-raw="{{< meta foo >}}"}'
    done = run(div("prompt #a", f"What is {read_by_quarto}?"), "html", "--to=html", folder=tmp_path,
               names=["seminar-activities.lua", "seminar.lua"])  # fmt: skip
    assert "seminar.qmd:1: the .prompt #a holds the shortcode < meta foo >; put it into" in done.stderr


def test_every_bad_div_is_told_at_once_and_code_is_no_div(tmp_path: Path) -> None:
    text = "\n\n".join(
        [
            "```\n::: {.prompt}\n```",
            "::: {.prompt #a}\nOne?\n:::",
            "> ::: {.prompt #a}\n> Two?\n> :::",
            "::: {.checklist}\n:::\n",
        ]
    )
    done = run(text, "html", "--to=html", folder=tmp_path, names=["seminar-activities.lua", "seminar.lua"])
    assert re.findall(r"^seminar: (.*?);", done.stderr, re.MULTILINE) == [
        "seminar.qmd:9: the .prompt #a is there twice",
        "seminar.qmd:13: a .checklist has no id",
    ]


def test_the_page_s_own_ids_are_refused(tmp_path: Path) -> None:
    template = (EXTENSION / "seminar.html").read_text(encoding="utf-8")
    ids = {id for id in re.findall(r' id="([^"$]+)"', template) if re.fullmatch("[a-z][a-z0-9]*(-[a-z0-9]+)*", id)}
    text = "\n".join(f"::: {{.prompt #{id}}}\nWhat?\n:::\n" for id in sorted(ids | {"cover"}))
    done = run(text, "html", "--to=html", folder=tmp_path, names=["seminar-activities.lua", "seminar.lua"])
    told = set(re.findall(r"#(\S+) has an id of the page itself", done.stderr))
    assert told == ids | {"cover"} == TAKEN
