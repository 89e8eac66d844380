"""`workbook-kit frameworks`: list, show and import."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from workbook_kit.cli.frameworks import frameworks_app

from .conftest import DATA, ROOT, SAMPLES

SOURCE = """Growing
Learn that… Learn how to…
1. One thing
matters.

Do it by:
● Doing things.
Off
"""


def run(*args: object) -> Result:
    return CliRunner().invoke(frameworks_app, [str(arg) for arg in args], env={"COLUMNS": "200"})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "frameworks", tmp_path / "data" / "frameworks")
    (tmp_path / "source.txt").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def test_list_shows_every_framework_with_its_counts() -> None:
    result = run("list", "--project", ROOT)
    assert result.exit_code == 0
    for words in ("NPQSENCO", "September 2023", "98", "126", "NPQLTD", "(extract)"):
        assert words in result.stdout


def test_list_as_json_is_json_alone() -> None:
    rows = json.loads(run("list", "--json", "--project", ROOT).stdout)["frameworks"]
    assert [(row["npq"], row["learn_that"], row["learn_how_to"]) for row in rows] == [
        ("NPQLBC", 53, 61),
        ("NPQLT", 32, 43),
        ("NPQLTD", 12, 20),
        ("NPQSENCO", 98, 126),
    ]


def test_show_as_json_has_the_promised_shape() -> None:
    shown = json.loads(run("show", "NPQLBC", "--json", "--project", ROOT).stdout)
    assert {"npq", "title", "edition", "licence", "areas"} <= set(shown)
    area = shown["areas"][0]
    assert set(area) == {"number", "name", "learn_that", "learn_how_to"}
    assert set(area["learn_that"][0]) == {"code", "text"}
    assert set(area["learn_how_to"][0]) == {"code", "stem", "text"}
    assert (area["learn_that"][0]["code"], area["learn_how_to"][5]["code"]) == ("1.1", "1.f")
    assert area["learn_how_to"][4]["stem"].endswith("continuous improvement for colleagues by:")


def test_show_prints_statements_with_edition_and_licence() -> None:
    result = run("show", "npqltd", "--project", ROOT)
    assert result.exit_code == 0
    assert "6t  Treating scale-up" in result.stdout
    assert "Open Government Licence v3.0" in result.stdout


def test_show_of_an_unknown_npq_is_wrong_usage() -> None:
    result = run("show", "NPQXX", "--project", ROOT)
    assert result.exit_code == 2
    assert "NPQSENCO" in result.stderr


def test_import_writes_the_file_and_tells_counts_and_doubts(project: Path) -> None:
    source = project / "source.txt"
    result = run("import", source, "--npq", "npqll", "--project", project)
    assert result.exit_code == 0, result.output
    written = (project / "data/frameworks/NPQLL.yml").read_text(encoding="utf-8")
    assert "title: National Professional Qualification for Leading Literacy" in written
    assert "Growing" in result.stdout
    assert f"{source}: the edition is not known" in result.stdout
    assert f"{source}:7: “Doing things. Off”: the statement does not end" in result.stdout
    assert json.loads(run("show", "NPQLL", "--json", "--project", project).stdout)["areas"][0]["number"] == 1


def test_import_again_changes_nothing(project: Path) -> None:
    """Header fields of the file are kept, so each file can be made anew from its source."""
    for npq, source, *options in (
        ("NPQSENCO", "npqsenco.txt"),
        ("NPQLBC", "npqlbc.txt", "--areas", "1-5"),
        ("NPQLT", "npqlbc.txt", "--areas", "6-8"),
        ("NPQLTD", "npqltd.txt", "--learn-that-from", "NPQLBC:5"),
    ):
        result = run("import", SAMPLES / source, "--npq", npq, *options, "--force", "--project", project)
        assert result.exit_code == 0, result.output
        name = f"frameworks/{npq}.yml"
        assert (project / "data" / name).read_bytes() == (DATA / name).read_bytes()


def test_import_refuses_to_overwrite(project: Path) -> None:
    before = (project / "data/frameworks/NPQLBC.yml").read_bytes()
    result = run("import", project / "source.txt", "--npq", "NPQLBC", "--project", project)
    assert result.exit_code == 1
    assert "exists already; give --force" in result.stderr
    assert (project / "data/frameworks/NPQLBC.yml").read_bytes() == before


def test_import_leaves_no_half_written_file(project: Path) -> None:
    run(
        "import",
        project / "source.txt",
        "--npq",
        "NPQLL",
        "--out",
        project / "new/NPQLL.yml",
        "--project",
        project,
    )
    assert [path.name for path in (project / "new").iterdir()] == ["NPQLL.yml"]


def test_options_fill_the_header(project: Path) -> None:
    run(
        "import", project / "source.txt", "--npq", "NPQLL", "--project", project,
        "--title", "A title", "--edition", "May 2031", "--published", "A web page", "--name", "1=Tending",
    )  # fmt: skip
    shown = json.loads(run("show", "NPQLL", "--json", "--project", project).stdout)
    found = (shown["title"], shown["edition"], shown["source"], shown["areas"][0]["name"])
    assert found == ("A title", "May 2031", "A web page", "Tending")


@pytest.mark.parametrize("raw", [b"", b"\x00\xff", b"%PDF-1.4", b"a letter home\n"])
def test_a_source_that_is_no_framework_gives_one_sentence(project: Path, raw: bytes) -> None:
    (project / "source.txt").write_bytes(raw)
    result = run("import", project / "source.txt", "--npq", "NPQLL", "--project", project)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[1:] == ["1 problem to mend."]
    assert result.stderr.startswith(f"{project / 'source.txt'}: ")
    assert not (project / "data/frameworks/NPQLL.yml").exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--npq", "early years"],
        ["--npq", "NPQLL", "--areas", "all"],
        ["--npq", "NPQLL", "--areas", "5-1"],
        ["--npq", "NPQLL", "--name", "Growing"],
        ["--npq", "NPQLL", "--learn-that-from", "NPQLBC:77"],
    ],
)
def test_wrong_usage_exits_2(project: Path, options: list[str]) -> None:
    result = run("import", project / "source.txt", *options, "--project", project)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_broken_framework_file_is_told_with_its_line(project: Path) -> None:
    path = project / "data/frameworks/NPQLTD.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("edition:", "editoin:"), encoding="utf-8")
    result = run("show", "NPQLBC", "--project", project)
    assert result.exit_code == 1
    assert "data/frameworks/NPQLTD.yml:7: `editoin`" in result.stderr
