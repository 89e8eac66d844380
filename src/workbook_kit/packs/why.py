"""Why a workbook would be built, in words: what is missing, damaged, or made from something else than now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbook_kit.packs.caches import StatCache
from workbook_kit.packs.fingerprint import TOLD, Hashes, inputs, key, private_inputs
from workbook_kit.packs.publish import damage, read_manifest
from workbook_kit.paths import MANIFEST, PRIVATE_MANIFEST, pack_folder, retired_folder
from workbook_kit.project.project import Project
from workbook_kit.render.outputs import Options, editions_for
from workbook_kit.workbook.plan import WorkbookSpec

#: Parts that are told as a whole.
_WHOLE = {
    "kit": "the kit itself changed",
    "extension": "files of the extension changed",
    "forms": "the forms for Jupyter changed",
    "figures": "figures changed",
    "fonts": "fonts of the brand changed",
}


@dataclass(frozen=True)
class Verdict:
    """What a build would do with one workbook. Without reasons, nothing."""

    workbook: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Checker:
    """What it takes to compare packs with the project, kept for one build."""

    project: Project
    options: Options
    stats: StatCache
    hashes: Hashes = field(default_factory=lambda: Hashes(values=True))

    def verdict(self, spec: WorkbookSpec) -> Verdict:
        """Every reason; writes nothing."""
        pack = pack_folder(self.options.out, spec.cohort.id, spec.seminar.id)
        # A build that was cut short may have left the pack aside; the next one puts it back first.
        aside = retired_folder(pack)
        return Verdict(spec.id, tuple(self.reasons(spec, aside if aside.exists() and not pack.exists() else pack)))

    def reasons(self, spec: WorkbookSpec, pack: Path) -> Iterator[str]:
        """Why the pack is to be made, one after another; the first is the cheapest to find."""
        manifest = read_manifest(pack)
        if manifest is None:
            yield f"{MANIFEST} is missing or damaged" if pack.is_dir() else "there is no pack yet"
            return
        made_from = inputs(self.project, spec, self.options.engine, self.options.archive, self.hashes)
        if manifest.get("key") != key(made_from):
            yield from changed_inputs(manifest.get("made_from"), made_from)
        yield from _lacking("format", self.options.formats, manifest.get("formats"))
        yield from damage(manifest, self.stats.holds(pack))
        if "pdf" in self.options.formats:
            yield from self._paper(spec, pack, manifest)

    def _paper(self, spec: WorkbookSpec, pack: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
        wanted = editions_for(self.project, spec, self.options.editions)
        yield from _lacking("edition", wanted, manifest.get("editions"))
        private = read_manifest(pack, PRIVATE_MANIFEST)
        if private is None:
            yield f"{PRIVATE_MANIFEST} is missing or damaged"
            return
        if private.get("made_from") != private_inputs(self.project, spec):
            yield "what the print plan is made from changed"
        yield from damage(private, self.stats.holds(pack))


def changed_inputs(before: Any, now: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each thing that changed, at least one.

    Args:
        before: what the manifest says, which may be damaged or by an older kit.
    """
    told = list(_changes(before if isinstance(before, dict) else {}, now))
    yield from told or ["its manifest does not fit together"]


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    yield from _sheets(before.get("sheets"), now["sheets"])
    yield from _values(before.get("parameters"), now["parameters"])
    yield from _named_changes("logo", before.get("logos"), now["logos"])
    yield from (words for part, words in _WHOLE.items() if before.get(part) != now[part])
    yield from _versions(before.get("versions"), now["versions"])
    if before.get("engine") != now["engine"]:
        yield f"engine: {before.get('engine') or 'unknown'} -> {now['engine']}"
    if before.get("archive") != now["archive"]:
        yield f"PDFs for an archive are {'' if now['archive'] else 'no longer '}asked for"


def _sheets(before: Any, now: list[list[str]]) -> Iterator[str]:
    try:
        known = dict(before)
    except (TypeError, ValueError):
        known = None
    yield from _named_changes("sheet", known, dict(now))
    if known and list(known) != [name for name, _ in now] and set(known) == set(dict(now)):
        yield "the order of the sheets changed"


def _values(before: Any, now: Mapping[str, str]) -> Iterator[str]:
    asked = {name: value for name, value in now.items() if name != TOLD}
    if not isinstance(before, dict):
        yield from _named_changes("value", None, asked)
        return
    yield from _named_changes("value", {name: value for name, value in before.items() if name != TOLD}, asked)
    if before.get(TOLD) != now[TOLD]:
        yield "what stands on the cover, in running lines or on the pack's own pages changed"


def _versions(before: Any, now: Mapping[str, str]) -> Iterator[str]:
    known = before if isinstance(before, dict) else {}
    for tool in sorted({*known, *now}):
        if known.get(tool) != now.get(tool):
            yield f"{tool}: {known.get(tool, 'none')} -> {now.get(tool, 'none')}"


def _named_changes(what: str, before: Any, now: Mapping[str, str] | None) -> Iterator[str]:
    """Those that changed, came or went, by name."""
    now = now or {}
    if not isinstance(before, dict):
        yield f"{what}s may have changed: the manifest does not say"
        return
    for words, names in (
        ("changed", [name for name in now if name in before and before[name] != now[name]]),
        ("added", [name for name in now if name not in before]),
        ("gone", [str(name) for name in before if name not in now]),
    ):
        if names:
            yield f"{what}{'s' if len(names) > 1 else ''} {words}: {', '.join(names)}"


def _lacking(what: str, wanted: Iterable[str], there: Any) -> Iterator[str]:
    known = there if isinstance(there, list) else []
    if lacking := [name for name in wanted if name not in known]:
        yield f"{what} not made yet: {', '.join(lacking)}"
