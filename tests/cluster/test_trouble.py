"""Clusters that will not do, and what is said of them."""

import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import dask.config
import pytest

from tests.cluster.machines import Machines, until
from tests.cluster.test_building import PARAMETERS, TITLE, WAITS
from tests.tiny import Tiny
from workbook_kit.cluster import Cluster, connection
from workbook_kit.cluster import client as sharing
from workbook_kit.cluster import client as tasks
from workbook_kit.cluster.messages import Job
from workbook_kit.errors import ProblemsError
from workbook_kit.packs.build import build
from workbook_kit.render.outputs import Options

pytestmark = pytest.mark.slow


def refused(tiny: Tiny, cluster: Cluster) -> str:
    """The one sentence with which a build is refused."""
    with pytest.raises(ProblemsError) as caught:
        build(tiny.load(), Options(out=tiny.root / "packs", formats=("html",)), run=cluster)
    assert not list((tiny.root / "packs").glob("[!.]*"))
    (problem,) = caught.value.problems
    return str(problem)


def test_nobody_listens(tiny: Tiny) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        started = time.monotonic()
        assert refused(tiny, Cluster(address)) == (
            f"no scheduler answers at {address} (Connection refused); "
            "start one with `dask scheduler`, and give the address that it prints"
        )
        assert time.monotonic() - started < 10


def test_something_else_listens(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "ANSWERS", 2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        assert refused(tiny, Cluster(address)).startswith(f"no scheduler answers at {address} (")


@pytest.mark.parametrize(("file", "why"), [(None, "it names none"), ("/no/such", "No such file or directory")])
def test_encryption_without_certificates(tiny: Tiny, file: str | None, why: str) -> None:
    tls = {f"distributed.comm.tls.{name}": file for name in ("ca-file", "client.cert", "client.key")}
    with dask.config.set(tls), socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tls://127.0.0.1:{server.getsockname()[1]}"
        assert refused(tiny, Cluster(address)) == (
            f"{address} asks for certificates, and Dask's configuration has none that can be used ({why}); "
            "set distributed.comm.tls there; see docs/cluster.md"
        )


def test_no_worker_comes(tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "COMES", 1)
    with Machines(tmp_path) as machines:
        assert refused(tiny, Cluster(machines.address)) == (
            f"the scheduler at {machines.address} has no worker, and none came in 1 seconds; "
            f"start one with `dask worker {machines.address}`"
        )


def test_a_scheduler_without_the_kit(tiny: Tiny, tmp_path: Path) -> None:
    with Machines(tmp_path, kit=False) as machines:
        said = refused(tiny, Cluster(machines.address))
    assert said.startswith(f"the scheduler at {machines.address} has no workbook-kit like this one; install")


def test_workers_with_other_versions_are_named(tiny: Tiny, machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = sharing.kit("embedded")
    monkeypatch.setattr(sharing, "kit", lambda engine: {**ours, "typst": "0.1"})
    said = refused(tiny, Cluster(machines.address))
    assert said.startswith("workers differ from this machine: tcp://127.0.0.1:")
    assert said.count(f" has typst {ours['typst']} (here 0.1)") == 2
    assert machines.left() == []


def test_workers_that_do_not_answer(tiny: Tiny, machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "GREETS", 0.01)
    said = refused(tiny, Cluster(machines.address))
    assert said.startswith(f"the workers of {machines.address} did not all answer in 0.01 seconds (TimeoutError); look")
    until(lambda: not machines.left(), "a maker is left")


def test_a_worker_without_the_kit_is_named(tiny: Tiny, machines: Machines) -> None:
    lone = machines.worker("--no-nanny", kit=False)
    try:
        said = refused(tiny, Cluster(machines.address))
    finally:
        lone.terminate()
        lone.wait()
    assert said.count("has no workbook-kit like this one") == 1
    with machines.client() as client:
        until(lambda: len(client.nthreads()) == 2, "the scheduler still knows the worker")


def test_a_store_that_workers_cannot_write_is_told(tiny: Tiny, machines: Machines, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = refused(tiny, Cluster(machines.address, str(tmp_path / "file" / "store")))
    assert said.startswith("the store fails: file:///")
    assert "cannot be made (Not a directory)" in said


def test_a_worker_that_does_not_see_the_store_is_told(
    tiny: Tiny, machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = (tmp_path / "elsewhere").as_uri()
    monkeypatch.setattr(sharing, "Job", lambda build, store, *rest: Job(build, elsewhere, *rest))
    said = refused(tiny, Cluster(machines.address))
    assert f"{elsewhere} does not hold what this build is made from; --store names a shared folder" in said


def test_a_scheduler_that_is_lost_ends_the_build_and_keeps_what_is_finished(
    hills: Tiny, tmp_path: Path, mark: Path
) -> None:
    waits = WAITS.format(mark=str(mark)).replace("if not", "if cohort['name'] == 'Long hill cohort' and not")
    hills.sheet("hello", TITLE, PARAMETERS, ("code", waits))
    words = ["build", "-p", str(hills.root), "--format", "html", "--jobs", "1"]
    (tmp_path / "machines").mkdir()
    with Machines(tmp_path / "machines") as machines:
        machines.worker("--no-nanny")
        with subprocess.Popen(
            [sys.executable, "-m", "workbook_kit", *words, "--scheduler", machines.address],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as building:  # fmt: skip
            until(lambda: mark.exists() and mark.read_text(), "the sheet did not run")
            machines.scheduler.kill()
            killed = time.monotonic()
            _, said = building.communicate()
        assert time.monotonic() - killed < 30
        assert building.returncode == 1
        assert said.splitlines() == [
            f"the scheduler at {machines.address} is gone, or has dropped this build's tasks; packs that were finished "
            "are kept; see that it runs, and build again: only what is missing is made",
            "1 problem to mend.",
        ]
    assert (hills.root / "packs/hill-1/seminar-1/manifest.json").is_file()
    assert not (hills.root / "packs/hill-2").exists()
    assert not (hills.root / "packs/.cluster").exists()


def test_a_cluster_that_loses_every_worker_ends_the_build(
    tiny: Tiny, tmp_path: Path, mark: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_WITHOUT_WORKERS", 2)
    tiny.sheet("hello", TITLE, PARAMETERS, ("code", WAITS.format(mark=str(mark))))
    (tmp_path / "machines").mkdir()
    with Machines(tmp_path / "machines") as machines:
        worker = machines.worker("--no-nanny")

        def kill() -> None:
            until(mark.exists, "the sheet did not run")
            worker.kill()

        killing = threading.Thread(target=kill)
        killing.start()
        said = refused(tiny, Cluster(machines.address))
        killing.join()
    assert said.startswith(f"the scheduler at {machines.address} has lost all its workers")
