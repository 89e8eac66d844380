"""The one place that asks Typst: in a process of its own, which stays, for Typst finds again what it has set."""

import atexit
import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.processes import Child, Keeper, ProcessEndedError, python

#: From so many bytes on a new process takes over. The largest documents take a third as much again while they are set.
MOST_MEMORY = 280 << 20
#: Documents after which a new process takes over: Typst never forgets the name of a file.
MOST_DOCUMENTS = 2000


def _start() -> Child:
    # there is one for each process that works, so one thread is enough
    return Child(python("workbook_kit.render.typst_child"), environment={**os.environ, "RAYON_NUM_THREADS": "1"})


_typst = Keeper(_start, most_memory=MOST_MEMORY, most_answers=MOST_DOCUMENTS)
atexit.register(_typst.close)
#: Lets Typst get ready while there is something else to do; ends its process, until the next document starts another.
start, stop = _typst.start, _typst.close


def process_id() -> int:
    """The number of Typst's process; 0 while there is none."""
    return _typst.pid


# Documents, set by a process that stays.


def typeset(
    page: Path, extension: Path, told: Mapping[str, str] | None = None, archive: bool = False,
    fonts: Sequence[Path] = (),
) -> bytes:  # fmt: skip
    """The Typst file as a tagged PDF (PDF/UA-1) in our own fonts; the same file gives the same bytes.

    Args:
        told: what the page finds in `sys.inputs`: `layout`, and `answers` as the name of a file beside the page.
        archive: keeps to PDF/A-2a as well.
        fonts: folders of further fonts.

    Raises:
        ProblemsError: what Typst refused, such as a picture without a description.
    """
    page = page.absolute()
    document = {"page": str(page), "root": str(page.parent), "told": dict(told or {}),
                "standards": ["ua-1", "a-2a"] if archive else ["ua-1"],
                "fonts": [str(folder.absolute()) for folder in (extension / "fonts", *fonts)]}  # fmt: skip
    try:
        made = _typst.ask(document)
    except ProcessEndedError as error:
        what = f"Typst was stopped from outside, or there was not enough memory{error.last_words}"
        raise problem("", what, "build it again with fewer --jobs") from None
    if isinstance(made, bytes):
        return made
    message, hints = made
    todo = " ".join(hints) or "look at the heading, picture or letter it names"
    raise ProblemsError([Problem("", 0, f"Typst refused the workbook: {message}", todo)])


@cache
def as_png(picture: Path, extension: Path) -> bytes:
    """The picture, an SVG or of another kind, as a PNG 700 pixels wide, with letters in our own fonts."""
    with TemporaryDirectory(prefix="workbook-kit-picture-") as folder:
        name = f"picture{picture.suffix}"
        Path(folder, name).write_bytes(picture.read_bytes())
        page = Path(folder, "picture.typ")
        page.write_text(
            f'#set page(width: 420pt, height: auto, margin: 0pt)\n#image("{name}", width: 100%)\n', encoding="utf-8"
        )
        fonts = [extension / "fonts"]
        made = typst.compile(page, format="png", ppi=120, font_paths=fonts, ignore_system_fonts=True)
    return made if isinstance(made, bytes) else made[0]


# Small pages by Typst, of data that stays data.


def draw_pages(source: bytes, told: object, folders: Sequence[Path]) -> bytes:
    """The pages as a PDF without tags.

    Args:
        told: what the source finds as JSON in `sys.inputs.told`.
        folders: of fonts; Typst's own come after them.
    """
    inputs = {"told": json.dumps(told)}
    return typst.compile(
        source, font_paths=_fonts(folders), sys_inputs=inputs, format="pdf", pdf_tags=False, timestamp=0
    )


def query_notes(source: bytes, told: object, folders: Sequence[Path], mark: str) -> list[Any]:
    """What the source notes in metadata with this mark."""
    inputs = {"told": json.dumps(told)}
    found = typst.query(source, mark, field="value", font_paths=_fonts(folders), sys_inputs=inputs)
    return list(json.loads(found))


def _fonts(folders: Sequence[Path]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))
