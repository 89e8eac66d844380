"""Keys and ids: what an answer is kept under, and what a form calls the field it is given in.

A key is `activity--part`, or `activity` alone for a single box. Nobody else joins the two or takes them apart, here or
in `script/answers.js`. A field's id is the key as HTML and a PDF can name it: neither dots nor capital letters.
"""

import re

#: Letters in the id of an activity, and in that of a part.
MOST_LETTERS = 80
#: The activity of the fields on the cover.
COVER = "cover"
#: Ids of the page itself (seminar.html), of which an activity could only make a second. seminar-activities.lua has them
#: too; a test holds both to the template.
TAKEN = frozenset(
    f"""{COVER} answers bar clear copied done drawn finish kept kept-answers left load loaded model news overview
    ratings remind saved to-do undo unkept unrated unscripted workbook""".split()
)

SLUG = re.compile("[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
PART = re.compile("[A-Za-z0-9][A-Za-z0-9.-]*")


def join_key(activity: str, part: str | int | None = None) -> str:
    """The key of a part of an activity, or of the activity itself."""
    return activity if part is None else f"{activity}--{part}"


def split_key(key: str) -> tuple[str, str | None]:
    """The activity and the part of a key, split at its first two hyphens; None where it has no part."""
    activity, dashes, part = key.partition("--")
    return activity, part if dashes else None


def action_key(activity: str, code: str) -> str:
    """The key of the action that somebody plans for a statement which they rated low in this activity."""
    return join_key(f"{activity}-action", code)


def field_id(key: str) -> str:
    """What HTML and PDF call the field: they differ from keys in the codes of statements alone."""
    activity, part = split_key(key)
    return join_key(activity, part and re.sub("[^a-z0-9]+", "-", part.lower()).strip("-"))


def is_key(key: str) -> bool:
    """Whether the key can stand in an answers file."""
    activity, part = split_key(key)
    fits = SLUG.fullmatch(activity) and (part is None or PART.fullmatch(part))
    return bool(fits) and len(activity) <= MOST_LETTERS and len(part or "") <= MOST_LETTERS
