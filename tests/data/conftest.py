"""The workbooks that the project's own data and sheets make."""

import pytest

from workbook_kit.project.project import Project
from workbook_kit.workbook.plan import WorkbookSpec, plan


@pytest.fixture(scope="module")
def workbooks(project: Project) -> tuple[WorkbookSpec, ...]:
    """Every workbook of every cohort."""
    return plan(project)
