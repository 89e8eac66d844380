"""Typst in a process of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import typst

from tests.render.workbook import EXTENSION
from workbook_kit.render.typst import MOST, EndedError, RefusedError, Typesetter

FONTS = [EXTENSION / "fonts"]
PAGE = """#set document(title: [{word}])
= {word}
#context sys.inputs.at("layout", default: "none")
"""
#: Prints the number of its typesetter's process, and waits to be killed.
_OWNER = """
import sys, time
from workbook_kit.typesetter import Typesetter
owned = Typesetter()
owned.start()
print(owned.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def typesetter() -> Iterator[Typesetter]:
    with Typesetter() as typesetter:
        yield typesetter


def written(folder: Path, word: str, text: str = PAGE) -> Path:
    page = folder / f"{word}.typ"
    page.write_text(text.format(word=word), encoding="utf-8")
    return page


def pdf(typesetter: Typesetter, page: Path) -> bytes:
    return typesetter.pdf(page, {"layout": "handout"}, ["ua-1"], FONTS)


def test_it_sets_what_typst_itself_sets_whatever_it_set_before(typesetter: Typesetter, tmp_path: Path) -> None:
    for word in ("Alpha", "Beta", "Alpha"):
        page = written(tmp_path, word)
        alone = typst.compile(
            page, format="pdf", root=tmp_path, font_paths=FONTS, ignore_system_fonts=True,
            sys_inputs={"layout": "handout"}, pdf_standards=["ua-1"], timestamp=0,
        )  # fmt: skip
        assert pdf(typesetter, page) == alone


def test_a_refusal_comes_back_in_typsts_words_and_the_process_stays(typesetter: Typesetter, tmp_path: Path) -> None:
    first = pdf(typesetter, written(tmp_path, "Alpha")), typesetter.pid
    with pytest.raises(RefusedError, match="missing document title") as refused:
        pdf(typesetter, written(tmp_path, "Untitled", "= {word}"))
    assert refused.value.hints
    assert (pdf(typesetter, written(tmp_path, "Alpha")), typesetter.pid) == first


def test_a_process_that_was_killed_is_started_again(typesetter: Typesetter, tmp_path: Path) -> None:
    page = written(tmp_path, "Alpha")
    first, before = pdf(typesetter, page), typesetter.pid
    psutil.Process(before).kill()
    assert pdf(typesetter, page) == first
    assert typesetter.pid != before


def test_what_its_owner_holds_does_not_count_as_its_own_size(typesetter: Typesetter, tmp_path: Path) -> None:
    held = b"x" * (MOST + (50 << 20))
    page = written(tmp_path, "Alpha")
    first, before = pdf(typesetter, page), typesetter.pid
    assert (pdf(typesetter, page), typesetter.pid) == (first, before)
    assert before
    del held


def test_one_that_cannot_run_is_given_up(
    typesetter: Typesetter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "typst.py").write_text("raise SystemExit(1)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(EndedError):
        pdf(typesetter, written(tmp_path, "Alpha"))


def test_modules_in_the_folder_it_starts_in_are_not_its_own(
    typesetter: Typesetter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "typst.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    assert pdf(typesetter, written(tmp_path, "Alpha")).startswith(b"%PDF")


def test_one_that_has_grown_makes_room_for_another(tmp_path: Path) -> None:
    page = written(tmp_path, "Alpha")
    with Typesetter(most=1) as typesetter:
        first = pdf(typesetter, page)
        assert typesetter.pid == 0
        assert pdf(typesetter, page) == first


def test_it_ends_with_its_owner_even_where_that_is_killed() -> None:
    owner = subprocess.Popen([sys.executable, "-c", _OWNER], stdout=subprocess.PIPE)
    with owner:
        assert owner.stdout is not None
        child = psutil.Process(int(owner.stdout.readline()))
        owner.kill()
    assert ended(child)


def test_closed_it_is_gone(typesetter: Typesetter) -> None:
    typesetter.start()
    child = psutil.Process(typesetter.pid)
    typesetter.close()
    assert ended(child)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are to be had on Linux and macOS")
def test_a_fork_of_the_owner_leaves_its_process_alone(typesetter: Typesetter, tmp_path: Path) -> None:
    page = written(tmp_path, "Alpha")
    first, child = pdf(typesetter, page), typesetter.pid
    fork = os.fork()
    if not fork:
        same = pdf(typesetter, page) == first and typesetter.pid != child
        typesetter.close()
        os._exit(0 if same else 1)
    assert os.waitpid(fork, 0)[1] == 0
    assert (pdf(typesetter, page), typesetter.pid) == (first, child)


def test_an_interrupted_question_does_not_answer_the_next(
    typesetter: Typesetter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alpha, beta = written(tmp_path, "Alpha"), written(tmp_path, "Beta")
    first, slow = pdf(typesetter, beta), written(tmp_path, "Slow", "#for i in range(300000) {{ [{word}] }}")

    def interrupt(signum: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            pdf(typesetter, slow)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert pdf(typesetter, beta) == first
    assert pdf(typesetter, alpha) != first


def ended(process: psutil.Process) -> bool:
    """Whether it ends in time; what waits for a parent that is no more has ended."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False
