"""What a cell of the table of cohorts stands for: a date, a time, a list, an address, a number."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from workbook_kit.errors import choices
from workbook_kit.load.faults import shown
from workbook_kit.models import EDITIONS

#: Takes what is wrong with a cell and what to do about it.
Tell = Callable[[str, str], None]
#: A year outside these is a slip of the finger, such as 0207.
YEARS = range(2000, 2100)
#: What an address may hold that other things are added to: no query, no fragment, no quotes.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\[\]][A-Za-z0-9.:\[\]-]*(/[A-Za-z0-9._~!$&()*+,;=:%/-]*)?", re.IGNORECASE)


def split(text: str) -> tuple[str, ...]:
    """The parts of a cell with bars in it."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def read_cell(name: str, text: str, tell: Tell) -> Any:
    """The value of a cell of that column; what is wrong with it is told."""
    reader = _READERS.get(name)
    return reader(name, text, tell) if reader else text


def _list(name: str, text: str, tell: Tell) -> tuple[str, ...]:
    parts = split(text)
    for part, count in Counter(parts).items():
        if count > 1:
            tell(f"`{name}` has {shown(part)} twice", "take one out")
    return parts


def _date(name: str, text: str, tell: Tell) -> date | None:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        # strptime takes "1/2/26" for some patterns; two forms only, both with four digits of year.
        if re.fullmatch(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4}", text):
            try:
                day = datetime.strptime(text, pattern).date()
            except ValueError:
                continue
            if day.year in YEARS:
                return day
    tell(f"`{name}` is {shown(text)}, not a date", "write it as 2027-01-14 or 14/01/2027")
    return None


def _dates(name: str, text: str, tell: Tell) -> tuple[date | None, ...]:
    return tuple(_date(name, part, tell) for part in split(text))


def _editions(name: str, text: str, tell: Tell) -> tuple[str, ...]:
    parts = _list(name, text.lower(), tell)
    for part in sorted(set(parts) - set(EDITIONS)):
        tell(f"there is no edition {shown(part)}", choices(part, EDITIONS))
    return parts


def _time(name: str, text: str, tell: Tell) -> str | None:
    if found := re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text):
        return f"{int(found[1]):02}:{found[2]}"
    tell(f"`{name}` is {shown(text)}, not a time", "write one time for all seminars, as 09:30")
    return None


def _address(name: str, text: str, tell: Tell) -> str | None:
    if _ADDRESS.fullmatch(text) and _has_host(text):
        return text.rstrip("/")
    tell(
        f"`{name}` is {shown(text)}, not an address that packs can stand at",
        "write it whole, starting with https://, with no space, quotation mark, user name, question mark or # in it",
    )
    return None


def _has_host(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _yes(name: str, text: str, tell: Tell) -> bool:
    if text.lower() not in ("yes", "no"):
        tell(f"`{name}` is {shown(text)}", "write yes or no, or leave it empty")
    return text.lower() == "yes"


def _number(name: str, text: str, tell: Tell) -> int | None:
    if re.fullmatch(r"[0-9]{1,6}", text):
        return int(text)
    tell(f"`{name}` is {shown(text)}, not a whole number", "write it in figures")
    return None


_READERS: dict[str, Callable[[str, str, Tell], Any]] = {
    "start_date": _date,
    "seminar_dates": _dates,
    "facilitators": _list,
    "partners": _list,
    "groups": _list,
    "editions": _editions,
    "start_time": _time,
    "web_address": _address,
    "right_hand_chapters": _yes,
    "size": _number,
}
