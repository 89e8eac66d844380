"""The published text: read, cleaned of Markdown and HTML, and printed pieces joined into sentences."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from workbook_kit.errors import problem
from workbook_kit.frameworks.draft import Doubt, SourceLine

#: A framework is about 100 kB; far more than that is something else.
LARGEST_SOURCE = 2_000_000
_SAVE_AS_TEXT = "save the published framework as plain text or Markdown and import that"
_FORMATS = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a Word or zip file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
}

_TAG = re.compile(r"</?(?:p|b|i|u|em|strong|span|sup|sub|a|div|font)\b[^<>]*>|<br\s*/?>", re.IGNORECASE)
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(([^()\s]*)\)")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]+)>")
_ESCAPE = re.compile(r"\\{1,2}([!-/:-@\[-`{-~])")
_EMPHASIS = re.compile(r"(\*{1,3})(?=\S)([^*]+?)(?<=\S)\1")
_BOLD = re.compile(r"^\s*(?:<p\b[^<>]*>\s*)?(?:<(?:b|strong)\b[^<>]*>|\*\*)", re.IGNORECASE)

#: Compounds whose hyphen is part of the word, for texts too short to show it themselves.
COMPOUNDS = frozenset({
    "anti-bullying", "co-observe", "co-production", "cost-effective", "day-to-day", "decision-making",
    "evidence-based", "evidence-informed", "expert-led", "extra-curricular", "face-to-face", "follow-on",
    "group-based", "high-quality", "long-term", "longer-term", "meta-analyses", "meta-analysis", "non-verbal",
    "one-to-one", "over-influenced", "peer-to-peer", "person-centred", "pre-emptive", "quality-assured",
    "quality-assuring", "scale-up", "school-wide", "self-assessment", "self-esteem", "self-reflective",
    "self-regulate", "self-regulating", "self-regulation", "short-term", "strengths-based", "well-designed",
    "well-evidenced", "well-informed", "well-matched", "well-specified", "whole-school",
})  # fmt: skip
#: How often each word stands in a text.
Vocabulary = Counter[str]

_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_BROKEN = re.compile(r"([A-Za-z]+(?:-[A-Za-z]+)*)-$")
_OPENING = re.compile(r"^[A-Za-z]+(?:-[A-Za-z]+)*")
_SUSPENDED = {"and", "or", "to"}
#: Words of two parts with these endings are ordinary words: suitability, successfully, wellbeing.
_ENDINGS = ("ability", "being", "fully", "hood", "less", "ness", "ship")
_ONE_WORD = {"wellbeing"}
_SIGNS = (
    (re.compile(r",\s*\)"), "a comma stands before a closing bracket"),
    (re.compile(r"[a-z]{2}[A-Z][a-z]{2}"), "two words may have run together"),
    (re.compile(r"[.;:,][A-Za-z]{3}"), "a space may be missing after a stop"),
    (re.compile(r"\s[,.;:!?)]"), "a space stands before a stop"),
    (re.compile(r"[<>*_|●•\ufffd]"), "a mark of the page may be left in the text"),
    (re.compile(r"(?<=[.!?])\s+[0-9]{1,2}\.?[0-9a-z]{0,2}[.)]\s"), "another statement may have run into this one"),
)
_QUOTED = re.compile(r"(?<!\w)(?:‘[^‘’']*'|'[^‘’']*’)(?!\w)")


def read_source(path: Path) -> str:
    """The text of a source file.

    Raises:
        ProblemsError: when it cannot be read, or is empty, very large or no text.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_SOURCE:
            raise problem(path, f"it is far too large for a framework ({size:,} bytes)", _SAVE_AS_TEXT)
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise problem(path, f"it cannot be read ({reason})", "check the name of the file") from None
    return _decoded(path, raw)


def numbered_lines(text: str) -> list[SourceLine]:
    """The lines of a text, counted as editors count them."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return [SourceLine(number, line) for number, line in enumerate(unified.split("\n"), start=1)]


def plain_text(text: str) -> str:
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


def vocabulary(lines: Iterable[SourceLine]) -> Vocabulary:
    """How often each word stands in the text; the halves of a word broken at a line's end don't count."""
    counts: Vocabulary = Counter()
    after_hyphen = False
    for line in lines:
        words = [word.lower() for word in _WORD.findall(line.text)]
        broken = bool(_BROKEN.search(line.text.rstrip()))
        counts.update(words[1 if after_hyphen else 0 : -1 if broken else None])
        after_hyphen = broken
    return counts


def join_pieces(pieces: Sequence[SourceLine], known: Vocabulary) -> tuple[str, list[Doubt]]:
    """One sentence from its pieces, and a doubt for every hyphen that was judged."""
    text, doubts = pieces[0].text.strip(), []
    for before, piece in pairwise(pieces):
        addition = piece.text.strip()
        text, judgement = _join(text, addition, known)
        if judgement:
            doubts.append(Doubt(before.number, "hyphen", judgement))
    return text.replace("\u00ad", ""), doubts


def lost_hyphens(text: str, known: Vocabulary) -> list[str]:
    """Words that seem to have lost a hyphen, each with the form it may have had."""
    hyphenated = {word.replace("-", ""): word for word in [*known, *COMPOUNDS] if "-" in word}
    found = []
    for word in _WORD.findall(text):
        split = hyphenated.get(word.lower()) or _two_words(word.lower(), known)
        if split and word.lower() not in _ONE_WORD and known[split] >= known[word.lower()] - 1:
            found.append(f"“{word}” may have been “{split}”")
    return found


def odd_wording(text: str, known: Vocabulary, *, stem: bool) -> Iterator[str]:
    """A sentence for each oddity of a statement or stem."""
    for pattern, what in _SIGNS:
        if found := pattern.search(text):
            yield f"{what} (“{_around(text, found)}”)"
    if _QUOTED.search(text):
        yield "a quotation opens with one kind of mark and closes with another"
    if text.count("(") != text.count(")"):
        yield "a bracket is opened or closed without its partner"
    if stem and not text.endswith(":"):
        yield "the stem does not end with a colon"
    if not stem and not text.endswith((".", "!", "?")):
        yield "the statement does not end with a full stop; part of it may be missing"
    if text[:1].islower():
        yield "it opens with a small letter; part of it may be missing"
    yield from lost_hyphens(text, known)


def _decoded(path: Path, raw: bytes) -> str:
    named = next((name for start, name in _FORMATS.items() if raw.startswith(start)), None)
    if named or b"\0" in raw:
        raise problem(path, f"it is {named or 'not a text file'}", _SAVE_AS_TEXT)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise problem(path, "it is not a UTF-8 text file", _SAVE_AS_TEXT) from None
    if not text.strip():
        raise problem(path, "it is empty", _SAVE_AS_TEXT)
    return text


def _visible(character: str) -> bool:
    # A soft hyphen is kept here: it is evidence for joining a broken word, and joining takes it out.
    return character == "\u00ad" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _link_words(match: re.Match[str]) -> str:
    words, address = match.group(1), match.group(2)
    if not address or address.startswith("#"):
        return words
    return address if _ESCAPE.sub(r"\1", words) == address else f"{words} {address}"


def _join(text: str, addition: str, known: Vocabulary) -> tuple[str, str | None]:
    if text.endswith("\u00ad"):
        return text[:-1] + addition, None
    broken, opening = _BROKEN.search(text), _OPENING.search(addition)
    if not broken or not opening:
        return f"{text} {addition}".strip(), None
    if opening.group().lower() in _SUSPENDED:
        return f"{text} {addition}", None
    return _judge(text, addition, broken.group(1), opening.group(), known)


def _judge(text: str, addition: str, first: str, second: str, known: Vocabulary) -> tuple[str, str]:
    with_hyphen, without = f"{first}-{second}", f"{first}{second}"
    whole, split = known[without.lower()], known[with_hyphen.lower()]
    if whole > split:
        return text[:-1] + addition, f"a line ends “{first}-”: joined as “{without}”, as elsewhere in the text"
    if split > whole:
        return text + addition, f"a line ends “{first}-”: kept “{with_hyphen}”, as elsewhere"
    if with_hyphen.lower() in COMPOUNDS:
        return text + addition, f"a line ends “{first}-”: kept “{with_hyphen}”, a usual compound"
    return text + addition, f"a line ends “{first}-”: kept “{with_hyphen}” without evidence, please check"


def _two_words(word: str, known: Vocabulary) -> str | None:
    if len(word) < 10 or known[word] > 1 or word.endswith(_ENDINGS):
        return None
    halves = ((word[:cut], word[cut:]) for cut in range(4, len(word) - 4))
    return next((f"{first}-{second}" for first, second in halves if known[first] and known[second]), None)


def _around(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - 12) : match.end() + 12].strip()
