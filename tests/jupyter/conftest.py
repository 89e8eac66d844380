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


class Browser:
    """A browser that looks at the workbook: it says what the script says, and hears what the script hears."""

    def __init__(self, answers: Answers) -> None:
        self._widget, self._sent = answers.widget, 0
        self.heard: list[dict[str, Any]] = []
        self.known: dict[str, Any] = answers.widget.get_state()["now"]
        self._widget.send = self._hear

    def _hear(self, said: dict[str, Any], buffers: object = None) -> None:
        self.heard.append(json.loads(json.dumps(said)))
        for name in ("values", "charts"):
            self.known[name] = {**self.known[name], **said.get(name, {})}
        self.known |= {name: said[name] for name in ("earlier", "notes") if name in said}

    def say(self, content: bytes = b"", **said: Any) -> dict[str, Any]:
        """Sends a message; gives the last that came back."""
        self._widget._handle_custom_msg({"client": "me", **said}, [memoryview(content)] if content else [])
        return self.heard[-1]

    def give(self, answers: dict[str, Any], at: int | None = None, before: Any = None) -> dict[str, Any]:
        """Answers questions; gives what the kernel says of it."""
        self._sent += 1
        again = [at] if at is None else [at, before]
        return self.say(set=[[key, value, *again] for key, value in answers.items()], sent=self._sent)

    def do(self, deed: str, content: bytes = b"", **more: Any) -> dict[str, Any]:
        """Presses a button; gives what the controls show then."""
        said: dict[str, Any] = self.say(content, do=deed, **more)["panel"]
        return said

    def value(self, key: str) -> Any:
        """What the form shows."""
        return self.known["values"].get(key)


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
