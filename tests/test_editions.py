"""Every edition of each NPQ's first seminar, as a trainer would print it."""

import json
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import page as validation
import pikepdf
import pypdfium2
import pytest
import typst

from tests.conftest import first_cohorts
from tests.tiny import ROOT
from workbook_kit.models.editions import EDITIONS
from workbook_kit.project.project import Project
from workbook_kit.render import embedded
from workbook_kit.render.outputs import Options, prepare
from workbook_kit.workbook.plan import plan

pytestmark = pytest.mark.slow

MM = 72 / 25.4
REACHES_OUT = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR")
FOR_PARTICIPANTS = [edition for edition in EDITIONS.values() if not edition.for_facilitators]
LIKE_THE_HANDOUT = [edition for edition in FOR_PARTICIPANTS if edition.accessible]


def letters(text: str) -> str:
    """Without spaces, and hyphens, which the ends of printed lines change."""
    return re.sub(r"[\s\ufffe\x02\u00ad-]", "", text)


def pages(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def between_running_lines(pdf: Path) -> str:
    """What all pages say, without headers and footers."""
    with pypdfium2.PdfDocument(pdf) as document:
        sizes = [(page, *page.get_size()) for page in document]
        edge = 21 * MM
        return letters("".join(p.get_textpage().get_text_bounded(0, edge, w, h - edge) for p, w, h in sizes))


class Prose(HTMLParser):
    """What a page says to everybody: without tools, choices, answers to reveal and words for the ear alone."""

    VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "wbr"))
    BLOCKS = frozenset(("p", "li", "legend", "h1", "h2", "h3", "h4", "dt", "dd", "label", "figcaption", "td", "th"))
    LEFT_OUT = frozenset(("unseen", "options", "heads", "reveal", "reveal-first", "whose-part", "owner", "ratings"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.left_out: list[bool] = []
        self.blocks: list[str] = [""]
        self.fields: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("input", "textarea") and given.get("name"):
            self.fields.add(str(given["name"]))
        if tag in self.BLOCKS:
            self.blocks.append("")
        if tag not in self.VOID:
            classes = set((given.get("class") or "").split())
            tool = "data-tool" in given or "hidden" in given or bool(classes & self.LEFT_OUT)
            silent = tag in ("style", "script", "dialog", "title", "svg", "math", "head", "footer", "nav")
            self.left_out.append(tool or silent or self.left_out[-1:] == [True])

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and self.left_out:
            self.left_out.pop()
        if tag in self.BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not any(self.left_out[-1:]):
            self.blocks[-1] += data

    @property
    def said(self) -> list[str]:
        # rows without a name of their own are numbered for the ear and on phones only
        return [
            letters(block) for block in self.blocks if block.strip() and not re.fullmatch(r"Row \d+", block.strip())
        ]


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda edition: edition.name)
def test_every_edition_but_the_booklet_is_accessible(first_packs: list[Path], edition: object) -> None:
    for pack in first_packs:
        report = validation.validate_pdf(pack / edition.file, profile=validation.ValidationProfile.PDF_UA_1)
        assert report.is_compliant is edition.accessible, (pack, report)


@pytest.mark.parametrize("edition", LIKE_THE_HANDOUT, ids=lambda edition: edition.name)
def test_the_page_and_every_edition_say_the_same(first_packs: list[Path], edition: object) -> None:
    for pack in first_packs:
        page = Prose((pack / "workbook.html").read_text(encoding="utf-8"))
        printed = between_running_lines(pack / edition.file)
        assert len(page.said) > 150
        missing = [block for block in page.said if block not in printed]
        assert missing == [], pack


def test_the_handout_says_nothing_more_than_the_page(first_packs: list[Path]) -> None:
    furniture = {"Contents", "Page", "Leave", "empty", "have", "rated", "https", "packs"}
    drawn = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "workbooks" / "figures").glob("*.svg"))]
    furniture |= set(re.findall(r"\w+", " ".join(drawn)))  # the page holds figures as pictures
    for pack in first_packs:
        markup = (pack / "workbook.html").read_text(encoding="utf-8")
        known = set(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", markup))) | furniture
        words = set(re.findall(r"[^\W\d]{4,}", " ".join(pages(pack / "handout.pdf"))))
        new = {word for word in words - known if not any(word in one for one in known)}
        # a word that the end of a line has parted
        assert {word for word in new if letters(word) not in letters(markup)} == set(), pack


def test_the_form_has_the_fields_of_the_page(first_packs: list[Path]) -> None:
    for pack in first_packs:
        page = Prose((pack / "workbook.html").read_text(encoding="utf-8")).fields
        with pikepdf.open(pack / "handout-fillable.pdf") as pdf:
            fields = {str(field.get("/T")): field for field in pdf.Root.AcroForm.Fields}
        on_page = {name for name in page if name not in ("part", "answers-file")}
        assert {name for name in fields if name != "workbook"} == on_page, pack
        assert {bool(str(field.get("/TU", ""))) for name, field in fields.items() if name != "workbook"} == {True}


def notes(project: Project) -> Iterator[str]:
    """Runs of words that only facilitators should read, from every sheet."""
    for sheet in project.sheets.values():
        for cell in sheet.cells:
            for note in re.findall(r"::: \{\.facilitator[^\n]*\n(.*?)\n:::", cell.source, re.DOTALL):
                for run in re.split(r"\{\{.*?\}\}|\{%.*?%\}|[*_\n]", note):
                    if len(run.split()) >= 4:
                        yield letters(run)


def text_of(path: Path) -> str:
    """All that a file of a pack says."""
    if path.suffix == ".pdf":
        return " ".join(pages(path))
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return " ".join(wheel.read(name).decode() for name in wheel.namelist())
    return path.read_text(encoding="utf-8")


def test_no_note_for_facilitators_is_in_what_participants_get(project: Project, first_packs: list[Path]) -> None:
    secret = list(notes(project))
    assert len(secret) > 15
    for pack in first_packs:
        private = set(json.loads((pack / "manifest.json").read_text())["for_facilitators"])
        assert {"handout-facilitator.pdf", "print-plan.html", "print-plan.pdf", "facilitator.html"} <= private
        for path in sorted(pack.iterdir()):
            if path.name in (*private, "manifest.json"):
                continue
            said = text_of(path)
            assert [note for note in secret if note in letters(said)] == [], path
        shown = letters(" ".join(pages(pack / "handout-facilitator.pdf")))
        assert len([note for note in secret if note in shown]) > 10


def test_nobody_on_a_roster_is_named_outside_the_print_plan(project: Project, packs: Path) -> None:
    assert project.rosters
    for cohort, people in project.rosters.items():
        for path in sorted((packs / cohort).glob("*/*")):
            if path.stem == "print-plan":
                continue
            said = text_of(path)
            assert [person.name for person in people if person.name in said] == [], path


# not the booklet, whose last sides may be empty: a folded pile has a multiple of four pages
@pytest.mark.parametrize("edition", LIKE_THE_HANDOUT, ids=lambda edition: edition.name)
def test_no_page_is_empty_or_nearly_so(first_packs: list[Path], edition: object) -> None:
    for pack in first_packs:
        with pypdfium2.PdfDocument(pack / edition.file) as pdf:
            for number, page in enumerate(pdf, 1):
                height = page.get_height()
                edges = [one.get_bounds() for one in page.get_objects(max_depth=4)]
                inside = [(b, t) for _, b, _, t in edges if t < height - 20 * MM and b > 18 * MM]
                reach = height - min(b for b, _ in inside)
                assert reach > height * 0.3, (pack, edition.name, number)


@pytest.mark.parametrize("edition", list(EDITIONS.values()), ids=lambda edition: edition.name)
def test_no_edition_asks_the_network_or_runs_anything(first_packs: list[Path], edition: object) -> None:
    for pack in first_packs:
        with pikepdf.open(pack / edition.file) as pdf:
            for one in pdf.objects:
                if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                    assert str(one.get("/S", "")) not in (
                        "/JavaScript",
                        "/Launch",
                        "/SubmitForm",
                        "/ImportData",
                        "/GoToR",
                    )
                    assert "/JS" not in one
            assert "/OpenAction" not in pdf.Root
            assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})


def test_pages_have_the_size_of_paper(first_packs: list[Path]) -> None:
    a4 = (210 * MM, 297 * MM)
    for pack in first_packs:
        for edition in EDITIONS.values():
            wide = edition.name in ("booklet", "facilitator")
            with pypdfium2.PdfDocument(pack / edition.file) as pdf:
                sizes = {tuple(round(side) for side in page.get_size()) for page in pdf}
            assert sizes == {tuple(round(side) for side in (a4[::-1] if wide else a4))}, (pack, edition.name)


def test_the_facilitator_turns_to_the_same_pages(first_packs: list[Path]) -> None:
    for pack in first_packs:
        handout, beside = pages(pack / "handout.pdf"), pages(pack / "handout-facilitator.pdf")
        assert len(handout) == len(beside)
        for number, (one, other) in enumerate(zip(handout, beside, strict=True), 1):
            # every line of the handout's page is on the facilitator's of the same number
            assert f"Page {number} of {len(handout)}" in other or number == 1
            words = set(re.findall(r"\w{4,}", one))
            assert len(words - set(re.findall(r"\w{4,}", other))) <= 0.03 * len(words), (pack, number)


@pytest.mark.parametrize("name", ["fillable", "low-ink"])
def test_page_7_is_page_7_in_editions_of_the_same_size(first_packs: list[Path], name: str) -> None:
    for pack in first_packs:
        handout, other = pages(pack / "handout.pdf"), pages(pack / EDITIONS[name].file)
        assert len(handout) == len(other), pack
        for number, (one, two) in enumerate(zip(handout, other, strict=True), 1):
            words = set(re.findall(r"\w{4,}", one))
            assert len(words - set(re.findall(r"\w{4,}", two))) <= 0.03 * len(words), (pack, number)


#: Where each activity's question stands, and each place to write.
PLACES = """
#context [#metadata(query(selector(<seminar-activity>).or(<seminar-field>)).map(mark => (
  str(mark.label), mark.value.at("label", default: mark.value.at("id", default: "")), mark.location().page(),
)))<places>]
"""


def test_no_question_is_parted_from_its_first_box(project: Project, tmp_path: Path) -> None:
    for spec in plan(project, first_cohorts(project), (), ["seminar-1"]):
        made = prepare(project, Options(tmp_path), spec, tmp_path)
        page = embedded.typst_source(made.document, tmp_path / spec.id, made.extension)
        page.write_text(page.read_text(encoding="utf-8") + PLACES, encoding="utf-8")
        fonts = [made.extension / "fonts", *made.fonts]
        for layout in ("handout", "large-print", "booklet"):  # the other editions have the handout's pages
            told = typst.query(page, "<places>", field="value", one=True, font_paths=fonts, ignore_system_fonts=True,
                               sys_inputs={"layout": layout})  # fmt: skip
            places = json.loads(told)
            parted = [one for one, next in pairwise(places) if one[0] == "seminar-activity" and one[2] != next[2]]
            assert len(places) > 100
            assert parted == [], (spec.id, layout)


def test_participants_index_names_nothing_private(first_packs: list[Path]) -> None:
    for pack in first_packs:
        index, private = (pack / "index.html").read_text(), (pack / "facilitator.html").read_text()
        assert "handout-large-print.pdf" in index
        for name in ("facilitator", "print-plan"):
            assert name not in index
            assert name in private
