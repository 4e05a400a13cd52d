"""Wherever code ignores one of ruff's rules, it says why."""

import re
from pathlib import Path

PROJECT = Path(__file__).parent.parent
FOLDERS = ("benchmarks", "gallery", "importer", "local", "tests")
IGNORED = re.compile(r" {2}# noqa\b(?P<reason>: [A-Z]+\d+(, [A-Z]+\d+)* - \S)?")


def test_every_ignored_rule_has_a_reason() -> None:
    """On the same line, after the rule and a dash."""
    files = [*PROJECT.glob("*.py"), *(file for folder in FOLDERS for file in (PROJECT / folder).rglob("*.py"))]
    lines = [(file.name, line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    ignored = [(*line, found["reason"]) for line in lines if (found := IGNORED.search(line[1]))]
    assert len(ignored) > len(FOLDERS)
    assert not [line for line in ignored if not line[-1]]
