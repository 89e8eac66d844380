"""The plan as a page and on paper: every name as the text it is, and tables that a screen reader can follow."""

import re
from html.parser import HTMLParser
from io import BytesIO

import page as validation
import pikepdf
import pypdfium2
import pytest

from tests.packs.test_print_plan import ONLINE, PAGES, ROSTER, planned
from tests.render.reading import pages
from tests.tiny import ROOT, Tiny
from workbook_kit.packs.print_plan import PrintPlan
from workbook_kit.packs.print_plan_pages import WARNING, plan_html, plan_pdf

EXTENSION = ROOT / "_extensions" / "seminar"
HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{ 7*7 }} {% raw %}", "#panic() [x] <label>",
    "=1+1", "*bold* _it_ $x$", '\\ "quoted" \\u{41}', "O’Brien & “Sons” &amp;", "@SUM(A1) ~ `raw`", "--- ... --",
    "Zażółć Gęślą-Jaźń Ŵŷ", "#import \"/etc/passwd\"",
]  # fmt: skip


class _Reader(HTMLParser):
    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags = "", list[tuple[str, dict[str, str | None]]]()
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += f"{data}\n"

    def every(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\ufffe\u200b\x02]", "", text)


def hostile(tiny: Tiny) -> PrintPlan:
    quoted = ['"' + name.replace('"', '""') + '"' for name in HOSTILE]
    people = [f"{name},Oak,{('', 'large print', 'screen reader')[n % 3]}" for n, name in enumerate(quoted)]
    return planned(tiny, roster="\n".join(["name,group,access", *people, ""]), name='Hill <b> "#x" {{ 1 }}')


def test_a_hostile_name_is_only_a_name_on_the_page(tiny: Tiny) -> None:
    read = _Reader(plan_html(hostile(tiny)))
    assert not {"script", "img", "b", "label", "link"} & {tag for tag, _ in read.tags}
    assert not [name for _, attrs in read.tags for name in attrs if name.startswith("on")]
    for name in [*HOSTILE, 'Hill <b> "#x" {{ 1 }}']:
        assert name in read.text


def test_a_hostile_name_is_only_a_name_on_paper(tiny: Tiny) -> None:
    said = squeezed("".join(pages(plan_pdf(hostile(tiny), EXTENSION))))
    for name in [*HOSTILE, 'Hill <b> "#x" {{ 1 }}']:
        assert squeezed(name) in said


def test_the_page_asks_the_network_for_nothing(tiny: Tiny) -> None:
    read = _Reader(plan_html(planned(tiny, roster=ROSTER)))
    policies = [attrs["content"] for attrs in read.every("meta") if "http-equiv" in attrs]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert not [attrs for _, attrs in read.tags if {"src", "href"} & set(attrs)]


def test_every_header_of_a_table_says_what_it_heads(tiny: Tiny) -> None:
    read = _Reader(plan_html(planned(tiny, roster=ROSTER)))
    headers = read.every("th")
    assert len(read.every("table")) == 5
    assert {attrs.get("scope") for attrs in headers} == {"row", "col"}
    ids = {attrs.get("id") for _, attrs in read.tags}
    assert {attrs["aria-labelledby"] for attrs in read.every("table")} <= ids


@pytest.mark.parametrize("roster", ["", ROSTER], ids=["no roster", "roster"])
@pytest.mark.parametrize("cohort", [{}, {"size": "10"}, ONLINE], ids=["no size", "size", "online"])
def test_paper_conforms_to_pdf_ua_and_says_what_the_page_says(tiny: Tiny, roster: str, cohort: dict[str, str]) -> None:
    plan = planned(tiny, PAGES, roster, **cohort)
    pdf = plan_pdf(plan, EXTENSION)
    report = validation.validate_pdf_bytes(pdf, profile=validation.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
    said = pages(pdf)
    assert WARNING in said[0]
    assert {"do not pass it on" in page for page in said} == {True}
    assert WARNING in plan_html(plan).decode()
    read = _Reader(plan_html(plan))
    style = next(text for text in re.findall(r"<style>(.*?)</style>", plan_html(plan).decode(), re.DOTALL))
    words = set(read.text.replace(style, "").split()) - {"Print", "plan:"}
    assert {word for word in words if squeezed(word) not in squeezed("".join(said))} == set()


def test_the_same_plan_gives_the_same_bytes(tiny: Tiny) -> None:
    plan = planned(tiny, roster=ROSTER)
    assert plan_pdf(plan, EXTENSION) == plan_pdf(plan, EXTENSION)
    assert plan_html(plan) == plan_html(plan)


def test_rows_and_columns_of_tables_on_paper_have_headers(tiny: Tiny) -> None:
    pdf = plan_pdf(planned(tiny, roster=ROSTER), EXTENSION)
    with pikepdf.open(BytesIO(pdf)) as opened:
        objects = [one for one in opened.objects if isinstance(one, pikepdf.Dictionary)]
        headers = [one for one in objects if one.get("/S") == "/TH"]
        scopes = [re.findall(r"/Scope[^/]*/(Row|Column)", one.unparse(resolved=True).decode()) for one in headers]
    assert {tuple(scope) for scope in scopes} == {("Row",), ("Column",)}


def test_a_name_without_a_space_stays_on_the_paper(tiny: Tiny) -> None:
    plan = planned(tiny, roster=f"name,group,access\n{'W' * 80},Oak,\n", venue="V" * 300)
    document = pypdfium2.PdfDocument(plan_pdf(plan, EXTENSION))
    try:
        for number in range(len(document)):
            text = document[number].get_textpage()
            right = max(text.get_charbox(index)[2] for index in range(text.count_chars()))
            assert right <= document[number].get_width() - 50
    finally:
        document.close()


def test_a_plan_of_five_hundred_people_is_made_in_a_second_or_two(tiny: Tiny) -> None:
    lines = "".join(f"Person number {n},{('Oak', 'Elm')[n % 2]},\n" for n in range(500))
    plan = planned(tiny, roster=f"name,group,access\n{lines}", size="500")
    said = pages(plan_pdf(plan, EXTENSION))
    assert plan.rows[0].copies == 550
    assert "Person number 499" in " ".join(said)
    assert len(said) < 10
