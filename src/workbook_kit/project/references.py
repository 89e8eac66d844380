"""References from one file to another: an NPQ, a module, a statement, a sheet that is not there."""

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from workbook_kit.errors import Problem, choices
from workbook_kit.models import Cohort, Framework, Npq, Programme, Scale, Scenario, Seminar
from workbook_kit.models.framework import select_statements
from workbook_kit.project.placeholders import FillError, fill_plain
from workbook_kit.project.yaml import YamlFile


def programme_problems(
    file: YamlFile,
    programme: Programme,
    framework: Framework | None,
    scenarios: Collection[str],
    scales: dict[str, Scale],
    references: Collection[str],
    sheets: Collection[str],
) -> Iterator[Problem]:
    """Everything a programme names that does not exist."""
    if framework is None:
        yield file.problem(["npq"], f"{programme.npq} has no framework", "import it: `workbook-kit frameworks import`")
    for kind, scale in programme.scales.items():
        if scale not in scales or scales[scale].kind != kind:
            fitting = [name for name, known in scales.items() if known.kind == kind]
            yield file.problem(["scales", kind], f"there is no {kind} scale `{scale}`", choices(scale, fitting))
    ids = Counter(seminar.id for seminar in programme.seminars)
    for number, seminar in enumerate(programme.seminars):
        place: list[int | str] = ["seminars", number]
        if ids[seminar.id] > 1:
            yield file.problem([*place, "id"], f"the id {seminar.id} stands here twice", "give each seminar its own")
        named: list[tuple[str, str | None, Collection[str]]] = [
            ("looks_back", seminar.looks_back, programme.modules),
            ("looks_ahead", seminar.looks_ahead, programme.modules),
            ("scenario", seminar.scenario, scenarios),
            *(("sheets", sheet, sheets) for sheet in seminar.sheets),
            *(("references", reference, references) for reference in seminar.references),
        ]
        for key, name, known in named:
            if name is not None and name not in known:
                yield file.problem([*place, key], f"{key} names `{name}`, which is not there", choices(name, known))
        if framework is not None:
            yield from _code_problems(file, place, seminar, framework)


def _code_problems(
    file: YamlFile, place: Sequence[int | str], seminar: Seminar, framework: Framework
) -> Iterator[Problem]:
    for number, wanted in enumerate(seminar.statements):
        here = [*place, "statements", number]
        area = framework.area(wanted.area)
        if area is None:
            numbers = ", ".join(str(area.number) for area in framework.areas)
            yield file.problem(here, f"{framework.npq} has no area {wanted.area}", f"its areas are {numbers}")
            continue
        try:
            select_statements(area, wanted.codes)
        except KeyError as error:
            yield file.problem([*here, "codes"], error.args[0], "see `workbook-kit frameworks show`")


def cohort_problems(
    cohort: Cohort, npqs: dict[str, Npq], programmes: dict[str, Programme], partners: Collection[str]
) -> Iterator[tuple[str, str]]:
    """What a cohort names that does not exist, or has the wrong number of, and what to do."""
    if cohort.npq not in npqs:
        yield f"there is no NPQ {cohort.npq}", choices(cohort.npq, npqs)
    elif cohort.npq not in programmes:
        yield f"{cohort.npq} has no programme", f"add data/programmes/{cohort.npq}.yml"
    else:
        wanted, given = len(programmes[cohort.npq].seminars), len(cohort.seminar_dates)
        if wanted != given:
            yield f"{cohort.npq} has {wanted} seminars and `seminar_dates` has {given}", "give one date for each"
    for partner in cohort.partners:
        if partner not in partners:
            yield f"there is no delivery partner `{partner}`", choices(partner, partners)
    if cohort.link and not re.match(r"https?://[^\s<>\"']+$", cohort.link):
        yield f"`link` is {cohort.link!r}, not a web address", "write it whole, starting with https://"


def scenario_problems(file: YamlFile, scenarios: dict[str, Scenario]) -> Iterator[Problem]:
    """Placeholders that cannot be filled, and names spelt in two ways."""
    for number, scenario in enumerate(scenarios.values()):
        for key, text in _texts(scenario):
            place: list[int | str] = ["scenarios", number, key]
            try:
                fill_plain(text, {"person": scenario.person})
            except FillError as error:
                yield file.problem(place, f"`{key}`: {error.what}", "only {{ person }} can stand here")
            for word in other_spellings(scenario.person, text):
                what = f"{scenario.person} is spelt {word} here"
                yield file.problem(place, what, "write {{ person }} wherever the name stands")


def _texts(scenario: Scenario) -> Iterator[tuple[str, str]]:
    yield from (("role", scenario.role), ("setting", scenario.setting), ("question", scenario.question))
    yield from (("interests", interest) for interest in scenario.interests)


def other_spellings(name: str, text: str) -> list[str]:
    """Words of the text that are nearly, but not quite, the first name: Sydney for Sidney."""
    first = name.split()[0]
    words = set(re.findall(r"\b[^\W\d_][\w’'-]*[^\W\d_]\b", text))
    bare = {word.removesuffix("’s").removesuffix("'s") for word in words}
    return sorted(word for word in bare if word != first and _near(word, first))


def _near(word: str, name: str) -> bool:
    if len(name) < 4 or word[:1] != name[:1] or abs(len(word) - len(name)) > 1:
        return False
    matcher = difflib.SequenceMatcher(None, word, name, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return max(len(word), len(name)) - same <= 1
