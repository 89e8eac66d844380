"""A framework as the command line and other programs read it."""

from typing import Any

from workbook_kit.models import Area, Framework


def as_json(framework: Framework) -> dict[str, Any]:
    """The framework as plain JSON values: each Learn how to statement carries its stem."""
    return {
        "npq": framework.npq,
        "title": framework.title,
        "edition": framework.edition,
        "licence": framework.licence,
        "licence_url": framework.licence_url,
        "attribution": framework.attribution,
        "source": framework.source,
        "extract": framework.extract,
        "areas": [_area(area) for area in framework.areas],
    }


def _area(area: Area) -> dict[str, Any]:
    return {
        "number": area.number,
        "name": area.name,
        "learn_that": [{"code": statement.code, "text": statement.text} for statement in area.learn_that],
        "learn_how_to": [
            {"code": statement.code, "stem": stem.stem, "text": statement.text}
            for stem in area.learn_how_to
            for statement in stem.statements
        ],
    }
