"""A whole project, with every reference from one file to another followed and checked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workbook_kit.errors import Problem, problem
from workbook_kit.load.brands import brand_problems, is_inside
from workbook_kit.load.cohorts import NAME as COHORTS
from workbook_kit.load.collect import Collector
from workbook_kit.load.crossing import cohort_problems, programme_problems, scenario_problems
from workbook_kit.load.glyphs import glyph_problems
from workbook_kit.load.parts import READERS, Parts
from workbook_kit.load.rosters import roster_problems
from workbook_kit.load.sheets import Sheet
from workbook_kit.load.yaml import YamlFile
from workbook_kit.models import (
    Brand,
    Cohort,
    Delivery,
    Framework,
    Npq,
    Participant,
    Partner,
    Printing,
    Programme,
    Scale,
    Scenario,
)


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
