"""Official frameworks: read a published text into a framework, write it, show it, compare it."""

from workbook_kit.frameworks.corrections import Correction, load_corrections
from workbook_kit.frameworks.crosswalk import Difference, differences
from workbook_kit.frameworks.draft import Doubt
from workbook_kit.frameworks.header import Header
from workbook_kit.frameworks.importer import AreaCount, ImportReport, import_framework
from workbook_kit.frameworks.show import as_json
from workbook_kit.frameworks.source import read_source
from workbook_kit.frameworks.write import save, to_yaml

__all__ = [
    "AreaCount",
    "Correction",
    "Difference",
    "Doubt",
    "Header",
    "ImportReport",
    "as_json",
    "differences",
    "import_framework",
    "load_corrections",
    "read_source",
    "save",
    "to_yaml",
]
