"""The README and the manual, parsed for tests: pages, tables, code blocks, links and anchors."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
RULE = re.compile(r"\|[:| ]*-[-:| ]*\|")
"""The line between a table's header and its body."""
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def pages() -> list[Path]:
    """Paths of the README, CONTRIBUTING and every page of the manual."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def code_in(page: Path, language: str = "sh") -> list[str]:
    """The code blocks in a language."""
    return [code for found, code in FENCE.findall(page.read_text(encoding="utf-8")) if found == language]


def prose_of(page: Path) -> str:
    """A page's text without its code blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def links_in(page: Path) -> list[str]:
    return LINK.findall(prose_of(page))


def anchors_in(page: Path) -> set[str]:
    """Anchors of the headings, as GitHub generates them."""
    return {_anchor(heading) for heading in HEADING.findall(prose_of(page))}


def rows(page: Path, heading: str) -> list[list[str]]:
    """The rows of all tables below a heading, up to the next one, without table headers."""
    prose = prose_of(page)
    section = re.split(rf"^#+ {re.escape(heading)}\n", prose, flags=re.MULTILINE)[1]
    lines = [line.strip() for line in re.split(r"^#+ ", section, flags=re.MULTILINE)[0].splitlines()]
    rules = {number for number, line in enumerate(lines) if RULE.fullmatch(line)}
    body = [line for number, line in enumerate(lines) if line.startswith("|") and not {number, number + 1} & rules]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body]


def _anchor(heading: str) -> str:
    text = LINK.sub(lambda link: link[0][1 : link[0].index("]")], heading).replace("`", "")
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
