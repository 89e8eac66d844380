"""Every file of a project folder, read one kind after another; references between them come later."""

from collections.abc import Iterator
from pathlib import Path

from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.load.brands import load_brands
from workbook_kit.load.cohorts import load_cohorts
from workbook_kit.load.collect import Collector
from workbook_kit.load.frameworks import load_frameworks, load_npqs
from workbook_kit.load.rosters import Roster, load_rosters
from workbook_kit.load.sheets import Sheet, load_sheets
from workbook_kit.load.yaml import YamlFile, read_yaml, validate
from workbook_kit.models import Brand, Cohort, Delivery, Framework, Npq, Partner, Printing, Programme, Scale, Scenario
from workbook_kit.models.base import Frozen, NpqCode


class _Scenarios(Frozen):
    npq: NpqCode
    scenarios: tuple[Scenario, ...]


class Parts:
    """What has been read so far, with the files it came from."""

    def __init__(self) -> None:
        self.sound: set[str] = set()
        self.npqs: dict[str, Npq] = {}
        self.frameworks: dict[str, Framework] = {}
        self.programmes: dict[str, tuple[YamlFile, Programme]] = {}
        self.scenarios: dict[str, tuple[YamlFile, dict[str, Scenario]]] = {}
        self.cohorts: dict[str, tuple[int, Cohort]] = {}
        self.partners: tuple[YamlFile, dict[str, Partner]]
        self.scales: dict[str, Scale] = {}
        self.references: dict[str, str] = {}
        self.deliveries: dict[str, Delivery] = {}
        self.sheets: dict[str, Sheet] = {}
        self.rosters: dict[str, Roster] = {}
        self.brands: tuple[YamlFile, dict[str, Brand]]
        self.printing = Printing()


def read_frameworks(root: Path, parts: Parts, collector: Collector) -> None:
    with collector:
        parts.npqs = load_npqs(root / "data")
    with collector:
        parts.frameworks = load_frameworks(root / "data")


def _files(folder: Path, collector: Collector) -> Iterator[tuple[Path, YamlFile]]:
    """The folder's YAML files; what only looks like one is told, not passed over."""
    if not folder.is_dir():
        what, todo = "this folder is missing", "copy it from a new project"
        collector.problems.append(Problem(f"data/{folder.name}", 0, what, todo))
        return
    for path in sorted(folder.glob("[!.]*")):
        name = f"data/{folder.name}/{path.name}"
        if path.suffix == ".yml":
            with collector:
                yield path, read_yaml(path, name)
        elif path.suffix.lower() in (".yaml", ".yml"):
            what, todo = "the name does not end in .yml, so it is not read", f"call it {path.stem}.yml"
            collector.problems.append(Problem(name, 0, what, todo))


def _check_name(path: Path, file: YamlFile, npq: str) -> None:
    if path.stem != npq:
        raise ProblemsError([file.problem(["npq"], f"the file of {npq} is called {path.name}", f"call it {npq}.yml")])


def read_programmes(root: Path, parts: Parts, collector: Collector) -> None:
    for path, file in _files(root / "data" / "programmes", collector):
        with collector:
            programme = validate(file, Programme)
            _check_name(path, file, programme.npq)
            parts.programmes[programme.npq] = (file, programme)


def read_scenarios(root: Path, parts: Parts, collector: Collector) -> None:
    for path, file in _files(root / "data" / "scenarios", collector):
        with collector:
            found = validate(file, _Scenarios)
            _check_name(path, file, found.npq)
            scenarios = {scenario.id: scenario for scenario in found.scenarios}
            if len(scenarios) < len(found.scenarios):
                raise ProblemsError([file.problem(["scenarios"], "two scenarios share an id", "rename one")])
            parts.scenarios[found.npq] = (file, scenarios)


def read_lists(root: Path, parts: Parts, collector: Collector) -> None:
    def read(name: str) -> YamlFile:
        return read_yaml(root / "data" / name, f"data/{name}")

    with collector:
        file = read("partners.yml")
        partners = validate(file, tuple[Partner, ...])
        parts.partners = (file, {partner.id: partner for partner in partners})
        if len(parts.partners[1]) < len(partners):
            raise ProblemsError([file.problem([], "two partners share an id", "give each its own")])
    with collector:
        parts.scales = validate(read("scales.yml"), dict[str, Scale])
    with collector:
        parts.references = validate(read("references.yml"), dict[str, str])
    with collector:
        file = read("deliveries.yml")
        parts.deliveries = validate(file, dict[str, Delivery])
        for name in ("blended", "online"):
            if name not in parts.deliveries:
                raise ProblemsError([file.problem([], f"`{name}` is missing", "add it, with the words for it")])


def read_cohorts(root: Path, parts: Parts, collector: Collector) -> None:
    parts.cohorts, problems = load_cohorts(root / "data")
    collector.problems.extend(problems)


def read_sheets(root: Path, parts: Parts, collector: Collector) -> None:
    parts.sheets = load_sheets(root / "workbooks")


def read_brands(root: Path, parts: Parts, collector: Collector) -> None:
    parts.brands = load_brands(root / "data")


def read_rosters(root: Path, parts: Parts, collector: Collector) -> None:
    parts.rosters = load_rosters(root / "data", collector)


def read_printing(root: Path, parts: Parts, collector: Collector) -> None:
    path = root / "data" / "printing.yml"
    if path.exists():
        file = read_yaml(path, "data/printing.yml")
        parts.printing = validate(file, Printing) if file.data is not None else Printing()


#: In the order in which they are read.
READERS = (
    *(read_frameworks, read_programmes, read_scenarios, read_lists, read_cohorts, read_sheets),
    *(read_brands, read_rosters, read_printing),
)
