"""The requests that the recipes for phones send (docs/moving-in.md): locations and live photos stay complete."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import requests
from azure.core.exceptions import HttpResponseError
from azure.storage.blob import (
    BlobBlock,
    BlobServiceClient,
    ContainerClient,
    ContainerSasPermissions,
    generate_container_sas,
)
from support import as_owner
from support.gallery_app import App
from support.live_photos import live_picture, live_video
from support.pictures import picture_with_exif
from support.visitor import Visitor, other_tool

SHORTCUT = {"Authorization": f"Bearer {as_owner.KEY}", "Accept": "application/json", "User-Agent": "Shortcuts/1"}
LOCATION = {"latitude": 41.902778, "longitude": 12.4534}


@pytest.fixture(scope="module")
def app(start_gallery: Callable[[], App]) -> App:
    return start_gallery()


def test_a_shortcut_posts_each_file_in_a_form(app: App) -> None:
    """Both files of a live photo, one after the other. iOS sends names like IMG_1.MOV, and no session."""
    files = {"IMG_1.JPG": live_picture(), "IMG_1.MOV": live_video(), "GPS.JPG": picture_with_exif()}
    stored = {}
    for file, data in files.items():
        parts = {"photos": (file, data, "image/jpeg")}
        response = requests.post(f"{app.url}/upload-photos", files=parts, headers=SHORTCUT, timeout=60)
        assert response.status_code == 201
        stored[file] = response.json()["files"][0]["photo"]["name"]
    check(app, stored["IMG_1.JPG"], stored["IMG_1.MOV"], stored["GPS.JPG"])


def test_a_shortcut_puts_each_file_under_its_name(app: App) -> None:
    files = {"IMG 2.JPG": live_picture("2"), "IMG 2.MOV": live_video("2"), "GPS 2.JPG": picture_with_exif()}
    for file, data in files.items():
        url = f"{app.url}/photos/Phone/{quote(file)}"
        assert requests.put(url, data=data, headers=SHORTCUT, timeout=60).status_code == 201
        assert requests.put(url, data=data, headers=SHORTCUT, timeout=60).status_code == 200
    check(app, *(f"Phone/{file}" for file in files))


def test_a_sync_app_writes_with_a_token_that_cannot_delete(app: App) -> None:
    """As rclone does, in blocks, which needs the permission to write."""
    with other_tool(app):
        pass
    service = BlobServiceClient.from_connection_string(app.connection)
    permission = ContainerSasPermissions(read=True, list=True, create=True, write=True)
    sas = generate_container_sas(
        str(service.account_name),
        app.photos_container,
        account_key=service.credential.account_key,
        permission=permission,
        expiry=datetime.now(UTC) + timedelta(hours=1),
    )
    files = {"IMG_3.jpg": live_picture("3"), "IMG_3.mov": live_video("3"), "GPS_3.jpg": picture_with_exif()}
    with ContainerClient.from_container_url(f"{service.url}{app.photos_container}?{sas}") as phone:
        for file, data in files.items():
            blob = phone.get_blob_client(f"Synced/{file}")
            blob.stage_block("MQ==", data)
            blob.commit_block_list([BlobBlock("MQ==")])
        with pytest.raises(HttpResponseError):
            phone.delete_blob("Synced/IMG_3.jpg")
    visitor = Visitor(app)
    while not visitor.request("POST", "/api/refresh").json()["done"]:
        pass
    check(app, *(f"Synced/{file}" for file in files))


def check(app: App, picture: str, video: str, located: str) -> None:
    visitor = Visitor(app)
    photo = visitor.get_json(f"/api/details/{quote(picture)}")["photo"]
    assert photo["live"]["name"] == video
    assert visitor.get_json(f"/api/details/{quote(located)}")["location"] == pytest.approx(LOCATION, abs=1e-4)
