"""A visitor, who knows only HTTP, and other tools, which know the storage account's key."""

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

from support.as_owner import BEARER
from support.gallery_app import App
from support.shown import combine_lists

JSON = "application/json"
PROBLEM = "application/problem+json"
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
SECONDS = 60

File = tuple[str, bytes]
Document = dict[str, Any]


@dataclass(frozen=True)
class Visitor:
    """A client of one gallery."""

    app: App

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request without following redirects."""
        return requests.request(method, self.app.url + path, timeout=SECONDS, allow_redirects=False, **options)

    def request_raw(self, method: str, target: str) -> tuple[int, bytes]:
        """Return status and body for a request target sent exactly as given; requests would normalize it."""
        connection = _connection(self.app.url)
        try:
            connection.request(method, target, headers={"Accept": JSON, **BEARER})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def upload(self, files: Iterable[File], album: str = "", accept: str = JSON) -> requests.Response:
        """Send the upload form as a script does, or as a browser does with HTML as `accept`."""
        parts = [("photos", (file, data)) for file, data in files]
        headers = {"Accept": accept, **({"Origin": self.app.url} if accept == HTML else {})}
        return self.request("POST", "/upload-photos", files=parts, data={"album": album}, headers=headers)

    def add_photos(self, album: str, *files: File) -> list[Document]:
        """Upload into an album, and return the stored photos."""
        response = self.upload(files, album)
        assert response.status_code == 201, response.text
        return [line["photo"] for line in response.json()["files"]]

    def put(self, name: str, data: bytes) -> requests.Response:
        """Upload one photo under this name, as `curl -T` does."""
        return self.request("PUT", f"/photos/{quote(name)}", data=data)

    def delete(self, name: str) -> requests.Response:
        """Move a photo to the trash."""
        return self.request("DELETE", f"/photos/{quote(name)}")

    def restore(self, *trash_names: str) -> requests.Response:
        """Restore photos from the trash."""
        return self.request("POST", "/api/restore", json={"names": trash_names})

    def get_json(self, path: str, **query: str) -> Document:
        """Return a document of the JSON interface."""
        response = self.request("GET", path, params=query)
        assert response.status_code == 200, response.text
        assert response.headers["Content-Type"] == JSON
        document: Document = response.json()
        return document

    def list_pages(self, **query: str) -> Iterator[list[Document]]:
        """Yield the pages of `/api/photos`, each from the cursor of the one before."""
        before: dict[str, str] = {}
        while True:
            document = self.get_json("/api/photos", **query, **before)
            yield document["photos"]
            if document["next"] is None:
                return
            before = {"before": document["next"]}

    def list_photos(self, **query: str) -> list[Document]:
        """Return all photos of the timeline, a month or an album."""
        return [photo for page in self.list_pages(**query) for photo in page]

    def list_all_names(self) -> list[str]:
        """Return the names in the timeline, and again each that the albums don't show once."""
        albums = [".", *(album["album"] for album in self.get_json("/api/albums")["albums"])]
        in_albums = [photo["name"] for album in albums for photo in self.list_photos(album=album)]
        return combine_lists([photo["name"] for photo in self.list_photos()], in_albums)

    def get_page(self, path: str = "/", **query: str) -> str:
        """Return the HTML of a page."""
        response = self.request("GET", path, params=query, headers={"Accept": HTML})
        assert response.status_code == 200, response.text
        assert response.headers["Content-Type"].startswith("text/html")
        return response.text

    def get_original(self, name: str) -> requests.Response:
        """Return the response of storage, which the gallery redirects to."""
        redirect = self.request("GET", f"/photos/{quote(name)}")
        assert redirect.status_code == 302, (name, redirect.text)
        return self.follow(redirect)

    def follow(self, redirect: requests.Response) -> requests.Response:
        """Return the response that a redirect leads to."""
        return requests.get(redirect.headers["Location"], timeout=SECONDS)

    def get_preview(self, name: str, size: int) -> Image.Image:
        """Return a preview from the app, decoded."""
        return decode_preview(self.request("GET", f"/previews/{size}/{quote(name)}"))

    def get_stored_preview(self, photo: Document, size: int) -> requests.Response:
        """Return the response of storage for a preview, from the URL that the page's JavaScript uses."""
        access = self.get_json("/api/photos", limit="1")["previews"]
        signature = photo.get("signatures", {}).get(str(size), "")
        return requests.get(f"{access['url']}/{photo['version']}-{size}?{access['sas']}{signature}", timeout=SECONDS)


def new_album() -> str:
    """Return an album name that no other test uses."""
    return f"Album {uuid.uuid4().hex[:12]}"


def decode_preview(response: requests.Response) -> Image.Image:
    """Return the picture of a response, and check its Content-Type."""
    assert response.status_code == 200, response.text[:200]
    image = Image.open(io.BytesIO(response.content))
    image.load()
    assert response.headers["Content-Type"] == Image.MIME[image.format or ""]
    return image


def read_problem(response: requests.Response) -> tuple[int, str]:
    """Return status and message of a refusal, and check that it has the form of RFC 9457."""
    assert response.headers["Content-Type"] == PROBLEM, response.text
    document = response.json()
    assert set(document) == {"type", "title", "status", "detail"}
    assert document["status"] == response.status_code
    return response.status_code, document["detail"]


@contextmanager
def other_tool(app: App) -> Iterator[ContainerClient]:
    """Open the photos' container, as a tool that doesn't know the gallery."""
    with ContainerClient.from_connection_string(app.connection, app.photos_container) as container:
        with suppress(ResourceExistsError):
            container.create_container()
        yield container


@contextmanager
def previews_container(app: App) -> Iterator[ContainerClient]:
    """Open the previews' container."""
    with ContainerClient.from_connection_string(app.connection, app.previews_container) as container:
        yield container


def upload_blobs(container: ContainerClient, files: Mapping[str, bytes]) -> None:
    """Upload files as most tools do: without metadata, and with the default content type."""
    for name, data in files.items():
        container.upload_blob(name, data)


def list_names(container: ContainerClient) -> list[str]:
    """Return the names of all blobs except those of the index, which every page may update."""
    return [name for name in container.list_blob_names() if not name.startswith(".gallery/index/")]


def read_blob(container: ContainerClient, name: str) -> bytes:
    """Return a blob's bytes."""
    data: bytes = container.download_blob(name).readall()
    return data


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    connection_class = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return connection_class(str(parts.hostname), parts.port, timeout=SECONDS)
