"""A whole project folder as checked values, with every reference from one file to another followed."""

from collections.abc import Callable, Iterator
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
from workbook_kit.project.brands import brand_problems, has_file, load_brands
from workbook_kit.project.cohorts import COHORTS, Roster, load_cohorts, load_rosters, roster_problems
from workbook_kit.project.fonts import glyph_problems
from workbook_kit.project.frameworks import load_frameworks, load_npqs
from workbook_kit.project.references import cohort_problems, programme_problems, scenario_problems
from workbook_kit.project.sheets import Sheet, load_sheets
from workbook_kit.project.yaml import YamlFile, read_yaml, validate


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
    if not (root / "data").is_dir():
        raise problem(str(root), "this is not a workbook project: it has no data folder",
                      "go to the project's folder, or make one with `workbook-kit init DIR`")  # fmt: skip
    parts = _Parts(root)
    for read in _READERS:
        parts.read(read)
    parts.collector.problems.extend(_reference_problems(parts))
    parts.collector.problems.extend(glyph_problems(root))
    parts.collector.finish()
    return parts.project()


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
    files = brand.font.files if brand and brand.font else ()
    return tuple(sorted({(project.root / "data" / file).parent for file in files}))


class _Parts:
    """What has been read so far, with the files and lines that it came from."""

    def __init__(self, root: Path) -> None:
        self.root, self.data = root, root / "data"
        self.collector = Collector()
        self.sound: set[Callable[[_Parts], None]] = set()
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

    def read(self, reader: Callable[["_Parts"], None]) -> None:
        """Lets the reader put its values here, and remembers whether nothing was wrong with them."""
        before = len(self.collector.problems)
        with self.collector:
            reader(self)
        if len(self.collector.problems) == before:
            self.sound.add(reader)

    def file(self, name: str) -> YamlFile:
        """A file of the data folder."""
        return read_yaml(self.data / name, f"data/{name}")

    def files(self, folder: str) -> Iterator[tuple[Path, YamlFile]]:
        """The folder's YAML files; what only looks like one is told, not passed over."""
        if not (self.data / folder).is_dir():
            what, todo = "this folder is missing", "copy it from a new project"
            self.collector.problems.append(Problem(f"data/{folder}", 0, what, todo))
            return
        for path in sorted((self.data / folder).glob("[!.]*")):
            name = f"{folder}/{path.name}"
            if path.suffix == ".yml":
                with self.collector:
                    yield path, self.file(name)
            elif path.suffix.lower() in (".yaml", ".yml"):
                what, todo = "the name does not end in .yml, so it is not read", f"call it {path.stem}.yml"
                self.collector.problems.append(Problem(f"data/{name}", 0, what, todo))

    def project(self) -> Project:
        """The values without where they came from."""
        return Project(
            root=self.root,
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
            brands=self.brands[1],
            printing=self.printing,
            rosters={name: tuple(person for _, person in roster) for name, roster in self.rosters.items()},
        )


def _frameworks(parts: _Parts) -> None:
    with parts.collector:
        parts.npqs = load_npqs(parts.data)
    parts.frameworks = load_frameworks(parts.data)


def _programmes(parts: _Parts) -> None:
    for path, file in parts.files("programmes"):
        with parts.collector:
            programme = validate(file, Programme)
            _check_name(path, file, programme.npq)
            parts.programmes[programme.npq] = (file, programme)


class _Scenarios(Frozen):
    npq: NpqCode
    scenarios: tuple[Scenario, ...]


def _scenarios(parts: _Parts) -> None:
    for path, file in parts.files("scenarios"):
        with parts.collector:
            found = validate(file, _Scenarios)
            _check_name(path, file, found.npq)
            scenarios = {scenario.id: scenario for scenario in found.scenarios}
            if len(scenarios) < len(found.scenarios):
                raise ProblemsError([file.problem(["scenarios"], "two scenarios share an id", "rename one")])
            parts.scenarios[found.npq] = (file, scenarios)


def _check_name(path: Path, file: YamlFile, npq: str) -> None:
    if path.stem != npq:
        raise ProblemsError([file.problem(["npq"], f"the file of {npq} is called {path.name}", f"call it {npq}.yml")])


def _lists(parts: _Parts) -> None:
    with parts.collector:
        file = parts.file("partners.yml")
        partners = validate(file, tuple[Partner, ...])
        parts.partners = (file, {partner.id: partner for partner in partners})
        if len(parts.partners[1]) < len(partners):
            raise ProblemsError([file.problem([], "two partners share an id", "give each its own")])
    with parts.collector:
        parts.scales = validate(parts.file("scales.yml"), dict[str, Scale])
    with parts.collector:
        parts.references = validate(parts.file("references.yml"), dict[str, str])
    with parts.collector:
        file = parts.file("deliveries.yml")
        parts.deliveries = validate(file, dict[str, Delivery])
        for name in ("blended", "online"):
            if name not in parts.deliveries:
                raise ProblemsError([file.problem([], f"`{name}` is missing", "add it, with the words for it")])


def _cohorts(parts: _Parts) -> None:
    parts.cohorts, problems = load_cohorts(parts.data)
    parts.collector.problems.extend(problems)


def _sheets(parts: _Parts) -> None:
    parts.sheets = load_sheets(parts.root / "workbooks")


def _brands(parts: _Parts) -> None:
    parts.brands = load_brands(parts.data)


def _rosters(parts: _Parts) -> None:
    parts.rosters = load_rosters(parts.data, parts.collector)


def _printing(parts: _Parts) -> None:
    if (parts.data / "printing.yml").exists():
        file = parts.file("printing.yml")
        parts.printing = Printing() if file.data is None else validate(file, Printing)


#: In the order in which they are read.
_READERS = (_frameworks, _programmes, _scenarios, _lists, _cohorts, _sheets, _brands, _rosters, _printing)


def _reference_problems(parts: _Parts) -> Iterator[Problem]:
    """References followed between the files that could be read; the others have said enough already."""
    sound = parts.sound
    for file, scenarios in parts.scenarios.values():
        yield from scenario_problems(file, scenarios)
    if {_frameworks, _scenarios, _lists, _sheets} <= sound:
        for npq, (file, programme) in parts.programmes.items():
            own = parts.scenarios[npq][1] if npq in parts.scenarios else {}
            yield from programme_problems(
                file, programme, parts.frameworks.get(npq), own, parts.scales, parts.references, set(parts.sheets)
            )
    if _lists in sound:
        yield from _logo_problems(parts.data, *parts.partners)
    if {_frameworks, _programmes, _lists} <= sound:
        programmes = {npq: programme for npq, (_, programme) in parts.programmes.items()}
        for line, cohort in parts.cohorts.values():
            for what, todo in cohort_problems(cohort, parts.npqs, programmes, set(parts.partners[1])):
                yield Problem(COHORTS, line, what, todo)
    if {_lists, _brands} <= sound:
        yield from brand_problems(parts.root, *parts.brands, set(parts.partners[1]))
    if _cohorts in sound:
        yield from roster_problems(parts.rosters, {name: cohort for name, (_, cohort) in parts.cohorts.items()})


def _logo_problems(data: Path, file: YamlFile, partners: dict[str, Partner]) -> Iterator[Problem]:
    for number, partner in enumerate(partners.values()):
        if partner.logo and not has_file(data, partner.logo.file):
            what = f"there is no picture data/{partner.logo.file}"
            yield file.problem([number, "logo", "file"], what, "add it there, or mend its name")
