"""Two workers, for every test that does not spoil them, and a project with all that a pack can be made from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.machines import Machines
from tests.tiny import Tiny


@pytest.fixture(scope="session")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler and two workers, each under a nanny that starts it again."""
    with Machines(tmp_path_factory.mktemp("machines")) as machines:
        machines.worker()
        machines.worker()
        yield machines


@pytest.fixture
def hills(tiny: Tiny) -> Tiny:
    """The tiny project with two cohorts, hill-1 and hill-2."""
    path = tiny.root / "data/cohorts.csv"
    header, row, *_ = path.read_text().splitlines()
    path.write_text(f"{header}\n{row}\n{row.replace('hill-1', 'hill-2').replace('Hill', 'Long hill')}\n")
    return tiny


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """A file that a sheet makes when it runs."""
    return tmp_path / "mark"
