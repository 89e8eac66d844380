"""What a participant does with a workbook in a browser, and what the page then says and holds."""

import http.server
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.conftest import CHROMIUM

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ROOT = Path(__file__).parents[2]

#: The workbook that most tests fill in, the largest of the sample, and the one that the same cohort has after it.
COHORT, FIRST, SECOND = "ltd-saltmarsh-2027", "seminar-1", "seminar-2"

#: Everything to fill in: boxes for text, dates and ticks, and the statements that are rated.
FIELDS = "main :is(textarea, input:not([type=radio]))[name], main .statement"
#: What every control shows, by its id: text, date, 1 for a tick, or the number of the chosen radio button; else "".
SHOWN = f"""
() => Object.fromEntries([...document.querySelectorAll("{FIELDS}")].map(box =>
  [box.id, box.matches("fieldset, [type=checkbox]")
    ? [...box.querySelectorAll("input"), box].find(one => one.checked)?.value ?? "" : box.value]))
"""

FILL = """
() => document.querySelectorAll("FIELDS").forEach((box, n) => {
  const point = box.matches("fieldset") ? box.querySelectorAll("input")[1 + n % 5] : box.type === "checkbox" && box;
  if (point) point.checked = true;
  else box.value = box.type === "date" ? `2027-03-${10 + n % 20}` : `Answer ${n}, “so” <b>to</b> speak & more`;
  (point || box).dispatchEvent(new Event("input", {bubbles: true}));
})
""".replace("FIELDS", FIELDS)
#: Whether a store of the device holds every answer that the page shows.
HELD = """
async () => {
  const kept = [];
  try { kept.push(...Object.values(localStorage)) } catch {}
  try {
    const database = await new Promise((done, failed) => {
      Object.assign(indexedDB.open("workbook-kit"), {onsuccess: e => done(e.target.result), onerror: failed});
      setTimeout(failed, 500);
    });
    const all = database.transaction("answers").objectStore("answers").getAll();
    kept.push(...await new Promise(done => all.onsuccess = () => done(all.result)));
    database.close();
  } catch {}
  const boxes = [...document.querySelectorAll("FIELDS")].map(box => [
    box.matches("fieldset") ? [box.id.split("--")[0], box.querySelector(".code").textContent] : box.id.split("--"),
    box.matches("fieldset") ? box.querySelector("input:checked")?.value
      : box.type === "checkbox" ? box.checked && "1" : box.value]);
  const held = (answers, [activity, part]) =>
    part ? answers[activity]?.[part] ?? answers[`${activity}--${part}`] : answers[activity];
  const holds = answers => boxes.every(([key, value]) => String(held(answers, key) ?? "") === (value || ""));
  return kept.some(text => holds(JSON.parse(text).answers));
}
""".replace("FIELDS", FIELDS)


def workbook(packs: Path, seminar: str = FIRST) -> Path:
    """The page of one workbook."""
    return packs / COHORT / seminar / "workbook.html"


@contextmanager
def tab(browser: Browser, address: str, **settings: Any) -> Iterator[Page]:
    """The page at an address, open in a browser that knows nothing yet."""
    with browser.new_context(**settings) as context:
        page = context.new_page()
        if settings.get("java_script_enabled", True):
            go(page, address)
        else:
            page.goto(address)
        yield page


def go(page: Page, address: str = "") -> None:
    """To the workbook at an address, or to the same again; until it has taken up what the device holds."""
    if address:
        page.goto(address)
    else:
        page.reload()
    if page.url != "about:blank" and page.evaluate("document.querySelectorAll('script[type=module]').length"):
        expect(page.get_by_role("button", name="My answers")).to_be_visible()


def box(page: Page, key: str) -> Locator:
    """The box for one text or date."""
    return page.locator(f"[id='{key}']")


def rate(page: Page, key: str, point: int | None) -> None:
    """Chooses a point of a scale, or "not yet rated"."""
    page.bring_to_front()  # a tab behind another is slow to take a click
    page.locator(f"[id='{key}'] input[value='{point or ''}']").check()


def fill_in(page: Page) -> None:
    """Something into every box, and a point for every statement, as fast as the page takes it."""
    page.evaluate(FILL)


def shown(page: Page) -> dict[str, str]:
    """Every answer that the page shows, empty ones left out."""
    return {id: value for id, value in page.evaluate(SHOWN).items() if value}


def status(page: Page) -> Locator:
    """The quiet line that says whether answers are kept."""
    return page.locator("#saved")


def cannot_keep(page: Page) -> Locator:
    """The warning that nothing is kept."""
    return page.get_by_text("This browser keeps nothing for this page")


def saved(page: Page) -> None:
    """Waits until the page says that it has saved, and has: every answer that it shows is on the device."""
    expect(status(page)).to_contain_text("Saved on this device, ")
    wait_until_true(lambda: bool(page.evaluate(HELD)))


def dialog(page: Page, name: str = "My answers") -> Locator:
    """A dialog, opened if it is not open yet."""
    page.bring_to_front()
    found = page.get_by_role("dialog", name=name)
    if not found.is_visible():
        page.get_by_role("button", name="My answers").click()
        if name != "My answers":
            page.get_by_role("dialog", name="My answers").get_by_role("button", name=name).click()
    expect(found).to_be_visible()
    return found


def download(page: Page, button: str = "Download my answers") -> tuple[str, str]:
    """The name and the text of the file that a button gives."""
    with page.expect_download() as download:
        dialog(page).get_by_role("button", name=button).click()
    dialog(page).get_by_role("button", name="Close").click()
    return download.value.suggested_filename, Path(download.value.path()).read_text(encoding="utf-8")


def choose(page: Page, file: str | bytes | Path) -> str:
    """What the page says, in the dialog that is open then, after a file was chosen."""
    said = dialog(page).locator("#loaded")
    said.evaluate("said => said.replaceChildren()")
    if isinstance(file, str):
        file = file.encode("utf-8", "replace")
    given = file if isinstance(file, Path) else FilePayload(name="a.json", mimeType="application/json", buffer=file)
    dialog(page).get_by_label("A file that ends in .answers.json").set_input_files(given)
    expect(said).not_to_be_empty()
    return said.inner_text()


def load(page: Page, file: str | bytes | Path) -> str:
    """The same, with the dialog closed again."""
    words = choose(page, file)
    dialog(page).get_by_role("button", name="Close").click()
    return words


def answers_file(answers: dict[str, Any], seminar: str = FIRST, npq: str = "NPQLTD", **members: Any) -> str:
    """An answers file of long ago, as its text."""
    cohort = COHORT if npq == "NPQLTD" else "another-cohort"
    id, title = f"{cohort}--{seminar}", f"The one called {seminar}"
    about = {"id": id, "title": title, "npq": npq, "cohort": cohort, "seminar": seminar, "content_hash": "0"}
    whole = {"schema": "workbook-answers/1", "workbook": about, "saved_at": "2026-01-14T10:42:05.123Z"}
    return json.dumps({**whole, "answers": answers, **members})


def faults(page: Page) -> list[tuple[str, str]]:
    """What axe finds wrong with the page as it is now."""
    found = Axe().run(page, options=RULES).response
    assert len(found["passes"]) > 10
    return [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]


@dataclass
class Site:
    """A folder over http, and every path that was asked for."""

    address: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """The folder at an address of this machine."""
    site = Site("")

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            super().do_GET()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *said: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        site.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()


def strange_files(good: dict[str, Any], how_many: int) -> list[str]:
    """The hostile files of the script's own tests, made from a good one by the same seeds."""
    made = "Array.from({length: Number(process.argv[2])}, (_, n) => hostile(n + 1, JSON.parse(process.argv[1])))"
    script = f'import {{ hostile }} from "./tests/script/seeded.js"; console.log(JSON.stringify({made}));'
    command = ["node", "--input-type=module", "--eval", script, "--", json.dumps(good), str(how_many)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    files: list[str] = json.loads(done.stdout)
    return files


def wait_until_true(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Waits for something that only the system knows, such as a file."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "this should have happened by now"
        time.sleep(0.02)


class Killable:
    """A Chromium process of our own with a profile on disk, which can be killed as by a crash."""

    def __init__(self, launched: Browser, profile: Path) -> None:
        port = profile / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        flags = ["--headless", "--no-sandbox", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0"]
        path = CHROMIUM if CHROMIUM.exists() else launched.browser_type.executable_path
        self._process = subprocess.Popen(
            [path, *flags, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        wait_until_true(lambda: port.exists() and port.read_text().count("\n") > 0)
        number = port.read_text().split()[0]
        self._connected = launched.browser_type.connect_over_cdp(f"http://127.0.0.1:{number}")
        self.page = self._connected.contexts[0].new_page()

    def kill(self) -> None:
        """Ends every process of it at once, without a word to any."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
