"""The tiny project as a build left it."""

import shutil
from pathlib import Path

import pytest

from tests.packs.test_build import made
from tests.tiny import Tiny


@pytest.fixture(scope="session")
def _packs_of_tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tiny = Tiny(tmp_path_factory.mktemp("built") / "tiny")
    assert [result.status for result in made(tiny)] == ["made"]
    return tiny.root / "packs"


@pytest.fixture
def built(tiny: Tiny, _packs_of_tiny: Path) -> Tiny:
    """The tiny project with its pack, of page and notebook; built once, and copied."""
    shutil.copytree(_packs_of_tiny, tiny.root / "packs")
    return tiny
