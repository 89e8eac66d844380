"""Laws, conventions and statutory guidance that a statement names; the EEF does not review these."""

import re

_WORD = r"[A-Z][\w’'-]*"
_NAME = rf"{_WORD}(?:\s(?:{_WORD}|of|and|the|on|in|for|with))*"
_INLINE = re.compile(rf"\b({_NAME})\s\(((?:19|20)[0-9]{{2}})\)")
_CLOSING = re.compile(rf"\(({_NAME})(?:\s((?:19|20)[0-9]{{2}}))?\)\.?$")


def named_sources(text: str) -> tuple[str, ...]:
    """The documents named in a statement, as "SEND Code of Practice 2015", in the order they stand."""
    matches = [*_INLINE.finditer(text), *_CLOSING.finditer(text)]
    names = (f"{match.group(1).removeprefix('The ')} {match.group(2) or ''}".strip() for match in matches)
    return tuple(dict.fromkeys(names))
