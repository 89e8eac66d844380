"""What the entry point `papermill.engine` names. papermill loads it whenever it is imported, so it imports nothing."""

from importlib import import_module
from typing import Any


class _WhenUsed(type):
    """Importing the engine at once would not work: it imports papermill, which asks for it before it is there."""

    def __getattr__(cls, name: str) -> Any:
        return getattr(import_module("workbook_kit.workbook.engine").Engine, name)


class Engine(metaclass=_WhenUsed):
    """Our engine, imported when the first notebook is run by it."""
