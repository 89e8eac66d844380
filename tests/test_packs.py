"""Every pack of every sample cohort, built once for all of these tests, as a facilitator would have it."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import page as validation
import pikepdf
import pypdfium2
import pytest

from tests.activities.declared import Page as Drawn
from tests.tiny import ROOT
from workbook_kit.project.project import Project
from workbook_kit.workbook.plan import WorkbookSpec, plan

pytestmark = pytest.mark.slow

# What would make a browser ask the network, as against a link that a reader may follow.
LOADS = re.compile(
    r"""\b(src|srcset|poster|data)\s*=\s*["']?\s*(https?:)?//|<link\b|@import|url\(\s*["']?(?!data:)["']?"""
)


class Page(HTMLParser):
    """Ids, names of fields and official statements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if "id" in values:
            self.ids.append(values["id"] or "")
        if tag in ("input", "textarea", "select"):
            self.names.add(values.get("name") or "")


@pytest.fixture(scope="session")
def specs(project: Project) -> dict[str, WorkbookSpec]:
    return {spec.id: spec for spec in plan(project)}


def each(packs: Path) -> list[tuple[Path, dict[str, object]]]:
    found = [(path.parent, json.loads(path.read_text())) for path in sorted(packs.glob("*/*/manifest.json"))]
    assert len(found) >= 16
    return found


def letters(text: str) -> str:
    """Without spaces and hyphens, which the ends of printed lines change."""
    return re.sub(r"[\s\ufffe\x02-]", "", text)


def printed(pack: Path) -> str:
    with pypdfium2.PdfDocument(pack / "handout.pdf") as pdf:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pdf)


def test_every_cohort_and_seminar_has_a_pack(packs: Path, specs: dict[str, WorkbookSpec]) -> None:
    assert {manifest["workbook"] for _, manifest in each(packs)} == set(specs)


def test_the_front_page_leads_to_every_pack(packs: Path) -> None:
    text = (packs / "index.html").read_text()
    for pack, manifest in each(packs):
        assert f'href="{manifest["cohort"]}/{manifest["seminar"]}/index.html"' in text
        for name in ("workbook.html", "handout.pdf", "workbook.ipynb"):
            assert f'href="{name}"' in (pack / "index.html").read_text()


def test_every_handout_is_pdf_ua(packs: Path) -> None:
    for pack, _ in each(packs):
        report = validation.validate_pdf(pack / "handout.pdf", profile=validation.ValidationProfile.PDF_UA_1)
        assert report.is_compliant, (pack, report)


def test_every_handout_has_title_language_bookmarks_and_pages(packs: Path, specs: dict[str, WorkbookSpec]) -> None:
    for pack, manifest in each(packs):
        with pikepdf.open(pack / "handout.pdf") as pdf:
            assert str(pdf.Root.Lang) == "en-GB"
            assert specs[str(manifest["workbook"])].title in str(pdf.docinfo["/Title"])
            assert 12 <= len(pdf.pages) <= 60
            assert [str(box) for box in pdf.pages[0].MediaBox[2:]] == ["595.2756", "841.8898"]


def test_nothing_asks_the_network(packs: Path) -> None:
    for pack, _ in each(packs):
        for name in ("workbook.html", "index.html", "workbook.ipynb"):
            text = (pack / name).read_text()
            assert not LOADS.search(text), (pack, LOADS.search(text))
        assert "default-src 'none'" in (pack / "workbook.html").read_text()
        with pikepdf.open(pack / "handout.pdf") as pdf:
            actions = {str(obj.get("/S")) for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and "/S" in obj}
            assert not actions & {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR"}


def test_fields_have_one_id_each_and_the_page_has_them_all(packs: Path) -> None:
    for pack, _ in each(packs):
        page = Page((pack / "workbook.html").read_text())
        assert len(page.ids) == len(set(page.ids)), pack
        names = [name for name in page.names if name]  # the one to load a file with is no question
        assert len(names) > 40
        assert {bool(re.fullmatch(r"[a-z][a-z0-9]*(--?[a-z0-9]+)*", name)) for name in names} == {True}


def test_a_page_stays_small(packs: Path) -> None:
    sizes = {str(pack): (pack / "workbook.html").stat().st_size for pack, _ in each(packs)}
    assert max(sizes.values()) <= 200_000, sizes


def test_every_statement_of_the_seminar_is_rated_and_quoted_exactly(
    packs: Path, specs: dict[str, WorkbookSpec]
) -> None:
    for pack, manifest in each(packs):
        text = (pack / "workbook.html").read_text()
        words = letters(printed(pack))
        for groups in specs[str(manifest["workbook"])].parameters["statements"].values():
            for statement in (s for group in groups for s in group["statements"]):
                assert f'<b class="code">{statement["code"]}</b>' in text
                assert letters(statement["text"]) in words, (pack, statement)


def test_edition_and_licence_stand_beside_the_statements(packs: Path, specs: dict[str, WorkbookSpec]) -> None:
    for pack, manifest in each(packs):
        framework = specs[str(manifest["workbook"])].parameters["framework"]
        for text in (re.sub(r"\s+", " ", (pack / "workbook.html").read_text()), printed(pack)):
            assert "Open Government Licence v3.0" in text
            assert framework["edition"] in text
            assert "Crown copyright" in text


def test_study_packs_have_no_room_and_seminar_workbooks_have_one(packs: Path, specs: dict[str, WorkbookSpec]) -> None:
    for pack, manifest in each(packs):
        spec = specs[str(manifest["workbook"])]
        words = Drawn((pack / "workbook.html").read_text()).text
        if spec.cohort.delivery == "online":
            assert "Study pack" in words
            assert not re.search(r"\bvenue\b|in the room|\bIn pairs\b", words, re.IGNORECASE), pack
        else:
            assert str(spec.cohort.venue) in words


def test_cohort_seminar_and_page_number_stand_on_every_page(packs: Path, specs: dict[str, WorkbookSpec]) -> None:
    for pack, manifest in each(packs):
        with pypdfium2.PdfDocument(pack / "handout.pdf") as pdf:
            for number in range(1, len(pdf)):
                text = " ".join(pdf[number].get_textpage().get_text_range().split())
                assert f"Page {number + 1} of {len(pdf)}" in text
                assert str(manifest["cohort_name"]) in text
                assert str(manifest["code"]) in text
            assert f"Code {manifest['code']}" in " ".join(pdf[0].get_textpage().get_text_range().split())


def test_every_pack_has_its_workbook_as_data(packs: Path, specs: dict[str, WorkbookSpec]) -> None:
    schema = json.loads((ROOT / "docs" / "workbook.schema.json").read_text(encoding="utf-8"))
    for pack, manifest in each(packs):
        said = json.loads((pack / "workbook.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(schema).validate(said)
        assert said["id"] == manifest["workbook"]
        assert [chapter["id"] for chapter in said["chapters"]] == list(specs[str(manifest["workbook"])].seminar.sheets)
        assert "facilitator" not in json.dumps(said["chapters"])


def test_manifests_say_how_packs_were_made(packs: Path) -> None:
    for _, manifest in each(packs):
        assert manifest["schema"] == "workbook-pack/1"
        made_from = manifest["made_from"]
        assert isinstance(made_from, dict)
        assert {"workbook-kit", "python", "papermill", "typst", "pypandoc-binary"} <= set(made_from["versions"])
        assert set(made_from) == {
            *("engine", "versions", "kit", "extension", "forms", "figures", "logos", "fonts", "sheets", "parameters"),
            "archive",
        }
