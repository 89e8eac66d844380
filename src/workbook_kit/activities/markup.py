"""Text made safe for HTML and Typst: what a value holds is shown, never carried out."""

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

Typst = None | bool | int | str | Sequence["Typst"] | Mapping[str, "Typst"]

# C0 and C1 controls, and the marks that turn the reading direction or split a line unseen
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def plain(text: str) -> str:
    """The text on one line, without control characters."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def escape(text: str) -> str:
    """HTML text or attribute value. A brace is escaped too: Quarto looks for shortcodes in raw HTML."""
    return html.escape(text, quote=True).replace("{", "&#123;")


def attributes(**values: str | int | bool | None) -> str:
    """HTML attributes with a space before each; None and False leave one out, `for_` gives `for`."""
    parts = []
    for key, value in values.items():
        name = key.rstrip("_").replace("_", "-")
        if value is True:
            parts.append(f" {name}")
        elif value is not None and value is not False:
            parts.append(f' {name}="{escape(str(value))}"')
    return "".join(parts)


def typst_value(value: Typst) -> str:
    """The value as a Typst literal. Text only ever becomes a string, so none of it can be code."""
    if value is None or isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _typst_string(value)
    if isinstance(value, Mapping):
        pairs = (f"{_typst_name(key)}: {typst_value(item)}" for key, item in value.items())
        return f"({', '.join(pairs)})" if value else "(:)"
    return "(" + "".join(f"{typst_value(item)}, " for item in value).rstrip(" ") + ")"


def typst_call(function: str, **values: Typst) -> str:
    """One call of a function of our Typst template, such as `#seminar-prompt(id: "role", lines: 4)`."""
    given = ", ".join(f"{_typst_name(key)}: {typst_value(value)}" for key, value in values.items())
    return f"#seminar-{function}({given})"


def raw_block(writer: str, text: str) -> str:
    """A pandoc raw block whose fence is longer than any run of backticks in the text."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{{={writer}}}\n{text}\n{fence}"


def json_text(value: Any) -> str:
    """The value as JSON that can stand in a page or a document: ASCII, without a letter that ends or begins a tag.

    Nor does it hold two spaces or two braces in a row, which pandoc would make one and Quarto take for a command.
    """
    said = json.dumps(value, separators=(",", ":"))
    for letter in "<>&":
        said = said.replace(letter, f"\\u{ord(letter):04x}")
    return said.replace("  ", " \\u0020").replace("{{", "{\\u007b")


def _typst_name(key: str) -> str:
    return key.replace("_", "-")


def _typst_string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("{", "\\u{7b}")
    return f'"{escaped}"'
