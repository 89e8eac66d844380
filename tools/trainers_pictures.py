"""Makes the contact sheets of docs/for-trainers.md: every page of each edition of a sample workbook, small.

python tools/trainers_pictures.py [COHORT] [SEMINAR]
"""

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image

from workbook_kit.answers.print_answers import print_answers
from workbook_kit.packs.build import build
from workbook_kit.project.project import load_project
from workbook_kit.render.outputs import Options
from workbook_kit.workbook.plan import plan

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
MOST_BYTES = 400_000
GAP = 10
PAPER, SHADE = (255, 255, 255), (208, 213, 219)
#: Name of the picture: the edition, how many pages stand side by side, how wide each is in pixels.
SHEETS = {
    "trainers-handout": ("handout", 7, 190),
    "trainers-large-print": ("large-print", 10, 132),
    "trainers-facilitator": ("facilitator", 5, 268),
    "trainers-fillable": ("fillable", 7, 190),
    "trainers-low-ink": ("low-ink", 7, 190),
    "trainers-booklet": ("booklet", 5, 268),
}
TEXTS = (
    "Short meetings with one question each.",
    "We stopped two things in March, and nobody has missed them.",
    "Ask the team on Thursday; come back to it in May.",
)


def pages(pdf: bytes, width: int, one_bit: bool) -> list[Image.Image]:
    """Each page as a picture; in one bit, as a copier without greys would give it."""
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        drawn = [page.render(scale=2 * width / page.get_width()).to_pil().convert("RGB") for page in document]
    if one_bit:
        drawn = [page.convert("L").point(lambda grey: 255 * (grey > 150)).convert("RGB") for page in drawn]
    return [page.resize((width, round(width * page.height / page.width)), Image.Resampling.LANCZOS) for page in drawn]


def contact_sheet(pdf: bytes, across: int, width: int, one_bit: bool = False) -> Image.Image:
    """All pages in rows."""
    small = pages(pdf, width, one_bit)
    height, down = small[0].height, -(-len(small) // across)
    sheet = Image.new("RGB", (across * (width + GAP) + GAP, down * (height + GAP) + GAP), SHADE)
    for number, page in enumerate(small):
        sheet.paste(page, (GAP + number % across * (width + GAP), GAP + number // across * (height + GAP)))
    return sheet


def answers(pack: Path) -> bytes:
    """Every question of the workbook answered, in invented words."""
    said = json.loads((pack / "workbook.json").read_text(encoding="utf-8"))
    given: dict[str, str | int] = {"cover--name": "Ada Lowe", "cover--school": "Ysgol Tŷ Dŵr"}
    given["cover--partner"] = "Michał Żuk"
    asked = [block for chapter in said["chapters"] for block in chapter["blocks"] if block["type"] == "activity"]
    fields = [(field, block.get("lines", 1)) for block in asked for field in block["fields"]]
    for number, (field, lines) in enumerate(fields):
        text = "Clarity" if lines == 1 else TEXTS[number % len(TEXTS)]
        given[field["key"]] = {"rating": 2 + number % 4, "date": "2027-03-12", "check": 1}.get(field["type"], text)
    workbook = {name: said[name] for name in ("id", "title", "npq")}
    file = {"schema": "workbook-answers/1", "workbook": workbook, "saved_at": "2027-02-04T15:30:00Z", "answers": given}
    return json.dumps(file).encode()


def main(cohort: str, seminar: str) -> None:
    project = load_project(ROOT)
    (spec,) = plan(project, [cohort], (), [seminar])
    with TemporaryDirectory() as folder:
        editions = tuple(edition for edition, _, _ in SHEETS.values())
        options = Options(out=Path(folder), editions=editions, jobs=os.cpu_count() or 1)
        (result,) = build(project, options, [cohort], (), [seminar])
        assert result.status == "made", result.problems
        file = Path(folder) / "ada.answers.json"
        file.write_bytes(answers(result.pack))
        (printed,) = print_answers(project, options, [file], ["fillable"])
        assert printed.written, printed.problems
        for name, (edition, across, width) in SHEETS.items():
            made = result.pack / ("handout.pdf" if edition == "handout" else f"handout-{edition}.pdf")
            pdf = printed.written[0] if edition == "fillable" else made
            sheet = contact_sheet(pdf.read_bytes(), across, width, one_bit=edition == "low-ink")
            target = IMAGES / f"{name}.png"
            sheet.quantize(128, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(target, optimize=True)
            print(
                f"{target.relative_to(ROOT)}: {len(pdf.read_bytes())} bytes of PDF, {target.stat().st_size} of picture"
            )
            assert target.stat().st_size < MOST_BYTES, f"{target.name} is too large"
    print(f"of {spec.id}")


if __name__ == "__main__":
    main(*(sys.argv[1:] or ("ltd-saltmarsh-2027", "seminar-1")))
