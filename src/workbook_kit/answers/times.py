"""Times: milliseconds since 1970 in memory, ISO 8601 in a file."""

import re
import time
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})")


def now() -> int:
    """The time by this machine's clock."""
    return time.time_ns() // 1_000_000


def iso(at: int) -> str:
    """The time as a file says it, such as `2027-01-14T10:42:05.123Z`."""
    return (_EPOCH + at * _MILLISECOND).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant(said: object) -> int | None:
    """The time that a file says, or None where it says none."""
    if not isinstance(said, str) or not _ISO.fullmatch(said):
        return None
    try:
        return max(0, (datetime.fromisoformat(said) - _EPOCH) // _MILLISECOND)
    except (ValueError, OverflowError):
        return None
