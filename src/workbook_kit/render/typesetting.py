"""The one place that starts Typst."""

from pathlib import Path

import typst

from workbook_kit.errors import Problem, ProblemsError


def typeset(page: Path, extension: Path) -> bytes:
    """The Typst file as a tagged PDF (PDF/UA-1) in our own fonts; the same file gives the same bytes.

    Raises:
        ProblemsError: what Typst refused, such as a picture without a description.
    """
    try:
        return typst.compile(
            page,
            format="pdf",
            root=page.parent,
            font_paths=[extension / "fonts"],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    except typst.TypstError as error:
        hints = " ".join(error.hints) or "look at the heading, picture or letter it names"
        raise ProblemsError([Problem("", 0, f"Typst refused the workbook: {error.message}", hints)]) from error
