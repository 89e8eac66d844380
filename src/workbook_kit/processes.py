"""Child processes: kept for many questions, watched, and ended with their owner."""

import ctypes
import math
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO, Any, NoReturn, Self

import psutil

_PDEATHSIG = 1


def end_with_parent(parent: int) -> None:
    """From now on this process is killed when the one that forked it ends."""
    # Not at import: other systems import this too.
    ctypes.CDLL(None, use_errno=True).prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def memory(pid: int) -> int:
    """Bytes of memory that a process uses, 0 if there is none such."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def end_all_with(setting: str) -> None:
    """Kills every process that has this in its environment, such as `NAME=value`."""
    wanted = setting.encode()
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)


# Child processes kept for many questions: pandoc, Typst, and those that make packs, here and on a worker of a cluster.

#: What reading and writing bring where the process has ended, or says what is no answer.
_ENDED = (OSError, EOFError, ValueError, pickle.UnpicklingError)


class ProcessEndedError(Exception):
    """Each process that was asked ended before its answer. `last_words` says why, to follow a sentence, or nothing."""

    def __init__(self, last_words: str = "") -> None:
        super().__init__(f"its process ended without an answer{last_words}")
        self.last_words = last_words


class ProcessTooSlowError(Exception):
    """An answer took more than the time allowed; the process was killed."""


class Child:
    """One process, with a pipe to it and one from it. Ctrl-C in the terminal reaches its owner only.

    Args:
        most_cpu: seconds of processor time after which the system ends it, where the system can; 0 for no end.
    """

    def __init__(
        self, command: Sequence[str | Path], folder: Path | str | None = None,
        environment: Mapping[str, str] | None = None, most_cpu: int = 0,
    ) -> None:  # fmt: skip
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - read when the process has ended
        try:
            self._process = subprocess.Popen(
                command, cwd=folder, env=environment, start_new_session=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
            )  # fmt: skip
        except BaseException:
            self._errors.close()
            raise
        assert self._process.stdin
        assert self._process.stdout
        self.questions, self.answers = self._process.stdin, self._process.stdout
        self.pid, self.kill, self.terminate = self._process.pid, self._process.kill, self._process.terminate
        if most_cpu:
            _limit_cpu(self.pid, most_cpu)

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def wait(self, seconds: float) -> None:
        """Gives it some seconds to end, then kills it."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, seconds))
        self.kill()

    def end(self, patience: float = 0) -> str:
        """Ends the process; gives the last line that it said, to follow a sentence.

        Args:
            patience: seconds for it to end by itself, and to put its things away.
        """
        if patience:
            with suppress(OSError):  # of what it has not read
                self.questions.close()
            self.wait(patience)
        self.kill()
        with suppress(OSError), self._process:  # waits, and closes the pipes
            pass
        with self._errors:
            self._errors.seek(0)
            lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return f": {lines[-1]}" if lines else ""


def write_pickle(question: Any, pipe: IO[bytes]) -> None:
    """Pickled twice, so that it can be read ahead before all that it is made of can be imported."""
    pickle.dump(pickle.dumps(question), pipe)


class Keeper:
    """Keeps a child process that answers one question after another. Threads may share it; a fork has its own.

    The process starts with the first question, and anew where it has ended or grown. It ends with its owner, even if
    that is killed: its pipe closes.

    Args:
        start: starts a process.
        write: writes a question into its pipe; `read` reads an answer. Pickles suit what is Python at both ends.
        first: what each new process is told before the first question, without an answer.
        tries: processes that may end over one question.
        timeout: seconds that an answer may take, or None.
        most_memory: bytes from which on a new process takes over.
        most_answers: answers after which a new process takes over.
        patience: seconds that a process has to put its things away.
    """

    def __init__(
        self,
        start: Callable[[], Child],
        write: Callable[[Any, IO[bytes]], object] = write_pickle,
        read: Callable[[IO[bytes]], Any] = pickle.load,
        *,
        first: Any = None,
        tries: int = 2,
        timeout: float | None = None,
        most_memory: float = math.inf,
        most_answers: float = math.inf,
        patience: float = 5,
    ) -> None:
        self._start, self._write, self._read, self._first, self._tries = start, write, read, first, tries
        self.timeout, self.most_memory, self.most_answers, self.patience = timeout, most_memory, most_answers, patience
        self._turn, self._change = threading.Lock(), threading.Lock()
        self._child: Child | None = None
        self._owner = self._answers = 0
        self._over = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The number of the process, 0 while there is none."""
        return self._child.pid if self._child else 0

    def start(self) -> None:
        """Starts the process unless it runs, and does not wait for it."""
        with self._turn:
            self._running()

    def ask(self, question: Any) -> Any:
        """The answer.

        Raises:
            ProcessEndedError: every process that was tried ended.
            ProcessTooSlowError: the answer took too long.
            OSError: no process can be started.
        """
        last_words = ""
        with self._turn:
            for _ in range(self._tries):
                child = self._running()
                try:
                    answer = self._answer(child, question)
                except _ENDED:
                    last_words = self._end()
                except BaseException:  # what it says later would be taken for the next answer
                    self._end()
                    raise
                else:
                    self._replace_if_spent(child)
                    return answer
        raise ProcessEndedError(last_words)

    def close(self) -> None:
        """Ends the process, if there is one, when it has answered; the next question starts another."""
        with self._turn:
            self._end(self.patience)

    def terminate(self) -> None:
        """Tells the process to end at once, whatever it does, and starts no other."""
        with self._change:
            self._over = True
            if self._child:
                self._child.terminate()

    def stop(self, patience: float) -> None:
        """The same, and sees that it ends within so many seconds; whoever waits for an answer gets an error."""
        self.terminate()
        if child := self._child:
            child.wait(patience)
        self.close()

    def _running(self) -> Child:
        with self._change:
            if self._owner != os.getpid():
                self._child = None  # this process was forked: the child belongs to the other one
            if self._child and not self._child.runs:
                self._child.end()
                self._child = None
            if self._over:
                raise ProcessEndedError
            if self._child is None:
                self._owner, self._answers, self._child = os.getpid(), 0, self._start()
            return self._child

    def _answer(self, child: Child, question: Any) -> Any:
        with _in_time(child, self.timeout):
            if not self._answers and self._first is not None:
                self._write(self._first, child.questions)
            self._write(question, child.questions)
            child.questions.flush()
            answer = self._read(child.answers)
        self._answers += 1
        return answer

    def _replace_if_spent(self, child: Child) -> None:
        if self._answers >= self.most_answers or memory(child.pid) > self.most_memory:
            self._end(self.patience)

    def _end(self, patience: float = 0) -> str:
        child, self._child = self._child, None
        return child.end(patience) if child and self._owner == os.getpid() else ""


@contextmanager
def _in_time(child: Child, seconds: float | None) -> Iterator[None]:
    late = threading.Event()

    def stop() -> None:
        late.set()
        child.kill()

    timer = threading.Timer(seconds, stop) if seconds else None
    if timer:
        timer.start()
    try:
        yield
    except _ENDED:
        if late.is_set():
            raise ProcessTooSlowError from None
        raise
    finally:
        if timer:
            timer.cancel()


def _limit_cpu(pid: int, seconds: int) -> None:
    with suppress(ImportError, AttributeError, OSError):  # only Linux has it
        import resource

        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))


def python(module: str) -> list[str]:
    """The command of a process that runs the module's `main`, whatever lies in the folder where it starts."""
    return [sys.executable, "-P", "-c", f"from {module} import main; main()"]


class Owner:
    """The other end, within a process that a keeper keeps and talks to in pickles.

    The process ends when its owner closes the pipe or is no more: at once, also in the middle of a question, but by an
    exception, so that temporary folders are removed.

    Args:
        most_idle: seconds without a question after which it ends, too.
    """

    def __init__(self, most_idle: float | None = None) -> None:
        self._most_idle = most_idle
        self._told, asked = _pipes()
        for name in ("SIGINT", "SIGHUP"):  # what a terminal sends is for the owner alone
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_IGN)
        signal.signal(signal.SIGTERM, _stop)
        self._questions: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._listen, args=(asked,), daemon=True).start()

    def question(self) -> Any:
        """The next question."""
        try:
            return pickle.loads(self._questions.get(timeout=self._most_idle))
        except queue.Empty:
            _stop(signal.SIGTERM, None)

    def tell(self, answer: Any) -> None:
        """Answers it."""
        pickle.dump(answer, self._told)
        self._told.flush()

    def _listen(self, asked: IO[bytes]) -> None:
        with suppress(EOFError, OSError, pickle.UnpicklingError):
            while True:
                self._questions.put(pickle.load(asked))
        os.kill(os.getpid(), signal.SIGTERM)


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Where answers go and questions come from; whatever else writes or reads there meets neither."""
    told, asked = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return told, asked


def _stop(signum: int, frame: FrameType | None) -> NoReturn:
    signal.signal(signum, signal.SIG_IGN)  # once is enough; a second would come in between
    raise SystemExit(128 + signum)
