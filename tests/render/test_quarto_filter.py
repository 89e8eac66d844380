"""What the extension does for Quarto's sake, shown without one: pandoc alone runs the filter."""

import json
import subprocess
from pathlib import Path

import pypandoc
import pytest
from ruamel.yaml import YAML

from tests.render.anew import READER
from tests.render.workbook import EXTENSION
from workbook_kit.project.placeholders import escape_markdown
from workbook_kit.render.embedded import CONTENTS_DEPTH, PAGE, PAPER
from workbook_kit.render.script import styles

FILTERS = (
    *("seminar-scopes.lua", "seminar-activities.lua", "seminar-references.lua", "seminar-document.lua", "seminar.lua"),
    *("seminar-panels.lua", "seminar-text.lua", "seminar-paper.lua", "seminar-screen.lua"),
)
#: What only documents of Quarto's authors need; a workbook of the kit has no use for it.
FOR_AUTHORS = ("seminar-activities.lua", "seminar-references.lua", "seminar-document.lua", "seminar-panels.lua")
STYLES_FOR_AUTHORS = ["seminar-panels.css"]
LOADED_AS_QUARTO_DOES = """
local env = setmetatable({{ FORMAT = '{to}', error = function() end }}, {{ __index = _G }})
assert(loadfile({path}, 'bt', env))()
return {{ {{ Pandoc = env.Pandoc }} }}
"""


def filtered(text: str, to: str, lua: Path = EXTENSION / "seminar.lua") -> subprocess.CompletedProcess[str]:
    """The text through our filter."""
    command = [pypandoc.get_pandoc_path(), f"--from={READER}", f"--to={to}", f"--lua-filter={lua}"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=60)


def tree(text: str, to: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """What our filter hands on to Quarto's own, where error() only prints."""
    path = json.dumps(str(EXTENSION / "seminar.lua"))
    (tmp_path / "loader.lua").write_text(LOADED_AS_QUARTO_DOES.format(to=to, path=path), encoding="utf-8")
    return filtered(text, "json", tmp_path / "loader.lua")


def test_a_problem_stops_the_page_though_quartos_error_only_prints(tmp_path: Path) -> None:
    done = tree("# A\n\n![c](figures/a.svg)\n", "html", tmp_path)
    assert done.returncode != 0
    assert "\nseminar: the picture figures/a.svg has no description; " in done.stderr


@pytest.mark.parametrize("to", ["html", "typst"])
def test_a_page_break_is_ours_in_quartos_words_too(to: str) -> None:
    plain = filtered("a\n\n{{< pagebreak >}}\n\nb\n", to)
    read_by_quarto = '[[]{.quarto-shortcode__-param}]{.quarto-shortcode__ data-raw="{{< pagebreak >}}"}'
    assert filtered(f"a\n\n{read_by_quarto}\n\nb\n", to).stdout == plain.stdout
    assert "pagebreak" in plain.stdout
    assert "{{<" not in plain.stdout


@pytest.mark.parametrize("to", ["html", "typst"])
def test_no_value_is_left_for_quarto_to_carry_out(to: str, tmp_path: Path) -> None:
    """Quarto acts upon {{< env HOME >}} in words of the metadata, in raw blocks and in attributes."""
    value = escape_markdown("{{< env HOME >}}")
    meta = json.dumps({"title": value, "cohort": value, "partners": [{"name": value, "logo": "l.svg", "alt": value}]})
    body = f'::: {{.scenario title="{value}"}}\nx\n:::\n\n![c](figures/a.svg){{fig-alt="{value}"}}\n'
    done = tree(f"---\n{meta}\n---\n\n{body}", to, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "env" in done.stdout
    assert "{{<" not in done.stdout


def test_a_picture_with_a_caption_is_drawn_before_quarto_can_box_it(tmp_path: Path) -> None:
    drawn = tree('![A caption](figures/a.svg){fig-alt="x"}\n', "html", tmp_path).stdout
    assert [block["t"] for block in json.loads(drawn)["blocks"]] == ["Plain"]
    assert "<figcaption>" in drawn


def test_the_extension_names_files_that_are_there_and_what_the_embedded_engine_does_too() -> None:
    formats = YAML(typ="safe").load((EXTENSION / "_extension.yml").read_text(encoding="utf-8"))["contributes"][
        "formats"
    ]
    common, html, typst = formats["common"], formats["html"], formats["typst"]
    assert common["filters"] == [{"path": name, "at": "pre-ast"} for name in FILTERS]
    named = [*FILTERS, html["template"], *html["css"], *typst["template-partials"], typst["font-paths"][0]]
    assert [name for name in named if not (EXTENSION / name).exists()] == []
    assert html["css"] == styles(EXTENSION) + STYLES_FOR_AUTHORS
    partials = [path.relative_to(EXTENSION).as_posix() for path in EXTENSION.rglob("*.typ")]
    assert sorted(partials) == sorted(typst["template-partials"])
    # Quarto copies them into one folder
    assert len({Path(name).name for name in partials}) == len(partials)
    assert (common["from"], common["toc"]) == (READER.removesuffix("-citations"), True)
    for to, format in (("html", PAGE), ("typst", PAPER)):
        # a filter for the other format does nothing, so both may stand in one list
        run = [name for name in FILTERS if name in (*format.filters, *format.filters_of_whole)]
        assert run == [*format.filters, *format.filters_of_whole]
        assert not {*run} & {*FOR_AUTHORS}
        assert formats[to]["shift-heading-level-by"] == format.shift
    assert (html["toc-depth"], typst["toc-depth"]) == (CONTENTS_DEPTH + 1, CONTENTS_DEPTH)


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("to", ["html", "typst"])
def test_a_filter_has_no_global_that_quarto_would_take_for_another(name: str, to: str, tmp_path: Path) -> None:
    said = "for name in pairs(env) do io.stderr:write(name, ' ') end"
    lua = tmp_path / "globals.lua"
    path = json.dumps(str(EXTENSION / name))
    # files beside the filter are loaded with pandoc's own environment
    given = f"PANDOC_SCRIPT_FILE = {path}\nlocal env = setmetatable({{}}, {{ __index = _G }})\nenv.FORMAT = '{to}'"
    lua.write_text(f"{given}\nassert(loadfile({path}, 'bt', env))()\n{said}\n")
    assert set(filtered("a", to, lua).stderr.split()) <= {"FORMAT", "Pandoc"}
