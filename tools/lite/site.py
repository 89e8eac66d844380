"""A pack's notebook as a site of JupyterLite that asks no network for anything: site.py PACK FOLDER.

Run by the environment that requirements.txt makes. Pyodide comes from npm, all packages from PyPI; what JupyterLite
would fetch while it runs lies in the site.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

#: The release that the kernel was made for, and the Python in it.
PYODIDE, PYTHON = "314.0.6", "3.14"
#: What the kernel imports before it runs anything, and what the notebook installs.
PACKAGES = ("ipython", "ipywidgets", "anywidget", "micropip", "packaging", "pyodide-unix-timezones")
#: What Pyodide itself installs, before there is anything to install with.
FIRST = ("micropip", "packaging")
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
#: In JupyterLite, Python's kernel is called so; any other name would be a question to whoever opens the notebook.
KERNEL = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
SETTINGS = {"jupyter-config-data": {"litePluginSettings": {
    "@jupyterlite/pyodide-kernel-extension:kernel": {"disablePyPIFallback": True}}}}  # fmt: skip


def main(pack: Path, site: Path) -> None:
    """Makes the site in a folder that is not there yet."""
    parts = site.with_name(f"{site.name}-parts")
    parts.mkdir(parents=True)
    _wheels(parts / "wheels")
    _pyodide(parts / "static" / "pyodide", parts / "wheels")
    _contents(pack, parts / "files")
    (parts / "jupyter-lite.json").write_text(json.dumps({"jupyter-lite-schema-version": 0, **SETTINGS}))
    folders = ("--lite-dir", str(parts), "--contents", str(parts / "files"), "--output-dir", str(site))
    little = ("--apps", "lab", "--no-sourcemaps", "--no-unused-shared-packages")
    wheels = (option for wheel in (parts / "wheels").iterdir() for option in ("--piplite-wheels", str(wheel)))
    _run(sys.executable, "-m", "jupyterlite_core", "build", *folders, *little, *wheels, folder=parts)


def _wheels(folder: Path) -> None:
    plain = ("--only-binary", ":all:", "--platform", "any", "--implementation", "py", "--abi", "none")
    options = ("--quiet", "--python-version", PYTHON, "--dest", str(folder), *plain)
    _run(sys.executable, "-m", "pip", "download", *options, *PACKAGES)


def _pyodide(folder: Path, wheels: Path) -> None:
    """Pyodide's core from npm, with a list of just those packages that it needs first."""
    folder.mkdir(parents=True)
    _run("npm", "pack", "--silent", f"pyodide@{PYODIDE}", "--pack-destination", str(folder))
    (packed,) = folder.glob("*.tgz")
    with tarfile.open(packed) as archive:
        lock = json.loads(_member(archive, "pyodide-lock.json"))
        for name in CORE:
            (folder / name).write_bytes(_member(archive, name))
    packed.unlink()
    lock["packages"] = {name: _locked(lock["packages"][name], wheels, folder) for name in FIRST}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    found = archive.extractfile(f"package/{name}")
    if found is None:
        sys.exit(f"pyodide@{PYODIDE} on npm holds no {name}")
    return found.read()


def _locked(package: dict[str, Any], wheels: Path, folder: Path) -> dict[str, Any]:
    (wheel,) = wheels.glob(f"{package['name']}-*.whl")
    shutil.copy(wheel, folder)
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return {**package, "file_name": wheel.name, "version": wheel.name.split("-")[1], "sha256": sha256}


def _contents(pack: Path, folder: Path) -> None:
    folder.mkdir()
    for wheel in pack.glob("*.whl"):
        shutil.copy(wheel, folder)
    notebook = json.loads((pack / "workbook.ipynb").read_bytes())
    notebook["metadata"]["kernelspec"] = KERNEL
    (folder / "workbook.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def _run(*command: str, folder: Path | None = None) -> None:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
