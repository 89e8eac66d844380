"""The framework files of the project: complete, exact, and free of traces of the page."""

import re
from collections.abc import Iterator

import pytest

from workbook_kit.models import Framework
from workbook_kit.project.frameworks import load_npqs

from .conftest import DATA, ORIGINS, SAMPLES

COUNTS = {
    "NPQSENCO": [(11, 10), (15, 17), (9, 15), (13, 13), (17, 17), (8, 21), (13, 13), (12, 20)],
    "NPQLBC": [(7, 6), (13, 15), (8, 6), (13, 14), (12, 20)],
    "NPQLT": [(7, 9), (13, 14), (12, 20)],
    "NPQLTD": [(12, 20)],
}
#: All stems, and those that end in "by:"; one on pitfalls of assessment ends in "that:".
STEMS = {"NPQSENCO": (27, 27), "NPQLBC": (16, 15), "NPQLT": (12, 11), "NPQLTD": (5, 5)}
NAMES = {
    "NPQSENCO": [
        "School culture",
        "Statutory framework",
        "Identification of need",
        "Teaching",
        "Behaviour",
        "Leading and managing provision",
        "Professional development",
        "Implementation",
    ],
    "NPQLBC": [
        "School Culture",
        "Enabling Conditions for Good Behaviour",
        "Complex Behaviour Needs",
        "Professional Development",
        "Implementation",
    ],
    "NPQLT": ["Assessment", "Professional Development", "Implementation"],
    "NPQLTD": ["Implementation"],
}


def texts(framework: Framework) -> Iterator[tuple[str, str]]:
    for area in framework.areas:
        yield from ((statement.code, statement.text) for statement in area.statements())
        yield from ((f"a stem of area {area.number}", stem.stem) for stem in area.learn_how_to)


def text(framework: Framework, code: str) -> str:
    return next(words for found, words in texts(framework) if found == code)


@pytest.mark.parametrize("npq", COUNTS)
def test_every_statement_is_there(frameworks: dict[str, Framework], npq: str) -> None:
    found = [
        (len(area.learn_that), sum(len(stem.statements) for stem in area.learn_how_to))
        for area in frameworks[npq].areas
    ]
    assert found == COUNTS[npq]


@pytest.mark.parametrize("npq", STEMS)
def test_every_stem_is_there_and_ends_in_a_colon(frameworks: dict[str, Framework], npq: str) -> None:
    stems = [stem.stem for area in frameworks[npq].areas for stem in area.learn_how_to]
    assert (len(stems), sum(stem.endswith("by:") for stem in stems)) == STEMS[npq]
    assert [stem for stem in stems if not stem.endswith(":")] == []


@pytest.mark.parametrize("npq", NAMES)
def test_areas_have_their_published_names(frameworks: dict[str, Framework], npq: str) -> None:
    assert [area.name for area in frameworks[npq].areas] == NAMES[npq]


@pytest.mark.parametrize("npq", ORIGINS)
def test_codes_run_on_without_a_gap(frameworks: dict[str, Framework], npq: str) -> None:
    separator = "" if npq == "NPQLTD" else "."
    for area in frameworks[npq].areas:
        how_to = [statement.code for stem in area.learn_how_to for statement in stem.statements]
        assert [s.code for s in area.learn_that] == [f"{area.number}.{n}" for n in range(1, len(area.learn_that) + 1)]
        assert how_to == [f"{area.number}{separator}{chr(97 + n)}" for n in range(len(how_to))]


def test_areas_are_numbered_as_published(frameworks: dict[str, Framework]) -> None:
    numbers = {npq: [area.number for area in frameworks[npq].areas] for npq in ORIGINS}
    assert numbers == {
        "NPQSENCO": [1, 2, 3, 4, 5, 6, 7, 8],
        "NPQLBC": [1, 2, 3, 4, 5],
        "NPQLT": [1, 2, 3],
        "NPQLTD": [6],
    }


@pytest.mark.parametrize("npq", ORIGINS)
@pytest.mark.parametrize(
    "trace",
    [
        r"</?\w",
        r"\*",
        r"\\",
        r"[●•]",
        r"\s{2}",
        r"\n",
        r"\b\d{1,2}\.?[a-z]\.\s",
        r"[a-z]{2}[A-Z][a-z]{2}",
        r",\)",
    ],
)
def test_no_trace_of_the_page_is_left(frameworks: dict[str, Framework], npq: str, trace: str) -> None:
    assert [code for code, words in texts(frameworks[npq]) if re.search(trace, words)] == []


@pytest.mark.parametrize("npq", ORIGINS)
def test_statements_are_whole_sentences(frameworks: dict[str, Framework], npq: str) -> None:
    statements = [s for area in frameworks[npq].areas for s in area.statements()]
    assert [s.code for s in statements if not re.match(r"[A-Z].*\.$", s.text)] == []


@pytest.mark.parametrize("npq", ["NPQLBC", "NPQLT"])
def test_wording_of_numbered_lines_stands_in_the_source(frameworks: dict[str, Framework], npq: str) -> None:
    """Apart from statements with a correction, each stands in the source word for word."""
    source = " ".join((SAMPLES / "npqlbc.txt").read_text(encoding="utf-8").split())
    missing = [code for code, words in texts(frameworks[npq]) if words not in source]
    assert missing == {"NPQLBC": ["2.c"], "NPQLT": ["1.2", "1.d", "2.b"]}[npq]


def test_wording_of_tables_stands_in_the_source(frameworks: dict[str, Framework]) -> None:
    """Each column read from top to bottom holds every statement, also those cut by the end of a page."""
    rows = [line.split("\t") for line in (SAMPLES / "npqsenco.txt").read_text(encoding="utf-8").split("\n")]
    rows = [row for row in rows if len(row) == 2 and not row[0].startswith("Learn that")]
    columns = [" ".join(re.sub(r"<[^>]+>", " ", " ".join(row[side] for row in rows)).split()) for side in (0, 1)]
    missing = [code for code, words in texts(frameworks["NPQSENCO"]) if not any(words in c for c in columns)]
    assert missing == ["8.k"]


@pytest.mark.parametrize(
    ("npq", "code", "opening", "end"),
    [
        ("NPQSENCO", "2.1", "The Children and Families Act (2014),", "Code of Practice (2015)."),
        ("NPQSENCO", "2.4", "Pupils have a conditional right", "(Children and Families Act 2014)."),
        ("NPQSENCO", "2.l", "Ensuring teachers are aware", "provision around a pupil."),
        ("NPQSENCO", "2.11", "The governing body or proprietor are", "(SEND Code of Practice 2015)."),
        ("NPQSENCO", "3.j", "Where an EHCP might be required,", "with the local authority."),
        ("NPQSENCO", "5.q", "Working with other leaders", "and the wider community."),
        ("NPQSENCO", "7.13", "Disabled staff may require", "approaches is essential."),
        ("NPQSENCO", "8.t", "Treating scale-up of an approach", "one department to another)."),
        ("NPQLBC", "1.7", "A culture of mutual trust", "supports effective relationships."),
        ("NPQLBC", "2.o", "Where appropriate, considering", "building relationships."),
        ("NPQLBC", "3.8", "A key influence on a child’s", "prosperity outcomes."),
        ("NPQLT", "1.2", "Good assessment helps teachers avoid being over-influenced", "pupils appear."),
        ("NPQLTD", "6n", "Managing expectations", "signs of changes emerge."),
        ("NPQLTD", "6o", "Monitoring implementation", "providing further training)."),
    ],
)
def test_statements_begin_and_end_where_they_should(
    frameworks: dict[str, Framework], npq: str, code: str, opening: str, end: str
) -> None:
    words = text(frameworks[npq], code)
    assert words.startswith(opening)
    assert words.endswith(end)


def test_statutory_sources_are_named_beside_the_statement(frameworks: dict[str, Framework]) -> None:
    sources = {s.code: s.sources for area in frameworks["NPQSENCO"].areas for s in area.statements() if s.sources}
    assert sources["1.1"] == ("SEND Code of Practice 2015",)
    assert sources["2.1"] == ("Children and Families Act 2014", "SEND Code of Practice 2015")
    assert sources["2.9"] == ("Keeping Children Safe in Education",)
    assert sources["2.c"] == ("Equality Act 2010",)
    conventions = [name.rsplit(" ", 1) for name in sources["2.2"]]
    assert [year for _, year in conventions] == ["1989", "1994", "2006"]
    assert [name.split()[-1] for name, _ in conventions] == ["Child", "Statement", "Disabilities"]
    assert sources["2.2"][0].startswith("UN Convention")
    assert "8.1" not in sources


def test_every_area_of_the_senco_framework_has_references(frameworks: dict[str, Framework]) -> None:
    counts = [len(area.references) for area in frameworks["NPQSENCO"].areas]
    assert counts == [26, 7, 3, 15, 18, 6, 14, 8]


def test_only_teaching_has_a_note(frameworks: dict[str, Framework]) -> None:
    notes = {area.number: area.note for area in frameworks["NPQSENCO"].areas if area.note}
    assert list(notes) == [4]
    assert "Early Career Framework" in notes[4]


@pytest.mark.parametrize("npq", ORIGINS)
def test_edition_licence_and_attribution_are_there(frameworks: dict[str, Framework], npq: str) -> None:
    framework = frameworks[npq]
    assert framework.licence == "Open Government Licence v3.0"
    assert framework.licence_url.startswith("https://www.nationalarchives.gov.uk/doc/open-government-licence/")
    assert "Crown copyright" in framework.attribution
    assert framework.edition
    assert framework.source
    assert framework.extract is (npq in {"NPQLT", "NPQLTD"})


def test_no_person_is_named_in_the_acknowledgements(frameworks: dict[str, Framework]) -> None:
    words = frameworks["NPQSENCO"].acknowledgements or ""
    assert words.startswith("A wider advisory group")
    assert re.findall(r"(?<!^)(?<!\. )\b[A-Z][a-z]+ [A-Z][a-z]+", words) == []


def test_the_registry_holds_the_ten_npqs() -> None:
    npqs = load_npqs(DATA)
    expected = "NPQLTD NPQLBC NPQLT NPQLL NPQSL NPQH NPQEL NPQEYL NPQLPM NPQSENCO"
    assert list(npqs) == expected.split()
    assert {npq.code for npq in npqs.values() if npq.level == "specialist"} == {
        "NPQLTD",
        "NPQLBC",
        "NPQLT",
        "NPQLL",
        "NPQLPM",
    }


def test_role_words_give_away_one_npq_only() -> None:
    words = [word.lower() for npq in load_npqs(DATA).values() for word in npq.role_words]
    assert len(words) == len(set(words))
    assert {"behaviour", "culture", "literacy", "teaching", "leadership", "mathematics"}.isdisjoint(words)
    assert {bool(npq.role_words) for npq in load_npqs(DATA).values()} == {True}
