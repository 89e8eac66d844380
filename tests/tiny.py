"""A project as small as one can be, written file by file so that a test can spoil any of them."""

import shutil
from pathlib import Path

import nbformat

from workbook_kit.project.project import Project, load_project

ROOT = Path(__file__).parents[1]

FILES = {
    "data/frameworks/npqs.yml": """\
- {code: NPQAA, title: Leading Apples, level: specialist, for_whom: growers, role_words: [apple lead]}
- {code: NPQBB, title: Leading Bees, level: specialist, for_whom: keepers, role_words: [bee lead]}
""",
    "data/frameworks/NPQAA.yml": """\
npq: NPQAA
title: Leading Apples
edition: May 2024
source: A published page
licence: Open Government Licence v3.0
licence_url: https://example.org/licence
attribution: Crown copyright
areas:
  - number: 1
    name: Orchards
    learn_that:
      - {code: "1.1", text: Trees need light.}
      - {code: "1.2", text: Bees visit blossom.}
    learn_how_to:
      - stem: "Look after trees by:"
        statements:
          - {code: 1.a, text: Pruning in winter.}
          - {code: 1.b, text: Asking the bee lead.}
""",
    "data/programmes/NPQAA.yml": """\
npq: NPQAA
scales: {knowledge: sure, practice: able}
modules:
  A: {title: Light, summary: How trees find light.}
  B: {title: Water, summary: How trees find water.}
seminars:
  - id: seminar-1
    title: First fruit
    chapter: 1
    chapter_title: Orchards
    minutes: 60
    looks_back: A
    looks_ahead: B
    statements:
      - {area: 1, codes: "1.1-1.2"}
      - {area: 1, codes: 1.a-1.b}
    learning_intentions: [Name a tree., Plant a tree.]
    impact_on: [your orchard, your hives]
    retrieval: {topic: Trees, answers: [roots, leaves]}
    scenario: first
    sheets: {hello: 30}
    references: [one]
""",
    "data/scenarios/NPQAA.yml": """\
npq: NPQAA
scenarios:
  - id: first
    person: Sidney
    role: grower
    setting: a windy hill
    interests: ["What {{ person }} could plant"]
    question: "What might {{ person }} do?"
""",
    "data/scales.yml": """\
sure: {kind: knowledge, question: How sure are you?, labels: [not yet, partly, fully]}
able: {kind: practice, question: How able are you?, labels: [not yet, partly, fully]}
""",
    "data/partners.yml": "- {id: hill, name: Hill Partnership, values: [We grow things.]}\n",
    "data/references.yml": "one: Bramley, A. (1809) Apples.\n",
    "data/cohorts.csv": (
        "id,npq,name,delivery,region,start_date,seminar_dates,venue,link,facilitators,partners,role_phrase,groups\n"
        "hill-1,NPQAA,Hill cohort,blended,North,2027-01-04,2027-02-01,The barn,,Ann Tree,hill,as a grower,Oak\n"
    ),
}
SHEET = (
    ("markdown", "# Hello {{ cohort.name }}\n\n{{ cohort.role_phrase }}"),
    ("parameters", 'cohort = {"name": "Sample", "role_phrase": "as a sample"}'),
    ("code", 'from workbook_kit.activities import Prompt\n\nPrompt("first", "What do you see?")'),
)


class Tiny:
    """The tiny project on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            self.write(name, text)
        shutil.copyfile(ROOT / "data" / "deliveries.yml", root / "data" / "deliveries.yml")
        (root / "_extensions").symlink_to(ROOT / "_extensions")
        self.sheet("hello", *SHEET)

    def write(self, name: str, text: str | bytes) -> None:
        """Replaces a file of the project."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def change(self, name: str, old: str, new: str) -> None:
        """Replaces some text of a file; the text must be there."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def cohort(self, **values: str) -> None:
        """Replaces values of the one cohort."""
        self.cohorts(values)

    def cohorts(self, *values: dict[str, str]) -> None:
        """Cohorts like the one but for these values, which have the same names for all: hill-1, hill-2 and so on."""
        header, row, *_ = FILES["data/cohorts.csv"].splitlines()
        like = dict(zip(header.split(","), row.split(","), strict=True))
        rows = [like | {"id": f"hill-{number}"} | changed for number, changed in enumerate(values, 1)]
        quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in cells.values()) for cells in rows)
        self.write("data/cohorts.csv", "\n".join([",".join(rows[0]), *quoted, ""]))

    def sheet(self, name: str, *cells: tuple[str, str]) -> None:
        """Writes a sheet of these cells: markdown, code, or parameters with text."""
        notebook = nbformat.v4.new_notebook()
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        for number, (kind, source) in enumerate(cells):
            make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
            cell = make(source)
            if kind == "parameters":
                cell.metadata["tags"] = ["parameters"]
            cell["id"] = f"{name}-{number}"
            notebook.cells.append(cell)
        text = nbformat.writes(notebook).encode()
        self.write(f"workbooks/{name}.ipynb", text)

    def load(self) -> Project:
        """The project, loaded."""
        return load_project(self.root)
