"""What client, worker and maker tell each other. Light: a worker imports no more of the kit than this."""

from dataclasses import dataclass, field
from typing import NamedTuple

from workbook_kit.errors import Problem


@dataclass(frozen=True)
class Job:
    """One build, as a worker needs to know it.

    Args:
        build: the build's own name.
        store: address of the folder that this build has in the store.
        archive: name, in the store, and SHA-256 of what is needed of the project.
        options: pickled, for the makers alone: the worker itself needs nothing of what they import.
        engine: whether versions include Quarto's.
        kit: what the client has, by name.
    """

    build: str
    store: str
    archive: str
    options: bytes = field(repr=False)
    engine: str
    kit: dict[str, str]


class PackTask(NamedTuple):
    """One workbook of the build."""

    workbook: str
    cohort: str
    seminar: str


@dataclass(frozen=True)
class TaskOutcome:
    """What became of a task. Without problems, the pack lies in the store.

    Args:
        name: of the pack's object in the store.
        sha256: of that object.
    """

    seconds: float = 0.0
    name: str = ""
    sha256: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Hello:
    """What a worker answers before the first task: what it has, and why it cannot begin, if it cannot."""

    kit: dict[str, str]
    trouble: str = ""


class NotMadeError(Exception):
    """A task that came to no end on one worker. Another may do better."""
