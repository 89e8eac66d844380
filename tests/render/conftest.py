"""A workbook with everything in it, rendered once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.render.layouts import answers, compiled
from tests.render.workbook import EXTENSION, whole
from workbook_kit.render import embedded


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The whole workbook as a page."""
    return embedded.render_html(whole(), tmp_path_factory.mktemp("page"), EXTENSION).decode()


@pytest.fixture(scope="session")
def handout(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The whole workbook as a PDF."""
    return embedded.render_pdf(whole(), tmp_path_factory.mktemp("handout"), EXTENSION)


@pytest.fixture(scope="session")
def handout_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole workbook as Typst source, with its pictures beside it."""
    work = tmp_path_factory.mktemp("source")
    document = whole()
    document.lay_out(work)
    source = work / "workbook.typ"
    source.write_text(embedded.to_typst(document, work, EXTENSION), encoding="utf-8")
    return source


@pytest.fixture(scope="module")
def laid_out(handout_source: Path) -> Callable[..., bytes]:
    """The whole workbook in a layout, made once for each."""
    made: dict[tuple[str, str | None], bytes] = {}

    def one(layout: str, text: str | None = None) -> bytes:
        if (layout, text) not in made:
            made[layout, text] = compiled(handout_source, layout, None if text is None else answers(text))
        return made[layout, text]

    return one
