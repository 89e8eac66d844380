"""Whether a browser will run a page's script: only what the page's own policy names by its hash."""

import html
import re
from base64 import b64encode
from hashlib import sha256

from workbook_kit.errors import problem

_POLICY = re.compile(r"<meta [^>]*Content-Security-Policy[^>]*>")
_SCRIPT = re.compile(r"<script(?P<how>[^>]*)>(?P<text>[^<]*(?:<(?!/script>)[^<]*)*)</script>")
#: A script of this type is data, and nothing runs.
_DATA = "application/json"


def hash_of(script: str) -> str:
    """The hash of a script as a Content-Security-Policy names it, and as a browser takes it of the text in a page."""
    return f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}"


def refuse_dead(page: str) -> None:
    """Refuses a page that looks right and keeps nothing of what is written in it.

    Raises:
        ProblemsError: it asks something, and its script is missing, is loaded, or is not what its policy names.
    """
    head = page.partition("</head>")[0].replace("\r\n", "\n")
    policy = html.unescape("".join(_POLICY.findall(head)))
    scripts = list(_SCRIPT.finditer(head))
    runs = [f"'{hash_of(one['text'])}'" in policy for one in scripts if _DATA not in one["how"]]
    if len(runs) < len(scripts) and not (runs and all(runs)):
        what = "no browser would run this page's script, so it would keep no answers"
        raise problem("", what, "copy _extensions from a new project, and build with --engine embedded")
