"""Markdown as Jupyter reads it best.

A filled placeholder has a backslash before each mark that any Markdown might act upon. In a notebook people see them
when they open a cell, so those go that mean nothing where they stand. In doubt they stay. A dollar sign needs more than
a backslash: JupyterLab makes a formula of what stands between two, even so.
"""

import re
from collections.abc import Iterator

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
#: Lines of code or with some, and such with a formula.
_LEFT_ALONE = re.compile(r"`|^(?: {4}|\t)|(?<!\\)\$")
#: Lines in which a backslash may be meant, or what follows it depends on what stands around: links, tables, HTML,
#: addresses, and escaped backslashes.
_IN_DOUBT = re.compile(r"\||\\\\|\][(\[:]|(?<!\\)(?:[<@]|&\S)|https?:|www", re.IGNORECASE)
_DOLLAR = re.compile(r"(?<!\\)((?:\\\\)*)\\\$")
#: Marks that mean something anywhere.
_ANYWHERE = set("*_[]<@|~$\\")
#: What may stand before the first words of a line.
_START = r"[\s>]*(?:[-+*]\s+|\d+[.)]\s+|#+\s+)*"
#: Marks that begin something there: a heading, a quotation, a list, a rule.
_FIRST = set("#>-+=:")


def for_jupyter(markdown: str) -> str:
    """The text with the backslashes that change what is read, and no others; a dollar sign is one."""
    return "\n".join(_lines(markdown.split("\n")))


def _lines(lines: list[str]) -> Iterator[str]:
    fence = ""
    for line in lines:
        if found := _FENCE.match(line):
            fence = "" if fence and found[1].startswith(fence) else fence or found[1]
        if fence or _LEFT_ALONE.search(line):
            yield line
        else:
            yield _DOLLAR.sub(r"\1<span>&#36;</span>", line if _IN_DOUBT.search(line) else _ESCAPED.sub(_mark, line))


def _mark(found: re.Match[str]) -> str:
    before, after = found.string[: found.start()], found.string[found.end() :].lstrip("\\")[:1]
    return found[0] if _is_needed(found[1], before, after) else found[1]


def _is_needed(mark: str, before: str, after: str) -> bool:
    """Whether the mark means something between these; `after` is the letter that follows."""
    if mark in _ANYWHERE or (mark in _FIRST and re.fullmatch(_START, before)):
        return True
    match mark:
        case "." | ")":  # the number of a list
            return bool(re.fullmatch(rf"{_START}\d+", before))
        case "#":  # the end of a heading
            return before.lstrip().startswith("#")
        case "&":  # a letter by its name
            return after.isalnum() or after == "#"
        case "!" | ":":  # a picture, an address
            return after in ("[", "/")
    return False
