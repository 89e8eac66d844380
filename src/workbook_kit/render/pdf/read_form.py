"""Reads a form of ours that somebody filled in. It is anyone's file until it is checked; no script in it ever runs."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from stat import S_ISREG
from typing import Any

import pikepdf

from workbook_kit.errors import ProblemsError, problem
from workbook_kit.models import dates
from workbook_kit.render.pdf.fields import TICKED
from workbook_kit.render.pdf.forms import FORM_SCHEMA, INFORMATION, MEMBERS, WORKBOOK
from workbook_kit.render.pdf.untrusted import FilledField, TooManyError, is_bomb, read_fields, text_of

_LARGEST = 20_000_000
_NEEDED = ("id", "title", "npq")

_AGAIN = "ask for it once more, saved from a PDF reader and not printed to PDF"
_CHOOSE = "choose the fillable PDF of a workbook, once filled in and saved"
_PDF_TIME = re.compile(
    r"(?:D:)?([0-9]{4})([0-9]{2})?([0-9]{2})?([0-9]{2})?([0-9]{2})?([0-9]{2})?"
    r"(?:Z.*|([+-])([0-9]{2})'?([0-9]{2})?'?)?"
)

#: Text, the point of a scale, 1 for a tick; "" or None where nothing is filled in.
Answer = str | int | None


@dataclass(frozen=True)
class FormAnswers:
    """What a filled form says, by the keys of an answers file.

    A date is as in an answers file where it could be understood; `unclear` names those that could not. `before` is
    what was filled in beforehand, and `edited` the ISO times of that. `labels` are the questions. `saved_at` is in
    milliseconds since 1970, None where the PDF does not say.
    """

    facts: Mapping[str, str]
    values: Mapping[str, Answer]
    before: Mapping[str, Answer] = field(default_factory=dict)
    edited: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    unclear: tuple[str, ...] = ()
    saved_at: int | None = None


def read_form(path: Path | str) -> FormAnswers:
    """What somebody filled in.

    Raises:
        ProblemsError: there is no such file, or it is no form of a workbook.
    """
    content = _content(Path(path))
    if b"%PDF-" not in content[:1024]:
        raise problem(path, "this is no PDF", _CHOOSE)
    if is_bomb(content):
        raise problem(path, "this PDF unpacks to far more than a form can hold", _AGAIN)
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise problem(path, "this PDF is protected", "ask for a copy saved without password or restrictions")
            return _read(pdf, path)
    except ProblemsError:
        raise
    except pikepdf.PasswordError:
        raise problem(path, "this PDF is locked with a password", "ask for a copy saved without one") from None
    except TooManyError:
        raise problem(path, "this PDF has more fields than a workbook can have", _CHOOSE) from None
    # There is no end to what a damaged file makes of its objects: a number for a name, half a letter, a page within
    # itself.
    except Exception:
        raise problem(path, "this PDF is damaged, or it was cut short", _AGAIN) from None


def pdf_time(said: str) -> int | None:
    """The time in milliseconds since 1970, or None where it says none."""
    found = _PDF_TIME.fullmatch(said.strip())
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


def _content(path: Path) -> bytes:
    try:
        found = path.stat()
        # A pipe or a device may have no end, or never begin.
        if not S_ISREG(found.st_mode):
            raise problem(path, "this is no file", _CHOOSE)
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise problem(path, "there is no such file", "check its name and its folder") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise problem(path, f"this file cannot be read ({why})", "close what has it open, or copy it") from None
    if len(content) > _LARGEST:
        raise problem(path, "this PDF is too large for a filled form (more than 20 MB)", _CHOOSE)
    return content


def _read(pdf: pikepdf.Pdf, path: Path | str) -> FormAnswers:
    fields = list(read_fields(pdf))
    about = _about(pdf, fields, path)
    facts = _texts(about.get("workbook"))
    facts = {name: facts[name] for name in MEMBERS if facts.get(name)}
    if not all(name in facts for name in _NEEDED):
        raise problem(path, "this form does not say which workbook it belongs to", _AGAIN)
    ours = [one for one in fields if one.name != WORKBOOK]
    saved_at = pdf_time(text_of(pdf.docinfo.get("/ModDate")))
    return _answers(ours, about, FormAnswers(facts, {}, edited=_texts(about.get("edited")), saved_at=saved_at))


def _about(pdf: pikepdf.Pdf, fields: Iterable[FilledField], path: Path | str) -> dict[str, Any]:
    """What the form says of itself, in its field or else in the document's information."""
    said = [one.value for one in fields if one.name == WORKBOOK] + [text_of(pdf.docinfo.get(INFORMATION))]
    found = [about for about in map(_parsed, said) if str(about.get("form", "")).startswith("workbook-form/")]
    if not found:
        raise problem(path, "this PDF is no form of a workbook", _CHOOSE)
    if found[0]["form"] != FORM_SCHEMA:
        raise problem(path, f"this form is of another version ({str(found[0]['form'])[:40]})",
                      f"install a newer workbook-kit; this one reads {FORM_SCHEMA}")  # fmt: skip
    return found[0]


def _parsed(said: str) -> dict[str, Any]:
    try:
        about = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    return about if isinstance(about, dict) else {}


def _texts(held: object) -> dict[str, str]:
    """The texts by name of what should be nothing else."""
    return {name: said for name, said in held.items() if isinstance(said, str)} if isinstance(held, dict) else {}


def _answers(fields: Iterable[FilledField], about: dict[str, Any], told: FormAnswers) -> FormAnswers:
    keys = _texts(about.get("keys"))
    dated = about.get("dates")
    days = {name for name in dated if isinstance(name, str)} if isinstance(dated, list) else set()
    values: dict[str, Answer] = {}
    before: dict[str, Answer] = {}
    labels: dict[str, str] = {}
    unclear = []
    for one in fields:
        key = one.key or keys.get(one.name, one.name)
        if values.get(key):
            continue
        is_day = one.name in days
        values[key], before[key] = _answer(one, one.value, is_day), _answer(one, one.before, is_day)
        if one.is_text:
            labels[key] = one.label.removesuffix(dates.HINT) if is_day else one.label
        if is_day and one.value.strip() and dates.parse_date(one.value) is None:
            unclear.append(key)
    return FormAnswers(told.facts, values, before, told.edited, labels, tuple(unclear), told.saved_at)


def _answer(one: FilledField, said: str, is_day: bool) -> Answer:
    if one.is_text:
        return (dates.parse_date(said) or said) if is_day else said
    if said == TICKED:
        return 1
    is_point = said.isascii() and said.isdigit() and len(said) < 3 and said in one.states
    return int(said) if is_point else None
