"""The curl examples of docs/http-interface.md, run as a reader would run them: in one shell, from top to bottom."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support.as_owner import KEY
from support.documents import ROOT, code_in
from support.pictures import jpeg
from support.videos import make_video

PAGE = ROOT / "docs" / "http-interface.md"
COMMAND = re.compile(r"^ *(?:until )?(?:\w+=\$\()?curl .+$", re.MULTILINE)
STATUS = re.compile(r"  # (\d{3})\b")
SECONDS = 60

CURL = """#!/bin/sh
# `-q` keeps the reader's ~/.curlrc out of it. Statuses go to one file, bodies to another.
{curl} -q -sS --max-time {seconds} -w '%{{stderr}}%{{http_code}}\\n' "$@" 2>> statuses.txt | tee -a bodies.txt
echo >> bodies.txt
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files that the examples send, and a `curl` that keeps its statuses."""
    for file, color in (("cat.jpg", "orange"), ("dog.jpg", "brown"), ("cow.jpg", "white")):
        (tmp_path / file).write_bytes(jpeg(color))
    (tmp_path / "film.mp4").write_bytes(make_video())
    (tmp_path / "notes.txt").write_text("Feed the cat.", encoding="utf-8")
    (tmp_path / ".local" / "data").mkdir(parents=True)
    (tmp_path / ".local" / "data" / "owner-key").write_text(KEY, encoding="utf-8")
    curl = tmp_path / "bin" / "curl"
    curl.parent.mkdir()
    curl.write_text(CURL.format(curl=shutil.which("curl"), seconds=SECONDS), encoding="utf-8")
    curl.chmod(0o755)
    return tmp_path


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    if request.config.getoption("--url"):
        pytest.skip("the examples need an empty gallery")
    if not shutil.which("curl"):
        pytest.skip("curl isn't installed")
    return str(request.getfixturevalue("gallery_app").url)


def test_examples_return_the_status_they_state(url: str, folder: Path) -> None:
    """No photo is rejected where the status is a success."""
    script = "\n".join(code_in(PAGE)).replace("GALLERY=http://127.0.0.1:7071", f"GALLERY={url}")
    commands = COMMAND.findall(script)
    expected = [status[1] for command in commands if (status := STATUS.search(command))]
    assert len(expected) == len(commands) > 20, "every command states a status"
    environment = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "NO_PROXY": "*"}
    subprocess.run(["sh", "-c", script], cwd=folder, env=environment, capture_output=True, check=True)
    statuses = (folder / "statuses.txt").read_text(encoding="utf-8").split()
    bodies = (folder / "bodies.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    assert list(zip(commands, statuses, strict=True)) == list(zip(commands, expected, strict=True)), bodies
    results = zip(bodies, statuses, strict=False)
    assert [body for body, status in results if '"rejected"' in body and status < "400"] == []
    assert (folder / "original.jpg").read_bytes() == (folder / "cat.jpg").read_bytes()
    assert (folder / "small.webp").read_bytes()[8:12] == b"WEBP"
