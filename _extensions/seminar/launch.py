"""Hands on to workbook-kit what Quarto asks of it: `launch.py quarto-sources`, and so on.

Quarto runs this with the Python that it finds, which need not be the one that workbook-kit is installed in.
"""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PLACES = (".venv/bin/workbook-kit", ".venv/Scripts/workbook-kit.exe")


def command():
    """How to start workbook-kit: from the environment in use, from this Python, or from the project's environment."""
    if found := shutil.which("workbook-kit"):
        return [found]
    if importlib.util.find_spec("workbook_kit"):
        return [sys.executable, "-m", "workbook_kit"]
    return next(([str(PROJECT / place)] for place in PLACES if (PROJECT / place).is_file()), None)


def main():
    """Its exit code; one sentence where there is no workbook-kit."""
    if found := command():
        return subprocess.run([*found, *sys.argv[1:]], check=False).returncode
    todo = "activate the environment that it is installed in, or set QUARTO_PYTHON to that environment's Python"
    print(f"workbook-kit: Quarto does not find it with {sys.executable}; {todo}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
