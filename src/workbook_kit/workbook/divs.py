"""The boxes of a Markdown text (`:::`), line by line, and what is left without those for facilitators. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_OPENS = re.compile(r"^:{3,}\s*(?P<attributes>\{.*\}|\w[\w-]*)\s*$")
_CLOSES = re.compile(r"^:{3,}\s*$")
_CODE = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKS = re.compile(r"(?<!\\)[*_`]+")


@dataclass(frozen=True)
class Line:
    """A line and the boxes around it, the outermost first; `fence` where it opens or closes one."""

    text: str
    boxes: tuple[str, ...]
    fence: bool = False

    @property
    def is_note(self) -> bool:
        """Whether only facilitators may read it."""
        return any(map(is_for_facilitators, self.boxes))


def is_for_facilitators(attributes: str) -> bool:
    """Whether a box with these attributes is a facilitator's note."""
    return attributes == "facilitator" or ".facilitator" in attributes


def lines(markdown: str) -> Iterator[Line]:
    """Each line with the boxes that it stands in; a fence stands in its own box. Code is no box."""
    boxes: list[str] = []
    code = ""
    for text in markdown.split("\n"):
        if found := _CODE.match(text):
            if not code:
                code = found["fence"]
            elif found["fence"].startswith(code) and not text.strip().strip(code[0]):
                code = ""
            yield Line(text, tuple(boxes))
        elif code:
            yield Line(text, tuple(boxes))
        elif opens := _OPENS.match(text):
            boxes.append(opens["attributes"])
            yield Line(text, tuple(boxes), fence=True)
        elif _CLOSES.match(text) and boxes:
            yield Line(text, tuple(boxes), fence=True)
            boxes.pop()
        else:
            yield Line(text, tuple(boxes))


def parts(markdown: str) -> Iterator[tuple[str, bool]]:
    """The text cut where a facilitator's note that stands in no other box begins and ends, and whether each is one."""
    held: list[str] = []
    noted = False
    for line in lines(markdown):
        note = bool(line.boxes) and is_for_facilitators(line.boxes[0])
        if note != noted or (note and line.fence and len(line.boxes) == 1 and _OPENS.match(line.text)):
            yield from _part(held, noted)
            held, noted = [], note
        held.append(line.text)
    yield from _part(held, noted)


def _part(held: Sequence[str], noted: bool) -> Iterator[tuple[str, bool]]:
    if text := "\n".join(held).strip("\n"):
        yield text, noted


def without_notes(markdown: str) -> str:
    """The text without what is for facilitators alone, in whatever box that stands."""
    return "\n".join(line.text for line in lines(markdown) if not line.is_note)


def own_text(markdown: str) -> str:
    """The words of the text, to look for other words among them: no marks, no backslashes."""
    return " ".join(_ESCAPED.sub(r"\1", _MARKS.sub("", markdown)).split())
