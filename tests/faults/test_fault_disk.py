"""A full disk under the storage: uploads get one clear error, nothing is lost, and it recovers when there is space."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from support.gallery_app import new_containers

from faults.clients import PUT, UPLOAD, Request, get_page, list_shown, photo, send
from faults.contents import open_contents
from faults.instances import start_instance
from local.dev import azurite, node, processes

MAX_FILE_BYTES = 100
"""Maximum size of a file in bytes: less than any photo."""


def test_a_full_disk_refuses_uploads_keeps_photos_and_recovers_without_a_restart(tmp_path: Path) -> None:
    """A resource limit, which needs no privileges, keeps Azurite's files from growing: every write fails."""
    found = node.find()
    assert found
    log = tmp_path / "azurite.log"
    with (
        run_azurite(found, log) as group,
        open_contents(azurite.wait_for_connection(log), containers := new_containers()) as stored,
        start_instance(tmp_path, azurite.wait_for_connection(log), containers, module="faults.quick_host") as app,
    ):
        assert send(app.url, Request(UPLOAD, "a.jpg", "red", "Rome")).outcome == "stored"
        with fill_disk(group):
            refused = upload(app.url)
            assert send(app.url, Request(PUT, "Rome/b.jpg", "blue")).status == 503
            assert get_page(app.url).status_code == 200
            assert list_shown(app.url) == ["Rome/a.jpg"]
        assert send(app.url, Request(UPLOAD, "b.jpg", "blue", "Rome")).outcome == "stored"
        assert stored.colors() == {"Rome/a.jpg": "red", "Rome/b.jpg": "blue"}
        assert "Traceback" not in app.log.read_text("utf-8")
    assert refused["status"] == 503
    assert refused["reason"] == "The photo storage returned an error (500). Try again in a moment."


def upload(url: str) -> dict[str, object]:
    """Return the result of uploading one file."""
    files, accept = {"photos": ("b.jpg", photo("blue"))}, {"Accept": "application/json"}
    response = requests.post(f"{url}/upload-photos", files=files, data={"album": "Rome"}, headers=accept, timeout=60)
    result: dict[str, object] = response.json()["files"][0]
    return result


@contextmanager
def run_azurite(found: node.Node, log: Path) -> Iterator[int]:
    """Run Azurite with its files next to the log; yields its process group."""
    process = azurite.start(found, log, data=log.parent)
    try:
        azurite.wait_for_connection(log)
        yield process.pid
    finally:
        processes.stop(process)


@contextmanager
def fill_disk(group: int) -> Iterator[None]:
    """Keep the processes of a group from writing beyond a file's first bytes (setrlimit(2), RLIMIT_FSIZE: EFBIG)."""
    ids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    members = [process for process in ids if _group_of(process) == group]
    before = [resource.prlimit(member, resource.RLIMIT_FSIZE) for member in members]
    for member, (_, hard) in zip(members, before, strict=True):
        resource.prlimit(member, resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, hard))
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
