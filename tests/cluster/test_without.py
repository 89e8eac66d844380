"""The command line where the extra is not installed, and with options that do not go together."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.tiny import Tiny
from workbook_kit.cli.app import app

_WITHOUT = "import sys; sys.modules.update(dict.fromkeys(('dask', 'distributed', 'fsspec'))); "


def test_without_the_extra_one_line_says_what_to_install(tiny: Tiny) -> None:
    words = ["build", "-p", str(tiny.root), "--format", "html", "--scheduler", "tcp://127.0.0.1:1"]
    code = f"{_WITHOUT}from workbook_kit.cli.app import app; app({words!r})"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.returncode == 1
    first, _ = ended.stderr.splitlines()
    assert first.startswith("--scheduler: Dask and fsspec are needed for it, and not installed (")
    assert first.endswith("; pip install 'workbook-kit[cluster]'")


def test_a_build_on_this_machine_imports_nothing_of_the_extra() -> None:
    code = "import sys, workbook_kit.cli.app; print({'dask', 'distributed', 'fsspec'} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "set()\n"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--scheduler", "host:8786"], "give it as tcp://host:port or tls://host:port"),
        (["--scheduler", "tcp://user@host:8786"], "give it as tcp://host:port"),
        (["--scheduler", "inproc://host:8786"], "give it as tcp://host:port"),
        (["--scheduler", "tcp://host"], "give it as tcp://host:port"),
        (["--store", "s3://bucket"], "it goes with --scheduler"),
        (["--scheduler", "tcp://host:8786", "--answers", "x.json"], "it does nothing for --answers"),
    ],
)
def test_wrong_usage_is_told(words: list[str], why: str, tmp_path: Path) -> None:
    ended = CliRunner().invoke(app, ["build", "-p", str(tmp_path), *words], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert ended.exit_code == 2
    assert why in ended.output


def test_no_worker_is_asked_for_nothing(tiny: Tiny) -> None:
    explained = CliRunner().invoke(
        app, ["build", "-p", str(tiny.root), "--explain", "--scheduler", "tcp://127.0.0.1:1"]
    )
    assert explained.exit_code == 0
    assert "1 of 1 would be built." in explained.output
