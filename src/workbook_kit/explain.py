"""Why a workbook would be built or not, in words; an empty answer means that its pack is up to date."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbook_kit.changes import changes
from workbook_kit.inputs import Hashes, inputs, key, private_inputs
from workbook_kit.load import Project
from workbook_kit.pack import Options, editions_for
from workbook_kit.paths import MANIFEST, PRIVATE_MANIFEST, pack_folder, retired_folder
from workbook_kit.plan import WorkbookSpec
from workbook_kit.publish import damage, read_manifest
from workbook_kit.seen import Seen


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
    seen: Seen
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
            yield from changes(manifest.get("made_from"), made_from)
        yield from _lacking("format", self.options.formats, manifest.get("formats"))
        yield from damage(manifest, self.seen.holds(pack))
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
        yield from damage(private, self.seen.holds(pack))


def _lacking(what: str, wanted: Iterable[str], there: Any) -> Iterator[str]:
    known = there if isinstance(there, list) else []
    if lacking := [name for name in wanted if name not in known]:
        yield f"{what} not made yet: {', '.join(lacking)}"
