"""What a notebook's own cells see of its forms in a real JupyterLab, and its forms of them."""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import DECLARED, Open, radio

pytestmark = pytest.mark.browser
CELLS = (
    DECLARED,
    "rated = rating(3)\nrated",
    """\
from ipywidgets import Label
label = Label("Nothing is rated.")
rated.observe(lambda change: setattr(label, "value", f"{change.name}: {change.old} to {change.new}"), names="1.2")
label""",
    """\
from ipywidgets import Button
button = Button(description="Rate 1.3")
button.on_click(lambda _: answers.set("facts--1.3", 4))
button""",
)


def test_a_handler_is_called_when_somebody_rates_and_a_form_shows_what_a_cell_sets(opened: Open) -> None:
    lab = opened(CELLS)
    lab.run_all()
    label = lab.page.locator(".widget-label")
    expect(label).to_have_text("Nothing is rated.")
    radio(lab.statement("1.1"), "3 Sure").check()
    radio(lab.statement("1.2"), "3 Sure").check()
    expect(label).to_have_text("1.2: None to 3")
    radio(lab.statement("1.2"), "not yet rated").check()
    expect(label).to_have_text("1.2: 3 to None")
    lab.page.get_by_role("button", name="Rate 1.3").click()
    expect(radio(lab.statement("1.3"), "4 Could teach it")).to_be_checked()
    lab.until_saved({"facts": {"1.1": 3, "1.2": None, "1.3": 4}})
