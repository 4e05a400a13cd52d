"""A gallery with an owner, its log, and valid and invalid keys and cookies."""

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
from gallery.storage.folder_marks import INDEX
from gallery.web.sessions import COOKIE, MAX_AGE, new_session
from support.gallery_app import App, Run, build_environment, new_containers

KEY = "a-key-of-the-owner-51c2-with-nothing-else-in-it"
FORMER_KEY = "the-key-before-that-77aa"
SECONDS = 60


@dataclass(frozen=True)
class OwnedGallery(App):
    """A running gallery whose owner's key the test knows."""

    log: Path

    def request(self, method: str, path: str, *, as_owner: bool = False, **options: Any) -> requests.Response:
        """Send a request without following redirects."""
        headers = {**(bearer() if as_owner else {}), **options.pop("headers", {})}
        return requests.request(
            method, self.url + path, headers=headers, timeout=SECONDS, allow_redirects=False, **options
        )

    def blob_etags(self) -> dict[str, str]:
        """Every blob of both containers except the index, with its ETag."""
        found = {}
        for name in (self.photos_container, self.previews_container):
            with self.container(name) as container:
                if container.exists():
                    blobs = [blob for blob in container.list_blobs() if not blob.name.startswith(INDEX)]
                    found.update({f"{name}/{blob.name}": str(blob.etag) for blob in blobs})
        return found

    @contextmanager
    def container(self, name: str) -> Iterator[ContainerClient]:
        """Open a container with the account's key."""
        with BlobServiceClient.from_connection_string(self.connection) as service:
            yield service.get_container_client(name)

    def upload_blobs(self, files: Mapping[str, bytes], metadata: Mapping[str, str] | None = None) -> None:
        """Upload files straight into the photos' container, as other tools do."""
        with self.container(self.photos_container) as container:
            if not container.exists():
                container.create_container()
            for name, data in files.items():
                container.upload_blob(name, data, metadata=dict(metadata or {}))

    def log_lines(self) -> list[str]:
        """The log of the app's process."""
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()

    def app_lines(self) -> list[dict[str, Any]]:
        """The app's own log lines, which are JSON objects."""
        return [json.loads(line[line.index("{") :]) for line in self.log_lines() if '{"function"' in line]


@contextmanager
def owned_gallery(folder: Path, connection_string: str, **settings: str) -> Iterator[OwnedGallery]:
    """Run a gallery with these settings. `folder` is deleted afterwards."""
    containers = new_containers()
    names = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews}
    run = Run(folder)
    try:
        with run.start_gallery(
            "bundled", build_environment({"OWNER_KEY": "", **names, **settings}, connection_string)
        ) as url:
            log = next(folder.glob("gallery-*.log"))
            yield OwnedGallery(url, connection_string, containers.photos, containers.previews, log)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def bearer(key: str = KEY) -> dict[str, str]:
    """The header that a script sends."""
    return {"Authorization": f"Bearer {key}"}


def cookie_of(value: str) -> dict[str, str]:
    """The header that a browser sends."""
    return {"Cookie": f"{COOKIE}={value}"}


def settings_with_key(key: str = KEY, **others: str) -> Settings:
    """Settings of a gallery with an owner's key."""
    return read_settings({"OWNER_KEY": key, **others})


def session(key: str = KEY) -> str:
    """The cookie value of a new session."""
    return new_session(settings_with_key(key))


def old_session(key: str = KEY, age: int = MAX_AGE + 60) -> str:
    """The cookie value of a session that started `age` seconds ago."""

    class Past(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time()) - age

    return Past(key, salt="gallery.session", digest_method=hashlib.sha256).sign("0" * 32).decode()


def tamper(value: str) -> str:
    """Return the cookie value with a wrong signature."""
    signed, _, signature = value.rpartition(".")
    return f"{signed}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
