"""A load that can be taken back."""

from collections.abc import Iterator
from dataclasses import dataclass

from workbook_kit.responses.merging import alike, newest_first
from workbook_kit.responses.model import Past, State, Value


@dataclass(frozen=True)
class Load:
    """What was here before a file was loaded, and what after."""

    name: str
    before: State
    after: State

    def restored(self, now: State) -> Iterator[tuple[str, Value, str]]:
        """Key, value and question of each answer that the load changed and that no one has edited since."""
        for key, loaded in self.after.entries.items():
            old = self.before.entries.get(key)
            if not alike(old, loaded) and alike(now.entries.get(key), loaded):
                nothing = "" if isinstance(loaded.value, str) else None
                yield (key, old.value, old.asked) if old else (key, nothing, "")

    def without(self, pasts: tuple[Past, ...]) -> tuple[Past, ...]:
        """The earlier answers without what the load brought, and with what it replaced."""
        stay = [past for past in pasts if past in self.before.earlier or past not in self.after.earlier]
        ids = {past.workbook.id for past in stay}
        return newest_first([*stay, *(past for past in self.before.earlier if past.workbook.id not in ids)])
