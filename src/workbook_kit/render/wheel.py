"""The forms for Jupyter as a wheel of their own, which lies beside the notebook for where the kit is not installed.

It holds what activities, answers and widgets are made of, under the kit's own names, and asks for anywidget alone. It
works installed, and as it lies, when it stands on Python's path.
"""

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from workbook_kit import __version__
from workbook_kit.activities.display import GROUP
from workbook_kit.files import digest
from workbook_kit.project.starter import starter_folder
from workbook_kit.render.script import MODULES, activity_styles

NAME = "workbook-kit-forms"
_TAG = "py3-none-any"
WHEEL = f"workbook_kit_forms-{__version__}-{_TAG}.whl"
#: What it holds of the kit's own folder; tests/render/test_wheel.py finds what is missing, and what is not needed.
PARTS = (
    *("__init__.py", "errors.py", "files.py", "live.py", "paths.py", "py.typed"),
    *("activities/*.py", "answers/jupyter/*.py", "project/__init__.py", "project/starter.py"),
    *("render/__init__.py", "render/policy.py", "render/script.py"),
    *(f"answers/{name}.py" for name in ("__init__", "cohort", "file", "merge", "model", "responses", "sentences")),
    "answers/workbook_file.py",
)
_KIT = Path(__file__).parents[1]
_EXTENSION = ("_extensions", "seminar")
_INFO = f"workbook_kit_forms-{__version__}.dist-info"
_RECORD = f"{_INFO}/RECORD"
#: Dates in a zip file begin here.
_BEGINNING = (1980, 1, 1, 0, 0, 0)


@cache
def forms_wheel() -> bytes:
    """The wheel: the same bytes for the same kit."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in _members().items():
            member = zipfile.ZipInfo(name, _BEGINNING)
            member.external_attr, member.create_system = 0o644 << 16, 3
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def forms_hash() -> str:
    """The SHA-256 of all that it holds, however it is compressed."""
    return digest(_members()[_RECORD])


@cache
def _members() -> dict[str, bytes]:
    members = {**_modules(), **_resources(), **_about()}
    return {**members, _RECORD: "".join(_recorded(members)).encode()}


def _modules() -> dict[str, bytes]:
    paths = sorted({path for part in PARTS for path in _KIT.glob(part)})
    return {f"workbook_kit/{path.relative_to(_KIT).as_posix()}": path.read_bytes() for path in paths}


def _resources() -> dict[str, bytes]:
    """Script and style sheets, where `starter_folder` finds them."""
    extension = starter_folder().joinpath(*_EXTENSION)
    scripts = (f"script/{module}.js" for module in MODULES["widget"])
    names = (*scripts, *activity_styles(extension), "seminar-notebook.css")
    folder = "/".join(("workbook_kit", "starter", *_EXTENSION))
    return {f"{folder}/{name}": extension.joinpath(name).read_bytes() for name in names}


def _about() -> dict[str, bytes]:
    kit = distribution("workbook-kit")
    needed = [one for one in kit.requires or () if one.startswith("anywidget")]
    shown_by = [one for one in kit.entry_points if one.group == GROUP]
    metadata = (
        *("Metadata-Version: 2.4", f"Name: {NAME}", f"Version: {__version__}"),
        "Summary: What workbook-kit's notebooks are filled in with: activities, answers and widgets",
        *("License-Expression: MIT", "License-File: LICENSE", "Requires-Python: >=3.11"),
        *(f"Requires-Dist: {one}" for one in needed),
    )
    said = {
        "METADATA": metadata,
        "WHEEL": (
            "Wheel-Version: 1.0",
            f"Generator: workbook-kit {__version__}",
            "Root-Is-Purelib: true",
            f"Tag: {_TAG}",
        ),
        "entry_points.txt": (f"[{GROUP}]", *(f"{one.name} = {one.value}" for one in shown_by)),
        "licenses/LICENSE": (kit.read_text("licenses/LICENSE") or "").splitlines(),
    }
    return {f"{_INFO}/{name}": "".join(f"{line}\n" for line in lines).encode() for name, lines in said.items()}


def _recorded(members: Mapping[str, bytes]) -> Iterator[str]:
    for name, content in members.items():
        said = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        yield f"{name},sha256={said},{len(content)}\n"
    yield f"{_RECORD},,\n"
