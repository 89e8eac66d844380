"""A real Jupyter for the tests: one server, and for each test a folder, a kernel and a page of its own."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import psutil
from playwright.sync_api import Locator, Page, expect

from tests.render.workbook import EXTENSION, asking, document
from workbook_kit.render.notebook import render_notebook

TOKEN = "token"
WORKBOOK = "aa-spring--seminar-1"
ANSWERS = f"{WORKBOOK}.answers.json"
SECONDS = 30
# The mark of an idle kernel that the page shows stands there before the kernel is connected at all.
_READY = """() => {
  const panel = window.jupyterapp?.shell?.currentWidget, session = panel?.sessionContext;
  return !!(panel?.context?.isReady && session?.isReady && session.session?.kernel?.connectionStatus === "connected"
    && session.session.kernel.status === "idle");
}"""
_QUIET = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}


DECLARED = """\
from workbook_kit.activities import *

framework = {"title": "Apples", "edition": "May 2024", "licence": "Open Government Licence v3.0"}
scale = {"question": "How sure are you?", "labels": ["New to me", "Finding out", "Sure", "Could teach it"]}

def statements(count):
    return [{"code": f"1.{n}", "text": f"Fact {n} about apples."} for n in range(1, count + 1)]

def rating(count):
    groups = [{"area": 1, "area_name": "Orchards", "title": "Facts", "statements": statements(count)}]
    return Rating("facts", "Rate yourself", groups=groups, scale=scale, framework=framework, kind="knowledge")
"""
SHORT = (
    DECLARED,
    'Prompt("role", "Your role", help="Write for yourself.", no_pupils=True)',
    "rating(3)",
    'Blanks("recall", "Name them", answers=["root", "leaf"])',
    'Table("plan", "Your plan", columns=["What", "By when"], rows=["Goal"], corner="Stage", kinds=["text", "date"])',
)


class Server:
    """A running Jupyter server and the folder that it shows."""

    def __init__(self, root: Path, url: str) -> None:
        self.root, self.url = root, url

    def ask(self, path: str, method: str = "GET") -> Any:
        """Asks the server's own interface."""
        headers = {"Authorization": f"token {TOKEN}"}
        request = urllib.request.Request(f"{self.url}{path}", method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.loads(answer.read() or "null")

    def stop_kernels(self, folder: str) -> None:
        """Ends the kernels of one test's notebooks."""
        for session in self.ask("api/sessions"):
            if session["path"].startswith(f"{folder}/"):
                self.ask(f"api/sessions/{session['id']}", "DELETE")


@contextmanager
def server(folder: Path, without: Sequence[str] = ()) -> Iterator[Server]:
    """Jupyter on a free port, with folders of its own for everything that it keeps.

    Args:
        without: extensions that this server lacks.
    """
    root = folder / "root"
    root.mkdir()
    log = (folder / "log").open("wb")
    process = subprocess.Popen(_command(root), cwd=root, env=_environment(folder, without), stdout=log, stderr=log)
    try:
        yield Server(root, _address(folder / "runtime", process))
    finally:
        process.terminate()
        process.wait(SECONDS)
        log.close()


def _command(root: Path) -> list[str]:
    options = {
        "ServerApp.port": 0,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.root_dir": root,
        "ServerApp.open_browser": False,
        "IdentityProvider.token": TOKEN,
        "LabApp.expose_app_in_browser": True,
        "JupyterNotebookApp.expose_app_in_browser": True,
    }
    return [sys.executable, "-m", "jupyterlab", "--allow-root", *(f"--{name}={said}" for name, said in options.items())]


def _environment(folder: Path, without: Sequence[str]) -> dict[str, str]:
    (folder / "config" / "labconfig").mkdir(parents=True)
    disabled = json.dumps({"disabledExtensions": dict.fromkeys(without, True)})
    (folder / "config" / "labconfig" / "page_config.json").write_text(disabled)
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(_QUIET))
    own = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("QUARTO_", "JUPYTER"))}
    return inherited | {name: str(folder / place) for name, place in own.items()}


def _address(runtime: Path, process: subprocess.Popen[bytes]) -> str:
    """The address that the server wrote down, once it answers there."""

    def answering() -> str | None:
        assert process.poll() is None, "the server ended"
        for file in runtime.glob("jpserver-*.json"):
            url = json.loads(file.read_bytes())["url"]
            Server(runtime, url).ask("api")
            return str(url)
        return None

    return str(until(answering))


def until(wanted: Callable[[], Any], seconds: float = SECONDS) -> Any:
    """What the function gives as soon as it gives anything; errors of reading count as nothing yet."""
    end = time.monotonic() + seconds
    while True:
        try:
            if found := wanted():
                return found
        except (OSError, ValueError, KeyError):
            if time.monotonic() > end:
                raise
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def write_notebook(folder: Path, cells: Sequence[str], **about: str) -> Path:
    """A pack's notebook with these code cells."""
    sheet = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    sheet.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    asked = asking(**{"id": WORKBOOK, "cohort": "aa-spring", **about})
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "workbook.ipynb"
    path.write_bytes(render_notebook(document(workbook=asked, **{"workbook-id": WORKBOOK}), [sheet], folder, EXTENSION))
    return path


class Lab:
    """A notebook open in JupyterLab or in Notebook 7."""

    def __init__(self, server: Server, page: Page, folder: str, host: str = "lab/tree") -> None:
        self.server, self.page, self.host = server, page, host
        self.folder = server.root / folder
        self.answers = self.folder / ANSWERS

    def open(self, name: str = "workbook.ipynb") -> None:
        """Opens the notebook and waits until its kernel listens."""
        more = "&reset" if self.host == "lab/tree" else ""
        self.page.goto(f"{self.server.url}{self.host}/{self.folder.name}/{name}?token={TOKEN}{more}")
        self.ready()

    def ready(self) -> None:
        """Waits until the kernel listens and has nothing to do."""
        self.page.wait_for_function(_READY, timeout=SECONDS * 1000)

    def command(self, name: str) -> None:
        """One of Jupyter's own commands. What it gives back is too much to pass on."""
        self.page.evaluate(f"void window.jupyterapp.commands.execute({json.dumps(name)})")

    def run_all(self) -> None:
        """Runs every cell, and waits for the last."""
        self._mark_old()
        self.command("notebook:run-all-cells")
        self._finished()

    def restart_and_run_all(self) -> None:
        """A new kernel, then every cell."""
        self._mark_old()
        self.command("notebook:restart-run-all")
        self.page.get_by_role("dialog").get_by_role("button", name="Confirm Kernel Restart").click()
        self._finished()

    def restart(self) -> None:
        """A new kernel, and no cell is run."""
        self.page.evaluate("async () => { await window.jupyterapp.shell.currentWidget.sessionContext.restartKernel() }")
        self.ready()

    def end_kernel(self) -> None:
        """Kills the kernel, as a machine without memory does."""
        [session] = [one for one in self.server.ask("api/sessions") if one["path"].startswith(f"{self.folder.name}/")]
        kernel = session["kernel"]["id"]
        for process in psutil.process_iter(["cmdline"]):
            if any(kernel in word for word in process.info["cmdline"] or ()):
                process.kill()

    def save(self) -> None:
        """Saves the notebook, and waits until Jupyter has done so."""
        self.command("docmanager:save")
        self.page.wait_for_function("!window.jupyterapp.shell.currentWidget.context.model.dirty")

    def _mark_old(self) -> None:
        self.page.evaluate("document.querySelectorAll('.seminar-live').forEach(form => { form.dataset.old = ''; })")

    def _finished(self) -> None:
        """Waits for the picture of ratings, which the last cell shows."""
        last = self.page.locator(".jp-Notebook .jp-CodeCell").last
        expect(last.locator(".seminar-live:not([data-old]) > .seminar")).to_be_attached(timeout=SECONDS * 1000)
        self.ready()

    def statement(self, code: str) -> Locator:
        """The group of one statement's radio buttons."""
        return self.page.locator(f".seminar-live .statement:has(.code:text-is('{code}'))")

    def kinds(self) -> list[str]:
        """The kind of every cell."""
        every = "[...window.jupyterapp.shell.currentWidget.content.widgets].map(cell => cell.model.type)"
        kinds: list[str] = self.page.evaluate(every)
        return kinds

    def cells(self) -> dict[str, str]:
        """The kind of every cell by its id."""
        every = "[...window.jupyterapp.shell.currentWidget.content.widgets].map(({ model }) => [model.id, model.type])"
        return dict(self.page.evaluate(every))

    def saved(self) -> dict[str, Any]:
        """The answers in the file."""
        answers: dict[str, Any] = json.loads(self.answers.read_bytes())["answers"]
        return answers

    def until_saved(self, wanted: dict[str, Any]) -> None:
        """Waits until the file holds these answers and no others."""
        until(lambda: self.saved() == wanted)


Open = Callable[..., Lab]


def radio(statement: Locator, name: str) -> Locator:
    """One choice of a statement."""
    return statement.get_by_role("radio", name=name, exact=True)
