"""The manual: its links, paths, commands, routes, errors and metadata are those of the code."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from support.documents import ROOT, anchors_in, links_in, pages, prose_of, rows
from support.functions import routes

from benchmarks import cost
from gallery import errors

DOCS = ROOT / "docs"
NOTES = sorted(path for path in (DOCS / "decisions").glob("*.md") if path.name != "index.md")
MAX_NOTE_LINES = 60
"""About a page."""

INSTALLED = {"static/vendor"}
"""Paths that only dev.py creates."""

PROJECT_PATH = re.compile(r"(?<![\w./~-])(?:gallery|static|local|tests|benchmarks|infra|docs)/[\w./-]*\w")
ROUTE = re.compile(r"`([A-Z]+ /\S*)`")
DEV_COMMAND = re.compile(r"python3 dev\.py((?: +[\w./:=-]+)*)")
OPTION = re.compile(r"--[a-z][\w-]*")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def known_routes(parameter: str) -> set[str]:
    """Method and path of each route, HEAD excluded since it goes with GET; `parameter` replaces `{*name}`."""
    paths = {(method, path.removeprefix("{ignored:maxlength(0)?}")) for method, path in routes() if method != "HEAD"}
    plain = {(method, re.sub(r":(int|required|length\(\d+\))}", "}", path)) for method, path in paths}
    return {f"{method} /" + re.sub(r"\{\*(\w+)\}", parameter, path) for method, path in plain}


@pytest.mark.parametrize("page", [*pages(), ROOT / "SECURITY.md"], ids=relative)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in links_in(page):
        address, _, anchor = link.partition("#")
        if address.startswith(("https:", "http:")):
            continue
        target = (page.parent / unquote(address)).resolve() if address else page
        if not target.exists() or (anchor and anchor not in anchors_in(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", [*pages(), ROOT / "SECURITY.md"], ids=relative)
def test_paths_exist(page: Path) -> None:
    named = set(PROJECT_PATH.findall(page.read_text(encoding="utf-8"))) - INSTALLED
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_every_page_of_the_manual_is_in_its_index() -> None:
    listed = {(DOCS / link).resolve() for link in links_in(DOCS / "index.md")}
    assert {page for page in pages() if page.parent == DOCS and page.name != "index.md"} <= listed


def test_code_that_names_a_page_names_one_that_exists() -> None:
    """Comments and docstrings point to decision notes and other pages."""
    named = re.compile(r"docs/[\w/-]+\.md")
    folders = ("gallery", "local", "tests", "benchmarks", "infra", "static", ".github")
    files = [
        ROOT / "function_app.py",
        ROOT / "azure.yaml",
        *(path for one in folders for path in (ROOT / one).rglob("*")),
    ]
    suffixes = {".py", ".js", ".css", ".html", ".bicep", ".yml", ".yaml", ".cjs"}
    texts = {path: path.read_text(encoding="utf-8") for path in files if path.suffix in suffixes}
    missing = {(relative(path), page) for path, text in texts.items() for page in named.findall(text)}
    assert sorted((path, page) for path, page in missing if not (ROOT / page).is_file()) == []


def test_where_is_table_lists_every_route() -> None:
    named = {route for row in rows(DOCS / "architecture.md", "Where is …?") for route in ROUTE.findall(row[1])}
    assert named == known_routes(r"{*\1}")


def test_where_is_table_names_modules_and_tests_that_exist() -> None:
    paths = [cell.strip("`") for row in rows(DOCS / "architecture.md", "Where is …?") for cell in row[2:]]
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_http_interface_lists_every_route() -> None:
    table = rows(DOCS / "http-interface.md", "Routes")
    named = [route for row in table for route in ROUTE.findall(row[0])]
    assert set(named) == known_routes(r"{\1}")
    assert len(named) == len(table)
    assert {row[1] for row in table} == {"everyone", "visitors", "guests", "owner"}


def test_http_interface_lists_every_error_status() -> None:
    raised = {
        one.status for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.GalleryError)
    }
    assert {int(row[0]) for row in rows(DOCS / "http-interface.md", "Errors")} == raised


def test_metadata_keys_are_those_in_the_code() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "gallery").rglob("*.py"))
    keys = [key for row in rows(DOCS / "container-layout.md", "Metadata") for key in re.findall(r"`(\w+)`", row[0])]
    assert len(keys) > 10
    assert [key for key in keys if f'"{key}"' not in code] == []


def test_azd_variables_are_parameters_with_these_defaults() -> None:
    text = (ROOT / "infra" / "main.parameters.json").read_text(encoding="utf-8")
    passed = dict(re.findall(r"\$\{(\w+)=([^}]*)\}", json.dumps(json.loads(text))))
    listed: dict[str, str] = {}
    for names, defaults, _ in rows(DOCS / "deploying.md", "With azd"):
        variables, values = re.findall(r"`(\w+)`", names), re.findall(r"`([^`]+)`", defaults)
        listed.update(zip(variables, values or [""] * len(variables), strict=True))
    assert listed == passed


def dev_commands() -> dict[str, set[str]]:
    """Arguments by page, of every `python3 dev.py …`."""
    return {relative(page): set(DEV_COMMAND.findall(page.read_text(encoding="utf-8"))) for page in pages()}


@cache
def help_of(command: str) -> str:
    arguments = [command] if command else []
    shown = subprocess.run(
        [sys.executable, "dev.py", *arguments, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert shown.returncode == 0, shown.stderr
    return shown.stdout


def test_commands_and_options_of_dev_exist() -> None:
    """Whatever a page tells people to type is in the command's help."""
    wrong = []
    for page, commands in dev_commands().items():
        for words in map(str.split, commands):
            command = words[0] if words and not words[0].startswith("-") else ""
            known = help_of(command)
            wrong += [(page, option) for option in words if OPTION.fullmatch(option) and option not in known]
    assert wrong == []
    assert len(set().union(*dev_commands().values())) > 10


def test_benchmarks_that_commands_name_exist() -> None:
    words = [words.split() for commands in dev_commands().values() for words in commands]
    named = {word for command, *rest in filter(None, words) if command == "bench" for word in rest if word.islower()}
    names = {word for word in named if not word.startswith("-")}
    assert names
    assert [name for name in names if not (ROOT / "benchmarks" / f"{name}.py").is_file()] == []


def test_variables_for_tests_are_read() -> None:
    names = [row[0].strip("`") for row in rows(DOCS / "development.md", "Test") if row[0].startswith("`GALLERY_")]
    files = [path for folder in ("tests", "local") for path in (ROOT / folder).rglob("*.py") if path != Path(__file__)]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    assert names
    assert [name for name in names if f'"{name}"' not in code] == []


def test_table_of_commands_has_every_command_and_its_options() -> None:
    listed = {}
    for command, meaning in rows(DOCS / "development.md", "Development"):
        words = command.strip("`").split()[2:]
        listed[words[0] if words else ""] = set(OPTION.findall(meaning))
    commands = help_of("").partition("\ncommands:\n")[2]
    assert set(listed) - {""} == set(re.findall(r"^    (\w+)  ", commands, re.MULTILINE)) != set()
    assert [
        (name, option) for name, options in listed.items() for option in options if option not in help_of(name)
    ] == []


@pytest.mark.parametrize("note", NOTES, ids=relative)
def test_decision_note_is_a_page_with_context_decision_and_consequences(note: Path) -> None:
    text = note.read_text(encoding="utf-8")
    number, _, title = text.splitlines()[0].removeprefix("# ").partition(". ")
    assert title
    assert int(number) == int(note.name[:2])
    assert len(text.splitlines()) <= MAX_NOTE_LINES
    assert [part for part in ("Context", "Decision", "Consequences") if f"**{part}.**" not in text] == []


def test_decision_notes_are_listed_with_their_titles() -> None:
    index = prose_of(DOCS / "decisions" / "index.md")
    titles = [(note.read_text(encoding="utf-8").splitlines()[0].removeprefix("# "), note.name) for note in NOTES]
    assert [name for title, name in titles if f"[{title}]({name})" not in index] == []


def test_pages_with_measured_tables_are_those_that_get_them() -> None:
    """`dev.py bench` and tests/faults/figures.py write between marks."""
    assert cost.DOCUMENT == DOCS / "costs.md"
    costs, reliability = (DOCS / name for name in ("costs.md", "reliability.md"))
    assert re.search(r"<!-- cost -->\n.*\n<!-- /cost -->", costs.read_text(encoding="utf-8"), re.DOTALL)
    figures = r"<!-- figures -->\n.*\n<!-- end of figures -->"
    assert re.search(figures, reliability.read_text(encoding="utf-8"), re.DOTALL)
    code = (ROOT / "tests" / "faults" / "figures.py").read_text(encoding="utf-8")
    assert '"docs" / "reliability.md"' in code
