"""The embedded engine, with the real pandoc and the real Typst."""

import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import page as validation
import pikepdf
import pytest
import typst

from tests.activities.declared import HOSTILE, Page, every, squeezed
from tests.render.reading import pages
from tests.render.workbook import EXTENSION, METADATA, activities, cell, document, facts, of_sheets, whole
from workbook_kit.activities import COVER_FIELDS
from workbook_kit.errors import ProblemsError
from workbook_kit.project.placeholders import escape_markdown
from workbook_kit.render import embedded


def declared() -> list[str]:
    """The ids of all fields of the whole workbook."""
    answered = [field.id for activity in activities() for field in activity.fields()]
    return [*(field.id for field in COVER_FIELDS), *answered, "notes"]


def test_ids_on_the_page_are_unique_and_references_lead_somewhere(page: str) -> None:
    parts = Page(page)
    ids = parts.values("id")
    assert len(ids) == len(set(ids))
    inner = {target.removeprefix("#") for target in parts.values("href", "a") if target.startswith("#")}
    assert inner | set(parts.values("for")) | set(parts.values("aria-labelledby")) <= set(ids)


def test_the_page_has_the_declared_fields_in_order(page: str) -> None:
    assert Page(page).names() == declared()


def test_paper_has_the_declared_fields_in_order(handout_source: Path) -> None:
    found = typst.query(handout_source, "<seminar-field>", field="value", font_paths=[EXTENSION / "fonts"])
    assert [field["id"] for field in json.loads(found)] == declared()


def test_the_page_loads_nothing_from_anywhere(page: str) -> None:
    parts = Page(page)
    loads = parts.values("src") + parts.values("href", "link") + re.findall(r"url\(([^)]*)\)", page)
    assert loads
    assert {load.strip("\"'").startswith("data:") for load in loads} == {True}
    assert not {"script", "iframe", "object", "embed"} & {tag for tag, _ in parts.tags}
    assert any("default-src 'none'" in said for said in parts.values("content", "meta"))


def test_the_page_stays_small(page: str) -> None:
    assert len(page) < 200_000


def test_the_page_says_its_facts_and_credits_its_partners(page: str) -> None:
    parts = Page(page)
    for fact in (
        "First fruit",
        "Leading Apples",
        "Spring Valley",
        "Llyfrgell Llandŵr",
        "A. Nowak, Siân Łukasik",
        "Bee Board",
    ):
        assert fact in parts.text
    assert parts.values("alt", "img") == ['The Tree"s Trust & Co', "Four boxes, joined by arrows."]
    assert "https://example.org/join?a=1&b=2" in parts.values("href", "a")


def test_the_handout_conforms_to_pdf_ua(handout: bytes) -> None:
    report = validation.validate_pdf_bytes(handout, profile=validation.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
    assert report.is_compliant


def test_the_same_workbook_gives_the_same_bytes(handout: bytes, tmp_path: Path) -> None:
    assert embedded.render_pdf(whole(), tmp_path, EXTENSION) == handout


def test_contents_give_the_pages_of_each_chapter_as_links(handout: bytes) -> None:
    said = pages(handout)
    headings = ("Furniture Boxes", "Writing All of them", "Statements Rate much", "Notes Notes")
    starts = [next(n for n, text in enumerate(said, start=1) if heading in text) for heading in headings]
    # above the heading stands its chapter again
    opens = [
        f"First fruit {words.split()[0]} {words}" in said[n - 1] for n, words in zip(starts, headings, strict=True)
    ]
    ends = [start - 1 if alone else start for start, alone in zip(starts[1:], opens[1:], strict=True)]
    for heading, start, end in zip(headings, starts, [*ends, len(said)], strict=True):
        expected = str(start) if start == end else f"{start}–{end}"
        chapter = heading.split()[0]
        assert re.search(rf"{chapter}[ .]+{expected}(?!\d|–)", said[1]), (chapter, expected, said[1])
    with pikepdf.open(BytesIO(handout)) as pdf:
        links = [one for one in pdf.pages[1].Annots if one.Subtype == "/Link"]  # type: ignore[union-attr]
        assert len(links) == 6


def test_the_handout_is_in_british_english(handout: bytes) -> None:
    with pikepdf.open(BytesIO(handout)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"


@pytest.mark.parametrize(
    "text",
    ["...", "a...b", "--- -- -", "-?", "-3", "a -1 b", "1.", "12. Hill", "= Hill", "== Hill", "+ Hill", "- Hill",
     "/ a: b", "~", "//", "a/*b*/", "http://a.b", "'a' \"b\"", "a\\", "#1 @me <x> $y$ _z_ *w* `v`"],
)  # fmt: skip
def test_a_value_keeps_what_typst_would_take_for_a_mark(text: str, tmp_path: Path) -> None:
    value = escape_markdown(text)
    parts = [f"# One {value}", value, f"- {value}", f"**{value}** and {value}", f"> {value}"]
    sample = document(*parts, cohort=text, title=text, day=text, facts=facts({"Cohort": text, "Venue": text}))
    said = squeezed("".join(pages(embedded.render_pdf(sample, tmp_path, EXTENSION))))
    assert said.count(squeezed(text)) >= 12


def test_an_authors_own_marks_are_printed_ones(tmp_path: Path) -> None:
    (page,) = pages(embedded.render_pdf(document("# One", 'Wait... 3--4, so---"yes" it\'s.'), tmp_path, EXTENSION))[2:]
    assert "Wait… 3–4, so—“yes” it’s." in page


def test_every_page_but_the_cover_has_its_running_lines(handout: bytes) -> None:
    cover, *rest = pages(handout)
    assert "Page 1 of" not in cover
    for number, text in enumerate(rest, start=2):
        assert text.startswith("First fruit ")
        assert f"NPQAA · Spring Valley · 14 January 2027 · AA-7F3A Page {number} of {len(rest) + 1}" in text


def test_the_cover_has_its_facts_and_a_place_for_a_name(handout: bytes) -> None:
    cover = pages(handout)[0]
    for words in ("Leading Apples", "First fruit", "Chapter 1: Orchards", "Your name", "Siân Łukasik", "Bee Board"):
        assert words in cover


def test_a_rating_that_runs_over_repeats_its_header(handout: bytes) -> None:
    on = [text for text in pages(handout) if "Statement" in text and "tells at some length" in text]
    assert len(on) > 1
    for text in on:
        assert re.search(r"Long stem 1 .*2 .*3 .*4 ", text)


def test_facilitators_notes_are_in_their_own_edition_only(page: str, handout: bytes, tmp_path: Path) -> None:
    assert "secret seeds" not in page
    assert "secret seeds" not in " ".join(pages(handout))
    for name, render in (("html", embedded.render_html), ("pdf", embedded.render_pdf)):
        work = tmp_path / name
        work.mkdir()
        made = render(of_sheets(*whole().scopes, edition="facilitator", layout="facilitator"), work, EXTENSION)
        assert "secret seeds" in (made.decode() if name == "html" else " ".join(pages(made)))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_comes_through_as_text(text: str, tmp_path: Path) -> None:
    sample = document("# Chapter", *map(cell, every(text)))
    html = embedded.render_html(sample, tmp_path, EXTENSION).decode()
    said = squeezed("".join(pages(embedded.render_pdf(sample, tmp_path, EXTENSION))))
    # help, label, table, sense-making, ladder and rating each show it
    assert squeezed(Page(html).text).count(squeezed(text)) >= 15
    assert said.count(squeezed(text)) >= 15
    assert "script" not in {tag for tag, _ in Page(html).tags}


def test_a_fact_comes_through_as_text(tmp_path: Path) -> None:
    sample = document("# One", facts=facts({"Cohort": "{{ 7*7 }} <b> $x$ #1 @me"}))
    html = embedded.render_html(sample, tmp_path, EXTENSION).decode()
    assert "{{ 7*7 }} <b> $x$ #1 @me" in Page(html).text
    assert "{{ 7*7 }} <b> $x$ #1 @me" in pages(embedded.render_pdf(sample, tmp_path, EXTENSION))[0]


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("![A tree](figures/stages.svg)", "figures/stages.svg has no description; write what it shows"),
        ('![](https://example.org/x.png){fig-alt="x"}', "https://example.org/x.png is outside the workbook"),
        ('![](../x.png){fig-alt="x"}', "../x.png is outside the workbook"),
        ('![](/etc/x.png){fig-alt="x"}', "/etc/x.png is outside the workbook"),
        ("Costs $5 or 6$ a tree", "the formula 5 or 6 has no words beside it"),
        ('::: {.stage letter="G"}\nText\n:::', "a .stage box lacks its letter or title"),
        ('```{=html}\n<img src="x.png">\n```', "a raw HTML block loads a file"),
        ('```{=typst}\n#import "@preview/x:1.0.0"\n```', "a raw Typst block holds code of its own"),
    ],
)
@pytest.mark.parametrize("render", [embedded.render_html, embedded.render_pdf])
def test_what_must_not_be_printed_is_refused(render: object, markdown: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        render(document("# One", markdown), tmp_path, EXTENSION)  # type: ignore[operator]
    assert said in str(caught.value)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        embedded.render_html(document("# One", "Costs $x$ ![](a.png)"), tmp_path, EXTENSION)
    assert len(caught.value.problems) == 2


def test_a_workbook_without_a_title_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="no title"):
        embedded.render_pdf(document("# One", title=""), tmp_path, EXTENSION)


def test_a_heading_out_of_order_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="Typst refused the workbook"):
        embedded.render_pdf(document("# One", "### Three"), tmp_path, EXTENSION)


def test_facts_that_a_cohort_lacks_leave_no_trace(tmp_path: Path) -> None:
    bare = {key: METADATA[key] for key in ("title", "lang")}
    sample = document("# One")
    sample = replace(sample, metadata=bare, resources={})
    assert "Venue" not in embedded.render_html(sample, tmp_path, EXTENSION).decode()
    assert "Venue" not in pages(embedded.render_pdf(sample, tmp_path, EXTENSION))[0]
