"""`workbook-kit`, and `python -m workbook_kit`."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def importing() -> Iterator[None]:
    """While something is imported nothing has begun: Ctrl-C ends that without a word."""
    before = signal.getsignal(signal.SIGINT)
    if before != signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def main() -> None:
    """Runs the command line."""
    with importing():
        from workbook_kit.cli.app import app
    app()


if __name__ == "__main__":
    main()
