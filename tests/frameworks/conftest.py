"""The project's framework files, and the published texts they were imported from."""

from collections.abc import Callable
from pathlib import Path

import pytest

from workbook_kit.frameworks.corrections import load_corrections
from workbook_kit.frameworks.header import Header
from workbook_kit.frameworks.importer import ImportReport, import_framework
from workbook_kit.frameworks.source import read_source
from workbook_kit.models import Framework
from workbook_kit.project.frameworks import load_frameworks

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
SAMPLES = ROOT / "tests" / "data" / "frameworks"
#: Which text each framework file was imported from, and which of its areas.
ORIGINS: dict[str, tuple[str, range | None]] = {
    "NPQSENCO": ("npqsenco.txt", None),
    "NPQLBC": ("npqlbc.txt", range(1, 6)),
    "NPQLT": ("npqlbc.txt", range(6, 9)),
    "NPQLTD": ("npqltd.txt", None),
}


@pytest.fixture(scope="session")
def frameworks() -> dict[str, Framework]:
    return load_frameworks(DATA)


@pytest.fixture(scope="session")
def reimport(frameworks: dict[str, Framework]) -> Callable[..., ImportReport]:
    """Imports an NPQ's sample text anew, with or without the corrections."""

    def run(npq: str, *, corrected: bool = True) -> ImportReport:
        name, areas = ORIGINS[npq]
        return import_framework(
            read_source(SAMPLES / name),
            npq=npq,
            areas=areas,
            corrections=load_corrections(DATA / "frameworks" / "corrections.yml") if corrected else (),
            lender=frameworks["NPQLBC"].area(5) if npq == "NPQLTD" else None,
            header=Header.of(frameworks[npq]),
            file=name,
        )

    return run
