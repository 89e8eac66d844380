"""An activity to read where nobody can fill it in: in a notebook before it runs, and in viewers that run nothing."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from workbook_kit.activities.keys import split_key
from workbook_kit.activities.markup import escape
from workbook_kit.activities.rating import licence_line

RUN_ALL = "Run all cells to fill this in."

_Json = Mapping[str, Any]


def readable_html(model: _Json) -> str:
    """The activity as HTML without any control, so that nothing that is typed there can be lost.

    Args:
        model: the activity as JSON, as `Activity.model` gives it. Answers that stay hidden until something is written
            are left out.
    """
    minutes = f"{model['minutes']} min" if model["minutes"] else ""
    group = "Group notes" if model["group_notes"] else ""
    pupils = "Name no pupil" if model["no_pupils"] else ""
    about = " · ".join(one for one in (group, model["mode"], minutes, pupils) if one)
    parts = [f"<p><em>{escape(about)}</em></p>"] if about else []
    parts.append(f"<p><strong>{escape(model['label'])}</strong></p>")
    if model["help"]:
        parts.append(f"<p>{escape(model['help'])}</p>")
    parts += _ratings(model) if model["kind"] == "rating" else _fields(model)
    return "\n".join([*parts, f"<p><em>{RUN_ALL}</em></p>"])


def _ratings(model: _Json) -> Iterable[str]:
    scale = model["scale"]
    if scale["question"]:
        yield f"<p>{escape(scale['question'])}</p>"
    yield f"<ol>{_items(scale['labels'])}</ol>"
    for stem, statements in groupby(model["statements"], lambda one: one["stem"]):
        yield f"<p><strong>{escape(stem)}</strong></p>"
        coded = (f"<strong>{escape(one['code'])}</strong> {escape(one['text'])}" for one in statements)
        yield f"<ul>{''.join(f'<li>{one}</li>' for one in coded)}</ul>"
    framework = model["framework"]
    yield f"<p><small>{escape(licence_line(framework))}</small></p>"


def _fields(model: _Json) -> Iterable[str]:
    """What each field asks, where the question itself does not say it."""
    parted = [field for field in model["fields"] if split_key(field["key"])[1] is not None]
    asked = (str(field["label"]).removeprefix(f"{model['label']}: ") for field in parted)
    texts = [text for text in asked if not text.isdecimal()]
    if texts:
        yield f"<ul>{_items(texts)}</ul>"


def _items(texts: Iterable[str]) -> str:
    return "".join(f"<li>{escape(text)}</li>" for text in texts)
