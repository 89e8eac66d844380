"""The widget's script with a stand-in for Jupyter: what it says to a kernel, and what it makes of the answers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lab import until
from tests.render.workbook import EXTENSION
from workbook_kit.activities import Prompt
from workbook_kit.answers.jupyter.outputs import form_html
from workbook_kit.render.script import script

pytestmark = pytest.mark.browser
MARK = "0123456789abcdef"
NOW: dict[str, Any] = {"values": {"aim": "As it was"}, "earlier": {}, "charts": {}, "notes": ""}
START = """async ([source, how, now, mark]) => {
  const listeners = [], end = new AbortController();
  window.sent = [];
  window.hear = (said, name = "msg:custom") => {
    for (const [one, call] of [...listeners]) if (one === name) call(said);
  };
  window.end = () => end.abort();
  const state = { now, mark, place: "folder" };
  const model = {
    get: (name) => state[name],
    send: (said) => { if (window.broken) throw new Error("comm closed"); window.sent.push(said); },
    on: (name, call) => listeners.push([name, call]),
    off: () => {},
  };
  const { default: widget } = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const el = document.body.appendChild(document.createElement("div"));
  widget[how]({ model, el, signal: end.signal });
}"""
Start = Callable[..., Page]


@pytest.fixture
def start(browser: Browser) -> Iterator[Start]:
    """A page with two forms, in which the script begins."""
    context = browser.new_context()
    context.route("http://jupyter.test/**", lambda route: route.fulfill(content_type="text/html", body=forms()))

    def begin(how: str = "initialize", now: dict[str, Any] = NOW) -> Page:
        page = context.new_page()
        page.goto("http://jupyter.test/")
        page.evaluate(START, [script(EXTENSION, "widget"), how, now, MARK])
        return page

    yield begin
    context.close()


def forms() -> str:
    """The outputs of two cells."""
    return "".join(form_html(Prompt(id, f"Your {id}"), MARK) for id in ("aim", "role"))


def message(page: Page) -> dict[str, Any]:
    """The answers that were sent last."""
    found: list[dict[str, Any]] = until(lambda: page.evaluate("sent.filter(one => one.set)"))
    return found[-1]


def answer(page: Page, **said: Any) -> None:
    """The kernel answers that message."""
    sent = message(page)
    page.evaluate("said => hear(said)", {"client": sent["client"], "sent": sent["sent"], **said})


def kept(page: Page) -> dict[str, str]:
    """What the device has, by key."""
    found = page.evaluate("JSON.parse(localStorage.getItem('workbook-kit.unsent.folder') ?? '{}')")
    return {key: one["value"] for key, one in found.items()}


@pytest.mark.parametrize("how", ["initialize", "render"])
def test_forms_are_there_whether_or_not_the_widget_is_shown(start: Start, how: str) -> None:
    page = start(how)
    expect(page.get_by_label("Your aim")).to_have_value("As it was")
    expect(page.get_by_text("Run all cells")).to_have_count(2)
    expect(page.get_by_text("Run all cells").first).to_be_hidden()


def test_a_form_that_comes_later_is_filled_too_and_twice_in_one_page_nothing_starts(start: Start) -> None:
    page = start("render")
    page.evaluate(
        "html => document.body.insertAdjacentHTML('beforeend', html)", form_html(Prompt("more", "More"), MARK)
    )
    page.get_by_label("More").fill("x")
    assert message(page)["set"] == [["more", "x", None]]


def test_an_answer_is_on_the_device_until_the_file_has_it(start: Start) -> None:
    page = start()
    page.get_by_label("Your role").fill("Head")
    assert kept(page) == {"role": "Head"}
    answer(page, saved=False, words="Not saved: the disk is full.", trouble=True)
    expect(page.get_by_text("Not saved: the disk is full.")).to_be_visible()
    assert kept(page) == {"role": "Head"}
    page.get_by_label("Your role").fill("Head of all")
    until(lambda: message(page)["set"] == [["role", "Head of all", None]])
    answer(page, saved=True, words="Saved beside this notebook, {time}.", trouble=False)
    expect(page.get_by_text("Saved beside this notebook, ")).to_be_visible()
    assert kept(page) == {}


def test_an_echo_of_before_does_not_undo_what_was_typed_since(start: Start) -> None:
    page = start()
    page.get_by_label("Your role").fill("One")
    first = message(page)
    page.get_by_label("Your role").fill("One two")
    said = {"client": first["client"], "sent": first["sent"], "saved": True, "words": "", "values": {"role": "One"}}
    page.evaluate("said => hear(said)", said)
    expect(page.get_by_label("Your role")).to_have_value("One two")
    assert kept(page) == {"role": "One two"}


def test_a_kernel_that_says_nothing_for_three_seconds_is_told(start: Start) -> None:
    page = start()
    page.get_by_label("Your role").fill("Anyone there?")
    expect(page.get_by_text("Not saved yet: Jupyter does not answer.")).to_be_visible(timeout=6_000)
    expect(page.get_by_text("What you wrote last is kept on this device")).to_be_visible()
    answer(page, saved=True, words="Saved.", trouble=False)
    expect(page.get_by_text("Not saved yet")).to_have_count(0)


def test_where_the_device_keeps_nothing_that_is_said(start: Start) -> None:
    page = start()
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full') } }")
    page.get_by_label("Your role").fill("Anyone there?")
    expect(page.get_by_text("Do not close this page before.")).to_be_visible(timeout=6_000)


@pytest.mark.parametrize("ending", ["end()", "hear({}, 'comm:close')", "broken = true; hear({}, 'comm_live_update')"])
def test_a_kernel_that_is_gone_greys_the_forms(start: Start, ending: str) -> None:
    page = start()
    page.get_by_label("Your role").fill("Kept here")
    page.evaluate(ending)
    expect(page.locator(".seminar[inert]")).to_have_count(2, timeout=6_000)
    expect(page.get_by_text("What you wrote last is kept on this device, and comes back then.").first).to_be_visible()
    assert kept(page) == {"role": "Kept here"}
    again = start()
    expect(again.get_by_label("Your role")).to_have_value("Kept here")
    [[key, value, at, before]] = message(again)["set"]
    assert (key, value, before) == ("role", "Kept here", None)
    assert at > 1_700_000_000_000, "the kernel is told when it was written"


def test_what_a_later_answer_in_the_file_says_wins(start: Start) -> None:
    page = start()
    page.get_by_label("Your aim").fill("Old")
    page.evaluate("end()")
    again = start()
    expect(again.get_by_label("Your aim")).to_have_value("Old")
    answer(again, saved=True, words="", trouble=False)
    expect(again.get_by_label("Your aim")).to_have_value("As it was")


def test_what_is_refused_stays_in_the_form_and_on_the_device(start: Start) -> None:
    page = start()
    page.get_by_label("Your aim").fill("Too long")
    answer(page, saved=True, refused=["aim"], words="It is too long; shorten it.", trouble=True, values={})
    expect(page.get_by_text("It is too long; shorten it.")).to_be_visible()
    expect(page.get_by_label("Your aim")).to_have_value("Too long")
    assert kept(page) == {"aim": "Too long"}


def test_an_answer_that_got_lost_on_its_way_goes_along_with_the_next_and_is_not_called_saved(start: Start) -> None:
    page = start()
    page.get_by_label("Your aim").fill("Lost in the air")
    message(page)
    page.get_by_label("Your role").fill("Head")
    until(lambda: len(page.evaluate("sent.filter(one => one.set)")) == 2)
    [[key, value, at, before], role] = message(page)["set"]
    assert (key, value, before) == ("aim", "Lost in the air", "As it was")
    assert at > 1_700_000_000_000, "somebody may have answered in the meantime"
    assert role == ["role", "Head", None]


def test_an_answer_that_nobody_receives_is_sent_again_until_somebody_does(start: Start) -> None:
    page = start()
    page.get_by_label("Your aim").fill("Again")
    until(lambda: [one["set"][0][1] for one in page.evaluate("sent.filter(one => one.set)")] == ["Again", "Again"])
    answer(page, saved=True, words="Saved.", trouble=False)
    page.wait_for_timeout(6_500)  # twice the wait before
    assert len(page.evaluate("sent.filter(one => one.set)")) == 2


def test_what_is_refused_is_not_sent_again(start: Start) -> None:
    page = start()
    page.get_by_label("Your aim").fill("Too long")
    answer(page, saved=True, refused=["aim"], words="It is too long; shorten it.", trouble=True, values={})
    page.get_by_label("Your role").fill("Head")
    until(lambda: message(page)["set"] == [["role", "Head", None]])


def test_a_form_drawn_anew_after_the_kernel_has_gone_says_so_too(start: Start) -> None:
    page = start()
    page.evaluate("hear({}, 'comm:close')")
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", forms())
    expect(page.locator(".seminar[inert]")).to_have_count(4)
    expect(page.get_by_text("This is not connected to Jupyter any more.")).to_have_count(4)
