"""A visitor of the gallery, who knows nothing of it but HTTP, and another tool, which has the storage account's key."""

import http.client
import io
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from azure.core.exceptions import ResourceExistsError
from azure.storage.blob import ContainerClient
from PIL import Image

from support.gallery_app import App

JSON = "application/json"
PROBLEM = "application/problem+json"
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
SECONDS = 60

File = tuple[str, bytes]
Document = dict[str, Any]


@dataclass(frozen=True)
class Visitor:
    """Asks one gallery."""

    app: App

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """The answer itself, wherever it redirects to."""
        return requests.request(method, self.app.url + path, timeout=SECONDS, allow_redirects=False, **options)

    def ask_raw(self, method: str, target: str) -> tuple[int, bytes]:
        """Status and body for a request target that is sent to the letter; other clients tidy it up first."""
        connection = _connection(self.app.url)
        try:
            connection.request(method, target, headers={"Accept": JSON})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def upload(self, files: Iterable[File], album: str = "", accept: str = JSON) -> requests.Response:
        """Sends the form of the page: for a script's JSON, or, with HTML as `accept`, as a browser does."""
        parts = [("photos", (file, data)) for file, data in files]
        headers = {"Accept": accept, **({"Origin": self.app.url} if accept == HTML else {})}
        return self.ask("POST", "/upload-photos", files=parts, data={"album": album}, headers=headers)

    def stored(self, album: str, *files: File) -> list[Document]:
        """Uploads into an album; the photos as the answer names them."""
        answer = self.upload(files, album)
        assert answer.status_code == 201, answer.text
        return [line["photo"] for line in answer.json()["files"]]

    def put(self, name: str, data: bytes) -> requests.Response:
        """As `curl -T` does."""
        return self.ask("PUT", f"/photos/{quote(name)}", data=data)

    def delete(self, name: str) -> requests.Response:
        """Into the trash."""
        return self.ask("DELETE", f"/photos/{quote(name)}")

    def restore(self, *trash_names: str) -> requests.Response:
        """Out of the trash, by JSON."""
        return self.ask("POST", "/api/restore", json={"names": trash_names})

    def json(self, path: str, **query: str) -> Document:
        """A document of the JSON interface."""
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == JSON
        document: Document = answer.json()
        return document

    def pages(self, **query: str) -> Iterator[list[Document]]:
        """The pages of `/api/photos`, newest first, each from the cursor that the one before gave."""
        before: dict[str, str] = {}
        while True:
            document = self.json("/api/photos", **query, **before)
            yield document["photos"]
            if document["next"] is None:
                return
            before = {"before": document["next"]}

    def photos(self, **query: str) -> list[Document]:
        """All photos of the timeline, a month or an album."""
        return [photo for page in self.pages(**query) for photo in page]

    def everything(self) -> list[str]:
        """The name of every photo, as often as the timeline, the albums and the root show it."""
        albums = [album["album"] for album in self.json("/api/albums")["albums"]]
        shelves = [self.photos(), *(self.photos(album=album) for album in [*albums, "."])]
        return [photo["name"] for shelf in shelves for photo in shelf]

    def page(self, path: str = "/", **query: str) -> str:
        """A page, as a browser gets it."""
        answer = self.ask("GET", path, params=query, headers={"Accept": HTML})
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"].startswith("text/html")
        return answer.text

    def original(self, name: str) -> requests.Response:
        """A photo's own bytes, from where the gallery sends us."""
        found = self.ask("GET", f"/photos/{quote(name)}")
        assert found.status_code == 302, (name, found.text)
        return self.follow(found)

    def follow(self, found: requests.Response) -> requests.Response:
        """What lies where an answer leads to."""
        return requests.get(found.headers["Location"], timeout=SECONDS)

    def preview(self, name: str, size: int) -> Image.Image:
        """A preview by way of the gallery, decoded."""
        return picture_of(self.ask("GET", f"/previews/{size}/{quote(name)}"))

    def preview_in_storage(self, photo: Document, size: int) -> requests.Response:
        """A preview from the address at which the page's own JavaScript looks for it."""
        access = self.json("/api/photos", limit="1")["previews"]
        path = quote(f"{photo['name']}/{photo['version']}-{size}")
        return requests.get(f"{access['url']}/{path}?{access['sas']}", timeout=SECONDS)


def new_album() -> str:
    """An album that no other test uses."""
    return f"Album {uuid.uuid4().hex[:12]}"


def picture_of(answer: requests.Response) -> Image.Image:
    """A preview with its pixels read, which is what its Content-Type says that it is."""
    assert answer.status_code == 200, answer.text[:200]
    image = Image.open(io.BytesIO(answer.content))
    image.load()
    assert answer.headers["Content-Type"] == Image.MIME[image.format or ""]
    return image


def problem(answer: requests.Response) -> tuple[int, str]:
    """Status and sentence of a refusal, which has the form of RFC 9457."""
    assert answer.headers["Content-Type"] == PROBLEM, answer.text
    document = answer.json()
    assert set(document) == {"type", "title", "status", "detail"}
    assert document["status"] == answer.status_code
    return answer.status_code, document["detail"]


@contextmanager
def other_tool(app: App) -> Iterator[ContainerClient]:
    """The photos' container, for a tool that knows nothing of the gallery."""
    with ContainerClient.from_connection_string(app.connection, app.photos_container) as container:
        with suppress(ResourceExistsError):
            container.create_container()
        yield container


@contextmanager
def previews_container(app: App) -> Iterator[ContainerClient]:
    """The cache, for somebody who deletes it."""
    with ContainerClient.from_connection_string(app.connection, app.previews_container) as container:
        yield container


def drop(container: ContainerClient, files: Mapping[str, bytes]) -> None:
    """Puts files there as most tools do: no metadata, and no type but the default one."""
    for name, data in files.items():
        container.upload_blob(name, data)


def blob_bytes(container: ContainerClient, name: str) -> bytes:
    """A blob's bytes, as any tool reads them."""
    data: bytes = container.download_blob(name).readall()
    return data


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(str(parts.hostname), parts.port, timeout=SECONDS)
