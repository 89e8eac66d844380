"""A process that begins leaves out seconds of work that nothing needs."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("begins", ["workbook_kit.packs.pool", "workbook_kit.cli.app", "workbook_kit.cluster.maker"])
def test_no_grammar_of_web_addresses_is_worked_out(begins: str) -> None:
    code = f"import sys, {begins}, nbformat; print('rfc3987_syntax' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "False\n"
