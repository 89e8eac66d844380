"""The line to a scheduler, and what there is to say when it does not hold."""

import logging
import queue
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from distributed import Client, Security
from distributed.versions import VersionMismatchWarning

from workbook_kit.cluster.messages import Hello, Job
from workbook_kit.cluster.worker import greet, known, put_away
from workbook_kit.errors import ProblemsError, problem

#: Seconds for a scheduler to answer, for a first worker to come, and for workers to get ready and to put things away.
ANSWERS, COMES, GREETS, PUTS_AWAY = 10, 15, 180, 20
#: What Dask logs of a line that is lost; we say it in our own words.
_LOUD = ("distributed", "distributed.client", "distributed.core", "distributed.comm", "tornado.application")


@contextmanager
def connect(address: str) -> Iterator[Client]:
    """A client of the scheduler.

    Raises:
        ProblemsError: nobody answers there.
    """
    _refuse_silence(address)
    _refuse_without_certificates(address)
    with _quiet():
        client = _client(address)
        try:
            yield client
        finally:
            with suppress(Exception):  # the scheduler may be gone
                client.close(timeout=ANSWERS)


def wait_for_workers(client: Client, address: str) -> None:
    """Gives the workers some seconds to come.

    Raises:
        ProblemsError: none has come.
    """
    deadline = time.monotonic() + COMES
    while not threads_of(client):
        if time.monotonic() > deadline:
            what = f"the scheduler at {address} has no worker, and none came in {COMES} seconds"
            raise problem("", what, f"start one with `dask worker {address}`")
        time.sleep(0.2)


def threads_of(client: Client) -> int:
    """How many tasks the workers do at a time."""
    return sum(client.nthreads().values())


def refuse_scheduler_without_kit(client: Client, address: str) -> None:
    """Sees to it that the scheduler knows what tasks are made of, which Dask has it read.

    Raises:
        ProblemsError: there is no such kit where the scheduler runs.
    """
    try:
        client.run_on_scheduler(known)
    except Exception:  # whatever Dask makes of a module that is not there
        what = f"the scheduler at {address} has no workbook-kit like this one"
        raise problem("", what, "install the same there as here, and start it again") from None


def greet_all(client: Client, address: str, job: Job) -> dict[str, Hello | Exception]:
    """What each worker answers, by its address.

    Raises:
        ProblemsError: one does not answer at all.
    """
    try:
        answers: dict[str, Hello | Exception] = client.sync(
            client._run, greet, job, on_error="return", callback_timeout=GREETS
        )
    except Exception as error:  # TimeoutError, or one of Dask's own
        what = f"the workers of {address} did not all answer in {GREETS} seconds ({type(error).__name__})"
        raise problem("", what, "look into their logs, or start them again") from None
    return answers


def end_build(client: Client, job: Job) -> None:
    """Ends what the build has on the workers, as far as they can be reached."""
    if client.status == "running":
        with suppress(Exception):
            client.sync(client._run, put_away, job.build, on_error="ignore", callback_timeout=PUTS_AWAY)


def scheduler_gone(address: str) -> ProblemsError:
    """The scheduler was there, and is no more."""
    what = f"the scheduler at {address} is gone, or has dropped this build's tasks; packs that were finished are kept"
    return problem("", what, "see that it runs, and build again: only what is missing is made")


def workers_gone(address: str) -> ProblemsError:
    """There were workers, and there are none any more."""
    what = f"the scheduler at {address} has lost all its workers; packs that were finished are kept"
    return problem("", what, "start workers, and build again: only what is missing is made")


def _refuse_silence(address: str) -> None:
    """Asks the port before Dask does, which would go on asking."""
    parts = urlsplit(address)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=ANSWERS).close()
    except OSError as error:
        raise _silent(address, error.strerror or str(error)) from None


def _refuse_without_certificates(address: str) -> None:
    if not address.startswith("tls:"):
        return
    try:
        why = "it names none" if Security().get_connection_args("client")["ssl_context"] is None else ""
    except Exception as error:  # of files that are not there, or are no certificates
        why = getattr(error, "strerror", None) or str(error)
    if why:
        what = f"{address} asks for certificates, and Dask's configuration has none that can be used ({why})"
        raise problem("", what, "set distributed.comm.tls there; see docs/cluster.md")


def _silent(address: str, why: str) -> ProblemsError:
    todo = "start one with `dask scheduler`, and give the address that it prints"
    return problem("", f"no scheduler answers at {address} ({why})", todo)


def _client(address: str) -> Client:
    """Dask waits without end for the first word of whoever has taken the call, so we wait for Dask."""
    answer: queue.SimpleQueue[Client | Exception] = queue.SimpleQueue()
    threading.Thread(target=lambda: answer.put(_called(address)), daemon=True).start()
    try:
        client = answer.get(timeout=ANSWERS)
    except queue.Empty:
        raise _silent(address, f"not a word in {ANSWERS} seconds") from None
    if isinstance(client, Exception):  # something else than a scheduler may answer anything
        raise _silent(address, " ".join(str(client).split())[:200] or type(client).__name__)
    return client


def _called(address: str) -> Client | Exception:
    with warnings.catch_warnings():
        # Versions are compared by us, and those that matter told in words.
        warnings.simplefilter("ignore", VersionMismatchWarning)
        try:
            return Client(address, timeout=ANSWERS, set_as_default=False, name="workbook-kit")
        except Exception as error:
            return error


@contextmanager
def _quiet() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in _LOUD]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
