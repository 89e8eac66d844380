"""Times as a PDF says them: `D:20270114104205+01'00'`."""

import re
from datetime import UTC, datetime, timedelta

_SAID = re.compile(
    r"(?:D:)?([0-9]{4})([0-9]{2})?([0-9]{2})?([0-9]{2})?([0-9]{2})?([0-9]{2})?"
    r"(?:Z.*|([+-])([0-9]{2})'?([0-9]{2})?'?)?"
)


def instant(said: str) -> int | None:
    """The time in milliseconds since 1970, or None where it says none."""
    found = _SAID.fullmatch(said.strip())
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part) if part else None for part in found.groups()[:6])
    sign = -1 if found[7] == "-" else 1
    offset = sign * timedelta(hours=int(found[8] or 0), minutes=int(found[9] or 0))
    try:
        local = datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0, second or 0, tzinfo=UTC)
        return int((local - offset).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
