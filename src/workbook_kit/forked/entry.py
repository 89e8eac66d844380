"""What the entry point `papermill.engine` names. papermill loads it whenever it is imported, so it imports nothing."""

from typing import Any


class Engine:
    """Our engine, imported when the first notebook is run by it.

    Importing it at once would not work either: where our own engine is imported first, papermill is imported by it,
    and asks for it before it is there.
    """

    @classmethod
    def execute_notebook(cls, *args: Any, **kwargs: Any) -> Any:
        """Runs a notebook."""
        return _engine().execute_notebook(*args, **kwargs)

    @classmethod
    def nb_kernel_name(cls, *args: Any, **kwargs: Any) -> Any:
        """The name of the kernel that a notebook asks for."""
        return _engine().nb_kernel_name(*args, **kwargs)

    @classmethod
    def nb_language(cls, *args: Any, **kwargs: Any) -> Any:
        """The language of a notebook."""
        return _engine().nb_language(*args, **kwargs)


def _engine() -> Any:
    from workbook_kit.forked.engine import ForkedEngine

    return ForkedEngine
