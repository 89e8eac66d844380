"""Plain text out of Markdown and HTML, with the wording untouched."""

import html
import re
import unicodedata

_TAG = re.compile(r"</?(?:p|b|i|u|em|strong|span|sup|sub|a|div|font)\b[^<>]*>|<br\s*/?>", re.IGNORECASE)
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(([^()\s]*)\)")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]+)>")
_ESCAPE = re.compile(r"\\{1,2}([!-/:-@\[-`{-~])")
_EMPHASIS = re.compile(r"(\*{1,3})(?=\S)([^*]+?)(?<=\S)\1")
_BOLD = re.compile(r"^\s*(?:<p\b[^<>]*>\s*)?(?:<(?:b|strong)\b[^<>]*>|\*\*)", re.IGNORECASE)


def plain(text: str) -> str:
    """The words alone: no tags, links, emphasis, escapes or runs of spaces."""
    text = _AUTOLINK.sub(r"\1", text)
    text = _LINK.sub(_link_words, text)
    text = _EMPHASIS.sub(r"\2", _TAG.sub(" ", text))
    return spaced(_ESCAPE.sub(r"\1", html.unescape(text)))


def spaced(text: str) -> str:
    """The text with single spaces, in the one spelling that files are read in, without what nobody can see."""
    text = unicodedata.normalize("NFC", text)
    seen = "".join(character for character in text if character.isspace() or _visible(character))
    return " ".join(seen.split())


def is_bold(text: str) -> bool:
    """Whether a paragraph opens in bold."""
    return bool(_BOLD.match(text))


def _visible(character: str) -> bool:
    # A soft hyphen is kept here: it is evidence for joining a broken word, and joining takes it out.
    return character == "\u00ad" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _link_words(match: re.Match[str]) -> str:
    words, address = match.group(1), match.group(2)
    if not address or address.startswith("#"):
        return words
    return address if _ESCAPE.sub(r"\1", words) == address else f"{words} {address}"
