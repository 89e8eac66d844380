"""A conversation has two sides: each person can show their own part of it."""

from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.filling import tab, workbook

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("chosen", "hidden"), [("Both", None), ("Coach", ".coached"), ("Coached", ".coach")])
def test_a_person_shows_one_part_or_both(packs: Path, browser: Browser, chosen: str, hidden: str | None) -> None:
    with tab(browser, workbook(packs).as_uri()) as page:
        choice = page.get_by_role("group", name="Whose part to show")
        expect(choice.get_by_role("radio", name="Both", exact=True)).to_be_checked()
        choice.get_by_role("radio", name=chosen, exact=True).check()
        for part in (".coach", ".coached"):
            for one in page.locator(f".parts {part}").all():
                expect(one).to_be_visible(visible=part != hidden)


def test_both_parts_are_printed_and_no_choice(packs: Path, browser: Browser, tmp_path: Path) -> None:
    with tab(browser, workbook(packs).as_uri()) as page:
        page.get_by_role("radio", name="Coached", exact=True).check()
        page.pdf(path=tmp_path / "page.pdf")
    for pdf in (tmp_path / "page.pdf", workbook(packs).with_name("handout.pdf")):
        with pypdfium2.PdfDocument(pdf) as document:
            printed = " ".join(page.get_textpage().get_text_range() for page in document)
        assert printed.count("Coach:") == printed.count("Coached:") == 4
        assert "Whose part" not in printed
