"""A maker does a task once, and knows a job that is not for it."""

import pickle
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.tiny import Tiny
from workbook_kit.cluster import maker as maker_module
from workbook_kit.cluster.archive import pack_project, unpack_contents
from workbook_kit.cluster.maker import OpenJob, kit
from workbook_kit.cluster.messages import Job, NotMadeError, PackTask
from workbook_kit.cluster.store import Store
from workbook_kit.cluster.worker import Crew
from workbook_kit.files import digest
from workbook_kit.render.outputs import Options

TASK = PackTask("hill-1--seminar-1.pack", "hill-1", "seminar-1")


@pytest.fixture
def job(tiny: Tiny, tmp_path: Path) -> Job:
    """A build of the tiny project with a store of its own."""
    store, archive = Store((tmp_path / "store").as_uri()), pack_project(tiny.load())
    store.make()
    store.write(digest(archive), archive)
    options = pickle.dumps(Options(out=tmp_path, formats=("html",)))
    return Job("b", store.address, digest(archive), options, "embedded", kit("embedded"))


def test_a_task_done_twice_is_made_once_unless_its_pack_is_damaged(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, make = [], maker_module.contents
    monkeypatch.setattr(maker_module, "contents", lambda *words: (made.append(1), make(*words))[1])
    opened = OpenJob(job, tmp_path / "project")
    first = opened.make(TASK)
    assert replace(opened.make(TASK), seconds=first.seconds) == first
    assert made == [1]
    kept = tmp_path / "store" / TASK.workbook
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-100])
    assert opened.make(TASK).sha256 == first.sha256
    assert made == [1, 1]
    assert kept.read_bytes() == whole
    store = Store(job.store)
    store.write(TASK.workbook, b"something else")
    assert opened.make(TASK).sha256 == first.sha256
    assert "workbook.html" in unpack_contents(store.read(TASK.workbook) or b"").files


def test_a_worker_that_comes_late_with_other_versions_does_no_task(job: Job, tmp_path: Path) -> None:
    crew, other = Crew(), replace(job, kit={**job.kit, "typst": "0.1"})
    with (
        pytest.raises(NotMadeError, match="its worker has not what this build is made with"),
        crew.maker(other, str(tmp_path)) as maker,
    ):
        maker.make(TASK)
    assert not list(tmp_path.glob("workbook-kit-*"))


def test_a_build_that_is_over_gets_no_maker(job: Job, tmp_path: Path) -> None:
    crew = Crew()
    assert crew.hello(job, str(tmp_path)).trouble == ""
    with crew.maker(job, str(tmp_path)) as maker:
        crew.close(job.build)
        with pytest.raises(NotMadeError):
            maker.make(TASK)
    with pytest.raises(NotMadeError, match="the build is over"), crew.maker(job, str(tmp_path)):
        pass
    assert not list(tmp_path.glob("workbook-kit-*"))


def test_a_maker_that_ended_begins_the_build_again(job: Job, tmp_path: Path) -> None:
    """After long without a task, or because somebody killed it."""
    crew = Crew()
    with crew.maker(job, str(tmp_path)) as maker:
        assert maker.hello().trouble == ""
        process = psutil.Process(maker._process.pid)
        process.kill()
        process.wait()
        assert maker.make(TASK).name == TASK.workbook
    crew.close(job.build)


def test_what_the_store_lacks_is_told(job: Job, tmp_path: Path) -> None:
    crew = Crew()
    elsewhere = replace(job, store=(tmp_path / "elsewhere").as_uri())
    assert "does not hold what this build is made from" in crew.hello(elsewhere, str(tmp_path)).trouble
    crew.close(job.build)
