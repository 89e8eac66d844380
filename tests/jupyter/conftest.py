"""Every test opens its workbook in a folder of its own, and leaves nothing live behind."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from workbook_kit.answers.jupyter.notebook import Answers, close, open_workbook

_HILL = {"npq": "NPQAA", "cohort": "aa-hill"}
ABOUT = {"id": "aa-hill--seminar-2", "title": "Second fruit", "seminar": "seminar-2", **_HILL}
EARLIER = {"id": "aa-hill--seminar-1", "title": "First fruit", "seminar": "seminar-1", **_HILL}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The notebook's folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("JPY_SESSION_NAME", "VSCODE_PID"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path
    close()


@pytest.fixture
def again() -> Callable[[], Answers]:
    """Opens the workbook as a new kernel does."""

    def opened() -> Answers:
        close()
        return open_workbook(**ABOUT)

    return opened


@pytest.fixture
def answers(again: Callable[[], Answers]) -> Answers:
    """The workbook, open."""
    return again()


@pytest.fixture
def file(folder: Path) -> Path:
    """Where the answers are kept."""
    return folder / f"{ABOUT['id']}.answers.json"


def answers_file(workbook: dict[str, str], answers: dict[str, Any], saved_at: str = "2026-01-14T10:00:00Z") -> str:
    """An answers file's text."""
    about = {"content_hash": "", **workbook}
    return json.dumps(
        {"schema": "workbook-answers/1", "workbook": about, "saved_at": saved_at, "answers": answers,
         "participant": {"name": "", "role": "participant"}}
    )  # fmt: skip
