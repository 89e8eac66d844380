"""A whole project, with every reference from one file to another followed and checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.load.cohorts import NAME as COHORTS
from workbook_kit.load.cohorts import load_cohorts
from workbook_kit.load.collect import Collector
from workbook_kit.load.crossing import cohort_problems, programme_problems, scenario_problems
from workbook_kit.load.frameworks import load_frameworks, load_npqs
from workbook_kit.load.glyphs import glyph_problems
from workbook_kit.load.sheets import Sheet, load_sheets
from workbook_kit.load.yaml import YamlFile, read_yaml, validate
from workbook_kit.models import Cohort, Delivery, Framework, Npq, Partner, Programme, Scale, Scenario
from workbook_kit.models.base import Frozen, NpqCode


@dataclass(frozen=True)
class Project:
    """Everything in a project folder. Each mapping goes from an id to its value."""

    root: Path
    npqs: dict[str, Npq]
    frameworks: dict[str, Framework]
    programmes: dict[str, Programme]
    cohorts: dict[str, Cohort]
    partners: dict[str, Partner]
    scenarios: dict[str, dict[str, Scenario]]
    scales: dict[str, Scale]
    references: dict[str, str]
    deliveries: dict[str, Delivery]
    sheets: dict[str, Sheet]

    @property
    def extension(self) -> Path:
        """The folder of the Quarto extension that both engines draw with."""
        return self.root / "_extensions" / "seminar"


class _Scenarios(Frozen):
    npq: NpqCode
    scenarios: tuple[Scenario, ...]


def load_project(root: Path) -> Project:
    """The project in that folder.

    Raises:
        ProblemsError: every fault of every file, and of every reference between them.
    """
    data = root / "data"
    if not data.is_dir():
        raise problem(str(root), "this is not a workbook project: it has no data folder",
                      "go to the project's folder, or make one with `workbook-kit init DIR`")  # fmt: skip
    collector, parts = Collector(), _Parts()
    for read in (_read_frameworks, _read_programmes, _read_scenarios, _read_lists, _read_cohorts, _read_sheets):
        before = len(collector.problems)
        with collector:
            read(root, parts, collector)
        if len(collector.problems) == before:
            parts.sound.add(read.__name__)
    collector.problems.extend(_crossing(root, parts))
    collector.problems.extend(glyph_problems(root))
    collector.finish()
    return parts.project(root)


class _Parts:
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

    def project(self, root: Path) -> Project:
        return Project(
            root=root,
            npqs=self.npqs,
            frameworks=self.frameworks,
            programmes={npq: programme for npq, (_, programme) in self.programmes.items()},
            cohorts={name: cohort for name, (_, cohort) in self.cohorts.items()},
            partners=self.partners[1],
            scenarios={npq: scenarios for npq, (_, scenarios) in self.scenarios.items()},
            scales=self.scales,
            references=self.references,
            deliveries=self.deliveries,
            sheets=self.sheets,
        )


def _read_frameworks(root: Path, parts: _Parts, collector: Collector) -> None:
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


def _read_programmes(root: Path, parts: _Parts, collector: Collector) -> None:
    for path, file in _files(root / "data" / "programmes", collector):
        with collector:
            programme = validate(file, Programme)
            _check_name(path, file, programme.npq)
            parts.programmes[programme.npq] = (file, programme)


def _read_scenarios(root: Path, parts: _Parts, collector: Collector) -> None:
    for path, file in _files(root / "data" / "scenarios", collector):
        with collector:
            found = validate(file, _Scenarios)
            _check_name(path, file, found.npq)
            scenarios = {scenario.id: scenario for scenario in found.scenarios}
            if len(scenarios) < len(found.scenarios):
                raise ProblemsError([file.problem(["scenarios"], "two scenarios share an id", "rename one")])
            parts.scenarios[found.npq] = (file, scenarios)


def _read_lists(root: Path, parts: _Parts, collector: Collector) -> None:
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


def _read_cohorts(root: Path, parts: _Parts, collector: Collector) -> None:
    parts.cohorts, problems = load_cohorts(root / "data")
    collector.problems.extend(problems)


def _read_sheets(root: Path, parts: _Parts, collector: Collector) -> None:
    parts.sheets = load_sheets(root / "workbooks")


def _crossing(root: Path, parts: _Parts) -> Iterator[Problem]:
    """References followed between the files that could be read; the others have said enough already."""
    for file, scenarios in parts.scenarios.values():
        yield from scenario_problems(file, scenarios)
    if {"_read_frameworks", "_read_scenarios", "_read_lists", "_read_sheets"} <= parts.sound:
        yield from _programmes_crossing(parts)
    if "_read_lists" in parts.sound:
        yield from _partner_problems(root, *parts.partners)
    if {"_read_frameworks", "_read_programmes", "_read_lists"} <= parts.sound:
        programmes = {npq: programme for npq, (_, programme) in parts.programmes.items()}
        for line, cohort in parts.cohorts.values():
            for what, todo in cohort_problems(cohort, parts.npqs, programmes, set(parts.partners[1])):
                yield Problem(COHORTS, line, what, todo)


def _programmes_crossing(parts: _Parts) -> Iterator[Problem]:
    for npq, (file, programme) in parts.programmes.items():
        scenarios = parts.scenarios[npq][1] if npq in parts.scenarios else {}
        framework = parts.frameworks.get(npq)
        yield from programme_problems(
            file, programme, framework, scenarios, parts.scales, parts.references, set(parts.sheets)
        )


def _partner_problems(root: Path, file: YamlFile, partners: dict[str, Partner]) -> Iterator[Problem]:
    for place, partner in enumerate(partners.values()):
        if partner.logo and not _inside(root / "data", partner.logo.file):
            what = f"there is no picture data/{partner.logo.file}"
            yield file.problem([place, "logo", "file"], what, "add it there, or mend its name")


def _inside(folder: Path, name: str) -> bool:
    path = (folder / name).resolve()
    return path.is_file() and path.is_relative_to(folder.resolve())
