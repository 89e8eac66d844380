"""Documents set by Typst, in a process that stays beside this one."""

import atexit
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.typesetter import EndedError, RefusedError, Typesetter


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
    standards = ["ua-1", "a-2a"] if archive else ["ua-1"]
    try:
        return _typesetter().pdf(page, told or {}, standards, [extension / "fonts", *fonts])
    except RefusedError as refused:
        hints = " ".join(refused.hints) or "look at the heading, picture or letter it names"
        raise ProblemsError([Problem("", 0, f"Typst refused the workbook: {refused.message}", hints)]) from refused
    except EndedError as ended:
        raise problem(
            "", "Typst was stopped from outside, or there was not enough memory", "build it again with fewer --jobs"
        ) from ended


def start() -> None:
    """Lets Typst get ready while there is something else to do."""
    _typesetter().start()


def process_id() -> int:
    """The number of Typst's process; 0 while there is none."""
    return _typesetter().pid


def stop() -> None:
    """Ends Typst's process; the next document starts another."""
    _typesetter().close()


@cache
def _typesetter() -> Typesetter:
    typesetter = Typesetter()
    atexit.register(typesetter.close)
    return typesetter


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
