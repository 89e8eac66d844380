"""Nothing leaves the page and nothing but its own script runs in it, whatever is tried."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.filling import download, fill_in, go, saved, served, tab, wait_until_true, workbook

pytestmark = pytest.mark.browser

#: Every way out of a page that we know of, short of going to another one. Each gets an address of its own.
WAYS_OUT = """
async (base) => {
  const add = (tag, with_) => document.body.append(Object.assign(document.createElement(tag), with_));
  const tried = [];
  const way = async (name, act) => {
    tried.push(name);
    try { await act(`${base}/${name}`) } catch {}
  };
  await way("fetch", url => fetch(url));
  await way("beacon", url => navigator.sendBeacon(url, "answers"));
  await way("request", url => { const r = new XMLHttpRequest(); r.open("POST", url, false); r.send("answers") });
  await way("socket", url => new WebSocket(url.replace("http", "ws")));
  await way("events", url => new EventSource(url));
  await way("import", url => import(url));
  await way("worker", url => new Worker(url));
  await way("image", url => add("img", {src: url}));
  await way("frame", url => add("iframe", {src: url}));
  await way("object", url => add("object", {data: url}));
  await way("video", url => add("video", {src: url, autoplay: true}));
  await way("style", url => add("link", {rel: "stylesheet", href: url}));
  await way("prefetch", url => add("link", {rel: "prefetch", href: url}));
  await way("script", url => new Promise(done => add("script", {src: url, onload: done, onerror: done})));
  await way("background", url => document.body.style.backgroundImage = `url(${url})`);
  await way("form", url => {
    const form = Object.assign(document.createElement("form"), {action: url, method: "post"});
    document.body.append(form);
    form.submit();
  });
  return tried;
}
"""
INLINE = """
() => {
  const script = Object.assign(document.createElement("script"), {textContent: "window.ran = 'a script'"});
  const area = document.createElement("div");
  area.setAttribute("onclick", "window.ran = 'a handler'");
  const link = Object.assign(document.createElement("a"), {href: "javascript:window.ran = 'an address'"});
  document.body.append(script, area, link);
  area.click();
  link.click();
}
"""
WATCH = (
    "window.blocked = []; addEventListener('securitypolicyviolation', e => window.blocked.push(e.effectiveDirective))"
)


def test_no_request_leaves_the_page_while_it_is_used(packs: Path, browser: Browser) -> None:
    with served(workbook(packs).parent) as site, tab(browser, "about:blank") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        go(page, f"{site.address}/workbook.html")
        fill_in(page)
        saved(page)
        download(page)
        download(page, "Download a copy to read")
        page.pdf()
        assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [f"{site.address}/workbook.html"]
        assert set(site.asked) <= {"/workbook.html", "/favicon.ico"}


def test_the_policy_stops_every_way_out(packs: Path, browser: Browser) -> None:
    with served(workbook(packs).parent) as site, tab(browser, "about:blank") as page:
        page.add_init_script(WATCH)
        go(page, f"{site.address}/workbook.html")
        site.asked.clear()
        tried = page.evaluate(WAYS_OUT, site.address)
        assert len(tried) == 16
        wait_until_true(lambda: "form-action" in page.evaluate("window.blocked"))
        expected = {
            "connect-src",
            "img-src",
            "frame-src",
            "object-src",
            "media-src",
            "style-src-elem",
            "script-src-elem",
        }
        assert expected <= set(page.evaluate("window.blocked"))
        # the server would have heard by now: its answer to a question of our own comes after theirs
        page.request.get(f"{site.address}/index.html")
        assert set(site.asked) <= {"/index.html", "/favicon.ico"}
        assert page.url == f"{site.address}/workbook.html"


def test_without_its_policy_the_same_page_would_let_them_out(packs: Path, browser: Browser) -> None:
    with (
        served(workbook(packs).parent) as site,
        tab(browser, f"{site.address}/workbook.html", bypass_csp=True) as page,
    ):
        site.asked.clear()
        page.evaluate(WAYS_OUT, site.address)
        page.wait_for_url("**/form")
        assert {"/fetch", "/image", "/script", "/frame", "/form"} <= set(site.asked)


def test_the_policy_lets_no_script_run_but_the_pages_own(packs: Path, browser: Browser) -> None:
    with tab(browser, "about:blank") as page:
        page.add_init_script(WATCH)
        go(page, workbook(packs).as_uri())
        page.evaluate(INLINE)
        wait_until_true(lambda: len(page.evaluate("window.blocked")) == 3)
        assert page.evaluate("window.ran") is None
        assert {"script" in directive for directive in page.evaluate("window.blocked")} == {True}
