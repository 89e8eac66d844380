"""The pandoc process that stays, held to what pandoc gives when it is started for one output."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.activities.declared import HOSTILE, every
from tests.render.anew import by_command_line
from tests.render.workbook import EXTENSION, cell, document, whole
from workbook_kit.errors import ProblemsError
from workbook_kit.render import embedded, pandoc
from workbook_kit.render import pandoc as staying
from workbook_kit.render.document import Document
from workbook_kit.render.pandoc import Format, PandocEndedError, StayingPandoc, convert

FORMATS = {
    "page": replace(embedded.PAGE, extension=EXTENSION),
    "paper": replace(embedded.PAPER, extension=EXTENSION),
}
#: A document that our filter refuses, one that it takes, and one that nothing in it may show in others.
REFUSED = document("# One", "Costs $x$ ![](a.png)")
HOSTILE_ONE = document("# One", *(part for text in HOSTILE.values() for part in map(cell, every(text))))
NOTES = document("# Notes", "A note.[^1] Another.^[Of its own.]", "# More", "[Notes], [](#notes)", "[^1]: Said *here*.")
JOB = {"parts": ["*one*"], "front": "", "reader": pandoc.READER, "to": "html5", "edition": "", "filters": [],
       "filters_of_whole": [], "template": "", "shift": 0, "options": {}, "variables": {}, "looks": ""}  # fmt: skip


def for_facilitators(sample: Document) -> Document:
    return replace(sample, metadata={**sample.metadata, "edition": "facilitator"})


RAW = document("# One", "```{=part}\nx\n```", "# Two", "``` {=start of a part}\nx\n```", "body \\{body\\}")
SAMPLES = {
    "whole": whole(),
    "facilitators": for_facilitators(whole()),
    "hostile": HOSTILE_ONE,
    "notes": NOTES,
    "raw": RAW,
}


@pytest.fixture(scope="module")
def anew() -> dict[tuple[str, str], str]:
    """Each sample in each format, by a pandoc of its own."""
    made = {}
    for name, sample in SAMPLES.items():
        for kind, format in FORMATS.items():
            done = by_command_line(sample.markdown, format, sample.metadata, "--standalone")
            assert done.returncode == 0, done.stderr
            made[name, kind] = done.stdout
    return made


@pytest.fixture
def staying_pandoc() -> Iterator[StayingPandoc]:
    one = StayingPandoc()
    yield one
    one.close()


def made(sample: Document, kind: str) -> str:
    return embedded._convert(sample, FORMATS[kind])


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", SAMPLES)
def test_it_gives_what_pandoc_gives_when_started_anew(name: str, kind: str, anew: dict[tuple[str, str], str]) -> None:
    assert made(SAMPLES[name], kind) == anew[name, kind]


def test_no_document_shows_in_another_in_any_order(anew: dict[tuple[str, str], str]) -> None:
    """Also after one that our filter refused, and after one for facilitators."""
    order = [(name, kind) for name in SAMPLES for kind in FORMATS]
    for name, kind in (*order, *reversed(order), *order[::2], *order[1::2]):
        with pytest.raises(ProblemsError) as caught:
            made(REFUSED, kind)
        assert len(caught.value.problems) == 2
        assert made(SAMPLES[name], kind) == anew[name, kind]


def test_what_a_filter_has_changed_to_counts_from_the_next_document(tmp_path: Path) -> None:
    filter = tmp_path / "shout.lua"
    format = Format("html5", tmp_path, filters=("shout.lua",))
    for word in ("One", "Two", "Three"):
        filter.write_text(f"function Str() return pandoc.Str('{word}') end", encoding="utf-8")
        assert convert(["text"], format) == f"<p>{word}</p>"


def test_what_pandoc_refuses_is_told_in_a_sentence() -> None:
    with pytest.raises(ProblemsError, match=r"pandoc stopped: .*; look at the Markdown it names"):
        convert(["---\na: [\n---\n\ntext"], Format("html5"))


def test_tabs_are_four_spaces_as_on_pandocs_command_line() -> None:
    text = "- a\n\n\tb\n\n```\nx\ty\n\tz\n```\n"
    assert convert([text], Format("html5")) == by_command_line(text, Format("html5")).stdout.rstrip("\n")


def test_a_process_that_was_killed_is_started_once_more(staying_pandoc: StayingPandoc) -> None:
    first = staying_pandoc.ask(JOB)
    killed = staying_pandoc.pid
    os.kill(killed, signal.SIGKILL)
    assert staying_pandoc.ask(JOB) == first == {"text": "<p><em>one</em></p>"}
    assert staying_pandoc.pid != killed


def test_a_process_that_dies_twice_over_a_job_is_an_error(
    staying_pandoc: StayingPandoc, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "convert.lua"
    script.write_text("io.read('l') io.stderr:write('out of memory') os.exit(1)", encoding="utf-8")
    monkeypatch.setattr(staying, "_SCRIPT", script)
    with pytest.raises(PandocEndedError, match="ended without an answer, twice: out of memory"):
        staying_pandoc.ask(JOB)


def test_a_job_without_end_is_an_error_in_words_and_the_next_one_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staying, "TIMEOUT", 1)
    with pytest.raises(ProblemsError, match="pandoc took more than 1 seconds; look for a text with very many brackets"):
        convert(["[" * 40 + "\n"], Format("html5"))
    monkeypatch.setattr(staying, "TIMEOUT", 60)
    assert convert(["*one*"], Format("html5")) == "<p><em>one</em></p>"


def test_an_answer_that_nobody_waited_for_is_not_the_next_jobs(
    staying_pandoc: StayingPandoc, monkeypatch: pytest.MonkeyPatch
) -> None:
    staying_pandoc.ask(JOB)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(staying.json, "loads", interrupted)
        with pytest.raises(KeyboardInterrupt):
            staying_pandoc.ask({**JOB, "parts": ["*two*"]})
    assert staying_pandoc.ask(JOB) == {"text": "<p><em>one</em></p>"}


def test_a_process_that_has_grown_is_replaced(staying_pandoc: StayingPandoc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staying, "MOST_MEMORY", 1)
    assert staying_pandoc.ask(JOB) == staying_pandoc.ask(JOB)
    assert staying_pandoc.pid == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has its own place for temporary files")
def test_what_it_keeps_while_it_runs_lies_with_our_own_files_and_goes_with_it(
    staying_pandoc: StayingPandoc, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    staying_pandoc.ask(JOB)
    assert list(tmp_path.iterdir())
    staying_pandoc.close()
    assert not list(tmp_path.iterdir())


def test_many_documents_do_not_make_it_grow(staying_pandoc: StayingPandoc) -> None:
    """What is kept of documents is bounded, and so is what pandoc holds for Lua."""
    text = "word *word* [link](#a)\n\n" * 800
    for number in range(60):
        staying_pandoc.ask({**JOB, "parts": [f"# Part {number}\n\n{text}"]})
    assert psutil.Process(staying_pandoc.pid).memory_info().rss < 300_000_000


def test_threads_share_one_process(staying_pandoc: StayingPandoc) -> None:
    answers = dict[int, object]()

    def ask(number: int) -> None:
        answers[number] = staying_pandoc.ask({**JOB, "parts": [f"{number}"]})

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: {"text": f"<p>{number}</p>"} for number in range(8)}


@pytest.mark.skipif(os.name != "posix", reason="kills a process group as POSIX does")
def test_it_ends_when_its_builder_is_killed() -> None:
    code = (
        "import sys, time; from workbook_kit.render.pandoc import Format, convert, _pandoc; "
        "convert(['x'], Format('html5')); print(_pandoc.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as builder:
        assert builder.stdout
        pid = int(builder.stdout.readline())
        builder.kill()
    deadline = time.monotonic() + 30
    with suppress(psutil.NoSuchProcess):
        while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline
            time.sleep(0.05)
