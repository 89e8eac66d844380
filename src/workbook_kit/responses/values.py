"""Single answers: text without what no one typed, and whole numbers. JavaScript must come to the same."""

import re

from workbook_kit.responses.model import Value

MOST_TEXT = 200_000
#: Above it, JavaScript cannot tell one whole number from the next.
MOST_NUMBER = 2**53 - 1

#: Control characters except tab and newline, and halves of surrogate pairs, which UTF-8 cannot write.
_UNTYPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """The text with plain line ends and nothing that a keyboard cannot write."""
    return _UNTYPED.sub("", text.replace("\r\n", "\n"))


def too_long(text: str) -> bool:
    """Whether the text has more characters than an answer may; counted in UTF-16, as a text box counts."""
    if not MOST_TEXT < 2 * len(text) <= 2 * MOST_TEXT:
        return len(text) > MOST_TEXT
    return len(text) + sum(letter > "\uffff" for letter in text) > MOST_TEXT


def is_value(value: object) -> bool:
    """Whether this is text, a whole number or nothing. JSON's true and false are no numbers."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return -MOST_NUMBER <= value <= MOST_NUMBER and value == int(value)
    return value is None or isinstance(value, str)


def plain_value(value: object) -> Value:
    """The value as it is kept: text cleaned, 3.0 as 3. Only for what `is_value`."""
    if isinstance(value, str):
        return clean(value)
    return int(value) if isinstance(value, int | float) else None
