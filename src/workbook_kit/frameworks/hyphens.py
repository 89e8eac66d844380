"""Joining printed pieces into sentences, and judging whether a hyphen at a line's end belongs to the word."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from workbook_kit.frameworks.compounds import COMPOUNDS
from workbook_kit.frameworks.draft import Doubt, Line

Vocabulary = Counter[str]

_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_BROKEN = re.compile(r"([A-Za-z]+(?:-[A-Za-z]+)*)-$")
_OPENING = re.compile(r"^[A-Za-z]+(?:-[A-Za-z]+)*")
_SUSPENDED = {"and", "or", "to"}
#: Words of two parts with these endings are ordinary words: suitability, successfully, wellbeing.
_ENDINGS = ("ability", "being", "fully", "hood", "less", "ness", "ship")
_ONE_WORD = {"wellbeing"}


def vocabulary(lines: Iterable[Line]) -> Vocabulary:
    """How often each word stands in the text; the halves of a word broken at a line's end don't count."""
    counts: Vocabulary = Counter()
    after_hyphen = False
    for line in lines:
        words = [word.lower() for word in _WORD.findall(line.text)]
        broken = bool(_BROKEN.search(line.text.rstrip()))
        counts.update(words[1 if after_hyphen else 0 : -1 if broken else None])
        after_hyphen = broken
    return counts


def joined(pieces: Sequence[Line], known: Vocabulary) -> tuple[str, list[Doubt]]:
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
