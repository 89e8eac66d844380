"""Projects to try things on: a tiny one that builds in seconds, and a copy of the real one."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from tests.tiny import Tiny
from workbook_kit.models.editions import EDITIONS
from workbook_kit.packs.build import build
from workbook_kit.project.project import Project, load_project
from workbook_kit.project.starter import lay_down
from workbook_kit.render.outputs import Options

ROOT = Path(__file__).parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow files first: the small ones fill up what time the processes have left."""
    slow = {item.path for item in items for name in ("slow", "browser") if item.get_closest_marker(name)}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """A project with one NPQ, one cohort, one seminar and one sheet."""
    return Tiny(tmp_path / "tiny")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample project, to change at will."""
    folder = tmp_path / "sample"
    lay_down(folder)
    return folder


@pytest.fixture(scope="session")
def project() -> Project:
    """The repository's own project, loaded once and never changed."""
    return load_project(ROOT)


@pytest.fixture(scope="session")
def packs(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every pack of the sample project, made once by the embedded engine; each NPQ's first in every edition."""

    def make(folder: Path) -> None:
        options = Options(out=folder, jobs=os.cpu_count() or 1)
        every = replace(options, editions=tuple(EDITIONS))
        results = [*build(project, every, first_cohorts(project), (), ["seminar-1"]), *build(project, options)]
        failed = [problem for result in results for problem in result.problems]
        assert not failed, "\n".join(map(str, failed))

    return made_once(tmp_path_factory, "packs", make)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that one process of this run makes, and the others wait for."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    folder = (factory.getbasetemp() if alone else factory.getbasetemp().parent) / name
    whole = folder.with_suffix(".whole")
    with FileLock(folder.with_suffix(".lock")):
        if not whole.exists():
            make(folder)
            whole.touch()
    return folder


def first_cohorts(project: Project) -> list[str]:
    """The first cohort of each NPQ."""
    return list({cohort.npq: cohort.id for cohort in reversed(project.cohorts.values())}.values())


@pytest.fixture(scope="session")
def first_packs(project: Project, packs: Path) -> list[Path]:
    """The pack of each NPQ's first seminar, with every edition."""
    return [packs / cohort / "seminar-1" for cohort in first_cohorts(project)]
