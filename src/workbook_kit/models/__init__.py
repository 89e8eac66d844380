"""Everything the kit knows, as frozen values. Nothing here reads a file or runs a tool."""

from workbook_kit.models.cohort import Brand, BrandFont, Cohort, Delivery, Logo, Participant, Partner, Printing
from workbook_kit.models.framework import Area, Framework, Npq, Statement, Stem
from workbook_kit.models.programme import Module, Programme, Quotation, Retrieval, Scale, Scenario, Seminar

__all__ = [
    "Area",
    "Brand",
    "BrandFont",
    "Cohort",
    "Delivery",
    "Framework",
    "Logo",
    "Module",
    "Npq",
    "Participant",
    "Partner",
    "Printing",
    "Programme",
    "Quotation",
    "Retrieval",
    "Scale",
    "Scenario",
    "Seminar",
    "Statement",
    "Stem",
]
