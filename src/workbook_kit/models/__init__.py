"""Everything the kit knows, as frozen values. Nothing here reads a file or runs a tool."""

from workbook_kit.models.brand import Brand, BrandFont
from workbook_kit.models.cohort import EDITIONS, Cohort, Delivery, Logo, Partner
from workbook_kit.models.framework import Area, Framework, Npq, Statement, Stem
from workbook_kit.models.participant import ACCESS, Participant
from workbook_kit.models.printing import Printing
from workbook_kit.models.programme import Module, Programme, Quotation, Retrieval, Scale, Scenario, Seminar

__all__ = [
    "ACCESS",
    "EDITIONS",
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
