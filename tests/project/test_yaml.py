"""Files of data are read fast where nothing is odd, and then they say what ruamel.yaml would have read in them."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.tiny import ROOT
from workbook_kit.errors import ProblemsError
from workbook_kit.project import yaml
from workbook_kit.project.yaml import YamlFile, read_yaml
from workbook_kit.project.yaml_lines import read_with_lines

FILES = sorted((ROOT / "data").rglob("*.yml"))
MARKS = [*"\"':-#{}[],|>&*!%@`?~.+=\n\\é01", ": ", " - ", " #", "|2", "  ", "null", "true", "No", "07", "1.5", "1e3"]


def read(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "some.yml"
    path.write_bytes(text.encode())
    try:
        return plain(read_yaml(path, "some.yml").data)
    except ProblemsError as error:
        return str(error)


def careful(text: str) -> Any:
    try:
        return plain(read_with_lines(text, "some.yml"))
    except ProblemsError as error:
        return str(error)


def plain(value: Any) -> Any:
    """The value with the name of its kind, as ruamel.yaml has kinds of its own."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    kinds: tuple[type, ...] = (str, bool, int, float)
    return next(((kind.__name__, kind(value)) for kind in kinds if isinstance(value, kind)), str(value))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_sample_is_read_fast_and_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = careful(path.read_text(encoding="utf-8"))
    monkeypatch.setattr(yaml, "_read_with_lines", lambda *_: pytest.fail("read by the careful reader"))
    assert plain(read_yaml(path, path.name).data) == wanted


@pytest.mark.parametrize(
    "text",
    [
        *("a: yes", "a: No", "a: 07", "a: 0o7", "a: 0x1F", "a: 1_000", "a: 1.5", "a: 6e", "a: 1e3", "a: .inf", "a: ~"),
        *("a: 2027-01-14", "a: 12:30", "a: -3", "a: +3", "a: TRUE", "a: 'true'", "a:", "a: ''", "? a\n: b", "1: a"),
        *("a: >-\n\n  b\n  c", "a: |\n  b\n\n  c\n", "a: |2\n   b", "a: >-#b", "a: | # b\n  c", "a: >\n# b\n  c"),
        *("a: &x b\nc: *x", "a: !!str 1", "<<: {a: b}", "a: b\n---\nc: d", "%YAML 1.1\n---\na: yes", "a: b\n...\n"),
        *("a: 1\na: 2", "a: [b, {c: d}]", "{a, b}", "[a: b]", "a:\tb", "a: b\r\nc: d", 'a: "\\u00e9\\x41"', "a: b: c"),
        *("", "# only a comment\n", "a", "- a\n- b", "a: \x07", f"{'[' * 30}{']' * 30}", "a: 'b' c", "a: b #c", "a:b"),
    ],
)
def test_odd_values_mean_what_they_always_meant(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == careful(text)


def test_spoilt_files_mean_the_same_to_both_readers(tmp_path: Path) -> None:
    chance = random.Random(7)
    lines = [line for path in FILES for line in path.read_text(encoding="utf-8").splitlines()]
    for _ in range(300):
        start = chance.randrange(len(lines))
        text = "\n".join(lines[start : start + chance.randint(1, 6)])
        for _ in range(chance.randint(1, 3)):
            at = chance.randint(0, len(text))
            text = text[:at] + chance.choice(MARKS) + text[at + chance.randint(0, 1) :]
        assert read(tmp_path, text) == careful(text), repr(text)


def test_the_line_of_a_value_is_found_when_it_is_asked_for() -> None:
    file = YamlFile("some.yml", {"a": {"b": ["c", "d"]}}, "a:\n  b:\n    - c\n    - d\n")
    assert [file.line(place) for place in ([], ["a"], ["a", "b", 1], ["a", "x"], ["a", "b", 7])] == [1, 1, 4, 1, 2]
