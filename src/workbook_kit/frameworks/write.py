"""A framework as YAML for the project, and as JSON for other programs."""

import io
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import FoldedScalarString

from workbook_kit.errors import problem
from workbook_kit.files import write_whole
from workbook_kit.models import Area, Framework

_OPENING = """\
# {title}
# Official wording, written by `workbook-kit frameworks import`. To mend a misprint, add an entry to
# corrections.yml and import again, so that what was changed and why stays on record.

"""
_WIDTH = 100
_HEADER = ("npq", "title", "edition", "licence", "licence_url", "attribution", "source", "extract")
#: Fields that are sentences: set as a wrapped block, which needs no quotation marks whatever they hold.
_SENTENCES = {"text", "stem", "note", "attribution", "review_note", "acknowledgements", "source"}
_LONG = 80


def as_json(framework: Framework) -> dict[str, Any]:
    """The framework as plain JSON values: each Learn how to statement carries its stem."""
    return {**{name: getattr(framework, name) for name in _HEADER}, "areas": [_area(area) for area in framework.areas]}


def to_yaml(framework: Framework) -> str:
    """The framework as a file of data/frameworks."""
    values = framework.model_dump(mode="json", exclude_defaults=True)
    stream = io.StringIO()
    _writer().dump(_laid_out(values, ""), stream)
    body = stream.getvalue().replace("\nareas:", "\n\nareas:", 1)
    return _OPENING.format(title=" ".join(framework.title.split())) + body


def save(text: str, path: Path, *, force: bool = False) -> None:
    """Writes a file whole or not at all.

    Raises:
        ProblemsError: the file exists and `force` is not given, or the place cannot be written to.
    """
    if path.exists() and not force:
        raise problem(path, "this file exists already", "give --force to write over it, or --out for another")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode())
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise problem(path, f"it cannot be written ({reason})", "choose another place with --out") from None


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


def _writer() -> YAML:
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    return yaml


def _laid_out(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {name: _laid_out(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_laid_out(inner, "text" if key == "references" else key) for inner in value]
    long = isinstance(value, str) and len(value) > _LONG
    return FoldedScalarString(value) if key in _SENTENCES or long else value
