"""A new kind of activity is a class and a folder of the extension. What else must know it is named here, when it does
not; and so it is with a new type of field."""

import json
import pkgutil
import re
from importlib import import_module
from typing import get_args

import pytest
from ruamel.yaml import YAML

from tests.activities.declared import every
from tests.tiny import ROOT
from workbook_kit import activities
from workbook_kit.activities.base import Activity, FieldType
from workbook_kit.answers.model import ANSWER_TYPES

EXTENSION = ROOT / "_extensions" / "seminar"
FORMATS = YAML(typ="safe").load((EXTENSION / "_extension.yml").read_text(encoding="utf-8"))["contributes"]["formats"]
TEMPLATE = (EXTENSION / "typst-template.typ").read_text(encoding="utf-8")
SHEETS = (ROOT / "docs" / "add-a-sheet.md").read_text(encoding="utf-8")
MODEL = (ROOT / "docs" / "workbook-file.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "docs" / "workbook.schema.json").read_text(encoding="utf-8"))


def kinds() -> dict[str, type[Activity]]:
    """Every kind that a module of the package makes, by the name that forms have for it."""
    for module in pkgutil.iter_modules(activities.__path__):
        import_module(f"{activities.__name__}.{module.name}")
    made, found = [Activity], {}
    while made:
        kind = made.pop()
        made += kind.__subclasses__()
        if "name" in vars(kind) and kind.__module__.startswith(activities.__name__):
            found[kind.name] = kind
    return found


KINDS = kinds()
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def test_the_kinds_are_found() -> None:
    assert {"prompt", "rating", "checklist"} <= set(KINDS)


@every_kind
def test_a_sheet_can_import_it(kind: type[Activity]) -> None:
    assert kind.__name__ in activities.__all__, f"add {kind.__name__} to __all__ in activities/__init__.py"
    assert getattr(activities, kind.__name__, None) is kind, f"import {kind.__name__} in activities/__init__.py"


@every_kind
def test_paper_draws_it(kind: type[Activity]) -> None:
    part = f"activities/{kind.name}/seminar-{kind.name}.typ"
    assert (EXTENSION / part).is_file(), f"draw it in {part}"
    drawn = (EXTENSION / part).read_text(encoding="utf-8")
    assert f"#let seminar-{kind.name}(" in drawn, f"{part} has no function seminar-{kind.name}"
    assert part in FORMATS["typst"]["template-partials"], f"add {part} to template-partials in _extension.yml"
    assert f"$seminar-{kind.name}.typ()$" in TEMPLATE, f"add $seminar-{kind.name}.typ()$ to typst-template.typ"


@every_kind
def test_what_it_looks_like_on_screen_is_known(kind: type[Activity]) -> None:
    folder = EXTENSION / "activities" / kind.name
    for sheet in (path.relative_to(EXTENSION).as_posix() for path in folder.glob("*.css")):
        assert sheet in FORMATS["html"]["css"], f"add {sheet} to css in _extension.yml"


def test_every_folder_of_the_extension_is_a_kinds() -> None:
    assert {path.name for path in (EXTENSION / "activities").iterdir()} == set(KINDS)


@every_kind
def test_it_is_among_the_samples_of_tests(kind: type[Activity]) -> None:
    assert any(type(one) is kind for one in every()), "add it to every() in tests/activities/declared.py"


@every_kind
def test_the_docs_tell_authors_and_readers_of_the_model(kind: type[Activity]) -> None:
    assert f"\n| `{kind.__name__}` |" in SHEETS, f"add {kind.__name__} to the table in docs/add-a-sheet.md"
    assert f"\n| `{kind.name}` |" in MODEL, f"add {kind.name} to the table of kinds in docs/workbook-file.md"


@pytest.mark.parametrize("type", get_args(FieldType))
def test_each_type_of_field_is_known_everywhere(type: FieldType) -> None:
    assert type in ANSWER_TYPES, f"add {type} to ANSWER_TYPES in answers/model.py"
    known = SCHEMA["$defs"]["fields"]["items"]["properties"]["type"]["enum"]
    assert type in known, f"add {type} to the types of fields in docs/workbook.schema.json"
    fields = MODEL.partition("## Fields")[2]
    assert re.search(rf"^\| `{type}` \|", fields, re.M), f"add {type} to the table of fields in docs/workbook-file.md"
    assert any(field.type == type for one in every() for field in one.fields()), f"no activity of every() has a {type}"
