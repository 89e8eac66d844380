"""Answers taken out of one page and into another, and files that are not what they should be."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.filling import (
    COHORT,
    FIRST,
    SECOND,
    answers_file,
    box,
    choose,
    dialog,
    download,
    fill_in,
    go,
    load,
    rate,
    saved,
    shown,
    strange_files,
    tab,
    wait_until_true,
    workbook,
)

pytestmark = pytest.mark.browser

CUT_SHORT = "This file cannot be read as answers: it is another kind of file, or it was cut short. Nothing was loaded."
FOREIGN = "This file holds no workbook answers. Nothing was loaded."
VERSION = (
    "This file is of another version (workbook-answers/2); this workbook reads workbook-answers/1. Nothing was loaded."
)
OTHER = (
    "These answers belong to another NPQ (NPQSENCO, “The one called seminar-1”)."
    " This workbook is for NPQLTD. Nothing was loaded."
)
LARGE = "This file is too large to be a workbook's answers (more than 20 MB). Nothing was loaded."
REFUSED = {
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", CUT_SHORT),
    "nothing": (b"", CUT_SHORT),
    "cut short": (answers_file({"notes": "Words"})[:-20].encode(), CUT_SHORT),
    "a list": (b"[1, 2]", FOREIGN),
    "some other JSON": (b'{"name": "package", "version": "1.0.0"}', FOREIGN),
    "another version": (answers_file({"notes": "Words"}, schema="workbook-answers/2").encode(), VERSION),
    "another NPQ": (answers_file({"notes": "Words"}, npq="NPQSENCO").encode(), OTHER),
}
IN_PART: dict[str, tuple[dict[str, object], str]] = {
    "a rating of 99": ({"practice": {"6a": 99}}, "1 answer was left out: no fit for the question or the scale."),
    "a million letters": ({"notes": "a" * 10**6}, "1 answer was left out: more than 200,000 characters."),
    "neither text nor a rating": ({"notes": True}, "1 answer was left out: neither text nor a rating."),
    "a name no activity has": ({"No such": "a"}, "1 answer was left out: no activity has such a name."),
    "no date": ({"actions": {"1-3": "soon"}}, "1 answer was left out: no fit for the question or the scale."),
}  # fmt: skip


@pytest.fixture
def page(packs: Path, browser: Browser) -> Iterator[Page]:
    """The workbook, with one thing written in it."""
    with tab(browser, workbook(packs).as_uri()) as page:
        box(page, "notes").fill("Here before")
        saved(page)
        yield page


def answers_of(page: Page) -> dict[str, object]:
    """What the page would give away, without the time of writing."""
    return {name: member for name, member in json.loads(download(page)[1]).items() if name != "saved_at"}


def test_what_is_downloaded_loads_on_another_device_and_is_equal(page: Page, packs: Path, browser: Browser) -> None:
    fill_in(page)
    saved(page)
    name, text = download(page)
    assert name == f"{COHORT}--{FIRST}.answers.json"
    with tab(browser, workbook(packs).as_uri()) as clean:
        load(clean, text)
        assert shown(clean) == shown(page)
        assert answers_of(clean) == answers_of(page)
        saved(clean)
        go(clean)
        expect(box(clean, "notes")).to_have_value(shown(page)["notes"])
        assert answers_of(clean) == answers_of(page)


def test_the_file_says_what_was_asked_and_where_it_belongs(page: Page) -> None:
    rate(page, "practice--6a", 3)
    file = json.loads(download(page)[1])
    assert (file["schema"], file["workbook"]["npq"], file["workbook"]["id"]) == (
        "workbook-answers/1", "NPQLTD", f"{COHORT}--{FIRST}",
    )  # fmt: skip
    assert file["answers"] == {"notes": "Here before", "practice": {"6a": 3}}
    assert set(file["asked"]) == {"notes"}


def test_a_file_that_holds_no_answers_of_this_workbook_is_refused_in_a_sentence(page: Page) -> None:
    before = answers_of(page)
    for what, (given, sentence) in REFUSED.items():
        assert sentence in load(page, given), what
        assert shown(page) == {"notes": "Here before"}, what
    assert answers_of(page) == before


def test_a_file_of_two_hundred_megabytes_is_refused_and_never_read(page: Page, tmp_path: Path) -> None:
    before = answers_of(page)
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(200_000_000)
    page.evaluate("() => { for (const how of ['text', 'arrayBuffer', 'stream'])"
                  " Blob.prototype[how] = () => { window.wasRead = true } }")  # fmt: skip
    assert LARGE in load(page, large)
    assert page.evaluate("window.wasRead") is None
    assert answers_of(page) == before


def test_of_a_file_with_one_bad_answer_the_good_ones_are_taken_and_the_bad_one_is_named(page: Page) -> None:
    for n, (what, (bad, sentence)) in enumerate(IN_PART.items()):
        part = f"{n % 4 + 1}-{n // 4 + 1}"
        said = load(page, answers_file({"change-stages": {part: "Good"}} | bad))
        assert "1 answer loaded that was not here." in said, what
        assert sentence in said, what
        assert shown(page)[f"change-stages--{part}"] == "Good", what
    assert set(shown(page).values()) == {"Here before", "Good"}


def test_html_in_an_answer_stays_text(page: Page) -> None:
    text = "</textarea><img src=x onerror='document.title = `hacked`'><script>document.title = 'hacked'</script>"
    load(page, answers_file({"review-use": text, "gone-since": text, "cover": {"name": text}}))
    expect(box(page, "review-use")).to_have_value(text)
    expect(page.locator("#kept")).to_contain_text(text)
    expect(page.locator(".strip")).to_contain_text(text)
    assert page.locator("img[src=x]").count() == 0
    assert "hacked" not in page.title()


def test_strange_files_change_no_prototype_break_nothing_and_always_get_an_answer(page: Page) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    good = json.loads(answers_file({"prompt": "Words", "notes": "", "practice": {"6a": 3}, "cover": {"name": "Ada"}}))
    for n, strange in enumerate(strange_files(good, 80)):
        assert re.search(r"answers?\b", choose(page, strange)), (n, strange[:300])
    dialog(page).get_by_role("button", name="Close").click()
    assert faults == []
    assert page.evaluate("Object.keys(Object.prototype).concat(({}).polluted ?? [])") == []
    assert "hacked" not in page.title()
    box(page, "notes").fill("And it still works")
    saved(page)
    go(page)
    expect(box(page, "notes")).to_have_value("And it still works")


def test_the_newer_answer_wins_whichever_way_a_file_goes(page: Page) -> None:
    old = answers_file({"notes": "Of long ago", "review-use": "Only there"})
    said = load(page, old)
    assert "1 answer loaded that was not here." in said
    assert "1 answer here is newer and stays." in said
    assert shown(page) == {"notes": "Here before", "review-use": "Only there"}
    assert "1 answer replaced by a newer one." in load(
        page, answers_file({"notes": "Newer"}, saved_at="2999-01-01T00:00:00Z")
    )
    assert shown(page)["notes"] == "Newer"


def test_loading_can_be_undone_and_stays_undone(page: Page) -> None:
    rate(page, "practice--6a", 2)
    before = shown(page)
    load(
        page,
        answers_file({"notes": "New", "review-use": "New", "practice": {"6a": 5}}, saved_at="2999-01-01T00:00:00Z"),
    )
    assert shown(page)["notes"] == "New"
    dialog(page).get_by_role("button", name="Take the load back").click()
    dialog(page).get_by_role("button", name="Close").click()
    expect(box(page, "notes")).to_have_value("Here before")
    assert shown(page) == before
    saved(page)
    go(page)
    expect(box(page, "notes")).to_have_value("Here before")
    assert shown(page) == before


def test_answers_that_have_no_place_in_this_edition_are_shown_kept_and_exported(page: Page) -> None:
    file = answers_file({"gone-since": "Written in the first edition"}, asked={"gone-since": "What was asked then?"})
    assert "1 answer has no place in this edition; it is kept." in load(page, file)
    for _ in range(2):
        section = page.locator("#kept")
        expect(section).to_contain_text("What was asked then?")
        expect(section).to_contain_text("Written in the first edition")
        assert json.loads(download(page)[1])["answers"]["gone-since"] == "Written in the first edition"
        wait_until_true(lambda: "gone-since" in page.evaluate("Object.values(localStorage).join()"))
        go(page)


def test_last_seminars_answers_stand_beside_the_new_ones(page: Page, packs: Path, browser: Browser) -> None:
    rate(page, "practice--6n", 2)
    box(page, "cover--name").fill("Ada Example")
    box(page, "review-use").fill("What I meant to do")
    name, text = download(page)
    with tab(browser, workbook(packs, SECOND).as_uri()) as later:
        assert "3 answers taken from “Getting change ready” to compare with." in load(later, text)
        assert shown(later) == {"cover--name": "Ada Example"}
        statement = later.locator("[id='practice--6n'] legend")
        expect(statement).to_contain_text("Earlier: 2")
        rate(later, "practice--6n", 3)
        expect(later.locator("[id='practice--6n'] legend")).to_contain_text("Earlier: 2. Now: 3, up 1")
        summary = later.get_by_text("What you wrote in “Getting change ready”")
        summary.first.click()
        expect(later.get_by_text("What I meant to do")).to_be_visible()
        saved(later)
        go(later)
        expect(later.locator("[id='practice--6n'] legend")).to_contain_text("Earlier: 2. Now: 3, up 1")
        carried = json.loads(download(later)[1])["earlier"][0]
        assert carried["answers"]["practice"] == {"6n": 2}
        assert name.startswith(carried["workbook"]["id"])


def test_answers_of_an_earlier_seminar_alone_are_kept_like_any_other(page: Page, packs: Path) -> None:
    go(page, workbook(packs, SECOND).as_uri())
    load(page, answers_file({"practice": {"6n": 2}}))
    for _ in range(3):
        expect(page.locator("[id='practice--6n'] legend")).to_contain_text("Earlier: 2")
        wait_until_true(lambda: '"6n":2' in page.evaluate("Object.values(localStorage).join()"))
        go(page)
