"""A process that begins leaves out seconds of work that nothing needs yet."""

import subprocess
import sys

import pytest

#: They take from a tenth of a second to two, and only a sheet that is run needs them.
LATE = ("nbformat", "jsonschema", "papermill", "nbclient", "jupyter_client", "IPython", "rfc3987_syntax")


def loaded(code: str) -> set[str]:
    """Which of the late modules the code imports."""
    script = f"import sys\n{code}\nprint(*{LATE}.__class__(name for name in {LATE} if name in sys.modules))"
    return set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    )


@pytest.mark.parametrize(
    "begins",
    ["workbook_kit.cli.app", "workbook_kit.check.check", "workbook_kit.packs.build", "workbook_kit.cluster.maker"],
)
def test_nothing_is_imported_that_only_a_sheet_needs(begins: str) -> None:
    assert loaded(f"import {begins}") == set()


def test_no_grammar_of_web_addresses_is_worked_out_for_a_sheet() -> None:
    assert loaded("from workbook_kit.workbook.run import _engine; _engine()") >= {"papermill", "jsonschema"}
    assert "rfc3987_syntax" not in loaded("from workbook_kit.workbook.run import _engine; _engine(); import nbformat")
