"""Plain code: what a sheet shows depends on the values that it reads, and which those are."""

import pytest

from tests.tiny import ROOT
from workbook_kit.project.plain import needs
from workbook_kit.project.project import load_project
from workbook_kit.project.sheets import code_of

VALUES = {"cohort": {"name": "Hill", "id": "hill-1", "groups": ["Oak"]}, "minutes": 5}

READS = {
    'cohort["name"]': {"cohort": {"name": "Hill"}},
    "f\"{cohort['name']} and {cohort['groups'][0]}\"": {"cohort": {"groups": ["Oak"], "name": "Hill"}},
    'cohort["missing"]': {"cohort": {}},
    "display(minutes)": {"minutes": 5},
    "minutes[0]": {"minutes": 5},
    "1 + 1": {},
    "from workbook_kit.activities import Prompt\nPrompt('a', 'b')": {},
    "import math\nmath.sqrt(minutes)": {"minutes": 5},
    "def twice(number):\n    return 2 * number\ntwice(minutes)": {"minutes": 5},
    "[part for part in cohort['groups'] if part]": {"cohort": {"groups": ["Oak"]}},
}
#: Here the whole of a value could have a part in what is shown.
READS_ALL = {
    "cohort": "shown as it is",
    'cohort.get("name")': "asked by a method",
    "held = cohort\nheld['id']": "under another name",
    'name = "id"\ncohort[name]': "by a name that is worked out",
    "'id' in cohort": "asked what is in it",
    'cohort["id"] = 1': "changed",
    'cohort = {"id": 1}\ncohort["id"]': "given another value",
    "[cohort['id'] for cohort in [1]]": "given another value by a loop",
    "lambda cohort: cohort['id']": "given another value by a function",
}
NOT_PLAIN = (
    "open('file')",
    "import random\nrandom.random()",
    "from datetime import date\ndate.today()",
    "import os.path",
    "import collections.abc",
    "from . import nearby",
    "from workbook_kit.activities import *",
    "globals()['cohort']",
    "eval('cohort')",
    "vars()",
    "id(cohort)",
    "hash('a')",
    "{1, 2}",
    "set([1])",
    "{one for one in [1]}",
    "getattr(cohort, 'id')",
    "''.__class__",
    "def __init__():\n    pass",
    "__name__",
    "_",
    "In[0]",
    "%time 1",
    "!ls",
    "try:\n    cohort['id']\nexcept KeyError:\n    print(1)",
    "with open('a') as file:\n    pass",
    "class A:\n    pass",
    "del cohort",
    "await thing",
    "def gone():\n    global cohort",
    "unknown_name",
    "not python at all (",
)


@pytest.mark.parametrize("source", READS, ids=repr)
def test_what_plain_code_reads_is_all_that_it_needs(source: str):
    found = needs([source], VALUES)
    assert found is not None
    assert found.of(VALUES) == READS[source]


@pytest.mark.parametrize("source", READS_ALL, ids=READS_ALL.values())
def test_a_value_that_may_be_looked_at_in_any_way_counts_whole(source: str):
    found = needs([source], VALUES)
    assert found is not None
    assert found.of(VALUES)["cohort"] == VALUES["cohort"]


@pytest.mark.parametrize("source", NOT_PLAIN, ids=repr)
def test_code_that_files_clocks_chance_or_tricks_could_have_a_part_in_is_not_plain(source: str):
    assert needs(["1", source], VALUES) is None


def test_a_value_counts_whole_when_another_cell_gives_it_another_value():
    found = needs(['cohort["name"]', "cohort = {}"], VALUES)
    assert found is not None
    assert found.of(VALUES) == {"cohort": VALUES["cohort"]}


def test_every_sheet_of_the_starter_is_plain_and_none_needs_a_cohorts_name():
    for sheet in load_project(ROOT).sheets.values():
        found = needs(code_of(sheet.notebook), sheet.parameters)
        assert found == sheet.needs
        assert found is not None, sheet.name
        cohort = found.parts.get("cohort", set())
        assert cohort is not None, sheet.name
        assert "name" not in cohort, sheet.name
