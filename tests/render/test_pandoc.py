"""The pandoc process that stays, held to what pandoc gives when it is started for one output."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.activities.declared import HOSTILE, every
from tests.commands import ended
from tests.render.anew import by_command_line
from tests.render.workbook import EXTENSION, cell, document, markdown, scope, whole
from workbook_kit.errors import ProblemsError
from workbook_kit.processes import Keeper
from workbook_kit.render import embedded, pandoc
from workbook_kit.render.document import Document
from workbook_kit.render.pandoc import Format, convert
from workbook_kit.render.script import styles

FORMATS = {
    "page": replace(embedded.PAGE, extension=EXTENSION, variables={"css": styles(EXTENSION)}),
    "paper": replace(embedded.PAPER, extension=EXTENSION),
}
#: A document that our filter refuses, one that it takes, and one that nothing in it may show in others.
REFUSED = document("# One", "Costs $x$ ![](a.png)")
HOSTILE_ONE = document("# One", *(part for text in HOSTILE.values() for part in map(cell, every(text))))
NOTES = document("# Notes", "A note.[^1] Another.^[Of its own.]", "# More", "[Notes], [](#notes)", "[^1]: Said *here*.")


def for_facilitators(sample: Document) -> Document:
    return replace(sample, metadata={**sample.metadata, "edition": "facilitator"})


RAW = document("# One\n\n```{=part}\nx\n```\n\n# Two\n\n``` {=start of a passage}\nx\n```\n\nbody \\{body\\}")
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
            done = by_command_line(markdown(sample), format, sample.metadata, "--standalone")
            assert done.returncode == 0, done.stderr
            made[name, kind] = done.stdout
    return made


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    """A pandoc of the test's own."""
    with Keeper(pandoc._start, pandoc._write, pandoc._read) as keeper:
        monkeypatch.setattr(pandoc, "_pandoc", keeper)
        yield keeper


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
        assert convert([scope("text")], format) == f"<p>{word}</p>"


def test_what_pandoc_refuses_is_told_in_a_sentence() -> None:
    with pytest.raises(ProblemsError, match=r"pandoc stopped: .*; look at the Markdown it names"):
        convert([scope("text")], Format("no such format"))


def test_tabs_are_four_spaces_as_on_pandocs_command_line() -> None:
    text = "- a\n\n\tb\n\n```\nx\ty\n\tz\n```\n"
    assert convert([scope(text)], Format("html5")) == by_command_line(text, Format("html5")).stdout.rstrip("\n")


def test_a_process_that_dies_twice_over_a_job_is_an_error_in_words(
    kept: Keeper, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "convert.lua"
    script.write_text("io.read('l') io.stderr:write('out of memory') os.exit(1)", encoding="utf-8")
    monkeypatch.setattr(pandoc, "_SCRIPT", script)
    with pytest.raises(ProblemsError, match="pandoc ended without an answer, twice: out of memory; close other"):
        convert([scope("*one*")], Format("html5"))


def test_a_job_without_end_is_an_error_in_words_and_the_next_one_is_done(kept: Keeper) -> None:
    kept.timeout = 1
    with pytest.raises(ProblemsError, match="pandoc took more than 1 seconds; look for a text with very many brackets"):
        convert([scope("[" * 40 + "a" + "]" * 40)], Format("html5"))
    kept.timeout = 60
    assert convert([scope("*one*")], Format("html5")) == "<p><em>one</em></p>"


@pytest.mark.skipif(os.name == "nt", reason="Windows has its own place for temporary files")
def test_what_it_keeps_while_it_runs_lies_with_our_own_files_and_goes_with_it(
    kept: Keeper, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    convert([scope("*one*")], Format("html5"))
    assert list(tmp_path.iterdir())
    kept.close()
    assert not list(tmp_path.iterdir())


def test_many_documents_do_not_make_it_grow(kept: Keeper) -> None:
    """What is kept of documents is bounded, and so is what pandoc holds for Lua."""
    text = "word *word* [link](https://a.b)\n\n" * 800
    for number in range(60):
        convert([scope(f"# Part {number}\n\n{text}")], Format("html5"))
    assert psutil.Process(kept.pid).memory_info().rss < 300_000_000


@pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX does")
def test_it_ends_when_its_builder_is_killed() -> None:
    code = (
        "import time; from workbook_kit.render.pandoc import Format, convert, process_id; "
        "convert([], Format('html5')); print(process_id(), flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as builder:
        assert builder.stdout
        process = psutil.Process(int(builder.stdout.readline()))
        builder.kill()
    assert ended(process, 30)
