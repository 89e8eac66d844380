"""A page with its style sheets, script, fonts and pictures put into it."""

import html
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from mimetypes import MimeTypes
from pathlib import Path
from urllib.parse import unquote

from workbook_kit.errors import problem

# In what pandoc writes, < and > and quotes stand for themselves only where tags are.
_STYLE = re.compile(r'<link rel="stylesheet" href="(?P<name>[^"]*)">')
_SCRIPT = re.compile(r'(?P<tag><script(?: [^>]*)?) src="(?P<name>[^"]*)"></script>')
_PICTURE = re.compile(r'(?P<tag><img (?:[^>]*? )?)src="(?P<name>[^"]*)"')
_URL = re.compile(r'url\("?(?P<name>[^")]*)"?\)')
_COMMENT = re.compile(r"/\*.*?\*/\n?|^[ \t]+", re.DOTALL | re.MULTILINE)

_KINDS = MimeTypes()  # Python's own table, the same on every machine
_KINDS.add_type("font/woff2", ".woff2")


def in_one_file(page: str, files: Mapping[str, Path | bytes], extension: Path) -> str:
    """The page without any address that a browser would load from.

    Args:
        files: scripts and pictures, by the name that the page has for them.
        extension: the folder of the style sheets.

    Raises:
        ProblemsError: a picture is not among the files.
    """

    def style(found: re.Match[str]) -> str:
        return f"<style>\n{_style(extension / found['name'])}</style>"

    def script(found: re.Match[str]) -> str:
        return f"{found['tag']}>{_content(files, found['name']).decode()}</script>"

    def picture(found: re.Match[str]) -> str:
        kind, address = _data(found["name"], _content(files, found["name"]))
        # VoiceOver would read out what an SVG is made of
        role = 'role="img" ' if kind == "image/svg+xml" else ""
        return f'{found["tag"]}{role}src="{address}"'

    head, end, body = page.partition("</head>")
    return f"{_SCRIPT.sub(script, _STYLE.sub(style, head))}{end}{_PICTURE.sub(picture, body)}"


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

    return _URL.sub(font, _without_comments(sheet.read_text(encoding="utf-8")))


@lru_cache(maxsize=8)
def _without_comments(css: str) -> str:
    return _COMMENT.sub("", css)


def _data(name: str, content: bytes) -> tuple[str, str]:
    kind = _KINDS.guess_type(name, strict=False)[0] or "application/octet-stream"
    return kind, f"data:{kind};base64,{b64encode(content).decode()}"
