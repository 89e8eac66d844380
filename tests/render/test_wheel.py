"""The wheel beside a notebook: it holds what forms need, no more, and works as it lies."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.jupyter import clean
from workbook_kit.render import wheel
from workbook_kit.render.wheel import WHEEL, forms_hash, forms_wheel

#: Opens a workbook and shows an activity of each kind and its picture, then tells what was imported.
USE = """\
import json, sys
from workbook_kit import activities
from workbook_kit.live import open_workbook
answers = open_workbook(id="a--b", title="T", npq="NPQAA")
answers.controls()
framework = {"title": "Apples", "edition": "May 2024", "licence": "OGL"}
scale = {"question": "How sure?", "labels": ["New", "Sure"]}
groups = [{"title": "Facts", "statements": [{"code": "1.1", "text": "Trees need light."}]}]
rating = activities.Rating("r", "Rate", groups=groups, scale=scale, framework=framework, kind="knowledge")
shown = [one._repr_mimebundle_() for one in (activities.Prompt("p", "Ask"), rating)]
answers.chart()
answers.set("p", "Written")
import workbook_kit
workbook_kit.cohort
try:
    workbook_kit.preview
except AttributeError as error:
    lacking = str(error)
own = sorted(name for name in sys.modules if name.split(".")[0] == "workbook_kit")
live = sum("data-live" in data["text/html"] for data, _ in shown)
print(json.dumps({"own": own, "live": live, "lacking": lacking, "from": workbook_kit.__file__}))
"""
PACKAGES = ("anywidget", "pandas", "ipykernel")


def members() -> dict[str, bytes]:
    """What is in the wheel."""
    with zipfile.ZipFile(io.BytesIO(forms_wheel())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def modules() -> set[str]:
    """The modules in it, by name."""
    names = [name.removesuffix(".py") for name in members() if name.endswith(".py")]
    return {name.replace("/", ".").removesuffix(".__init__") for name in names}


def test_it_is_the_same_each_time_and_small() -> None:
    before = forms_wheel(), forms_hash()
    for cached in (forms_wheel, wheel._members):
        cached.cache_clear()
    assert (forms_wheel(), forms_hash()) == before
    assert len(before[0]) < 150_000


def test_it_holds_just_what_a_workbook_with_every_kind_of_activity_imports(tmp_path: Path) -> None:
    packages = clean.environment(tmp_path / "packages", *PACKAGES)
    place = tmp_path / WHEEL
    place.write_bytes(forms_wheel())
    inherited = {name: said for name, said in os.environ.items() if not name.startswith(("PYTHON", "QUARTO_"))}
    inherited["JPY_SESSION_NAME"] = "workbook.ipynb"
    env = {**inherited, "PYTHONPATH": os.pathsep.join((str(packages), str(place)))}
    command = [sys.executable, "-S", "-c", USE]
    run = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["from"] == f"{place}/workbook_kit/__init__.py"
    assert told["live"] == 2
    assert told["lacking"] == "workbook_kit.preview needs the whole of workbook-kit, which is not installed here"
    assert set(told["own"]) == modules()


def test_pip_takes_it_and_finds_that_anywidget_is_all_it_needs(tmp_path: Path) -> None:
    (tmp_path / WHEEL).write_bytes(forms_wheel())
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", "there", WHEEL]
    subprocess.run(command, cwd=tmp_path, check=True)
    (info,) = (tmp_path / "there").glob("*.dist-info")
    needed = [line for line in (info / "METADATA").read_text().splitlines() if line.startswith("Requires-Dist")]
    assert [line.split()[1].split("<")[0] for line in needed] == ["anywidget"]
    assert "MIT License" in (info / "licenses" / "LICENSE").read_text()
    listed = [line.split(",")[0] for line in (info / "RECORD").read_text().splitlines()]
    assert {name for name in members() if "dist-info" not in name} <= set(listed)


@pytest.mark.parametrize("name", ["script/widget.js", "seminar-activities.css", "activities/rating/seminar-rating.css"])
def test_script_and_style_come_along(name: str) -> None:
    assert members()[f"workbook_kit/starter/_extensions/seminar/{name}"]
