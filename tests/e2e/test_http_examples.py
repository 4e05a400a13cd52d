"""The curl examples of docs/http-interface.md, run as a reader would run them."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support.as_owner import KEY
from support.documents import ROOT, code_in
from support.pictures import jpeg

PAGE = ROOT / "docs" / "http-interface.md"
EXAMPLE = re.compile(r"^(curl .+?)\s+# (\d{3})\b", re.MULTILINE)
SECONDS = 60


def examples() -> list[tuple[str, int]]:
    """Each command with the status its comment states."""
    commands = [line for block in code_in(PAGE) for line in block.splitlines() if line.startswith("curl ")]
    found = [(command, int(status)) for command, status in EXAMPLE.findall("\n".join(commands))]
    assert len(found) == len(commands) > 20, "every command states a status"
    return found


def run(command: str, folder: Path, url: str) -> tuple[int, str]:
    """Status and body."""
    # The shell passes curl's own options on; `-q` keeps a reader's ~/.curlrc out of it.
    options = f"-q -sS --max-time {SECONDS} -w '\\n%{{http_code}}' -H \"Authorization: Bearer $OWNER_KEY\""
    script = f'curl() {{ command curl {options} "$@"; }}\n{command}'
    environment = {"PATH": os.environ["PATH"], "GALLERY": url, "OWNER_KEY": KEY, "NO_PROXY": "*"}
    done = subprocess.run(
        ["sh", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, errors="replace", check=True
    )
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files that the examples send."""
    (tmp_path / "cat.jpg").write_bytes(jpeg("orange"))
    (tmp_path / "dog.jpg").write_bytes(jpeg("brown"))
    (tmp_path / "notes.txt").write_text("Feed the cat.", encoding="utf-8")
    return tmp_path


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    if request.config.getoption("--url"):
        pytest.skip("the examples need an empty gallery")
    if not shutil.which("curl"):
        pytest.skip("curl isn't installed")
    return str(request.getfixturevalue("gallery_app").url)


def test_examples_return_the_status_they_state(url: str, folder: Path) -> None:
    """In the order of the page. No photo is rejected where the status is a success."""
    for command, expected in examples():
        status, body = run(command, folder, url)
        assert status == expected, (command, body)
        assert status >= 400 or '"rejected"' not in body, (command, body)
    assert (folder / "original.jpg").read_bytes() == (folder / "cat.jpg").read_bytes()
    assert (folder / "small.webp").read_bytes()[8:12] == b"WEBP"
