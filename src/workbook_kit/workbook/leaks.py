"""Words of another programme or cohort in a workbook: the mistake that copying last year's file brings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbook_kit.project.project import Project
from workbook_kit.workbook.plan import WorkbookSpec


@dataclass(frozen=True)
class Leak:
    """Words found in a workbook that they do not belong to."""

    words: str
    owner: str
    context: str


def leaks(spec: WorkbookSpec, text: str, project: Project) -> tuple[Leak, ...]:
    """Where the workbook's own prose names another NPQ, its roles, or another cohort.

    Args:
        text: the workbook's text without official statements and citations, which may name anyone.
    """
    found = []
    for words, owner, any_case in foreign_words(spec, project):
        pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE if any_case else 0)
        if match := pattern.search(text):
            start, end = max(0, match.start() - 30), match.end() + 30
            found.append(Leak(match[0], owner, text[start:end].strip()))
    return tuple(found)


def foreign_words(spec: WorkbookSpec, project: Project) -> Iterator[tuple[str, str, bool]]:
    """Words, whom they belong to, and whether they count in any case."""
    own = {word.lower() for word in project.npqs[spec.cohort.npq].role_words}
    for npq in project.npqs.values():
        if npq.code != spec.cohort.npq:
            yield npq.code, npq.code, False
            yield f"NPQ for {npq.short_title}", npq.code, True
            yield f"Qualification for {npq.short_title}", npq.code, True
            if " " in npq.short_title:  # one word, such as Headship, is anybody's
                yield npq.short_title, npq.code, False
            yield from ((word, npq.code, True) for word in npq.role_words if word.lower() not in own)
    for cohort in project.cohorts.values():
        if cohort.id != spec.cohort.id and cohort.name.lower() not in spec.cohort.name.lower():
            yield cohort.name, f"cohort {cohort.id}", True
