"""Frameworks and the registry of NPQs, from data/frameworks."""

from collections import Counter
from pathlib import Path

from workbook_kit.errors import Collector, Problem, ProblemsError
from workbook_kit.models import Framework, Npq
from workbook_kit.project.yaml import YamlFile, read_yaml, validate

#: What lies beside the frameworks: the registry, and what was mended in the published texts.
NOT_FRAMEWORKS = ("npqs.yml", "corrections.yml")


def load_npqs(data: Path) -> dict[str, Npq]:
    """The registry of qualifications, by short name.

    Raises:
        ProblemsError: every fault of the registry.
    """
    file = read_yaml(data / "frameworks" / "npqs.yml", "data/frameworks/npqs.yml")
    npqs = validate(file, tuple[Npq, ...])
    twice = [code for code, count in Counter(npq.code for npq in npqs).items() if count > 1]
    if twice:
        raise ProblemsError(Problem(file.name, 0, f"{code} stands here twice", "take one out") for code in twice)
    return {npq.code: npq for npq in npqs}


def load_frameworks(data: Path) -> dict[str, Framework]:
    """Every framework of the project, by the NPQ's short name.

    Raises:
        ProblemsError: every fault of every file.
    """
    collector = Collector()
    frameworks = {}
    for path in sorted((data / "frameworks").glob("*.yml")):
        if path.name in NOT_FRAMEWORKS:
            continue
        with collector:
            framework = _load_framework(path)
            frameworks[framework.npq] = framework
    collector.finish()
    return frameworks


def _load_framework(path: Path) -> Framework:
    file = read_yaml(path, f"data/frameworks/{path.name}")
    framework = validate(file, Framework)
    problems = list(_code_problems(file, framework))
    if framework.npq != path.stem:
        problems.append(file.problem(["npq"], f"the file of {framework.npq} is called {path.name}", "rename it"))
    if problems:
        raise ProblemsError(problems)
    return framework


def _code_problems(file: YamlFile, framework: Framework) -> list[Problem]:
    codes = Counter(s.code for area in framework.areas for s in area.statements())
    numbers = Counter(area.number for area in framework.areas)
    return [
        *(file.problem([], f"code {c} stands here {n} times", "give each its own") for c, n in codes.items() if n > 1),
        *(file.problem([], f"area {a} stands here {n} times", "number them anew") for a, n in numbers.items() if n > 1),
    ]
