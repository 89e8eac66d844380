"""Dates: as an answers file keeps them, and as people read and write them in England, whatever the machine speaks."""

import re
from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: Told to whoever fills in a date.
HINT = " (a date, such as 14 January 2027)"

_DAY = "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? +"
_YEAR = "([0-9]{4}|[0-9]{2})"
_WORDS = re.compile(rf"(?:{_DAY})?([0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]+([a-z]{{3,9}})\.?,?[ -]+{_YEAR}")
_NUMBERS = re.compile(rf"([0-9]{{1,2}})([/.-])([0-9]{{1,2}})\2{_YEAR}")
_ISO = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")


def format_date(day: date) -> str:
    """The date in words, such as `14 January 2027`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04}"


def format_iso(text: str) -> str:
    """An ISO date in words; anything else as it is."""
    found = _ISO.fullmatch(text)
    return format_date(date.fromisoformat(text)) if found and _iso(*map(int, found.groups())) else text


def parse_date(text: str) -> str | None:
    """The date as an answers file keeps it, or None where it is none: the day comes before the month."""
    said = " ".join(text.lower().split())
    if found := _ISO.fullmatch(said):
        return _iso(*map(int, found.groups()))
    if found := _NUMBERS.fullmatch(said):
        return _iso(_year(found[4]), int(found[3]), int(found[1]))
    if found := _WORDS.fullmatch(said):
        return _iso(_year(found[3]), _month(found[2]), int(found[1]))
    return None


def _year(said: str) -> int:
    return int(said) + (2000 if len(said) == 2 else 0)


def _month(said: str) -> int:
    """Its number, also where it is shortened (Sept); 0 for no month."""
    return next((number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(said)), 0)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
