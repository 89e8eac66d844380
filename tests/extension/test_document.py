"""What the filters make of anybody's document beside its activities: model, cover, references, panels."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.activities.declared import FRAMEWORK, SCALE, Page, every, rating
from tests.extension.quarto import draw, filters, handout, page, run, tree
from tests.extension.test_activities import rating as rated
from tests.render.reading import pages
from tests.render.workbook import EXTENSION, cell
from workbook_kit.activities import COVER_FIELDS, Prompt
from workbook_kit.render.policy import refuse_dead
from workbook_kit.workbook.model import ActivityBlock, Chapter, Workbook

HERE = Path(__file__).parent
EXAMPLE = EXTENSION / "example" / "example.qmd"


def document(body: str, **metadata: Any) -> str:
    return f"---\n{json.dumps({'title': 'First fruit', **metadata})}\n---\n\n{body}\n"


def island(html: str) -> dict[str, Any]:
    """What the page's script is told."""
    (said,) = re.findall(r'<script type="application/json" id="model">(.*?)</script>', html)
    return dict(json.loads(said))


def problems(text: str, folder: Path, to: str = "html") -> list[str]:
    done = run(text, to, "--to=html" if to == "html" else "--to=typst", folder=folder, names=filters(to))
    assert done.returncode != 0
    return re.findall(r"^seminar: (.*)$", done.stderr, re.MULTILINE)


# the model ----------------------------------------------------------------------------------------------


def test_the_page_is_told_what_a_workbook_of_the_kit_tells_it(tmp_path: Path) -> None:
    body = (
        "# One\n\n::: {.prompt #role}\nWhat?\n:::\n\n# Two {#other}\n\nText.\n\n## Within\n\n"
        "::: {.rating #practice}\nRate yourself\n\n### Trees\n\n- 1.a Pruning.\n- 1.10 Light.\n:::\n\n"
        "::: {.rating #again}\nRate yourself\n\n### Trees\n\n- 1.a Pruning.\n:::\n\n"
        '::: {.table-to-fill #plan columns="When" rows=1 kinds=date}\nPlan\n:::\n\n'
        "::: {.checklist #done-it}\nTick\n\n- x\n:::\n"
    )
    asked = island(draw(document(body, framework=FRAMEWORK, scale=SCALE), "html", tmp_path))
    blocks = [json.loads(text) for text in _models(body, tmp_path)]
    chapters = tuple(
        Chapter(id, title, 0, tuple(ActivityBlock(one, "") for one in some))
        for id, title, some in (("one", "One", blocks[:1]), ("other", "Two", blocks[1:]))
    )
    id = "seminar--first-fruit"
    workbook = Workbook(
        id, "seminar", npq=id, cohort="", seminar=id, title="First fruit", facts=(), chapters=chapters,
        cover=(COVER_FIELDS[0].model(),),
    )  # fmt: skip
    wanted = workbook.asked()
    assert len(asked.pop("edition")) == len(wanted.pop("edition"))
    assert asked == wanted
    assert [block["statements"] for block in blocks[1:2]] == [
        rated("practice", {"Trees": [("1.a", "Pruning."), ("1.10", "Light.")]}).model()["statements"]
    ]


def _models(body: str, folder: Path) -> list[str]:
    found = tree(document(body, framework=FRAMEWORK, scale=SCALE), "html", folder, "seminar-activities.lua")
    return [
        block["c"][1] for block in found["blocks"] if block["t"] == "RawBlock" and block["c"][0] == "seminar-activity"
    ]


def test_activities_of_python_cells_are_in_the_model_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTO_EXECUTE_INFO", "x")
    activities = [*every('"</script> & {{< env HOME >}} “so”'), rating(id="more")]
    cells = "\n\n".join(f"::: {{.cell}}\n::: {{.cell-output}}\n{cell(one)}\n:::\n:::" for one in activities)
    html = draw(document(cells), "html", tmp_path)
    (chapter,) = island(html)["chapters"]
    assert [block["id"] for block in chapter["blocks"]] == [one.id for one in activities]
    keys = [field["key"] for block in chapter["blocks"] for field in block["fields"]]
    assert keys == [field.key for one in activities for field in one.fields()]
    refuse_dead(html)


def test_in_a_build_of_the_kit_a_cell_says_its_model_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTO_EXECUTE_INFO", "x")
    monkeypatch.setenv("WORKBOOK_KIT_STATIC", "1")
    assert "{=seminar-activity}" not in cell(Prompt("role", "What?"))


def test_an_activity_of_python_and_one_of_a_div_may_not_share_an_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTO_EXECUTE_INFO", "x")
    text = document(f"::: {{.prompt #role}}\nWhat?\n:::\n\n{cell(Prompt('role', 'What?'))}")
    assert problems(text, tmp_path) == [
        "two activities are called role; give each an id of its own, since answers are kept under it"
    ]


def test_what_quarto_leaves_out_of_a_page_is_not_in_its_model(tmp_path: Path) -> None:
    div = '::: {{.content-{} {}="{}"}}\n::: {{.prompt #id-{}}}\nWhat?\n:::\n:::\n'
    shown = [
        ("visible", "when-format", "html"),
        ("visible", "unless-format", "typst"),
        ("hidden", "when-format", "typst"),
    ]
    hidden = [
        ("visible", "when-format", "typst"),
        ("hidden", "unless-format", "pdf"),
        ("hidden", "when-format", "html"),
    ]
    text = document("\n".join(div.format(*how, n) for n, how in enumerate([*shown, *hidden])))
    blocks = island(draw(text, "html", tmp_path))["chapters"][0]["blocks"]
    assert [block["id"] for block in blocks] == ["id-0", "id-1", "id-2"]


def test_an_activity_is_in_the_model_wherever_it_stands(tmp_path: Path) -> None:
    def prompt(id: str, before: str) -> str:
        return f"{before}::: {{.prompt #{id}}}\n{before}What?\n{before}:::\n"

    text = (
        f"# One\n\n- item\n\n{prompt('in-list', '  ')}\n  1. deeper\n\n{prompt('deep', '     ')}\n"
        f"> # No chapter\n>\n{prompt('quoted', '> ')}\nTerm\n\n:   ::: {{.prompt #defined}}\n    What?\n    :::\n\n"
        f"# Two\n\n{prompt('last', '')}"
    )
    html = draw(document(text), "html", tmp_path)
    asked = {chapter["title"]: [one["id"] for one in chapter["blocks"]] for chapter in island(html)["chapters"]}
    assert asked == {"One": ["in-list", "deep", "quoted", "defined"], "Two": ["last"]}
    assert set(Page(html).values("id", "textarea")) == {"in-list", "deep", "quoted", "defined", "last"}


def test_a_box_that_pandoc_takes_for_text_is_told(tmp_path: Path) -> None:
    (said, *_) = problems(document("- item\n\n    ::: {.facilitator}\n    Secret.\n    :::"), tmp_path)
    assert said.startswith("seminar.qmd:7: a box did not open or close: “::: {.facilitator}")


@pytest.mark.parametrize("field", ["<input type=text>", "<TEXTAREA></TEXTAREA>", "<p contenteditable>x</p>"])
def test_a_field_of_an_author_s_own_is_refused_since_nothing_would_keep_it(field: str, tmp_path: Path) -> None:
    (said,) = problems(document(f"```{{=html}}\n{field}\n```"), tmp_path)
    assert said.startswith("a raw HTML block has a field, and nothing would keep what is written there; use")


def test_the_edition_changes_with_what_is_asked_and_with_nothing_else(tmp_path: Path) -> None:
    def edition(body: str) -> str:
        return str(island(draw(document(body), "html", tmp_path))["edition"])

    one = edition("::: {.prompt #role}\nWhat?\n:::")
    assert edition("Words.\n\n::: {.prompt #role}\nWhat?\n:::") == one
    assert edition("::: {.prompt #role}\nWhere?\n:::") != one


@pytest.mark.parametrize(
    ("metadata", "id"),
    [
        ({"workbook-id": "trees-2027"}, "trees-2027"),
        ({}, "seminar--first-fruit"),
        ({"title": "Part 2: Łąki!"}, "seminar--part-2-ki"),
        ({"title": "日本"}, "seminar--[0-9a-f]{8}"),
    ],
)
def test_a_workbook_is_known_by_the_id_it_gives_itself_or_by_file_and_title(
    metadata: dict[str, str], id: str, tmp_path: Path
) -> None:
    found = island(draw(document("::: {.prompt #a}\nWhat?\n:::", **metadata), "html", tmp_path))["id"]
    assert re.fullmatch(id, found)


# pages with and without fields --------------------------------------------------------------------------


def test_a_page_that_asks_nothing_says_nothing_of_answers(tmp_path: Path) -> None:
    html = page(document("# One\n\nText."), tmp_path)
    shown = Page(html)
    for words in ("belongs to", "cannot remember", "My answers", "My ratings", "Your name", "left to do"):
        assert words not in shown.text
    assert not {"script", "input", "dialog", "button"} & {tag for tag, _ in shown.tags}
    assert "script-src 'none'" in html
    assert "cover: (\n  )" in draw(document("# One\n\nText."), "typst", tmp_path)


def test_a_page_without_ratings_does_not_speak_of_them(tmp_path: Path) -> None:
    asks = document("::: {.prompt #a}\nWhat?\n:::")
    rates = document("::: {.rating #a}\nRate\n\n- 1 One\n:::")
    assert "My ratings" not in page(asks, tmp_path)
    assert "My ratings" in page(rates, tmp_path)


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        (None, ["cover--name"]),
        (["name", "school", "partner"], ["cover--name", "cover--school", "cover--partner"]),
        ("school", ["cover--school"]),
        (False, []),
    ],
    ids=["default", "all", "one", "none"],
)
def test_the_cover_asks_for_what_it_is_told_to(given: object, ids: list[str], tmp_path: Path) -> None:
    text = document("::: {.prompt #a}\nWhat?\n:::", **({} if given is None else {"cover": given}))
    html = draw(text, "html", tmp_path)
    assert [name for name in Page(html).names() if name.startswith("cover")] == ids
    assert [field["key"] for field in island(html)["cover"]["fields"]] == ids
    assert [label.model()["label"] for label in COVER_FIELDS if label.key in ids] == re.findall(
        r'\(id: "cover--\w+", label: "([^"]*)"\)', draw(text, "typst", tmp_path)
    )


def test_the_fields_of_the_cover_are_those_of_the_kit(tmp_path: Path) -> None:
    text = document("::: {.prompt #a}\nWhat?\n:::", cover=["name", "school", "partner"])
    fields = island(draw(text, "html", tmp_path))["cover"]["fields"]
    assert fields == [{"key": one.key, "label": one.label} for one in COVER_FIELDS]


# the cover ----------------------------------------------------------------------------------------------


def test_quarto_s_own_metadata_is_on_the_cover_of_page_and_paper(tmp_path: Path) -> None:
    metadata = {
        "subtitle": "A subtitle", "date": "2027-02-01", "abstract": "What it is *about*.",
        "description": "In *short*, \"so\"",
        "author": ["A. Nowak", {"name": {"given": "Siân", "family": "Lewis"}}, {"name": "B & C", "email": "b@c.org"}],
        "facts": [{"term": "Venue", "value": "The hall"}],
    }  # fmt: skip
    html, typst = (draw(document("# One", **metadata), to, tmp_path) for to in ("html", "typst"))
    for words in ("A subtitle", "1 February 2027", "A. Nowak, Siân Lewis, B & C", "What it is about.", "The hall"):
        assert words in Page(html).text
    assert '<meta name="author" content="B &amp; C">' in html
    assert '<meta name="description" content="In short, “so”">' in html
    assert 'authors: ("A. Nowak", "Siân Lewis", "B & C", )' in typst
    for words in (
        "([Authors], [A. Nowak, Siân Lewis, B & C])",
        "([Date], [1 February 2027])",
        "abstract: [What it is #emph",
    ):
        assert words in typst


@pytest.mark.parametrize(("lang", "shown"), [("de", "2027-02-01"), ("en-US", "1 February 2027")])
def test_a_date_is_put_into_words_in_english_alone(lang: str, shown: str, tmp_path: Path) -> None:
    assert shown in Page(draw(document("# One", date="2027-02-01", lang=lang), "html", tmp_path)).text


WRONG_METADATA = {
    "no title": ({"title": ""}, "the document has no title; write title: in its first lines"),
    "id": ({"workbook-id": "My id"}, "the workbook-id My id has other letters; use small letters"),
    "cover": ({"cover": ["colour"]}, "the cover asks for colour; write cover: with name, school and partner"),
    "fact": ({"facts": [{"term": "Venue"}]}, "a fact of the cover lacks its term or value; write"),
    "colour": ({"branding": {"ink": "blue"}}, 'the colour ink is blue; write it as "#16324f" under branding:'),
    "pale": ({"branding": {"ink": "#ffd400"}}, "the colour ink #ffd400 cannot be read well; "),
    "framework": ({"framework": {"title": "F"}}, "the framework of the .rating #r does not say its edition; say title"),
}


@pytest.mark.parametrize("name", WRONG_METADATA)
def test_bad_metadata_is_told(name: str, tmp_path: Path) -> None:
    metadata, told = WRONG_METADATA[name]
    (said,) = problems(document("::: {.rating #r}\nRate\n\n- 1 x\n:::", **metadata), tmp_path)
    assert told in said


# the brand ----------------------------------------------------------------------------------------------

#: What Quarto tells its filters of _brand.yml, with these colours and this logo.
BRANDED = """
PANDOC_SCRIPT_FILE = {path}
function param(name)
  local files = {{ {{ path = 'own.woff2', weight = 'bold' }}, 'https://example.org/own.ttf', 'none.ttf' }}
  local fonts = {{ {{ family = 'Own Letters', source = '{source}', files = files }} }}
  local typography = {{ base = {{ family = 'Own Letters' }}, fonts = fonts }}
  return name == 'brand' and {{ light = {{ brandDir = '.', data = {{ typography = typography }} }} }} or nil
end
local base64 = {{ encode = function(data) return '(' .. data .. ')' end }}
quarto = {{ base64 = base64, project = {{ offset = '{offset}' }}, brand = {{
  has_mode = function(mode) return mode == 'light' end,
  get_color_css = function(mode, name) return ({{ primary = '#0B5', secondary = '#7A1FA2' }})[name] end,
  get_logo = function(mode, name) return name == 'medium' and {{ path = '{logo}', alt = 'Tree Trust' }} or nil end,
}} }}
local env = setmetatable({{}}, {{ __index = _G }})
assert(loadfile({path}, 'bt', env))()
return {{ {{ Pandoc = env.Pandoc }} }}
"""


def branded(folder: Path, offset: str = ".", logo: str = "/logo.svg", source: str = "google", **metadata: Any) -> str:
    path = json.dumps(str(EXTENSION / "seminar-document.lua"))
    (folder / "told.lua").write_text(
        BRANDED.format(offset=offset, logo=logo, path=path, source=source), encoding="utf-8"
    )
    names = [str(folder / "told.lua") if name == "seminar-document.lua" else name for name in filters("html")]
    done = run(document("# One", **metadata), "html", "--to=html5", "--standalone",
               f"--template={EXTENSION / 'seminar.html'}", folder=folder, names=names)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_brand_gives_its_colours_made_dark_enough_and_its_logo(tmp_path: Path) -> None:
    html = branded(tmp_path)
    (colours,) = re.findall(r"<style>:root{(.*?)}</style>", html)
    assert "--accent:#7A1FA2" in colours
    (ink,) = re.findall(r"--ink:#(\w{6})", colours)
    assert ink != "00BB55"
    assert '<img src="logo.svg" alt="Tree Trust">' in html


def test_a_brand_s_letters_are_taken_where_their_files_are_at_hand(tmp_path: Path) -> None:
    (tmp_path / "own.woff2").write_text("letters", encoding="utf-8")
    html = branded(tmp_path, source="file")
    assert html.count("@font-face") == 1
    assert 'font-family:"Own Letters";font-weight:700;' in html
    assert "src:url(data:font/woff2;base64,(letters))" in html
    assert 'body{font-family:"Own Letters","Atkinson' in html
    assert "Own Letters" not in branded(tmp_path, source="google")


def test_a_document_s_own_colours_and_partners_come_before_the_brand_s(tmp_path: Path) -> None:
    html = branded(tmp_path, branding={"ink": "#123"}, partners=[{"name": "Bee Board"}])
    assert "--ink:#112233" in html
    assert "--accent" not in html
    assert "Bee Board" in html
    assert "<img" not in html


def test_a_logo_above_the_document_is_left_out(tmp_path: Path) -> None:
    assert "<img" not in branded(tmp_path, offset="..")


# references ---------------------------------------------------------------------------------------------

FIGURE = '![Stages](figures/stages.svg){#fig-stages fig-alt="x"}'
TABLE = "| A | B |\n|---|---|\n| 1 | 2 |\n\n: Trees {#tbl-trees}"


def test_figures_tables_sections_and_callouts_are_numbered_and_found(tmp_path: Path) -> None:
    body = f"""# First {{#sec-first}}

{FIGURE}

{TABLE}

::: {{#tip-prune .callout-tip}}
## Prune
In winter.
:::

See @fig-stages, [@tbl-trees; @tip-prune], [stage @fig-stages], [-@tbl-trees] and @Sec-first.
"""
    html, typst = (draw(document(body), to, tmp_path) for to in ("html", "typst"))
    said = Page(html).text.replace("\xa0", " ")
    assert "See Figure 1, Table 1, Tip 1, stage 1, 1 and Section “First”." in said
    assert "Figure 1: Stages" in said
    assert "Table 1: Trees" in said
    ids = set(Page(html).values("id"))
    assert {link[1:] for link in Page(html).values("href", "a") if link.startswith("#s_")} <= ids
    for label in ("s_fig-stages", "s_tbl-trees", "s_tip-prune", "s_sec-first"):
        assert f"link(<{label}>)" in typst
        assert re.search(rf"(?<!link\()<{label}>", typst)


def test_floats_written_as_divs_are_the_same(tmp_path: Path) -> None:
    divs = (
        f"::: {{#fig-stages}}\n![](figures/stages.svg){{fig-alt=x}}\n\nStages\n:::\n\n"
        f"::: {{#tbl-trees}}\n{TABLE.partition(': Trees')[0]}\n\nTrees\n:::"
    )
    plain = FIGURE.replace('"x"', "x") + "\n\n" + TABLE
    for to in ("html", "typst"):
        assert draw(document(divs + "\n\n@fig-stages @tbl-trees"), to, tmp_path) == draw(
            document(plain + "\n\n@fig-stages @tbl-trees"), to, tmp_path
        )


def test_what_they_are_called_can_be_said(tmp_path: Path) -> None:
    html = draw(
        document(f"{FIGURE}\n\n@fig-stages", crossref={"fig-title": "Ffigur", "fig-prefix": "ffig."}), "html", tmp_path
    )
    said = Page(html).text.replace("\xa0", " ")
    assert "Ffigur 1: Stages" in said
    assert said.count("ffig. 1") == 1


def test_references_and_links_to_nothing_are_told_with_their_lines(tmp_path: Path) -> None:
    text = document("# One\n\nSee @fig-none.\n\n[there](#none) and [here](#one)")
    assert [said.split(";")[0] for said in problems(text, tmp_path)] == [
        "seminar.qmd:7: @fig-none leads to nothing",
        "seminar.qmd:9: the link #none leads to nothing",
    ]


def test_a_link_may_lead_to_an_activity(tmp_path: Path) -> None:
    body = "Go to [the question](#first) or [the list](#ready).\n\n::: {.prompt #first}\nWhat?\n:::\n\n"
    body += "::: {.checklist #ready}\nTick\n\n- x\n:::"
    html = draw(document(body), "html", tmp_path)
    assert '<a href="#first">the question</a> or <a href="#ready_label">the list</a>' in html
    assert {"first", "ready_label"} <= set(Page(html).values("id"))
    assert "Go to the question or the list." in draw(document(body), "typst", tmp_path)


def test_citations_are_left_to_who_lists_the_sources(tmp_path: Path) -> None:
    source = {"id": "smith2020", "type": "book", "title": "Trees", "author": [{"family": "Smith"}]}
    (tmp_path / "refs.json").write_text(json.dumps([source]), encoding="utf-8")
    text = document("As @smith2020 says.\n\n::: {#refs}\n:::", bibliography="refs.json", **{"link-citations": True})
    made = run(text, "html", "--to=html", "--citeproc", folder=tmp_path, names=filters("html")).stdout
    assert "Smith" in made
    assert set(re.findall('href="#([^"]*)"', made)) <= set(re.findall('id="([^"]*)"', made))


def test_without_sources_a_name_with_an_at_is_text(tmp_path: Path) -> None:
    for to in ("html", "typst"):
        assert cited_in(tree(document("Ask @smith, says [@lee, p. 3]."), to, tmp_path)) == []
    assert "Ask @smith, says [@lee, p. 3]." in draw(document("Ask @smith, says [@lee, p. 3]."), "html", tmp_path)


def cited_in(made: object) -> list[object]:
    if isinstance(made, list):
        return [one for part in made for one in cited_in(part)]
    if not isinstance(made, dict):
        return []
    return [made] if made.get("t") == "Cite" else cited_in(list(made.values()))


def test_a_block_of_code_may_say_its_caption_itself(tmp_path: Path) -> None:
    body = 'See @lst-one.\n\n```{#lst-one .python lst-cap="Count *them*"}\nx = 1\n```\n\n```{#lst-two}\ny = 2\n```\n'
    html = draw(document(body), "html", tmp_path)
    assert '<a href="#s_lst-one">Listing\u00a01</a>' in html
    assert '<span id="s_lst-one">Listing\u00a01:</span> Count <em>them</em>' in html
    assert html.index("x = 1") < html.index("Count <em>")
    assert "Listing\u00a02" not in html
    assert "Count #emph[them]" in draw(document(body), "typst", tmp_path)


FRAME = """```{=html}
<div>
<style scoped>.dataframe th { text-align: right; }</style>
<table border="1" class="dataframe"><thead><tr><th></th><th>Effect</th></tr></thead>
<tbody><tr><th>0</th><td>Feedback</td></tr></tbody></table>
</div>
```"""


@pytest.mark.parametrize("output", [FRAME, "|   | Effect |\n|---|---|\n| 0 | Feedback |"])
def test_a_table_that_a_cell_has_shown_is_on_page_and_paper(output: str, tmp_path: Path) -> None:
    shown = f"::: {{.cell-output .cell-output-display}}\n{output}\n:::"
    text = document(f"See @tbl-x.\n\n:::: {{#tbl-x .cell tbl-cap='What *works*'}}\n{shown}\n::::\n")
    html, paper = draw(text, "html", tmp_path), draw(text, "typst", tmp_path)
    assert '<a href="#s_tbl-x">Table\u00a01</a>' in html
    assert '<span id="s_tbl-x">Table\u00a01:</span> What <em>works</em>' in html
    assert "<td>Feedback</td>" in re.sub(r"<td[^>]*>", "<td>", html)
    assert "text-align: right; }" not in html[html.index("<main") :]
    assert "[Feedback]" in paper
    assert "What #emph[works]" in paper
    unnamed = draw(text.replace("#tbl-x ", "#b05bcf50 ").replace("See @tbl-x.", ""), "html", tmp_path)
    assert re.search(r"<caption>\s*(<p>)?What <em>works</em>", unnamed)


def test_figures_in_a_figure_are_its_parts(tmp_path: Path) -> None:
    parts = '![Left](a.svg){#fig-a fig-alt="a"}\n\n![](a.svg){#fig-b fig-alt="b"}'
    body = f"See @fig-b in @fig-both, then @fig-next.\n\n::: {{#fig-both layout-ncol=2}}\n{parts}\n\nBoth\n:::\n\n"
    html = draw(document(body + '![Next](a.svg){#fig-next fig-alt="n"}\n'), "html", tmp_path)
    text = re.sub("<[^>]+>|\\s+", " ", html).replace("\u00a0", " ")
    assert re.findall(r"Figure \w+", text) == ["Figure 1b", "Figure 1", "Figure 2", "Figure 1", "Figure 2"]
    assert '<span id="s_fig-a">(a)</span> Left' in html
    assert '<span id="s_fig-b">(b)</span>' in html
    assert "(b)" in draw(document(body.replace(", then @fig-next", "")), "typst", tmp_path)


def test_tables_in_a_table_are_its_parts(tmp_path: Path) -> None:
    parts = "\n\n".join(f"| a |\n|---|\n| 1 |\n\n: {name} {{#tbl-{name}}}" for name in ("left", "right"))
    text = document(f"See @tbl-right.\n\n::: {{#tbl-both layout-ncol=2}}\n{parts}\n\nBoth\n:::\n")
    html = draw(text, "html", tmp_path)
    assert '<a href="#s_tbl-right">Table\u00a01b</a>' in html
    assert '<span id="s_tbl-left">(a)</span> left' in html
    assert html.index("(b)") < html.index("Table\u00a01:") < html.index("Both")
    assert "(b)" in draw(text, "typst", tmp_path)


def test_what_is_drawn_in_several_blocks_is_one_cell_of_a_layout(tmp_path: Path) -> None:
    table, note = "| a |\n|---|\n| 1 |\n\n: Left", "::: {.callout-tip}\nRight\n:::"
    made = tree(document(f":::: {{layout-ncol=2}}\n{table}\n\n{note}\n::::\n"), "typst", tmp_path)
    (layout,) = [block for block in divs_in(made["blocks"]) if ["layout-ncol", "2"] in block["c"][0][2]]
    assert [block["t"] for block in layout["c"][1]] == ["Div", "Div"]


def divs_in(made: Any) -> list[dict[str, Any]]:
    if isinstance(made, dict):
        return [made] * (made.get("t") == "Div") + divs_in(list(made.values()))
    return [one for part in made for one in divs_in(part)] if isinstance(made, list) else []


def shortcode(name: str, *said: str, **named: str) -> str:
    """As Quarto's reader hands it to filters."""
    parts = [f'[]{{data-is-shortcode=1 data-value="{one}"}}' for one in (name, *said)]
    parts += [f'[]{{data-is-shortcode=1 data-key="{key}" data-value="{value}"}}' for key, value in named.items()]
    return f'[{" ".join(parts)}]{{.quarto-shortcode__ data-is-shortcode=1 data-raw="{{{{< {name} >}}}}"}}'


def test_a_film_is_a_link_and_a_key_is_text(tmp_path: Path) -> None:
    film = "https://example.org/film"
    body = f"{shortcode('video', film, title='Our film')} {shortcode('video', film)} {shortcode('kbd', 'Ctrl-C')}"
    html = draw(document(f"{body} {shortcode('kbd', mac='Cmd-D', win='Ctrl-D')}"), "html", tmp_path)
    for shown in (f'<a href="{film}">Our film</a>', f'<a href="{film}">{film}</a>', "<code>Ctrl-C</code>",
                  "<code>Ctrl-D</code>"):  # fmt: skip
        assert shown in html
    assert "Our film" in draw(document(body), "typst", tmp_path)


def test_a_film_of_the_author_s_own_is_told_to_be_too_much_for_a_page(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"the page can hold no film, as talk.mp4; put it where people can watch"):
        draw(document(shortcode("video", "talk.mp4")), "html", tmp_path)


@pytest.mark.parametrize(
    ("widths", "layout"),
    [((' width="30%"', ' width="70%"'), "[30,70]"), (("", ""), "[50.0,50.0]"), ((' width="45%"', ""), "[45,50.0]")],
)
def test_columns_are_laid_out_as_quarto_lays_out_on_both(widths: tuple[str, str], layout: str, tmp_path: Path) -> None:
    columns = "\n".join(f"::: {{.column{width}}}\nText.\n:::" for width in widths)
    for to in ("html", "typst"):
        made = json.dumps(tree(document(f":::: {{.columns}}\n{columns}\n::::\n"), to, tmp_path))
        assert f'["layout", "{layout}"]' in made
        assert not [said for said in ("column", "columns", "width") if f'"{said}"' in made]


@pytest.mark.parametrize("opening", [".columns", "layout-ncol=2", 'layout="[40,60]"'])
def test_what_asks_stands_beside_others_on_the_page_and_below_them_on_paper(opening: str, tmp_path: Path) -> None:
    body = (
        f":::: {{{opening}}}\n::: {{.column}}\nText.\n:::\n::: {{.column}}\n::: {{.prompt #a}}\nWhat?\n:::\n:::\n::::\n"
    )
    assert '["layout' in json.dumps(tree(document(body), "html", tmp_path))
    assert '["layout' not in json.dumps(tree(document(body), "typst", tmp_path))


def test_a_document_that_begins_at_the_second_level_has_chapters_all_the_same(tmp_path: Path) -> None:
    body = "## One\n\n### Within\n\n::: {.panel-tabset}\n# Tab\n\nx\n:::\n\n## Two\n"
    html = draw(document(body), "html", tmp_path)
    assert [tag for tag, _ in Page(html).tags if re.fullmatch("h[1-4]", tag)] == ["h1", "h2", "h2", "h3", "h2"]
    assert re.findall(r"^=+ .*", draw(document(body), "typst", tmp_path), re.MULTILINE) == [
        "= One",
        "== Within",
        "= Two",
    ]


def test_a_document_without_headings_has_no_page_of_contents(tmp_path: Path) -> None:
    for body, there in (("Text.", False), ("# One", True)):
        assert ("contents-depth: 2," in draw(document(body), "typst", tmp_path)) == there
        assert ("Contents" in Page(draw(document(body), "html", tmp_path)).text) == there


def test_nothing_is_left_that_quarto_would_take_up(tmp_path: Path) -> None:
    """Quarto makes a float of a table with an identifier, and finds what it keeps for later by its own identifier."""
    kept = "3ade8a4a-fb1d-4a6c-8409-ac45482d5fc9"
    body = f"{TABLE}\n\n{FIGURE}\n\n::: {{#{kept} .hidden}}\n:::\n\n::: {{.callout-tip}}\nx\n:::\n\n@tbl-trees"
    for to in ("html", "typst"):
        said = json.dumps(tree(document(body), to, tmp_path)["blocks"])
        ids = re.findall(r'"t": "(\w+)", "c": \[\["([^"]+)"', said)
        assert ("Div", kept) in ids
        assert not [id for kind, id in ids if kind in ("Table", "Figure") or re.match("(tbl|fig|tip)-", id)]
        assert '"Cite"' not in said
        assert "callout-" not in said


def test_sections_are_numbered_on_paper_where_quarto_asks_for_it(tmp_path: Path) -> None:
    body = "# One\n\n## Within\n\n# Two\n\n# Three {.unnumbered}\n"
    said = " ".join(pages(handout(document(body, **{"section-numbering": "1.1.a"}), tmp_path)))
    for words in ("1 One", "1.1 Within", "2 Two"):
        assert said.count(words) == 2, said  # in the contents and above the text
    assert "2 Two Three" in said
    assert "1 One" not in " ".join(pages(handout(document(body), tmp_path)))


def test_no_identifier_of_an_author_is_one_of_the_page(tmp_path: Path) -> None:
    body = "# Bar {#bar}\n\n[Text]{#saved} ::: x\n\n::: {#answers}\nWords. [Back](#saved)\n:::\n\n`code`{#model}"
    ids = Page(
        draw(document(body.replace(" ::: x", "") + "\n\n::: {.prompt #a}\nWhat?\n:::"), "html", tmp_path)
    ).values("id")
    assert len(ids) == len(set(ids))
    assert {"s_bar", "s_saved", "s_answers", "s_model"} <= set(ids)


# panels -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["note", "tip", "warning", "important", "caution"])
def test_a_callout_is_a_box_that_says_what_it_is(name: str, tmp_path: Path) -> None:
    titled = f"::: {{.callout-{name}}}\n## A *title*\n\nBody.\n:::"
    by_attribute = f'::: {{.callout-{name} title="A title" collapse="true"}}\nBody.\n:::'
    for text in (titled, by_attribute):
        html = draw(document(text), "html", tmp_path)
        assert f"{name.capitalize()} A title Body." in Page(html).text
        assert f'<div class="box callout {name}" role="note">' in html
    assert f'#seminar-callout(kind: "{name}", word: "{name.capitalize()}", titled: true)[' in draw(
        document(titled), "typst", tmp_path
    )


def test_a_tabset_shows_one_and_holds_all(tmp_path: Path) -> None:
    text = document("::: {.panel-tabset}\nBefore.\n\n## One\n\nFirst.\n\n## Two {.active}\n\nSecond.\n:::")
    html = draw(text, "html", tmp_path)
    assert Page(html).values("value", "input") == ["1", "2"]
    assert re.findall(r'value="(\d)" checked', html) == ["2"]
    assert re.findall(r'<p class="tab-title">\s*(\w+)', html) == ["One", "Two"]
    assert "h2" not in {tag for tag, _ in Page(html).tags}
    assert re.findall(r"#seminar-tab\[\n(\w+)", draw(text, "typst", tmp_path)) == ["One", "Two"]


def test_a_tabset_of_one_or_of_very_many_is_shown_whole(tmp_path: Path) -> None:
    for count in (1, 9):
        tabs = "\n\n".join(f"## Tab {n}\n\nText {n}." for n in range(count))
        html = draw(document(f"::: {{.panel-tabset}}\n{tabs}\n:::"), "html", tmp_path)
        assert "<input" not in html
        assert html.count('class="tab"') == count


def test_panels_may_stand_in_panels(tmp_path: Path) -> None:
    text = document(
        ":::: {.panel-tabset}\n## One\n\n::: {.callout-note}\nInner.\n:::\n\n## Two\n\n- [ ] x\n::::\n\n"
        ":::: {.scenario}\n::: {.callout-tip}\nDeep.\n:::\n::::"
    )
    html = draw(text, "html", tmp_path)
    assert html.count('class="box callout') == 2
    assert "panel-tabset" not in html
    assert "callout-" not in html


def test_what_stands_in_the_margin_follows_in_the_text(tmp_path: Path) -> None:
    text = document("::: {.column-margin}\nBeside.\n:::\n\nText [more]{.aside .kept}.")
    for to in ("html", "typst"):
        assert "column-" not in draw(text, to, tmp_path).replace("column-gutter", "").replace("column-width", "")
    html = draw(text, "html", tmp_path)
    assert '<span class="kept">more</span>' in html


def test_a_task_is_never_a_box_that_loses_its_tick(tmp_path: Path) -> None:
    text = document("- [ ] open\n- [x] done\n- item")
    html = draw(text, "html", tmp_path)
    assert "<input" not in html
    assert "open Done: done item" in Page(html).text
    typst = draw(text, "typst", tmp_path)
    assert re.findall(r"#seminar-task\((\w+)\)", typst) == ["false", "true"]


def test_footnotes_and_page_breaks_are_there(tmp_path: Path) -> None:
    text = document("A[^1].\n\n[^1]: note\n\n{{< pagebreak >}}\n\nB.")
    html = draw(text, "html", tmp_path)
    assert 'role="doc-endnotes"' in html
    assert '<div class="pagebreak">' in html
    assert "#footnote[note]" in draw(text, "typst", tmp_path)


def test_a_workbook_of_the_kit_is_left_as_it_is(tmp_path: Path) -> None:
    body = "## One\n\n::: {.callout-tip}\nx\n:::\n\n- [ ] task\n\n[@fig-x]"
    own = [name for name in filters("html") if name not in _FOR_AUTHORS]
    text = document(body, model="{}")
    assert tree(text, "html", tmp_path) == tree(text, "html", tmp_path, *own)


_FOR_AUTHORS = ("seminar-activities.lua", "seminar-references.lua", "seminar-document.lua", "seminar-panels.lua")
