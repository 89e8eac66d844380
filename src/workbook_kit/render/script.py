"""What a page and the widgets take from the extension: their script, of modules joined into one, and style sheets."""

import re
import sys
from functools import cache
from pathlib import Path

from workbook_kit.errors import problem
from workbook_kit.files import write_whole
from workbook_kit.render.policy import hash_of

#: What each host is made of; in this order each module finds what it uses above it.
MODULES = {
    "page": ("answers", "dom", "shelf", "workbook", "form", "ratings", "paper", "page"),
    "widget": ("answers", "dom", "form", "ratings", "kernel", "controls", "widget"),
}
#: The page's, joined, and its hash: files of the extension, so that its filter has them in anybody's Quarto project.
JOINED, HASH = "seminar-page.js", "seminar-page.hash"

# What a browser does not need: types, comments, and the space that shows what belongs together. No text of the script
# goes over several lines, and none that follows a space and two slashes has a quotation mark.
_TYPES = re.compile(r"[ \t]*/\*\*(?:.(?!/\*\*))*?\*/\n|/\*\*.*?\*/ ?", re.DOTALL)
_COMMENT = re.compile(r"""^[ \t]*//.*\n|[ \t]+//[^"'`\n]*$""", re.MULTILINE)
_SPACE = re.compile(r"^\s+", re.MULTILINE)
_IMPORT = re.compile(r'^import .* from "\./.*";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


@cache
def script(extension: Path, host: str = "page") -> str:
    """The whole script of a host, line by line as in its modules, without the last line's end.

    Args:
        extension: the `_extensions/seminar` folder.
        host: "page", or "widget" for Jupyter.

    Raises:
        ProblemsError: a module is missing.
    """
    return "".join(_body(extension / "script" / f"{name}.js") for name in MODULES[host]).removesuffix("\n")


def _body(path: Path) -> str:
    try:
        module = path.read_text(encoding="utf-8")
    except OSError:
        what, todo = "this part of the page's script is missing", "copy _extensions from a new project"
        raise problem(path, what, todo) from None
    for pattern in (_TYPES, _COMMENT, _SPACE, _IMPORT, _EXPORT):
        module = pattern.sub("", module)
    return module


def write_joined(extension: Path) -> None:
    """Writes the page's script and its hash into the extension, for the filter that puts them into a page."""
    joined = script(extension)
    for name, text in ((JOINED, joined), (HASH, hash_of(joined))):
        write_whole(extension / name, f"{text}\n".encode())


def activity_styles(extension: Path) -> list[str]:
    """The style sheets of activities, within the extension: what all share, then that of each kind."""
    # an archive's paths can be listed, but not searched
    folder = extension / "activities"
    kinds = [kind for kind in folder.iterdir() if kind.is_dir()] if folder.is_dir() else []
    sheets = sorted((kind.name, file.name) for kind in kinds for file in kind.iterdir() if file.name.endswith(".css"))
    return ["seminar-activities.css", *(f"activities/{kind}/{name}" for kind, name in sheets)]


def styles(extension: Path) -> list[str]:
    """The style sheets of a page in the order in which they are read; _extension.yml says the same to Quarto."""
    return [*activity_styles(extension), "seminar.css"]


if __name__ == "__main__":
    write_joined(Path(sys.argv[1]))
