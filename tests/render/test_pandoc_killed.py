"""A pandoc that is killed from outside is started once more."""

import os
from pathlib import Path

import pytest

from workbook_kit.errors import ProblemsError
from workbook_kit.render import pandoc

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a program written for a shell")


@pytest.mark.parametrize("kills", [1, 2])
def test_a_killed_pandoc_is_started_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kills: int) -> None:
    weak = tmp_path / "pandoc"
    weak.write_text(
        f"#!/bin/sh\necho >> {tmp_path}/tries\n[ $(wc -l < {tmp_path}/tries) -gt {kills} ] || kill -9 $$\n"
        f'exec {pandoc.program()} "$@"\n'
    )
    weak.chmod(0o755)
    monkeypatch.setattr(pandoc, "program", lambda: str(weak))
    if kills == 1:
        assert "<em>here</em>" in pandoc.convert("*here*", "html5", tmp_path, ["--metadata=title:A"])
    else:
        with pytest.raises(ProblemsError, match="pandoc was killed from outside twice"):
            pandoc.convert("*here*", "html5", tmp_path, [])
