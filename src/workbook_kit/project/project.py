"""A whole project folder as checked values, with every reference from one file to another followed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workbook_kit.errors import Collector, Problem, ProblemsError, problem
from workbook_kit.models import (
    Brand,
    Cohort,
    Delivery,
    Framework,
    Logo,
    Npq,
    Participant,
    Partner,
    Printing,
    Programme,
    Scale,
    Scenario,
)
from workbook_kit.models.base import Frozen, NpqCode
from workbook_kit.project.brands import brand_problems, is_inside, load_brands
from workbook_kit.project.cohorts import NAME as COHORTS
from workbook_kit.project.cohorts import Roster, load_cohorts, load_rosters, roster_problems
from workbook_kit.project.fonts import glyph_problems
from workbook_kit.project.frameworks import load_frameworks, load_npqs
from workbook_kit.project.references import cohort_problems, programme_problems, scenario_problems
from workbook_kit.project.sheets import Sheet, load_sheets
from workbook_kit.project.yaml import YamlFile, read_yaml, validate

# Every file of a project folder, read one kind after another; references between them come later.


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


# A whole project, with every reference from one file to another followed and checked.


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
    brands: dict[str, Brand]
    printing: Printing
    #: People's names and needs, by cohort: for print plans and nothing else.
    rosters: dict[str, tuple[Participant, ...]] = field(repr=False)

    @property
    def extension(self) -> Path:
        """The folder of the Quarto extension that both engines draw with."""
        return self.root / "_extensions" / "seminar"


def load_project(root: Path) -> Project:
    """The project in that folder.

    Raises:
        ProblemsError: every fault of every file, and of every reference between them.
    """
    data = root / "data"
    if not data.is_dir():
        raise problem(str(root), "this is not a workbook project: it has no data folder",
                      "go to the project's folder, or make one with `workbook-kit init DIR`")  # fmt: skip
    collector, parts = Collector(), Parts()
    for read in READERS:
        before = len(collector.problems)
        with collector:
            read(root, parts, collector)
        if len(collector.problems) == before:
            parts.sound.add(read.__name__)
    collector.problems.extend(_crossing(root, parts))
    collector.problems.extend(glyph_problems(root))
    collector.finish()
    return _project(root, parts)


def _project(root: Path, parts: Parts) -> Project:
    return Project(
        root=root,
        npqs=parts.npqs,
        frameworks=parts.frameworks,
        programmes={npq: programme for npq, (_, programme) in parts.programmes.items()},
        cohorts={name: cohort for name, (_, cohort) in parts.cohorts.items()},
        partners=parts.partners[1],
        scenarios={npq: scenarios for npq, (_, scenarios) in parts.scenarios.items()},
        scales=parts.scales,
        references=parts.references,
        deliveries=parts.deliveries,
        sheets=parts.sheets,
        brands=parts.brands[1],
        printing=parts.printing,
        rosters={name: tuple(person for _, person in roster) for name, roster in parts.rosters.items()},
    )


def _crossing(root: Path, parts: Parts) -> Iterator[Problem]:
    """References followed between the files that could be read; the others have said enough already."""
    for file, scenarios in parts.scenarios.values():
        yield from scenario_problems(file, scenarios)
    if {"read_frameworks", "read_scenarios", "read_lists", "read_sheets"} <= parts.sound:
        yield from _programmes_crossing(parts)
    if "read_lists" in parts.sound:
        yield from _partner_problems(root, *parts.partners)
    if {"read_frameworks", "read_programmes", "read_lists"} <= parts.sound:
        programmes = {npq: programme for npq, (_, programme) in parts.programmes.items()}
        for line, cohort in parts.cohorts.values():
            for what, todo in cohort_problems(cohort, parts.npqs, programmes, set(parts.partners[1])):
                yield Problem(COHORTS, line, what, todo)
    if {"read_lists", "read_brands"} <= parts.sound:
        yield from brand_problems(root, *parts.brands, set(parts.partners[1]))
    if "read_cohorts" in parts.sound:
        yield from roster_problems(parts.rosters, {name: cohort for name, (_, cohort) in parts.cohorts.items()})


def _programmes_crossing(parts: Parts) -> Iterator[Problem]:
    for npq, (file, programme) in parts.programmes.items():
        scenarios = parts.scenarios[npq][1] if npq in parts.scenarios else {}
        framework = parts.frameworks.get(npq)
        yield from programme_problems(
            file, programme, framework, scenarios, parts.scales, parts.references, set(parts.sheets)
        )


def _partner_problems(root: Path, file: YamlFile, partners: dict[str, Partner]) -> Iterator[Problem]:
    for place, partner in enumerate(partners.values()):
        if partner.logo and not is_inside(root / "data", partner.logo.file):
            what = f"there is no picture data/{partner.logo.file}"
            yield file.problem([place, "logo", "file"], what, "add it there, or mend its name")


# Whose colours, letters and logo a workbook has. Pure.


def brand_of(project: Project, cohort: Cohort) -> Brand | None:
    """The brand of the first of the cohort's partners that has one."""
    return next((project.brands[partner] for partner in cohort.partners if partner in project.brands), None)


def logo_of(project: Project, partner: str) -> Logo | None:
    """The logo that the partner's brand names, or else its own."""
    brand = project.brands.get(partner)
    return brand.logo if brand and brand.logo else project.partners[partner].logo


def font_folders(project: Project, cohort: Cohort) -> tuple[Path, ...]:
    """Folders of fonts that the cohort's brand brings along."""
    brand = brand_of(project, cohort)
    if brand is None or brand.font is None:
        return ()
    return tuple(sorted({(project.root / "data" / file).parent for file in brand.font.files}))
