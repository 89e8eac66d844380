"""Typst source in two files: the template, which is the same for many workbooks, and what is a workbook's own.

Typst keeps what it has set, for the next document of its process, and finds it again by content and by where in the
source that came from. In one file, a word more at the top moves everything below it, and nothing is found. So the
template is a file of its own, and the rest is read as text by a file that never changes, from one place in it.
"""

from pathlib import Path

PAGE, TEMPLATE, OWN = "workbook.typ", "template.typ", "workbook.txt"
#: What embedded.typst writes between the two, once; what comes before it has nothing of the workbook's.
_BETWEEN = "\n// the workbook's own\n"
_PAGE = f"""\
#import "{TEMPLATE}" as template
#eval(read("{OWN}"), mode: "markup", scope: dictionary(template))
"""


def write_parted(source: str, work: Path) -> Path:
    """Writes the source into the folder, and gives back the file that Typst is to set."""
    template, _, own = source.partition(_BETWEEN)
    (work / TEMPLATE).write_text(template, encoding="utf-8")
    (work / OWN).write_text(own, encoding="utf-8")
    page = work / PAGE
    page.write_text(_PAGE, encoding="utf-8")
    return page
