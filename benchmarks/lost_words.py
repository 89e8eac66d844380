"""The ways in which a notebook could lose words, each tried many times in a real JupyterLab on a slowed processor.

`python -m benchmarks.lost_words --runs 20` prints how many of the words that were typed are lost: Enter in a box, a
kernel that restarts while somebody writes, and writing before and while all cells run.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from tests.browser.conftest import CHROMIUM
from tests.browser.lab import SHORT, Lab, Server, server, until, write_notebook

SLOWED = 4
WORDS = "Nine words that somebody types while the machine labours"
#: Cells that take a while, as those of a whole pack do.
LONG = (*SHORT, *(f'import time; time.sleep(0.1)\nPrompt("more-{n}", "More {n}")' for n in range(20)))


def enter(lab: Lab) -> tuple[str, str]:
    """Three lines in one box: what was typed, and what the file has."""
    lab.run_all()
    lab.page.get_by_label("Your role").click()
    for word in WORDS.split():
        lab.page.keyboard.type(word)
        lab.page.keyboard.press("Enter")
    wanted = WORDS.replace(" ", "\n") + "\n"
    return wanted, kept(lab, wanted)


def restart(lab: Lab) -> tuple[str, str]:
    """The kernel restarts in the middle of a sentence; all cells are run again."""
    lab.run_all()
    lab.page.get_by_label("Your role").click()
    lab.page.keyboard.type(WORDS[:30])
    typed = lab.page.get_by_label("Your role").input_value()
    lab.restart()
    lab.page.keyboard.type("dd bm")  # into a form that is grey: it goes nowhere, and does nothing
    shown = lab.page.get_by_label("Your role").input_value()
    assert shown.startswith(typed)
    lab.run_all()
    return shown, kept(lab, shown)


def before(lab: Lab) -> tuple[str, str]:
    """Somebody types where a form will be, before cells run and while they do; then as soon as the form is there."""
    cells = lab.cells()
    lab.page.get_by_text("Your role").first.click()
    lab.page.keyboard.type("dd xx bm")
    lab.command("notebook:run-all-cells")
    lab.page.get_by_label("Your role").click()
    lab.page.keyboard.type(WORDS)
    found = kept(lab, WORDS)
    assert cells.items() <= lab.cells().items(), "a cell is gone, or another"
    return WORDS, found


def kept(lab: Lab, wanted: str) -> str:
    """What the file has of it, in the end."""
    try:
        until(lambda: lab.saved().get("role") == wanted, 60)
    except (AssertionError, OSError):
        return str(lab.saved().get("role")) if lab.answers.exists() else ""
    return wanted


WAYS: dict[str, tuple[Callable[[Lab], tuple[str, str]], tuple[str, ...]]] = {
    "Enter in a box": (enter, SHORT),
    "a kernel that restarts": (restart, SHORT),
    "before and while cells run": (before, LONG),
}


def attempt(running: Server, page: Page, name: str, run: int) -> bool:
    """Whether anything was lost."""
    way, cells = WAYS[name]
    folder = f"{way.__name__}-{run}"
    write_notebook(running.root / folder, cells)
    lab = Lab(running, page, folder)
    lab.open()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    wanted, found = way(lab)
    running.stop_kernels(folder)
    if wanted != found:
        print(f"  {name}, run {run}: typed {wanted!r}, kept {found!r}")
    return wanted != found


def main() -> None:
    """Tries each way, and counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = range(parser.parse_args().runs)
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as running, sync_playwright() as playwright:
        path = CHROMIUM if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for name in WAYS:
            lost = 0
            for run in runs:
                page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
                lost += attempt(running, page, name, run)
                page.context.close()
            print(f"{name}: {lost} of {len(runs)} lost", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
