"""Colours that can be told apart, and fonts that can be printed with, or a sentence that says what would do."""

import re
from collections.abc import Callable

import pytest
from fontTools.ttLib import TTFont

from tests.tiny import ROOT, Tiny
from workbook_kit.errors import ProblemsError
from workbook_kit.models import Brand, Printing
from workbook_kit.models.cohort import COLOURS
from workbook_kit.project.brands import contrast, nearest
from workbook_kit.project.project import brand_of, font_folders, logo_of

NAME = "data/brand.yml"
OURS = ROOT / "_extensions" / "seminar" / "fonts"


def branded(tiny: Tiny, text: str) -> Brand:
    tiny.write(NAME, text)
    return tiny.load().brands["hill"]


def told(tiny: Tiny, text: str) -> str:
    with pytest.raises(ProblemsError) as error:
        branded(tiny, text)
    return str(error.value)


def test_a_project_needs_no_brand(tiny: Tiny) -> None:
    assert tiny.load().brands == {}
    tiny.write(NAME, "# nothing yet\n")
    assert tiny.load().brands == {}


def test_a_document_is_told_what_is_set_and_no_more(tiny: Tiny) -> None:
    brand = branded(tiny, 'hill: {ink: "#16324f", tint: EEF2F6}')
    assert brand.for_document() == {"ink": "16324F", "tint": "EEF2F6"}


def test_the_colours_of_the_kit_are_those_it_draws_with() -> None:
    settings = (ROOT / "_extensions" / "seminar" / "seminar-settings.typ").read_text(encoding="utf-8")
    drawn = dict(re.findall(r"\$branding\.(\w+)\$\$else\$([0-9A-F]{6})\$endif", settings))
    assert drawn == COLOURS
    page = (ROOT / "_extensions" / "seminar" / "seminar.html").read_text(encoding="utf-8")
    assert set(re.findall(r"--(\w+):#\$branding\.\1\$", page)) == set(COLOURS), "seminar.html"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("000000", "FFFFFF", 21.0), ("FFFFFF", "FFFFFF", 1.0), ("777777", "FFFFFF", 4.48), ("767676", "FFFFFF", 4.54),
     ("FF0000", "FFFFFF", 4.0), ("0000FF", "FFFFFF", 8.59), ("16324F", "EEF2F6", 11.6)],
)  # fmt: skip
def test_contrast_is_what_the_guidelines_count(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.05)


@pytest.mark.parametrize("colour", ["FFCC00", "FF7777", "66CCAA", "BBBBBB", "FFFFFF", "9AB4FF"])
@pytest.mark.parametrize("needed", [3.0, 4.5])
def test_the_nearest_colour_passes_by_a_hair_and_keeps_its_hue(colour: str, needed: float) -> None:
    found = nearest(colour, ["FFFFFF"], needed)
    assert needed <= contrast(found, "FFFFFF") < needed + 0.12
    order = [sorted(range(3), key=lambda i: (int(one[2 * i : 2 * i + 2], 16) // 3, i)) for one in (colour, found)]
    assert order[0] == order[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('ink: "#888888"', f"{NAME}:1: `ink` 888888 has a contrast of 3.15 to 1 on the tint, and 4.5 is needed; "),
        ('accent: "#FFCC00"', "`accent` FFCC00 has a contrast of 1.51 to 1 on white, and 4.5 is needed"),
        ('rule: "#BBBBBB"', "`rule` BBBBBB has a contrast of 1.91 to 1 on white, and 3.0 is needed"),
        ('tint: "#BBBBBB"', "`tint` BBBBBB has a contrast of 4.09 to 1 with the kit’s grey text on it, and 4.5 is"),
        ('ink: "#757575", tint: "#E8E8E8"', "`ink` 757575 has a contrast of 3.76 to 1 on the tint, and 4.5 is needed"),
        ("ink: 163240", 'this is not a colour; write six digits in quotes, such as "#16324F"'),
        ('ink: "#123"', "this is not a colour"),
        ("ink: navy", "this is not a colour"),
        ('ink: "#16324F", paper: "#FFFFFF"', "`paper` is not a known key; use one of accent, font, ink, logo, rule"),
        ("logo: {file: logos/none.svg, alt: None}", "there is no picture data/logos/none.svg; add it there"),
        (r'logo: {file: "logos/\0.svg", alt: None}', "there is no picture data/logos/"),
        ("logo: {file: ../secret.svg, alt: None}", "there is no picture data/../secret.svg"),
    ],
)
def test_what_nobody_could_read_is_told_with_its_ratio(tiny: Tiny, text: str, message: str) -> None:
    assert message in told(tiny, f"hill: {{{text}}}")


def test_a_colour_that_yaml_takes_for_a_comment_is_told(tiny: Tiny) -> None:
    message = 'data/brand.yml:2: this is not a colour; write six digits in quotes, such as "#16324F"'
    assert message in told(tiny, "hill:\n  ink: #16324F\n")


@pytest.mark.parametrize(
    "text",
    ['ink: "#888888"', 'accent: "#FFCC00"', 'rule: "#BBBBBB"', 'tint: "#335577"', 'ink: "#757575", tint: "#E8E8E8"',
     'ink: "#FFCC00", accent: "#FFCC00", rule: "#FFCC00", tint: "#FFFF00"'],
)  # fmt: skip
def test_the_colour_that_a_message_names_passes(tiny: Tiny, text: str) -> None:
    message = told(tiny, f"hill: {{{text}}}")
    for name, wanted in re.findall(r'`(\w+)` .*?"(#[0-9A-F]{6})" would pass', message):
        text = re.sub(rf'{name}: "#\w+"', f'{name}: "{wanted}"', text)
    assert branded(tiny, f"hill: {{{text}}}")


def test_a_brand_belongs_to_a_partner(tiny: Tiny) -> None:
    assert f"{NAME}:1: there is no delivery partner `hil`; did you mean `hill`?" in told(tiny, "hil: {}")


def test_a_cohort_has_the_look_of_its_first_partner_that_has_one(tiny: Tiny) -> None:
    tiny.write("data/partners.yml", "- {id: hill, name: Hill}\n- {id: dale, name: Dale}\n- {id: moor, name: Moor}\n")
    tiny.write(NAME, 'moor: {ink: "#111111"}\ndale: {ink: "#222222"}\n')
    tiny.cohort(partners="hill|dale|moor")
    project = tiny.load()
    assert brand_of(project, project.cohorts["hill-1"]) == project.brands["dale"]
    tiny.cohort(partners="hill")
    project = tiny.load()
    assert brand_of(project, project.cohorts["hill-1"]) is None


def test_the_logo_of_a_brand_takes_the_place_of_the_partners(tiny: Tiny) -> None:
    for name in ("old", "new"):
        tiny.write(f"data/logos/{name}.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    tiny.change("data/partners.yml", "values:", "logo: {file: logos/old.svg, alt: Hill}, values:")
    assert logo_of(tiny.load(), "hill").file == "logos/old.svg"  # type: ignore[union-attr]
    branded(tiny, "hill: {logo: {file: logos/new.svg, alt: Hill}}")
    assert logo_of(tiny.load(), "hill").file == "logos/new.svg"  # type: ignore[union-attr]


FONT = "hill: {font: {family: Atkinson Hyperlegible Next, files: [fonts/own.ttf]}}"


def font(tiny: Tiny, change: Callable[[TTFont], object], weight: str = "Regular") -> None:
    path = tiny.root / "data/fonts/own.ttf"
    path.parent.mkdir(parents=True, exist_ok=True)
    with TTFont(OURS / f"AtkinsonHyperlegibleNext-{weight}.ttf") as opened:
        change(opened)
        opened.save(path)


@pytest.mark.parametrize("weight", ["Regular", "SemiBold", "BoldItalic"])
def test_a_font_that_may_be_embedded_is_taken(tiny: Tiny, weight: str) -> None:
    font(tiny, lambda opened: None, weight)
    assert branded(tiny, FONT).for_document() == {"font": "Atkinson Hyperlegible Next"}
    project = tiny.load()
    assert font_folders(project, project.cohorts["hill-1"]) == (tiny.root / "data" / "fonts",)


def _without_welsh(opened: TTFont) -> None:
    for table in opened["cmap"].tables:
        for letter in "ŵŷ":
            table.cmap.pop(ord(letter), None)


def _allow(kind: int) -> Callable[[TTFont], object]:
    return lambda opened: setattr(opened["OS/2"], "fsType", kind)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(_allow(2), "does not allow it to be embedded in forms; choose another", id="restricted"),
        pytest.param(_allow(4), "does not allow it to be embedded in forms", id="only to look at"),
        pytest.param(_allow(0x108), "does not allow it to be embedded in forms", id="only whole"),
        pytest.param(_without_welsh, f"{NAME}:1: fonts/own.ttf: the font has no “ŵ” (U+0175), “ŷ” (U+0177); choose one",
                     id="letters missing"),
        pytest.param(lambda opened: opened["name"].setName("Other", 1, 3, 1, 0x409),
                     "the font calls its family 'Other'; write `family` as the font has it", id="another family"),
    ],
)  # fmt: skip
def test_a_font_that_cannot_be_printed_with_is_refused(
    tiny: Tiny, change: Callable[[TTFont], object], message: str
) -> None:
    font(tiny, change)
    assert message in told(tiny, FONT)


def test_a_font_for_editing_may_be_embedded(tiny: Tiny) -> None:
    font(tiny, _allow(8))
    assert branded(tiny, FONT).font


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("fonts/none.ttf", "there is no font data/fonts/none.ttf; put it into data/fonts, with its licence"),
        ("fonts/../secret.ttf", "there is no font data/fonts/../secret.ttf"),
        ("secret.ttf", "there is no font data/secret.ttf"),
        ("/etc/passwd", "there is no font data//etc/passwd"),
        ("fonts/" + "a" * 300 + ".ttf", "there is no font data/fonts/aaa"),
        ("fonts/own.otf", "fonts/own.otf does not end in .ttf; use the font’s .ttf file"),
        ("fonts/text.ttf", "fonts/text.ttf: this is not a TrueType font that can be read"),
    ],
)
def test_only_true_type_fonts_of_the_folder_are_taken(tiny: Tiny, file: str, message: str) -> None:
    for name in ("data/secret.ttf", "data/fonts/own.otf", "data/fonts/text.ttf"):
        tiny.write(name, "not a font")
    assert message in told(tiny, FONT.replace("fonts/own.ttf", file))


@pytest.mark.parametrize("cut", [4, 100, 5000, 40_000])
def test_a_broken_font_is_told_and_nothing_worse(tiny: Tiny, cut: int) -> None:
    tiny.write("data/fonts/own.ttf", (OURS / "AtkinsonHyperlegibleNext-Regular.ttf").read_bytes()[:cut])
    assert "this is not a TrueType font that can be read" in told(tiny, FONT)


def test_printing_has_defaults_and_says_what_is_wrong(tiny: Tiny) -> None:
    assert tiny.load().printing == Printing()
    tiny.write("data/printing.yml", "spares_percent: 20\nbring: [Apples]\n")
    assert tiny.load().printing == Printing(spares_percent=20, bring=("Apples",))
    tiny.write("data/printing.yml", "spares_percent: 200\nspare: 1\nbring: Apples\n")
    with pytest.raises(ProblemsError) as error:
        tiny.load()
    assert [problem.line for problem in error.value.problems] == [1, 2, 3]
    assert "data/printing.yml:1: `spares_percent` is 200; 100 is the most it can be" in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hill:\n", "`hill` is empty, not keys with values; write `key: value` lines below it"),
        ("- hill\n", "`the file` is a list, not keys with values"),
        ("hill: {font: {family: '\"); evil', files: [fonts/a.ttf]}}\n", "; use letters, digits and"),
        ("hill: {font: {family: Own, files: []}}\n", "`files` is empty"),
        ("1: {}\n", "is 1, not text; put it in quotes"),
    ],
)
def test_a_careless_file_is_told_with_its_place(tiny: Tiny, text: str, message: str) -> None:
    assert message in told(tiny, text)
