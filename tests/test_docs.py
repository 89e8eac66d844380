"""The docs name every command, and nothing that is not there."""

import re
from pathlib import Path

import pytest

from workbook_kit.cli.app import COMMANDS, command

ROOT = Path(__file__).parents[1]
DOCS = "\n".join(
    path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
)
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands() -> list[str]:
    return sorted(COMMANDS)


@pytest.mark.parametrize("name", commands())
def test_the_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    made, (_, said) = command(name), COMMANDS[name]
    assert said in ((made.help or "").split("\n")[0], "")


@pytest.mark.parametrize("name", commands())
def test_every_command_is_in_the_docs(name: str) -> None:
    assert f"workbook-kit {name}" in DOCS


def test_the_docs_name_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"`workbook-kit ([a-z-]+)", DOCS))
    assert named <= set(commands())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]+`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'src="([^"]+)"', text)
    missing = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert missing == []


def test_the_readme_leads_with_the_two_commands() -> None:
    assert re.search(r"make packs.*make test", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
