"""Sixty statements in a real JupyterLab: one form of ours beside a naive grid of ipywidgets RadioButtons.

Run with `python -m benchmarks.widgets`. Both are shown in the same server and browser, by turns, each time in a
new notebook with a new kernel. Prints the time from running the cell to the last row in sight, what the kernel and
the browser said to each other until then, and the same for one click.
"""

import re
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright
from tests.browser.conftest import CHROMIUM
from tests.browser.lab import Lab, Server, server, until, write_notebook

ROUNDS, STATEMENTS = 5, 60
DECLARED = f"""\
from workbook_kit.activities import Rating
import ipywidgets

labels = ["New to me", "Finding out", "Sure", "Could teach it"]
texts = [f"Statement {{n}} tells at some length how an orchard is kept." for n in range(1, {STATEMENTS} + 1)]
statements = [{{"code": f"1.{{n}}", "text": text}} for n, text in enumerate(texts, 1)]
framework = {{"title": "Apples", "edition": "May 2024", "licence": "Open Government Licence v3.0"}}
"""
OURS = """\
Rating("facts", "Rate yourself", groups=[{"title": "Facts", "statements": statements}],
       scale={"question": "How sure are you?", "labels": labels}, framework=framework, kind="knowledge")
"""
NAIVE = """\
ipywidgets.VBox([
    ipywidgets.HBox([ipywidgets.HTML(text), ipywidgets.RadioButtons(options=labels, value=None)]) for text in texts
])
"""
#: The cell, and what every row of it matches.
KINDS = {
    "one form of ours": (OURS, ".seminar-live fieldset"),
    "naive RadioButtons": (NAIVE, ".widget-radio"),
}
EXECUTED = "window.jupyterapp.shell.currentWidget.content.widgets[2].model.executionCount > 0"
#: From running the second code cell to the last row in sight, in the browser's own time.
SHOWN = """([rows, count]) => new Promise(done => {
  const panel = window.jupyterapp.shell.currentWidget;
  panel.content.activeCellIndex = 3;
  const start = performance.now();
  const look = () => document.querySelectorAll(rows).length >= count
    ? requestAnimationFrame(() => done(performance.now() - start)) : requestAnimationFrame(look);
  void window.jupyterapp.commands.execute("notebook:run-cell");
  look();
})"""


class Traffic:
    """What goes over a page's sockets."""

    def __init__(self, page: Page) -> None:
        self.clear()
        page.on("websocket", self._listen)

    def clear(self) -> None:
        self.kinds: dict[str, int] = {}
        self.messages = self.bytes = 0

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", self._count)
        socket.on("framereceived", self._count)

    def _count(self, frame: str | bytes) -> None:
        said = frame if isinstance(frame, bytes) else frame.encode()
        self.messages += 1
        self.bytes += len(said)
        for kind in re.findall(rb'"msg_type": ?"(comm_open|comm_msg)"', said[:2000])[:1]:
            self.kinds[kind.decode()] = self.kinds.get(kind.decode(), 0) + 1


@contextmanager
def notebook(running: Server, browser: Browser, name: str, source: str) -> Iterator[tuple[Lab, Traffic]]:
    """A new notebook whose second code cell shows the rows."""
    write_notebook(running.root / name, [DECLARED, source])
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    traffic = Traffic(page)
    lab = Lab(running, page, name)
    lab.open()
    yield lab, traffic
    page.close()
    running.stop_kernels(name)


def measure(running: Server, browser: Browser, name: str, kind: str) -> dict[str, Any]:
    """One showing and one click."""
    source, rows = KINDS[kind]
    with notebook(running, browser, name, source) as (lab, traffic):
        for cell in (1, 2):
            lab.page.evaluate(f"window.jupyterapp.shell.currentWidget.content.activeCellIndex = {cell}")
            lab.command("notebook:run-cell")
        until(lambda: lab.page.evaluate(EXECUTED))
        lab.ready()
        traffic.clear()
        shown = lab.page.evaluate(SHOWN, [rows, STATEMENTS])
        lab.ready()
        found = {"ms to display": shown, "messages": traffic.messages, "kB": traffic.bytes / 1000, **traffic.kinds}
        traffic.clear()
        lab.page.locator(rows).nth(30).locator("input").nth(2).check()
        until(
            lambda: lab.page.evaluate("true") and traffic.kinds.get("comm_msg")
        )  # sockets speak while a page is asked
        lab.ready()
        return {**found, "messages a click": traffic.messages, "kB a click": traffic.bytes / 1000}


def main() -> None:
    """Measures both by turns and prints medians side by side."""
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM if CHROMIUM.exists() else None, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for turn in range(ROUNDS):
            for number, kind in enumerate(KINDS):
                found[kind].append(measure(running, browser, f"turn-{turn}-{number}", kind))
        browser.close()
    print(f"{STATEMENTS} statements in JupyterLab, medians of {ROUNDS} new notebooks each")
    print(f"{'':20}" + "".join(f"{kind:>24}" for kind in KINDS))
    for name in dict.fromkeys(name for runs in found.values() for run in runs for name in run):
        medians = [statistics.median(run.get(name, 0) for run in runs) for runs in found.values()]
        print(f"{name:20}" + "".join(f"{median:24.1f}" for median in medians))


if __name__ == "__main__":
    main()
