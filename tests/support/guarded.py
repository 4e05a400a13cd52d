"""A gallery that has an owner, with its log, and the cookies of those who would like to be the owner."""

import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from azure.storage.blob import BlobServiceClient, ContainerClient
from itsdangerous import TimestampSigner

from gallery.settings import Settings, read_settings
from gallery.web.sessions import COOKIE, MAX_AGE, new_session
from support.gallery_app import App, Run, build_environment, new_containers

KEY = "a-key-of-the-owner-51c2-with-nothing-else-in-it"
FORMER_KEY = "the-key-before-that-77aa"
SECONDS = 60


@dataclass(frozen=True)
class Guarded(App):
    """A running gallery of which the test knows the owner's key."""

    log: Path

    def ask(self, method: str, path: str, *, as_owner: bool = False, **options: Any) -> requests.Response:
        """The answer itself, wherever it redirects to."""
        headers = {**(bearer() if as_owner else {}), **options.pop("headers", {})}
        return requests.request(
            method, self.url + path, headers=headers, timeout=SECONDS, allow_redirects=False, **options
        )

    def stored(self) -> dict[str, str]:
        """Every blob of both containers but hints, with its ETag."""
        found = {}
        for name in (self.photos_container, self.previews_container):
            with self.container(name) as container:
                if container.exists():
                    blobs = [blob for blob in container.list_blobs() if not blob.name.startswith(".hints/")]
                    found.update({f"{name}/{blob.name}": str(blob.etag) for blob in blobs})
        return found

    @contextmanager
    def container(self, name: str) -> Iterator[ContainerClient]:
        """A container, for a tool with the account's key."""
        with BlobServiceClient.from_connection_string(self.connection) as service:
            yield service.get_container_client(name)

    def put_by_another_tool(self, files: Mapping[str, bytes], metadata: Mapping[str, str] | None = None) -> None:
        """Straight into the photos' container."""
        with self.container(self.photos_container) as container:
            if not container.exists():
                container.create_container()
            for name, data in files.items():
                container.upload_blob(name, data, metadata=dict(metadata or {}))

    def log_lines(self) -> list[str]:
        """What the app's process has said so far."""
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()

    def app_lines(self) -> list[dict[str, Any]]:
        """The app's own lines: those that hold a JSON object."""
        return [json.loads(line[line.index("{") :]) for line in self.log_lines() if '{"function"' in line]


@contextmanager
def guarded(folder: Path, storage: str, **settings: str) -> Iterator[Guarded]:
    """A gallery with these settings; `folder` is fresh and goes with it."""
    containers = new_containers()
    names = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews}
    run = Run(folder)
    try:
        with run.start_gallery("bundled", build_environment({**names, **settings}, storage)) as url:
            log = next(folder.glob("gallery-*.log"))
            yield Guarded(url, storage, containers.photos, containers.previews, log)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def bearer(key: str = KEY) -> dict[str, str]:
    """The header of a script."""
    return {"Authorization": f"Bearer {key}"}


def cookie_of(value: str) -> dict[str, str]:
    """The header of a browser."""
    return {"Cookie": f"{COOKIE}={value}"}


def keyed(key: str = KEY, **others: str) -> Settings:
    """Settings of a gallery with this key."""
    return read_settings({"OWNER_KEY": key, **others})


def session(key: str = KEY) -> str:
    """A cookie's value as the gallery itself would give it to the owner of this key."""
    return new_session(keyed(key))


def old_session(key: str = KEY, age: int = MAX_AGE + 60) -> str:
    """One that was given out so many seconds ago."""

    class Past(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time()) - age

    return Past(key, salt="gallery.session", digest_method=hashlib.sha256).sign("0" * 32).decode()


def altered(value: str) -> str:
    """The same session, with another signature."""
    said, _, signature = value.rpartition(".")
    return f"{said}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
