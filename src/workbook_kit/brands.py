"""Whose colours, letters and logo a workbook has. Pure."""

from pathlib import Path

from workbook_kit.load import Project
from workbook_kit.models import Brand, Cohort, Logo


def brand_of(project: Project, cohort: Cohort) -> Brand | None:
    """The brand of the first of the cohort's partners that has one."""
    return next((project.brands[partner] for partner in cohort.partners if partner in project.brands), None)


def logo_of(project: Project, partner: str) -> Logo | None:
    """The logo that the partner's brand names, or else its own."""
    brand = project.brands.get(partner)
    return brand.logo if brand and brand.logo else project.partners[partner].logo


def font_folders(project: Project, cohort: Cohort) -> tuple[Path, ...]:
    """Folders of fonts that the cohort's brand brings along."""
    brand = brand_of(project, cohort)
    if brand is None or brand.font is None:
        return ()
    return tuple(sorted({(project.root / "data" / file).parent for file in brand.font.files}))
