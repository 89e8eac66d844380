"""A project with as many cohorts as a benchmark asks for, made from the sample's by giving each another name."""

import csv
from collections.abc import Iterator, Mapping
from itertools import cycle
from pathlib import Path

from workbook_kit.project.starter import lay_down

TABLE = Path("data", "cohorts.csv")
PLACES = ("Quayside", "Millrace", "Thornfield", "Larkhill", "Wharfside", "Ashdown", "Castlegate", "Priory Lane")
#: What only a cohort whose people are known needs; others print handout and facilitator's edition.
_LEFT_OUT = ("editions", "web_address", "right_hand_chapters")


def lay_down_many(folder: Path, workbooks: int, *, plain: bool = True) -> int:
    """Makes the sample project with cohorts enough for so many workbooks.

    Args:
        plain: without editions, addresses and rosters of the sample cohorts, so that all cost about the same.

    Returns:
        how many workbooks there are: the last cohort may have one or two more than asked for.
    """
    lay_down(folder)
    with (folder / TABLE).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for roster in (folder / "data" / "participants").glob("*.csv"):
        roster.unlink()
    made, count = list[dict[str, str]](), 0
    for number, row in enumerate(cycle(rows), 1):
        if count >= workbooks:
            break
        made.append({**_another(row, number), **(dict.fromkeys(_LEFT_OUT, "") if plain else {})})
        count += row["seminar_dates"].count("|") + 1
    with (folder / TABLE).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(made)
    return count


def _another(row: Mapping[str, str], number: int) -> dict[str, str]:
    place = PLACES[number % len(PLACES)]
    venue = {"venue": f"Room {number}, {place} Hall"} if row["venue"] else {}
    return {**row, "id": f"{row['id']}-{number}", "name": f"{place} {number} {row['name']}", **venue}


def ids(folder: Path) -> Iterator[str]:
    """The cohorts' ids, in the order of the table."""
    with (folder / TABLE).open(newline="", encoding="utf-8") as file:
        yield from (row["id"] for row in csv.DictReader(file))
