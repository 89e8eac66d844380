"""The keeper of child processes, with a child that does what its question says."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.commands import ended
from workbook_kit.processes import Child, Keeper, Owner, ProcessEndedError, ProcessTooSlowError, python

ROOT = Path(__file__).parents[1]


def main() -> None:
    """The child: `say` words, `sleep` seconds, `die` with last words, `grow` by bytes, or `print` into nowhere."""
    owner, kept = Owner(), []
    while True:
        what, much = owner.question()
        if what == "first":
            kept.append(much)
            continue
        if what == "sleep":
            time.sleep(much)
        elif what == "die":
            sys.exit(f"some warning\n{much}")
        elif what == "die once" and not much.exists():
            much.touch()
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(9)
        elif what == "grow":
            kept.append(b"x" * much)
        elif what == "print":
            print(much, flush=True)
        owner.tell((what, much, kept[:1]) if what == "say" else None)


def start(**how: Any) -> Child:
    return Child(python("tests.test_processes"), environment={**os.environ, "PYTHONPATH": path()}, **how)


def path() -> str:
    return os.pathsep.join([str(ROOT), *sys.path])


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    with Keeper(start) as keeper:
        yield keeper


def said(keeper: Keeper, word: str = "yes") -> str:
    answer: str = keeper.ask(("say", word))[1]
    return answer


def test_one_process_answers_one_question_after_another(keeper: Keeper) -> None:
    assert keeper.pid == 0
    assert said(keeper, "one") == "one"
    pid = keeper.pid
    assert (said(keeper, "two"), keeper.pid) == ("two", pid)


def test_started_ahead_it_is_the_one_that_answers(keeper: Keeper) -> None:
    keeper.start()
    pid = keeper.pid
    assert pid
    assert (said(keeper), keeper.pid) == ("yes", pid)


def test_what_the_child_prints_is_no_answer(keeper: Keeper) -> None:
    assert keeper.ask(("print", "words")) is None
    assert said(keeper) == "yes"


def test_each_new_process_is_told_first_what_it_is_to_know() -> None:
    with Keeper(start, first=("first", "known")) as keeper:
        assert keeper.ask(("say", "")) == ("say", "", ["known"])
        psutil.Process(keeper.pid).kill()
        assert keeper.ask(("say", "")) == keeper.ask(("say", "")) == ("say", "", ["known"])


def test_a_process_that_was_killed_is_started_again(keeper: Keeper) -> None:
    said(keeper)
    before = keeper.pid
    psutil.Process(before).kill()
    assert said(keeper) == "yes"
    assert keeper.pid != before


def test_one_that_ends_over_a_question_gets_a_second_try(keeper: Keeper, tmp_path: Path) -> None:
    assert keeper.ask(("die once", tmp_path / "tried")) is None


def test_two_that_end_over_a_question_are_an_error_with_the_last_words(keeper: Keeper) -> None:
    with pytest.raises(ProcessEndedError) as caught:
        keeper.ask(("die", "out of memory"))
    assert caught.value.last_words == ": out of memory"
    assert said(keeper) == "yes"


def test_a_process_that_cannot_be_started_is_the_systems_error() -> None:
    with Keeper(lambda: Child(["/no/such/program"])) as keeper, pytest.raises(FileNotFoundError):
        keeper.ask("anything")


def test_one_that_cannot_run_is_given_up() -> None:
    with (
        Keeper(lambda: Child(python("no.such.module"))) as keeper,
        pytest.raises(ProcessEndedError, match="ModuleNotFoundError"),
    ):
        keeper.ask("anything")


def test_an_answer_that_takes_too_long_is_an_error_and_the_next_question_is_answered(keeper: Keeper) -> None:
    said(keeper)
    keeper.timeout = 0.2
    with pytest.raises(ProcessTooSlowError):
        keeper.ask(("sleep", 9))
    keeper.timeout = 30
    assert said(keeper) == "yes"


@pytest.mark.skipif(os.name != "posix", reason="alarms of POSIX systems")
def test_an_interrupted_question_does_not_answer_the_next(keeper: Keeper) -> None:
    said(keeper)

    def interrupt(signum: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(KeyboardInterrupt):
            keeper.ask(("sleep", 1))
    finally:
        signal.signal(signal.SIGALRM, before)
    assert said(keeper) == "yes"


def test_one_that_has_grown_makes_room_for_another(keeper: Keeper) -> None:
    said(keeper)
    keeper.most_memory = psutil.Process(keeper.pid).memory_info().rss + (50 << 20)
    said(keeper)
    assert keeper.pid
    keeper.ask(("grow", 60 << 20))
    assert keeper.pid == 0
    assert said(keeper) == "yes"


def test_one_that_has_answered_often_makes_room_for_another() -> None:
    with Keeper(start, most_answers=2) as keeper:
        said(keeper)
        assert keeper.pid
        said(keeper)
        assert keeper.pid == 0


def test_threads_share_one_process(keeper: Keeper) -> None:
    answers = dict[int, str]()

    def ask(number: int) -> None:
        answers[number] = said(keeper, str(number))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: str(number) for number in range(8)}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are to be had on Linux and macOS")
def test_a_fork_of_the_owner_leaves_its_process_alone(keeper: Keeper) -> None:
    said(keeper)
    child = keeper.pid
    fork = os.fork()
    if not fork:
        good = said(keeper) == "yes" and keeper.pid != child
        keeper.close()
        os._exit(0 if good else 1)
    assert os.waitpid(fork, 0)[1] == 0
    assert (said(keeper), keeper.pid) == ("yes", child)


def test_closed_it_is_gone_and_the_next_question_starts_another(keeper: Keeper) -> None:
    said(keeper)
    child = psutil.Process(keeper.pid)
    keeper.close()
    assert ended(child)
    assert said(keeper) == "yes"


def test_it_can_be_stopped_in_the_middle_of_a_question_for_good(keeper: Keeper) -> None:
    said(keeper)
    child, errors = psutil.Process(keeper.pid), list[Exception]()

    def ask() -> None:
        try:
            keeper.ask(("sleep", 99))
        except ProcessEndedError as error:
            errors.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.1)
    keeper.stop(5)
    asking.join()
    assert len(errors) == 1
    assert ended(child)
    with pytest.raises(ProcessEndedError):
        said(keeper)


@pytest.mark.parametrize("busy", [False, True])
def test_it_ends_with_its_owner_even_where_that_is_killed(busy: bool) -> None:
    code = (
        "import threading, time; from tests.test_processes import *; keeper = Keeper(start); keeper.start(); "
        f"busy = {busy}; threading.Thread(target=keeper.ask, args=[('sleep', 99)]).start() if busy else said(keeper); "
        "time.sleep(1); print(keeper.pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path()}) as owner:
        assert owner.stdout
        child = psutil.Process(int(owner.stdout.readline()))
        owner.kill()
    assert ended(child)


@pytest.mark.skipif(os.name != "posix", reason="process groups of POSIX systems")
def test_ctrl_c_in_the_terminal_does_not_reach_it(keeper: Keeper) -> None:
    said(keeper)
    assert os.getpgid(keeper.pid) != os.getpgid(0)


def test_a_child_without_questions_ends_by_itself_when_it_is_told_to() -> None:
    code = "from workbook_kit.processes import Owner; Owner(most_idle=0.1).question()"
    child = Child([sys.executable, "-c", code])
    child.wait(20)
    assert child.end() == ""
