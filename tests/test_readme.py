"""The README's table of where things are, held against the code."""

import re
from pathlib import Path

from support.functions import routes

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    section = README.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_every_route_is_in_the_table_and_every_route_of_the_table_exists() -> None:
    """HEAD goes with GET; the home page's route is `/`."""
    named = {match for row in table("Where is ...?") for match in re.findall(r"`([A-Z]+ /\S*)`", row[1])}
    there = {
        f"{method} /{path.removeprefix('{ignored:maxlength(0)?}')}" for method, path in routes() if method != "HEAD"
    }
    assert named == there


def test_every_module_and_test_of_the_table_exists() -> None:
    """So that whoever looks finds."""
    paths = [cell.strip("`") for row in table("Where is ...?") for cell in row[2:]]
    assert [path for path in paths if not (PROJECT / path).is_file()] == []


def test_every_setting_that_is_read_is_in_the_table_and_the_reverse() -> None:
    """With the connection's other forms in the first rows."""
    code = (PROJECT / "gallery" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+|DECODERS)"', code)) - {"WEBSITE_INSTANCE_ID", "WEBSITE_SITE_NAME"}
    read -= {"AZURE_FUNCTIONS_ENVIRONMENT"}
    named = set(re.findall(r"`([A-Z_]+)`", " ".join(row[0] for row in table("Settings"))))
    assert named == read


def test_the_picture_is_there_and_small() -> None:
    """A README should not cost a megabyte."""
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert pictures
    assert all((PROJECT / path).stat().st_size < 300_000 for path in pictures)
