"""Small pages by Typst, of data that stays data."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst


def drawn(source: bytes, told: object, folders: Sequence[Path]) -> bytes:
    """The pages as a PDF without tags.

    Args:
        told: what the source finds as JSON in `sys.inputs.told`.
        folders: of fonts; Typst's own come after them.
    """
    inputs = {"told": json.dumps(told)}
    return typst.compile(
        source, font_paths=_fonts(folders), sys_inputs=inputs, format="pdf", pdf_tags=False, timestamp=0
    )


def noted(source: bytes, told: object, folders: Sequence[Path], mark: str) -> list[Any]:
    """What the source notes in metadata with this mark."""
    inputs = {"told": json.dumps(told)}
    found = typst.query(source, mark, field="value", font_paths=_fonts(folders), sys_inputs=inputs)
    return list(json.loads(found))


def _fonts(folders: Sequence[Path]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))
