"""Official statements against a scale, one choice each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from workbook_kit.activities.base import Activity, ActivityError, Field, Measure
from workbook_kit.activities.keys import MOST_LETTERS, PART, field_id, join_key
from workbook_kit.activities.markup import Typst, attributes, escape, plain


@dataclass(frozen=True, kw_only=True, repr=False)
class Rating(Activity):
    """A scale for each statement. "Not yet rated" stands apart from every point of the scale.

    Args:
        groups: `{"title", "statements": [{"code", "text"}]}`, as the plan gives them; "area" and "area_name"
            are kept where given.
        scale: `{"question", "labels"}`, labels from lowest to highest.
        framework: `{"title", "edition", "licence", "attribution"}`, shown under the statements.
    """

    name: ClassVar[str] = "rating"

    groups: Sequence[Mapping[str, Any]]
    scale: Mapping[str, Any]
    framework: Mapping[str, Any]
    kind: Literal["knowledge", "practice"]

    def check(self) -> None:
        if self.kind not in ("knowledge", "practice"):
            raise ActivityError(self.id, 'kind is "knowledge" or "practice"')
        self._set("scale", self._checked_scale())
        self._set("groups", tuple(map(self._checked_group, self.groups)))
        if not self.groups:
            raise ActivityError(self.id, "there is no statement to rate; leave the rating out instead")
        if wrong := [code for code, _ in self._statements() if not PART.fullmatch(code) or len(code) > MOST_LETTERS]:
            raise ActivityError(self.id, f"the code {wrong[0]!r} may hold only letters, digits, dots and hyphens")
        parts = [self._field(code) for code, _ in self._statements()]
        if len(set(parts)) < len(parts):
            raise ActivityError(self.id, "two statements have the same code")
        self._licence_line()

    def _checked_scale(self) -> dict[str, Any]:
        labels = self._texts("the labels of the scale", self.scale.get("labels"))
        if not 2 <= len(labels) <= 7:
            raise ActivityError(self.id, "a scale has 2 to 7 labels")
        return {"question": plain(str(self.scale.get("question", ""))), "labels": labels}

    def _checked_group(self, group: Mapping[str, Any]) -> dict[str, Any]:
        given = group.get("statements", ())
        statements = [{"code": plain(str(one["code"])), "text": plain(str(one["text"]))} for one in given]
        title = plain(str(group.get("title", "")))
        if not title or not statements or not all(one["code"] and one["text"] for one in statements):
            raise ActivityError(self.id, "each group needs a title and statements with a code and a text")
        area = {key: plain(str(group[key])) for key in ("area", "area_name") if group.get(key)}
        return {**area, "title": title, "statements": statements}

    def _statements(self) -> Iterator[tuple[str, str]]:
        for group in self.groups:
            for one in group["statements"]:
                yield one["code"], one["text"]

    def fields(self) -> tuple[Field, ...]:
        points = len(self._labels())
        return tuple(
            Field(join_key(self.id, one.code), "rating", f"{one.code} {one.text}", points, one)
            for one in self.measures()
        )

    def measures(self) -> Iterator[Measure]:
        """Every statement that is rated, in order."""
        of = str(self.framework.get("npq") or self.framework["title"]), str(self.framework["edition"])
        for group in self.groups:
            area, place = str(group.get("area", "")), (group.get("area_name", ""), group["title"])
            for one in group["statements"]:
                yield Measure(*of, self.kind, one["code"], one["text"], int(area) if area.isdecimal() else 0, *place)

    def properties(self) -> dict[str, Any]:
        named = ("title", "edition", "licence", "attribution")
        quoted_from = {name: plain(str(self.framework.get(name) or "")) for name in named}
        return {"scale": {"question": self.scale["question"], "labels": list(self._labels())},
                "framework": quoted_from}  # fmt: skip

    def _sizes(self) -> dict[str, int]:
        return {"n": len(self._labels()) + 1, "rows": len(list(self._statements()))}

    def body(self) -> str:
        question = self.scale["question"]
        asked = f'<p class="scale-question">{escape(question)}</p>\n' if question else ""
        key = "".join(f"<li>{escape(label)}</li>" for label in self._labels())
        groups = "".join(self._group(number, group) for number, group in enumerate(self.groups, start=1))
        source = f'<p class="licence">{escape(self._licence_line())}</p>\n'
        return f'{self._question()}{asked}<ol class="scale">{key}</ol>\n{groups}{source}'

    def _group(self, number: int, group: Mapping[str, Any]) -> str:
        id = f"{self.id}_group-{number}"
        heads = "<span></span>" + "".join(f"<span>{point}</span>" for point in range(1, len(self._labels()) + 1))
        stem = f'<p class="stem" id="{id}">{escape(group["title"])}</p>'
        band = f'<div class="band">{stem}<p class="heads" aria-hidden="true">{heads}</p></div>'
        rows = "".join(self._statement(one["code"], one["text"]) for one in group["statements"])
        return f'<div class="statements" role="group" aria-labelledby="{id}">\n{band}\n{rows}</div>\n'

    def _statement(self, code: str, text: str) -> str:
        name = self._field(code)
        opening = attributes(class_="statement", id=name, aria_describedby=self._described())
        points = enumerate(self._labels(), start=1)
        options = _unrated(name) + "".join(_option(name, point, label) for point, label in points)
        return (
            f'<fieldset{opening}><legend><b class="code">{escape(code)}</b> <span>{escape(text)}</span></legend>'
            f'<div class="options">{options}</div></fieldset>\n'
        )

    def on_paper(self) -> dict[str, Typst]:
        groups: list[Typst] = [
            {
                "title": group["title"],
                "statements": [{"id": self._field(one["code"]), **one} for one in group["statements"]],
            }
            for group in self.groups
        ]
        return {"kind": self.kind, "question": self.scale["question"], "scale": list(self._labels()),
                "groups": groups, "licence": self._licence_line()}  # fmt: skip

    def _labels(self) -> tuple[str, ...]:
        return tuple(self.scale["labels"])

    def _field(self, code: str) -> str:
        return field_id(join_key(self.id, code))

    def _licence_line(self) -> str:
        names = ("title", "edition", "attribution", "licence")
        parts = {key: plain(str(self.framework.get(key) or "")) for key in names}
        missing = [key for key in ("title", "edition", "licence") if not parts[key]]
        if missing:
            raise ActivityError(self.id, f"the framework does not say its {' and '.join(missing)}")
        return licence_line(parts)


def licence_line(framework: Mapping[str, str]) -> str:
    """What is quoted, of which edition, by whom, and under which licence."""
    said = [f"{framework['title']}, {framework['edition']}", framework["attribution"]]
    if framework["licence"].casefold() not in framework["attribution"].casefold():
        said.append(framework["licence"])
    return " ".join(f"{part.rstrip('.')}." for part in said if part)


def _option(name: str, point: int, label: str) -> str:
    control = f'<input type="radio"{attributes(name=name, value=point)}>'
    return f"<label>{control}{point}<span> {escape(label)}</span></label>"


def _unrated(name: str) -> str:
    """The choice that stands at first, and that a person can go back to without any script."""
    control = f'<input type="radio"{attributes(name=name, value="", checked=True)}>'
    return f"<label>{control}not yet<span> rated</span></label>"
