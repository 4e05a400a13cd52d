"""The disk under the storage is full: one clear sentence, nothing lost, and all is well again when there is room."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from support.gallery_app import new_containers

from faults.clients import PUT, UPLOAD, Wish, ask, page, photo, shown
from faults.contents import contents
from faults.instances import instance
from local.dev import azurite, node, processes

FULL = 100
"""Bytes that a file may have: fewer than any photo."""


def test_a_full_disk_refuses_what_is_new_keeps_what_is_there_and_is_over_without_a_restart(tmp_path: Path) -> None:
    """Azurite's files may not grow, by a limit that takes no rights to set: every write fails, as on a full disk."""
    found = node.find()
    assert found
    log = tmp_path / "azurite.log"
    with (
        running(found, log) as group,
        contents(azurite.connection(log), containers := new_containers()) as there,
        instance(tmp_path, azurite.connection(log), containers, module="faults.quick_host") as app,
    ):
        assert ask(app.url, Wish(UPLOAD, "a.jpg", "red", "Rome")).outcome == "stored"
        with full_disk(group):
            refused = upload(app.url)
            assert ask(app.url, Wish(PUT, "Rome/b.jpg", "blue")).status == 503
            assert page(app.url).status_code == 200
            assert shown(app.url) == ["Rome/a.jpg"]
        assert ask(app.url, Wish(UPLOAD, "b.jpg", "blue", "Rome")).outcome == "stored"
        assert there.colours() == {"Rome/a.jpg": "red", "Rome/b.jpg": "blue"}
        assert "Traceback" not in app.log.read_text("utf-8")
    assert refused["status"] == 503
    assert refused["reason"] == "The photo storage returned an error (500). Try again in a moment."


def upload(url: str) -> dict[str, object]:
    """What the answer says of the only file."""
    files, accept = {"photos": ("b.jpg", photo("blue"))}, {"Accept": "application/json"}
    answer = requests.post(f"{url}/upload-photos", files=files, data={"album": "Rome"}, headers=accept, timeout=60)
    line: dict[str, object] = answer.json()["files"][0]
    return line


@contextmanager
def running(found: node.Node, log: Path) -> Iterator[int]:
    """Azurite with its files beside the log; the number of its process group."""
    process = azurite.start(found, log, data=log.parent)
    try:
        azurite.connection(log)
        yield process.pid
    finally:
        processes.end(process)


@contextmanager
def full_disk(group: int) -> Iterator[None]:
    """No process of the group can write a file beyond its first bytes (setrlimit(2), RLIMIT_FSIZE: EFBIG)."""
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    members = [number for number in numbers if _group_of(number) == group]
    before = [resource.prlimit(member, resource.RLIMIT_FSIZE) for member in members]
    for member, (_, hard) in zip(members, before, strict=True):
        resource.prlimit(member, resource.RLIMIT_FSIZE, (FULL, hard))
    try:
        yield
    finally:
        for member, limits in zip(members, before, strict=True):
            resource.prlimit(member, resource.RLIMIT_FSIZE, limits)


def _group_of(process: int) -> int:
    try:
        return os.getpgid(process)
    except ProcessLookupError:
        return 0
