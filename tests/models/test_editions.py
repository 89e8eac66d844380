"""A new edition is a row in EDITIONS. What else must know it is named here, when it does not."""

import re

import pytest

from tests.tiny import ROOT
from workbook_kit.models.editions import EDITIONS, NEEDS, OPTIONAL_EDITIONS, Edition, select_editions

SETTINGS = (ROOT / "_extensions/seminar/seminar-settings.typ").read_text(encoding="utf-8")
LAYOUTS = dict(
    re.findall(r"^  ([a-z][a-z0-9-]*): \((.*?)\),$", SETTINGS.partition("#let seminar-layouts")[2], re.M | re.S)
)
COHORTS = (ROOT / "docs/add-a-cohort.md").read_text(encoding="utf-8")
TRAINERS = (ROOT / "docs/for-trainers.md").read_text(encoding="utf-8")

every_edition = pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda edition: edition.name)


@every_edition
def test_each_has_its_layout(edition: Edition) -> None:
    assert edition.name in LAYOUTS, f"add {edition.name} to seminar-layouts in seminar-settings.typ"
    if edition.name != "handout":
        why = f"the layout {edition.name} in seminar-settings.typ has no name, or another"
        assert f'name: "{edition.title}' in LAYOUTS[edition.name], why


def test_each_layout_has_its_edition() -> None:
    assert set(LAYOUTS) <= set(EDITIONS), "a layout in seminar-settings.typ is of no edition"


@every_edition
def test_each_is_told_to_trainers(edition: Edition) -> None:
    headings = [line.lower() for line in TRAINERS.splitlines() if line.startswith("### ")]
    assert any(edition.title.lower() in line for line in headings), f"docs/for-trainers.md has no “{edition.title}”"


def test_the_docs_name_every_edition_of_the_table_of_cohorts() -> None:
    row = next(line for line in COHORTS.splitlines() if line.startswith("| `editions` |"))
    listed = re.findall(r"`([a-z0-9-]+)`", row.split("|")[2].partition(":")[2])
    assert sorted(listed) == sorted(OPTIONAL_EDITIONS), "the row `editions` in docs/add-a-cohort.md"


def test_the_docs_name_every_need_of_a_roster() -> None:
    assert sorted(re.findall(r"^- `([a-z ]+)`: ", COHORTS, re.M)) == sorted(NEEDS), "the needs in docs/add-a-cohort.md"


def test_all_stands_for_every_edition_and_the_order_is_the_table_s() -> None:
    assert select_editions(["all"]) == tuple(EDITIONS)
    assert select_editions(["booklet", "large-print"]) == ("large-print", "booklet")
