"""`workbook-kit`, and `python -m workbook_kit`."""

import signal


def main() -> None:
    """Runs the command line."""
    # Importing it takes a moment, in which nothing has begun: Ctrl-C ends that without a word.
    before = signal.getsignal(signal.SIGINT)
    if before != signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from workbook_kit.cli.app import app

    signal.signal(signal.SIGINT, before)
    app()


if __name__ == "__main__":
    main()
