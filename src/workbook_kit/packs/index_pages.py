"""The index page of a pack and the one that leads to all packs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from workbook_kit import __version__
from workbook_kit.paths import INDEX
from workbook_kit.render.outputs import File

_ENVIRONMENT = Environment(
    loader=PackageLoader("workbook_kit.packs"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_FOOTER = f"Made with workbook-kit {__version__}. Nothing on this page leaves your device."

_BESIDE = "There is nothing in it to open. Whoever passes the notebook on passes this on as well."


def pack_page(parameters: Mapping[str, Any], files: Sequence[File]) -> bytes:
    """The index page of one pack, for participants; the files stand in the order given."""
    return _of_seminar(parameters, "In this pack", "", files)


def facilitator_page(parameters: Mapping[str, Any], files: Sequence[File]) -> bytes:
    """The page of what only those who run the session should have."""
    note = "These hold notes, answers and what people need. Keep them to those who run the session."
    back = File(INDEX, "The pack for participants", "Workbook, handouts and notebook.", b"")
    return _of_seminar(parameters, "For whoever runs the session", note, [*files, back])


def packs_page(packs: Iterable[Mapping[str, str]]) -> bytes:
    """The page that leads to every pack.

    Args:
        packs: each has `cohort`, `name`, `npq`, `seminar`, `title`, `date` and `private`, the name of the
            facilitator's page or nothing.
    """
    sections = []
    for name, group in groupby(packs, lambda pack: f"{pack['name']} ({pack['npq']})"):
        sections.append({"title": name, "note": "", "entries": [_entry(pack) for pack in group]})
    return _page("Seminar packs", "workbook-kit", [], sections)


def site_page(workbooks: Iterable[Mapping[str, str]]) -> bytes:
    """The page that leads to all that Quarto has made.

    Args:
        workbooks: each has `name` of the cohort, `npq`, `title`, `date` and the addresses `page` and `handout`, where
            there is one.
    """
    sections = []
    for name, group in groupby(workbooks, lambda one: f"{one['name']} ({one['npq']})"):
        sections.append({"title": name, "note": "", "entries": [entry for one in group for entry in _both(one)]})
    return _page("Seminar workbooks", "workbook-kit", [], sections)


def _both(workbook: Mapping[str, str]) -> Iterator[dict[str, str]]:
    title, date = workbook["title"], workbook["date"]
    if "page" in workbook:
        yield {"address": quote(workbook["page"]), "name": title, "about": date, "private": ""}
    if "handout" in workbook:
        yield {"address": quote(workbook["handout"]), "name": f"{title}, handout", "about": "To print.", "private": ""}


def render_template(name: str, style: str, **values: Any) -> bytes:
    """A page of ours with its style sheet in it, both by their names among the templates."""
    sheet = (Path(__file__).parent / "templates" / style).read_text(encoding="utf-8")
    return _ENVIRONMENT.get_template(name).render(style=sheet, **values).encode()


def _of_seminar(parameters: Mapping[str, Any], title: str, note: str, files: Sequence[File]) -> bytes:
    cohort, seminar, programme = parameters["cohort"], parameters["seminar"], parameters["programme"]
    facts = [
        ("Cohort", cohort["name"]),
        ("Date", seminar["date"]),
        ("Where", cohort["venue"] or cohort["link"] or cohort["region"]),
        ("Led by", ", ".join(cohort["facilitators"])),
    ]
    sections = [_files(title, note, [file for file in files if file.opened])]
    if beside := [file for file in files if not file.opened]:
        sections.append(_files("To keep beside the notebook", _BESIDE, beside))
    return _page(
        seminar["title"],
        f"{programme['npq']} · {seminar['kind']} {seminar['number']} of {seminar['count']}",
        facts,
        sections,
    )


def _files(title: str, note: str, files: Sequence[File]) -> dict[str, Any]:
    entries = [{"address": file.name, "name": file.title, "about": _about(file), "private": ""} for file in files]
    return {"title": title, "note": note, "entries": entries}


def _about(file: File) -> str:
    return f"{file.purpose} {file.name}, {_size(len(file.content))}" if file.content else file.purpose


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} kB"


def _entry(pack: Mapping[str, str]) -> dict[str, str]:
    folder = f"{quote(pack['cohort'])}/{quote(pack['seminar'])}"
    private = f"{folder}/{pack['private']}" if pack["private"] else ""
    return {"address": f"{folder}/{INDEX}", "name": pack["title"], "about": pack["date"], "private": private}


def _page(title: str, kicker: str, facts: Sequence[tuple[str, str]], sections: Sequence[Mapping[str, Any]]) -> bytes:
    return render_template(
        "pack.html", "pages.css", footer=_FOOTER, title=title, kicker=kicker, facts=facts, sections=sections
    )
