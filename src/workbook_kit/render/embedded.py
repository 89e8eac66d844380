"""The engine that needs nothing installed but Python packages: pandoc, then Typst for paper."""

import html
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from mimetypes import MimeTypes
from pathlib import Path
from urllib.parse import quote, unquote

from workbook_kit.errors import problem
from workbook_kit.render.document import Document
from workbook_kit.render.pandoc import Format, convert
from workbook_kit.render.policy import refuse_dead
from workbook_kit.render.script import styles
from workbook_kit.render.typst import typeset

# Typst source in two files: the template, which is the same for many workbooks, and what is a workbook's own.
#
# Typst keeps what it has set, for the next document of its process, and finds it again by content and by where in the
# source that came from. In one file, a word more at the top moves everything below it, and nothing is found. So the
# template is a file of its own, and the rest is read as text by a file that never changes, from one place in it.

TYPST_PAGE, TEMPLATE, OWN = "workbook.typ", "template.typ", "workbook.txt"
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
    page = work / TYPST_PAGE
    page.write_text(_PAGE, encoding="utf-8")
    return page


# A page with its style sheets, fonts and pictures put into it.

# In what pandoc writes, < and > and quotes stand for themselves only where tags are.
_STYLE = re.compile(r'<link rel="stylesheet" href="(?P<name>[^"]*)">')
_PICTURE = re.compile(r'(?P<tag><img (?:[^>]*? )?)src="(?P<name>[^"]*)"')
_FONT = re.compile(r"@font-face\{[^}]*\}")
_URL = re.compile(r'url\("?(?P<name>[^")]*)"?\)')
#: Of a style sheet: what stands as it is, and what a browser does not need.
_NEEDLESS = re.compile(r"""("[^"]*"|url\([^)]*\))|/\*.*?\*/|\s*([{};,>])\s*|(?<=:)\s+|(?<=\s)\s+""", re.DOTALL)

SVG = "image/svg+xml"
_KINDS = MimeTypes()  # Python's own table, the same on every machine
_KINDS.add_type("font/woff2", ".woff2")


def in_one_file(page: str, files: Mapping[str, Path | bytes], extension: Path) -> str:
    """The page without any address that a browser would load from.

    Args:
        files: pictures, by the name that the page has for them.
        extension: the folder of the style sheets.

    Raises:
        ProblemsError: a picture is not among the files.
    """

    def style(found: re.Match[str]) -> str:
        return f"<style>\n{_style(extension / found['name'])}</style>"

    def picture(found: re.Match[str]) -> str:
        kind, address = _data(found["name"], _content(files, found["name"]))
        # VoiceOver would read out what an SVG is made of
        role = 'role="img" ' if kind == SVG else ""
        return f'{found["tag"]}{role}src="{address}"'

    head, end, body = page.partition("</head>")
    return f"{_STYLE.sub(style, head)}{end}{_PICTURE.sub(picture, body)}"


def _content(files: Mapping[str, Path | bytes], address: str) -> bytes:
    name = html.unescape(address)
    content = files.get(name, files.get(unquote(name)))
    if content is None:
        what = f"the picture {name} is not among the files of the workbook"
        raise problem("", what, 'write it as ![caption](figures/name.svg){fig-alt="..."}')
    return content if isinstance(content, bytes) else content.read_bytes()


def _style(sheet: Path) -> str:
    def font(found: re.Match[str]) -> str:
        return f"url({_data(found['name'], (sheet.parent / found['name']).read_bytes())[1]})"

    return _URL.sub(font, _compact(sheet.read_text(encoding="utf-8")))


@lru_cache(maxsize=16)
def _compact(css: str) -> str:
    short = _NEEDLESS.sub(lambda found: found[1] or found[2] or "", css)
    return short.replace(";}", "}").strip()


def _data(name: str, content: bytes) -> tuple[str, str]:
    kind = _KINDS.guess_type(name, strict=False)[0] or "application/octet-stream"
    if kind == SVG and b"'" not in content and b"&" not in content:
        return kind, f"data:{kind},{_drawing(content)}"
    return kind, f"data:{kind};base64,{b64encode(content).decode()}"


def _drawing(svg: bytes) -> str:
    """The drawing in a third less than base64 takes, for an attribute in double quotation marks."""
    tags = re.sub(rb"<[^>]*>", lambda tag: tag[0].replace(b'"', b"'"), svg)
    return quote(tags, safe=" !$'()*+,-./:;<=>?@[]^_`{|}~")


# The engine that needs nothing installed but Python packages: pandoc, then Typst for paper.

CONTENTS_DEPTH = 2

PAGE = Format(
    "html5",
    filters=("seminar.lua", "seminar-screen.lua"),
    template="seminar.html",
    shift=1,
    options={"html_math_method": "mathml", "table_of_contents": True, "toc_depth": CONTENTS_DEPTH + 1},
)
PAPER = Format(
    "typst",
    filters=("seminar.lua", "seminar-text.lua"),
    filters_of_whole=("seminar-paper.lua",),
    template="embedded.typst",
    options={"table_of_contents": True, "toc_depth": CONTENTS_DEPTH},
)


def render_html(document: Document, work: Path, extension: Path) -> bytes:
    """The workbook as one page that asks the network for nothing.

    Args:
        work: an empty folder of this call's own.
        extension: the `_extensions/seminar` folder.

    Raises:
        ProblemsError: what pandoc refused, or a page whose script would not run.
    """
    page = _convert(document, replace(PAGE, extension=extension, variables={"css": styles(extension)}))
    whole = in_one_file(page, document.resources, extension)
    refuse_dead(whole)
    return whole.encode()


def render_chapters(document: Document, extension: Path) -> str:
    """The chapters alone, as a page without cover, script and fonts: to look at where they are written."""
    format = replace(PAGE, extension=extension, template="", options={"html_math_method": "mathml"})
    body = convert(document.scopes, format, document.metadata, document.sheets)
    sheets = (_FONT.sub("", _compact((extension / name).read_text(encoding="utf-8"))) for name in styles(extension))
    style = f"<style>{''.join(sheets)}main>h2:first-child{{margin-top:0}}</style>"
    # with this address, links within it lead to places of its own, and not to a page around it
    head = f'<head><meta charset="utf-8"><base href="about:srcdoc">{style}</head>'
    page = f'{head}<body><div class="page"><main>{body}</main></div></body>'
    return in_one_file(f'<!DOCTYPE html><html lang="en-GB">{page}</html>', document.resources, extension)


def render_pdf(document: Document, work: Path, extension: Path) -> bytes:
    """The workbook on A4, tagged for assistive technology.

    Args:
        work: an empty folder of this call's own.
        extension: the `_extensions/seminar` folder.
    """
    return typeset(typst_source(document, work, extension), extension)


def typst_source(document: Document, work: Path, extension: Path) -> Path:
    """The workbook as a Typst file in the work folder, with all that it needs beside it."""
    document.lay_out(work)
    return write_parted(to_typst(document, work, extension), work)


def to_typst(document: Document, work: Path, extension: Path) -> str:
    """The workbook as Typst source, complete with our template."""
    paper = {name: said for name, said in document.metadata.items() if name != "model"}
    return _convert(replace(document, metadata=paper), replace(PAPER, extension=extension))


def _convert(document: Document, format: Format) -> str:
    if not document.metadata.get("title"):
        raise problem("", "the workbook has no title", "give the seminar a title")
    return convert(document.scopes, format, document.metadata, document.sheets)
