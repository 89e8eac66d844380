"""In a real Jupyter no word is lost: before cells run, while they run, when the kernel ends, when one comes back."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.lab import DECLARED, SHORT, Lab, Open, Server, radio, server, until, write_notebook
from workbook_kit.activities.readable import RUN_ALL

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STOPPED = "This is not connected to Jupyter any more. Run all cells to go on."


def told(lab: Lab) -> str:
    """What stands at the form of “Your role”."""
    form = lab.page.locator(".seminar-live").filter(has=lab.page.get_by_label("Your role"))
    return form.locator(".told").inner_text()


@pytest.mark.parametrize("host", ["lab/tree", "notebooks"])
def test_enter_makes_a_new_line_and_no_key_reaches_the_notebook(opened: Open, host: str) -> None:
    lab = opened(host=host)
    lab.run_all()
    kinds = lab.kinds()
    box = lab.page.get_by_label("Your role")
    box.click()
    lab.page.keyboard.type("one")
    lab.page.keyboard.press("Enter")
    lab.page.keyboard.type("dd two bmxyz")
    lab.page.keyboard.press("Shift+Enter")
    lab.page.keyboard.type("three")
    expect(box).to_have_value("one\ndd two bmxyz\nthree")
    lab.until_saved({"role": "one\ndd two bmxyz\nthree"})
    assert lab.kinds() == kinds


def test_ctrl_s_in_a_form_saves_the_notebook(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    lab.page.get_by_label("Your role").click()
    lab.page.keyboard.press("Control+s")
    lab.page.wait_for_function("!window.jupyterapp.shell.currentWidget.context.model.dirty")


def test_what_became_of_an_answer_stands_at_its_form(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    lab.page.get_by_label("Your role").fill("Head")
    expect(lab.page.get_by_text("Saved beside this notebook")).to_have_count(1)
    assert told(lab).startswith("Saved beside this notebook, ")
    lab.answers.unlink()
    lab.answers.mkdir()
    (lab.answers / "x").touch()
    lab.page.get_by_label("Your role").fill("Head of orchards")
    # at the form, and where it is said where the answers are
    expect(lab.page.get_by_text("Not saved: a folder has the name of the answers file")).to_have_count(2)
    assert told(lab).startswith("Not saved: a folder has the name of the answers file")
    expect(lab.page.get_by_text("Your answers are kept in")).to_have_count(0)


def test_a_kernel_that_restarts_greys_the_forms_and_loses_nothing(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    lab.page.get_by_label("Your role").fill("Kept")
    lab.until_saved({"role": "Kept"})
    lab.restart()
    expect(lab.page.get_by_text(STOPPED).first).to_be_visible(timeout=5_000)
    assert lab.page.locator(".seminar-live > .seminar:not([inert])").count() == 0
    lab.run_all()
    expect(lab.page.get_by_label("Your role")).to_have_value("Kept")
    lab.page.get_by_label("Your role").fill("Kept, and more")
    lab.until_saved({"role": "Kept, and more"})


def test_what_is_written_while_no_kernel_answers_comes_back_with_the_next_run(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    box = lab.page.get_by_label("Your role")
    box.click()
    lab.page.keyboard.type("Written as the kernel")
    lab.end_kernel()
    lab.page.keyboard.type(" died")
    said = lab.page.locator(".told.trouble").first
    expect(said).to_be_visible(timeout=8_000)
    lab.ready()  # Jupyter has started another
    lab.run_all()
    expect(lab.page.get_by_label("Your role")).to_have_value("Written as the kernel died")
    lab.until_saved({"role": "Written as the kernel died"})
    unsent = "Object.keys(localStorage).filter(name => name.startsWith('workbook-kit.unsent'))"
    until(lambda: lab.page.evaluate(unsent) == [])


def test_a_kernel_that_is_busy_says_not_saved_and_then_saves(opened: Open) -> None:
    lab = opened((*SHORT[:2], "import time, pathlib\nwhile not pathlib.Path('go').exists(): time.sleep(0.01)"))
    lab.command("notebook:run-all-cells")
    lab.page.get_by_label("Your role").fill("Patience")
    expect(lab.page.get_by_text("Not saved yet: Jupyter does not answer.")).to_be_visible(timeout=5_000)
    (lab.folder / "go").touch()
    lab.until_saved({"role": "Patience"})
    expect(lab.page.get_by_text("Not saved yet")).to_have_count(0)


def test_before_cells_run_everything_can_be_read_and_nothing_typed_in(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    lab.save()
    stored = json.loads((lab.folder / "workbook.ipynb").read_bytes())
    kinds = {kind for cell in stored["cells"] for output in cell.get("outputs", ()) for kind in output["data"]}
    assert kinds == {"text/html", "text/plain"}
    lab.server.stop_kernels(lab.folder.name)
    lab.open()
    expect(lab.page.get_by_text("Fact 1 about apples.")).to_be_visible()
    expect(lab.page.get_by_text(RUN_ALL).first).to_be_visible()
    assert lab.page.locator(".jp-OutputArea").locator("input, textarea, button, select").count() == 0
    expect(lab.page.locator(".jp-OutputArea").get_by_text("Error displaying widget")).to_have_count(0)
    lab.run_all()
    lab.page.get_by_label("Your role").fill("Now")
    lab.until_saved({"role": "Now"})


def test_a_page_opened_again_while_the_kernel_runs_is_live(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    lab.page.get_by_label("Your role").fill("Before")
    lab.until_saved({"role": "Before"})
    lab.save()
    lab.open()
    box = lab.page.get_by_label("Your role")
    expect(box).to_have_value("Before")
    box.fill("After")
    lab.until_saved({"role": "After"})


def test_a_form_drawn_anew_keeps_letters_caret_and_focus(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    box = lab.page.get_by_label("Your role")
    box.click()
    lab.page.keyboard.type("First")
    lab.page.keyboard.press("ArrowLeft")
    lab.run_all()
    expect(lab.page.get_by_label("Your role")).to_be_focused()
    lab.page.keyboard.type("s")
    expect(lab.page.get_by_label("Your role")).to_have_value("Firsst")
    lab.until_saved({"role": "Firsst"})


def test_two_notebooks_on_one_file_see_each_others_answers(opened: Open) -> None:
    one, other = opened(), opened()
    (one.folder / "again.ipynb").write_bytes((one.folder / "workbook.ipynb").read_bytes())
    other.open("again.ipynb")
    for lab in (one, other):
        lab.run_all()
    radio(one.statement("1.1"), "3 Sure").check()
    expect(radio(other.statement("1.1"), "3 Sure")).to_be_checked(timeout=10_000)
    other.page.get_by_label("Your role").fill("Seen there")
    expect(one.page.get_by_label("Your role")).to_have_value("Seen there", timeout=10_000)


LOSING = """
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (message) {
  const text = typeof message === "string" ? message : new TextDecoder("latin1").decode(message);
  if (!window.losing || !text.includes('"set"')) return send.call(this, message);
  window.losing = false;
  this.close(4000);
};"""


def test_an_answer_lost_with_the_connection_arrives_once_there_is_another(opened: Open) -> None:
    lab = opened()
    lab.page.add_init_script(LOSING)
    lab.open()
    lab.run_all()
    lab.page.get_by_label("Your role").fill("First")
    lab.until_saved({"role": "First"})
    lab.page.evaluate("window.losing = true")
    lab.page.get_by_label("Your role").fill("Lost in the air")
    lab.page.wait_for_function("!window.losing")
    lab.statement("1.1").get_by_role("radio", name="3 Sure").check()
    lab.until_saved({"role": "Lost in the air", "facts": {"1.1": 3}})
    expect(lab.page.get_by_label("Your role")).to_have_value("Lost in the air")


def test_two_notebooks_in_one_window_keep_their_own_ratings(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    radio(lab.statement("1.1"), "3 Sure").check()
    (lab.folder / "again.ipynb").write_bytes((lab.folder / "workbook.ipynb").read_bytes())
    path = json.dumps({"path": f"{lab.folder.name}/again.ipynb"})
    lab.page.evaluate(f"async () => {{ await window.jupyterapp.commands.execute('docmanager:open', {path}); }}")
    lab.ready()
    lab.run_all()
    chosen = lab.page.locator(".seminar-live input[value='3']:checked")
    expect(chosen).to_have_count(2)


def test_a_dark_theme_is_kept(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    lab.page.evaluate("void window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
    lab.page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    box = lab.page.get_by_label("Your role")
    colours = "one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]"
    until(lambda: box.evaluate(colours) == ["rgb(22, 22, 22)", "rgb(230, 230, 230)"])


@pytest.fixture
def lacking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Jupyter whose server lacks the extension that widgets need."""
    with server(tmp_path_factory.mktemp("lacking"), without=["anywidget"]) as running:
        yield running


def test_without_the_extension_everything_can_be_read_and_one_sentence_says_why(
    lacking: Server, browser: Browser
) -> None:
    write_notebook(lacking.root / "x", (DECLARED, "rating(3)"))
    page = browser.new_page()
    lab = Lab(lacking, page, "x")
    lab.open()
    lab.command("notebook:run-all-cells")
    expect(page.get_by_text("its Jupyter lacks “anywidget”")).to_have_count(1)
    expect(page.get_by_text("Fact 1 about apples.")).to_be_visible()
    expect(page.locator(".jp-OutputArea").get_by_text("Error")).to_have_count(0)
    page.close()
