"""What a careless or a hostile hand writes into data files: told with its place, in seconds, and never run."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tiny import FILES, SHEET, Tiny
from workbook_kit.errors import ProblemsError

PROGRAMME, SCALES, REFERENCES = "data/programmes/NPQAA.yml", "data/scales.yml", "data/references.yml"
FRAMEWORK, COHORTS, HELLO = "data/frameworks/NPQAA.yml", "data/cohorts.csv", "workbooks/hello.ipynb"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)
Spoil = Callable[[Tiny], object]


def change(name: str, old: str, new: str) -> Spoil:
    return lambda tiny: tiny.change(name, old, new)


def write(name: str, text: str | bytes) -> Spoil:
    return lambda tiny: tiny.write(name, text)


def cohort(**values: str) -> Spoil:
    return lambda tiny: tiny.cohort(**values)


def notebook(spoil: Callable[[dict[str, Any]], object]) -> Spoil:
    def spoilt(tiny: Tiny) -> None:
        path = tiny.root / HELLO
        data = json.loads(path.read_text())
        spoil(data)
        path.write_text(json.dumps(data, indent=1))

    return spoilt


def parameters(source: str) -> Spoil:
    return lambda tiny: tiny.sheet("hello", SHEET[0], ("parameters", source))


def folder_for_file(name: str) -> Spoil:
    def spoilt(tiny: Tiny) -> None:
        (tiny.root / name).unlink()
        (tiny.root / name).mkdir()

    return spoilt


REFUSED: dict[str, tuple[Spoil, str]] = {
    "billion laughs": (write(REFERENCES, BOMB), f"{REFERENCES}:2: an alias (*) cannot be read here; write the values"),
    "a value that holds itself": (write(REFERENCES, "&a\nb: *a\n"), f"{REFERENCES}:2: an alias (*)"),
    "a Python object": (
        write(REFERENCES, 'one: !!python/object/apply:os.system ["touch ran"]'), f"{REFERENCES}:1: a tag (!) cannot"),
    "thousands of brackets": (write(REFERENCES, "one: " + "[" * 5000), f"{REFERENCES}:1: more than 20 levels"),
    "a very long file": (write(REFERENCES, "one: a\n" * 300_000), f"{REFERENCES}: the file is larger than 1 MB"),
    "a number of 5,000 digits": (change(PROGRAMME, "minutes: 60", "minutes: " + "9" * 5000),
     f"{PROGRAMME}: this is not"),
    "tabs": (change(PROGRAMME, "    title:", "\ttitle:"), f"{PROGRAMME}:8: this is not YAML: found character"),
    "UTF-16": (write(SCALES, FILES[SCALES].encode("utf-16")), f"{SCALES}:1: the file is not UTF-8; save it as UTF-8"),
    "a bell": (write(REFERENCES, "one: a\ntwo: b\x07c\n"),
     f"{REFERENCES}:2: an invisible character (U+0007); delete it"),
    "a bell, escaped": (write(REFERENCES, r'one: "b\x07c"'), f"{REFERENCES}:1: the handout's font has no invisible"),
    "an emoji, escaped": (write(REFERENCES, r'one: "b\U0001F600"'), "(U+1F600 GRINNING FACE)"),
    "half a character": (write(REFERENCES, r'one: "b\ud800"'), "(U+D800 control character)"),
    "a folder": (folder_for_file(SCALES), f"{SCALES}: the file cannot be read (Is a directory); check the file"),
    "nothing": (write(SCALES, ""), f"{SCALES}:1: `the file` is empty, not keys with values; write `key: value`"),
    "true": (change(PROGRAMME, "title: First fruit", "title: true"), f"{PROGRAMME}:8: `title` is true, not text"),
    "no title": (change(PROGRAMME, "title: First fruit", "title:"), f"{PROGRAMME}:8: `title` is empty; fill it in"),
    "a code without quotes": (change(FRAMEWORK, '"1.1"', "1.1"), f"{FRAMEWORK}:12: `code` is 1.1, not text; put it in"),
    "a date without quotes": (
        change(FRAMEWORK, "edition: May 2024", "edition: 2024-05-01"), f"{FRAMEWORK}:3: `edition` is 2024-05-01, not"),
    "text for minutes": (
        change(PROGRAMME, "minutes: 60", "minutes: an hour"),
         f"{PROGRAMME}:11: `minutes` is 'an hour', not a whole num"),
    "too few minutes": (change(PROGRAMME, "hello: 30", "hello: -3"), f"{PROGRAMME}:21: `hello` is -3; 0 is the least"),
    "text for a list": (
        change(PROGRAMME, "[Name a tree., Plant a tree.]", "Plant."),
         "is 'Plant.', not a list; write `- ` before each"),
    "a list for keys": (change(PROGRAMME, "{hello: 30}", "[hello]"), "`sheets` is a list, not keys with values; write"),
    "one item of two": (
        change(PROGRAMME, "[your orchard, your hives]", "[your hives]"), "`impact_on` has too few items; give 2"),
    "statements backwards": (change(PROGRAMME, "1.a-1.b", "1.b-1.a"),
     "1.b-1.a does not run forwards through statements"),
    "a scale of one label": (change(SCALES, "[not yet, partly, fully]", "[x]"), f"{SCALES}:1: `labels` has 1; give 2"),
    "labels that are the same": (change(SCALES, "[not yet, partly, fully]", "[x, x]"),
     "two labels of the scale are the"),
    "a programme in another's file": (
        write("data/programmes/NPQBB.yml", FILES[PROGRAMME]),
         "the file of NPQAA is called NPQBB.yml; call it NPQAA.yml"),
    "a file that ends in .yaml": (
        lambda t: (t.root / PROGRAMME).rename(t.root / "data/programmes/NPQAA.yaml"),
        "data/programmes/NPQAA.yaml: the name does not end in .yml, so it is not read; call it NPQAA.yml"),
    "no programmes": (lambda t: (t.root / PROGRAMME).unlink(),
     f"{COHORTS}:2: NPQAA has no programme; add data/programmes"),
    "partners with one id": (
        write("data/partners.yml", FILES["data/partners.yml"] * 2), "two partners share an id; give each its own"),
    "a delivery left out": (
        lambda t: t.write("data/deliveries.yml", (t.root / "data/deliveries.yml").read_text().split("online:")[0]),
        "data/deliveries.yml:1: `online` is missing; add it, with the words for it"),
    "no fonts": (lambda t: (t.root / "_extensions").unlink(),
     "_extensions/seminar/fonts: the handout's fonts are missing"),
    "a table that is a folder": (folder_for_file(COHORTS),
     f"{COHORTS}: the table of cohorts cannot be read (Is a directory)"),
    "a device's name": (cohort(id="con"),
     f"{COHORTS}:2: `con` cannot be the name of a folder on Windows; choose another"),
    "a step up": (cohort(id=".."), f"{COHORTS}:2: `id` is '..'; use lower case letters and digits"),
    "a path": (cohort(id="a/b"), f"{COHORTS}:2: `id` is 'a/b'; use lower case letters and digits"),
    "an option": (cohort(id="-x"), f"{COHORTS}:2: `id` is '-x'; use lower case letters and digits"),
    "a long id": (cohort(id="a" * 61), f"{COHORTS}:2: `id` has 61 letters; use 60 or fewer"),
    "the year 207": (cohort(start_date="14/01/0207"),
     f"{COHORTS}:2: `start_date` is '14/01/0207', not a date; write it"),
    "a group twice": (cohort(groups="Oak|Oak"), f"{COHORTS}:2: `groups` has 'Oak' twice; take one out"),
    "only separators": (cohort(facilitators="||"), f"{COHORTS}:2: `facilitators` is empty; fill it in"),
    "a script for a link": (cohort(link="javascript:alert(1)"),
     f"{COHORTS}:2: `link` is 'javascript:alert(1)', not a web"),
    "a form feed": (cohort(name="Hill\x0ccohort"), "(U+000C control character)"),
    "a line separator": (cohort(name="Hill\u2028cohort"),
     f"{COHORTS}:2: the handout's font has no invisible character"),
    "Greek": (cohort(name="Ωmega"), f"{COHORTS}:2: the handout's font has no “Ω” (U+03A9 GREEK CAPITAL LETTER OMEGA)"),
    "a column without a name": (
        change(COHORTS, "venue", ""),
         f"{COHORTS}:2: 'The barn' stands in column 8, which has no name; name the column"),
    "an empty notebook": (write(HELLO, ""), f"{HELLO}:1: this is not a notebook (Expecting value); open it in Jupyter"),
    "JSON that is no notebook": (write(HELLO, "[]"),
     f"{HELLO}: this is not a notebook of version 4; open it in Jupyter"),
    "JSON without end": (write(HELLO, "[" * 100_000), f"{HELLO}: this is not a notebook (not JSON that can be read)"),
    "an old notebook": (notebook(lambda d: d.update(nbformat=3)),
     f"{HELLO}: this is not a notebook of version 4; open"),
    "cells that are none": (notebook(lambda d: d.update(cells=[1])), f"{HELLO}: this is not a notebook of version 4"),
    "a cell without text": (notebook(lambda d: d["cells"][0].update(source=None)),
     f"{HELLO}: the notebook is damaged ("),
    "R": (
        notebook(lambda d: d["metadata"]["kernelspec"].update(name="ir", language="R")),
        f"{HELLO}: the sheet is written for another kernel (r); choose Python 3"),
    "parameters that are not Python": (parameters("cohort = {"),
     f"{HELLO}:24: cell 2: not Python ('{{' was never closed)"),
    "parameters too deep": (parameters("cohort = " + "-" * 50_000 + "1"), "cell 2: not Python (nested too deeply)"),
    "an f-string": (parameters('cohort = f"{1}"'), f"{HELLO}:24: cell 2: a parameter that is not a plain value"),
    "a key that cannot be one": (parameters("cohort = {[]: 1}"), "cell 2: a parameter that is not a plain value"),
    "two names at once": (parameters("cohort = seminar = 1"), "cell 2: a parameter that is not a plain value"),
    "a parameter twice": (parameters("cohort = 1\ncohort = 2"),
     f"{HELLO}:25: cell 2: the parameter `cohort` is set twice"),
    "a placeholder without end": (
        lambda t: t.sheet("hello", ("markdown", "# A {{ " + "(" * 3000)),
         "nested too deeply); mend it, or work it out"),
    "a placeholder that computes": (
        lambda t: t.sheet("hello", ("markdown", "# A {{ 'a' * 10**9 }}")),
         "only values, if and for can stand here, not"),
    "a scenario that computes": (
        change("data/scenarios/NPQAA.yml", "What might {{ person }}", "{{ 'a' * 10**9 }}"), "only values, if and for"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "message"), REFUSED.values(), ids=REFUSED)
def test_it_is_told_where_it_stands(
    tiny: Tiny, spoil: Spoil, message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    spoil(tiny)
    with pytest.raises(ProblemsError) as told:
        tiny.load()
    assert message in str(told.value)
    assert not (tmp_path / "ran").exists()


ACCEPTED: dict[str, Spoil] = {
    "byte-order mark in YAML": write(SCALES, b"\xef\xbb\xbf" + FILES[SCALES].encode()),
    "Windows line ends in YAML": write(SCALES, FILES[SCALES].replace("\n", "\r\n")),
    "byte-order mark in a notebook": lambda t: t.write(HELLO, b"\xef\xbb\xbf" + (t.root / HELLO).read_bytes()),
    "no cell ids": notebook(lambda d: [cell.pop("id") for cell in d["cells"]]),
    "one id for all cells": notebook(lambda d: [cell.update(id="a") for cell in d["cells"]]),
    "text in one piece": notebook(lambda d: [cell.update(source="".join(cell["source"])) for cell in d["cells"]]),
    "no kernel named": notebook(lambda d: d["metadata"].pop("kernelspec")),
    "a notebook in one line": lambda t: t.write(HELLO, json.dumps(json.loads((t.root / HELLO).read_text()))),
    "what editors leave": lambda t: (
        t.write("workbooks/.~hello.ipynb", "{"),
        t.write("data/programmes/._A.yml", b"\0"),
    ),
    "a table with Excel's first line": write(COHORTS, "sep=;\r\n" + FILES[COHORTS].replace(",", ";")),
    "yes, which is a word": change(PROGRAMME, "title: First fruit", "title: yes"),
    "a cell of three lines": cohort(venue="The barn\r\nby the river\r\nHill"),
    "5,000 letters": cohort(name="Hill " * 1000),
    "a no-break space": cohort(name="Hill\u00a0cohort"),
}


@pytest.mark.parametrize("spoil", ACCEPTED.values(), ids=ACCEPTED)
def test_it_is_read_all_the_same(tiny: Tiny, spoil: Spoil) -> None:
    spoil(tiny)
    project = tiny.load()
    assert list(project.cohorts) == ["hill-1"]
    assert len({cell.id for cell in project.sheets["hello"].cells}) == 3


@pytest.mark.parametrize("accent", ["W\u0302ythnos", "\u0174ythnos"])
def test_an_accent_is_one_letter_however_it_was_typed(tiny: Tiny, accent: str) -> None:
    tiny.cohort(name=accent)
    tiny.write(REFERENCES, f"one: {accent}")
    tiny.sheet("hello", ("markdown", f"# {accent}"))
    project = tiny.load()
    assert project.cohorts["hill-1"].name == "\u0174ythnos"
    assert project.references["one"] == "\u0174ythnos"
    assert project.sheets["hello"].cells[0].source == "# \u0174ythnos"
