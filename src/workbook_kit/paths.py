"""Names of everything the kit writes, made here and nowhere else."""

import glob
import secrets
from collections.abc import Iterator
from pathlib import Path

#: The folder of a pack's files, beside the project's own.
PACKS = "packs"
MANIFEST = "manifest.json"
#: The same for what only facilitators have: from a hash of a roster somebody could guess what is on it.
PRIVATE_MANIFEST = "facilitator.json"
INDEX = "index.html"
PAGE = "workbook.html"
NOTEBOOK = "workbook.ipynb"
MODEL = "workbook.json"
#: The page of what a facilitator keeps, and the plan for whoever prints; the plan as a page and on paper.
FOR_FACILITATORS = "facilitator.html"
PRINT_PLAN = "print-plan"
LOCK = ".lock"
#: How the files of packs looked when they were last read, in the folder of packs; safe to delete.
STATS = ".built.json"
#: A hash of the texts in which nothing was wrong, in the folder of packs; safe to delete.
CHECKED = ".checked"
#: What workers of a cluster are given and give back, in the folder of packs, while a build goes on.
CLUSTER = ".cluster"


def pack_folder(out: Path, cohort: str, seminar: str) -> Path:
    """Where the pack of a cohort's seminar lies."""
    return out / cohort / seminar


def staging_folder(pack: Path) -> Path:
    """Where a pack is made before it takes its place."""
    return pack.with_name(f".{pack.name}.new")


def retired_folder(pack: Path) -> Path:
    """Where the old pack waits while the new one takes its place."""
    return pack.with_name(f".{pack.name}.old")


def part_file(path: Path) -> Path:
    """Where a single file is written before it takes its place; another one each time, for writers at the same time."""
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")


def part_files(path: Path) -> Iterator[Path]:
    """Those that are there, left by writers that were killed."""
    return path.parent.glob(f".{glob.escape(path.name)}*.part")
