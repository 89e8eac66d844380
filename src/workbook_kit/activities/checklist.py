"""Things to tick."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from workbook_kit.activities.base import Activity, ActivityError, Field
from workbook_kit.activities.keys import MOST_LETTERS, PART, field_id
from workbook_kit.activities.markup import Typst, attributes, escape

MOST_ITEMS = 20


@dataclass(frozen=True, kw_only=True, repr=False)
class Checklist(Activity):
    """A box to tick beside each item.

    Args:
        items: texts, which are numbered; or texts by their parts, where an answer shall stay with its item when items
            are added or change places: `{"read": "I have read the framework"}`.
    """

    name: ClassVar[str] = "checklist"

    items: Mapping[str, str] | Sequence[str]

    def check(self) -> None:
        named = isinstance(self.items, Mapping)
        texts = self._texts("items", list(self.items.values()) if isinstance(self.items, Mapping) else self.items)
        parts = [str(part) for part in (self.items if named else range(1, len(texts) + 1))]
        if not 1 <= len(texts) <= MOST_ITEMS:
            raise ActivityError(self.id, f"a checklist has 1 to {MOST_ITEMS} items")
        if wrong := [part for part in parts if not PART.fullmatch(part) or len(part) > MOST_LETTERS]:
            raise ActivityError(self.id, f"the part {wrong[0]!r} may hold only letters, digits, dots and hyphens")
        if len({field_id(self._part(part)) for part in parts}) < len(parts):
            raise ActivityError(self.id, "two items have the same part")
        self._set("items", dict(zip(parts, texts, strict=True)))

    def fields(self) -> tuple[Field, ...]:
        assert isinstance(self.items, Mapping)  # since `check`
        return tuple(Field(self._part(part), "check", text) for part, text in self.items.items())

    def _sizes(self) -> dict[str, int]:
        return {"rows": len(self.items)}

    def body(self) -> str:
        items = "".join(map(self._item, self.fields()))
        return f'{self._question()}<ul class="checks">\n{items}</ul>\n'

    def _item(self, field: Field) -> str:
        given = attributes(id=field.id, name=field.id, value=1, aria_describedby=self._described())
        control = f'<input type="checkbox"{given}>'
        label = f'<label class="check"{attributes(for_=field.id)}>{control}<span>{escape(field.label)}</span></label>'
        return f"<li>{label}</li>\n"

    def on_paper(self) -> dict[str, Typst]:
        return {"items": [{"id": field.id, "text": field.label} for field in self.fields()]}
