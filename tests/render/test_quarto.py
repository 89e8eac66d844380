"""Quarto as an engine: how it is chosen, what it is given, what it says; and where it is here, what it draws."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import page as validation
import pytest
from ruamel.yaml import YAML

from tests.activities.declared import HOSTILE, Page
from tests.render import standin
from tests.render.reading import pages
from tests.render.workbook import EXTENSION, document, of_project, scope, whole
from tests.tiny import Tiny
from workbook_kit.errors import ProblemsError
from workbook_kit.project.placeholders import escape_markdown
from workbook_kit.render import embedded, quarto
from workbook_kit.render.document import Document, island
from workbook_kit.render.script import script
from workbook_kit.workbook.plan import metadata, plan

ROOT = EXTENSION.parents[1]
FORMATS = {quarto.PAGE: "default"}
ENGINES = (quarto, embedded)
Fake = Callable[[str], Path]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """Puts a program named quarto on the PATH, which runs these lines of shell; gives its folder."""
    folder = tmp_path / "fake"

    def lay(lines: str) -> Path:
        folder.mkdir()
        (folder / "quarto").write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
        (folder / "quarto").chmod(0o755)
        monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
        quarto.quarto_version.cache_clear()
        return folder

    yield lay
    quarto.quarto_version.cache_clear()


# choosing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", ["1.9.0", "1.9.37", "1.10.18", "99.9.9"])
def test_a_quarto_that_is_new_enough_is_used_where_it_is_asked_for(told: str, fake: Fake) -> None:
    fake(f"echo {told}")
    assert [quarto.choose_engine(name) for name in ("auto", "quarto", "embedded")] == ["embedded", "quarto", "embedded"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("echo 1.8.27", "Quarto 1.8.27 is too old"),
        ("echo no numbers here", "Quarto is not installed"),
        ("echo 1.9.34; exit 3", "Quarto is not installed"),
        ("exit 127", "Quarto is not installed"),
    ],
    ids=["old", "garbage", "failing", "empty"],
)
def test_a_quarto_that_is_of_no_use_is_left_and_named_when_asked_for(lines: str, said: str, fake: Fake) -> None:
    fake(lines)
    assert quarto.choose_engine("auto") == quarto.choose_engine("embedded") == "embedded"
    with pytest.raises(ProblemsError) as caught:
        quarto.choose_engine("quarto")
    assert str(caught.value) == f"{said}; install Quarto 1.9 or newer, or leave out --engine quarto"


def test_without_a_quarto_the_embedded_engine_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    quarto.quarto_version.cache_clear()
    try:
        assert quarto.choose_engine("auto") == "embedded"
        with pytest.raises(ProblemsError, match="Quarto is not installed"):
            quarto.choose_engine("quarto")
    finally:
        quarto.quarto_version.cache_clear()


def test_the_same_floor_is_said_everywhere() -> None:
    floor = quarto.dotted(quarto.OLDEST)
    said = YAML(typ="safe").load((EXTENSION / "_extension.yml").read_text(encoding="utf-8"))
    assert said["quarto-required"] == f">={floor}.0"
    assert f'quarto = ["quarto-cli>={floor}"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    files = [ROOT / "README.md", ROOT / "_quarto.yml", *(ROOT / "docs").glob("*.md"), *EXTENSION.glob("*.typ")]
    texts = {file.name: file.read_text(encoding="utf-8") for file in files}
    named = {
        (name, *found) for name, text in texts.items() for found in re.findall(r"Quarto (\d+\.\d+) or (\w+)", text)
    }
    assert ("README.md", floor, "newer") in named
    assert {one[1:] for one in named} == {(floor, "newer")}


# what it is given ---------------------------------------------------------------------------------------


def front(text: str) -> tuple[dict[str, object], str]:
    """The front matter and the rest, parted as Quarto parts them: at the first lines of three dashes."""
    opening, block, rest = text.split("---\n", 2)
    assert opening == ""
    return YAML(typ="safe").load(block), rest


def plainly(said: Any) -> Any:
    """What Markdown makes of the values: pandoc would read them so."""
    if isinstance(said, dict | list):
        return {key: plainly(one) for key, one in said.items()} if isinstance(said, dict) else [*map(plainly, said)]
    return re.sub(r"\\(.)", r"\1", said) if isinstance(said, str) else said


def test_front_matter_says_the_metadata_and_nothing_that_the_extension_says() -> None:
    made = whole()
    said, rest = front(quarto.source_text(made, FORMATS, **{"made-from": "x"}))
    kept = {key: value for key, value in made.metadata.items() if key not in ("toc", "toc-depth")}
    assert plainly(said) == {**kept, "made-from": "x", "engine": "markdown", "format": FORMATS}
    assert rest.strip() == "\n\n".join(cell for one in made.scopes for cell in one.for_quarto())


def test_no_metadata_bears_a_name_that_quarto_acts_upon(tiny: Tiny) -> None:
    """Quarto would write a `date` anew, as 2027-02-01, and reads authors, brands and the rest its own way."""
    tiny.write("data/brand.yml", 'hill: {ink: "#16324f"}')
    spec, *_ = plan(tiny.load())
    said, _ = front(quarto.source_text(document(**metadata(spec)), FORMATS))
    acted_upon = {"date", "author", "abstract", "toc", "toc-depth", "theme", "css", "template", "execute", "brand"}
    assert not acted_upon & set(said)
    assert said["day"] == "1 February 2027"
    assert said["branding"] == {"ink": "16324F"}


HARD = [
    *HOSTILE.values(), "---", "...", "<!-- a", "a -->", "```", "yes", "1e3", "2027-01-14", "a: b", "# no",
    "a\u2028b\u0085c", "\ufeffx", "!expr 1", "&a *a", "%TAG", "{{< env HOME >}}", ">}}} {{{<",
]  # fmt: skip


def test_hostile_values_stay_values_of_their_own_key() -> None:
    values = [escape_markdown(value) for value in HARD]
    text = quarto.source_text(
        document("# One", cohort=values[0], facts=[{"term": "A", "value": one} for one in values]), FORMATS
    )
    said, rest = front(text)
    assert len(said["facts"]) == len(HARD)
    assert said["format"] == FORMATS
    assert rest.strip() == "```{=seminar-scope}\n0 apart \n# One\n```"
    assert "{{<" not in text
    assert "<!--" not in text


def test_the_work_folder_is_a_project_of_its_own(tmp_path: Path, fake: Fake) -> None:
    fake("touch workbook.html")
    quarto.render_html(whole(), tmp_path / "work", EXTENSION)
    made = {p.relative_to(tmp_path / "work").as_posix() for p in (tmp_path / "work").rglob("*") if p.is_file()}
    assert made >= {"_quarto.yml", "workbook.qmd", "_extensions/seminar/_extension.yml", "logos/tree.svg"}


def test_quarto_hears_of_no_other_render_and_reaches_no_network(
    tmp_path: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QUARTO_PROJECT_DIR", "QUARTO_PROJECT_INPUT_FILES", "QUARTO_PROFILE", "QUARTO_DOCUMENT_PATH"):
        monkeypatch.setenv(name, "another")
    monkeypatch.setenv("QUARTO_PYTHON", "kept")
    fake('env > seen; echo "$@" > asked; touch workbook.html')
    quarto.render_html(whole(), tmp_path / "work", EXTENSION)
    seen = dict(line.split("=", 1) for line in (tmp_path / "work/seen").read_text().splitlines() if "=" in line)
    assert {name for name in seen if name.startswith("QUARTO_")} == {"QUARTO_PYTHON"}
    assert seen["HTTPS_PROXY"] == "http://127.0.0.1:9"
    assert (tmp_path / "work/asked").read_text().split() == [
        *("render", "workbook.qmd", "--to", "seminar-html", "--no-execute")
    ]


def test_quarto_stops_at_typst_source_which_ours_sets(tmp_path: Path, fake: Fake) -> None:
    fake("cp other.typ workbook.typ")
    resources = {**whole().resources, "other.typ": b"#set document(title: [T])\nHere."}
    made = replace(whole(), scopes=(scope("# One"),), resources=resources)
    assert pages(quarto.render_pdf(made, tmp_path / "work", EXTENSION)) == ["Here."]
    said, _ = front((tmp_path / "work/workbook.qmd").read_text(encoding="utf-8"))
    assert said["format"] == {"seminar-typst": {"output-ext": "typ", "keep-typ": True}}


# what it says -------------------------------------------------------------------------------------------


def refusal(lines: str, work: Path, fake: Fake) -> str:
    fake(lines)
    with pytest.raises(ProblemsError) as caught:
        quarto.render_html(whole(), work / "work", EXTENSION)
    return str(caught.value)


def test_what_quarto_refuses_is_told_in_its_words(tmp_path: Path, fake: Fake) -> None:
    said = refusal('echo "ERROR: Unknown\n format seminar-html" >&2; exit 1', tmp_path, fake)
    assert said == (
        "quarto: it refused: ERROR: Unknown format seminar-html; use --engine embedded, or mend what it names"
    )


def test_what_our_filter_finds_is_told_as_the_embedded_engine_tells_it(tmp_path: Path, fake: Fake) -> None:
    lines = (
        "echo 'Error running filter main.lua:\nseminar: a is wrong; do b\nseminar: c; d\nstack traceback:' >&2; exit 1"
    )
    assert refusal(lines, tmp_path, fake) == "a is wrong; do b\nc; d"


def test_a_render_that_makes_nothing_is_a_problem(tmp_path: Path, fake: Fake) -> None:
    assert refusal("echo done >&2", tmp_path, fake) == "quarto: it made no workbook.html: done; use --engine embedded"


# what it draws: the real Quarto, where it is here, and a stand-in ----------------------------------------

HERE = quarto.quarto_version()
REAL = pytest.param(
    "Quarto",
    marks=pytest.mark.skipif(HERE is None or HERE < quarto.OLDEST, reason="no Quarto 1.9 or newer on the PATH"),
)


@pytest.fixture(params=[REAL, "stand-in"])
def theirs(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quarto on the PATH, the real one or one that does what it does."""
    if request.param == "stand-in":
        standin.put_on_path(tmp_path / "stand-in")
        monkeypatch.setenv("PATH", str(tmp_path / "stand-in"), prepend=os.pathsep)


@pytest.fixture(scope="module", params=["whole", "tiny"])
def workbook(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Document:
    """A workbook with everything in it, and one as a project makes it."""
    if request.param == "tiny":
        return of_project(tmp_path_factory.mktemp("project") / "tiny")
    made = whole()
    return replace(made, metadata={**made.metadata, "model": island(made.workbook)})


@pytest.mark.usefixtures("theirs")
def test_the_page_is_the_same_by_both_engines(workbook: Document, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("quarto", "embedded")]
    for folder in folders:
        folder.mkdir()
    texts = [
        engine.render_html(workbook, folder, EXTENSION).decode()
        for engine, folder in zip(ENGINES, folders, strict=True)
    ]
    drawn, wanted = map(Page, texts)
    assert drawn.text == wanted.text
    assert drawn.names() == wanted.names()
    assert drawn.values("id") == wanted.values("id")
    headings = [[tag for tag, _ in page.tags if tag in ("h1", "h2", "h3", "h4")] for page in (drawn, wanted)]
    assert headings[0] == headings[1]
    scripts = [re.findall("<script([^>]*)>(.*?)</script>", page, re.DOTALL) for page in texts]
    assert scripts[0] == scripts[1]
    assert [text for how, text in scripts[0] if "module" in how] == [script(EXTENSION)]
    assert not drawn.values("src", "script", "iframe")
    assert {load.startswith("data:") for load in drawn.values("src") + drawn.values("href", "link")} <= {True}


@pytest.mark.usefixtures("theirs")
def test_the_handout_is_the_same_by_both_engines_and_conforms_to_pdf_ua(workbook: Document, tmp_path: Path) -> None:
    (tmp_path / "quarto").mkdir()
    (tmp_path / "embedded").mkdir()
    drawn = quarto.render_pdf(workbook, tmp_path / "quarto", EXTENSION)
    assert pages(drawn) == pages(embedded.render_pdf(workbook, tmp_path / "embedded", EXTENSION))
    assert validation.validate_pdf_bytes(drawn, profile=validation.ValidationProfile.PDF_UA_1).is_compliant


@pytest.mark.usefixtures("theirs")
def test_quarto_tells_what_our_filter_finds(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match=r"^the picture figures/stages.svg has no description; write"):
        quarto.render_html(document("# One", "![c](figures/stages.svg)"), tmp_path / "work", EXTENSION)


@pytest.mark.usefixtures("theirs")
def test_a_script_that_is_loaded_makes_a_dead_page_which_is_refused(tmp_path: Path) -> None:
    """As the template had it once: since 1.7 Quarto makes an address of it, which the page's policy forbids."""
    extension = shutil.copytree(EXTENSION, tmp_path / "seminar")
    template = (extension / "seminar.html").read_text(encoding="utf-8")
    loaded = template.replace(">$page-script$</script>", ' src="seminar.js"></script>')
    assert loaded != template
    (extension / "seminar.html").write_text(loaded, encoding="utf-8")
    made = of_project(tmp_path / "tiny")
    made.resources["seminar.js"] = script(EXTENSION).encode()
    with pytest.raises(ProblemsError, match="no browser would run this page's script"):
        quarto.render_html(made, tmp_path / "work", extension)
