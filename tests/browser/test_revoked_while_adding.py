"""A link is revoked while two guests add many photos: what was acknowledged is there, and nothing else."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from conftest import StartApp
from playwright.sync_api import Browser, FilePayload, Page, expect
from support.gallery_app import App, new_containers
from support.guests import share_for_adding
from support.instances import open_library
from support.owners_page import visiting
from support.pictures import jpeg

from gallery.library.shares.store import revoke_share
from gallery.model.shares import Share
from gallery.storage.account import Storage

PHONE = (390, 844)
RECORD = """addEventListener("DOMContentLoaded", () => {
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (body) {
        this.addEventListener("load", () => window.acknowledge(JSON.stringify(this.response?.files ?? [])));
        send.call(this, body);
    };
})"""
"""Passes on the responses as the page gets them."""


@pytest.fixture
def app(start_app: StartApp, connection_string: str) -> App:
    """A private gallery."""
    names = new_containers()
    settings = {"PHOTO_CONTAINER": names.photos, "PREVIEW_CONTAINER": names.previews, "GALLERY_VISIBILITY": "private"}
    return App(start_app(settings), connection_string, *names)


@contextmanager
def phone(browser: Browser, app: App, share: Share, acknowledged: list[str]) -> Iterator[Page]:
    """Open the link on another phone, and note the ids of the photos that the gallery says it has stored."""

    def acknowledge(files: str) -> None:
        found: list[dict[str, Any]] = json.loads(files)
        acknowledged.extend(one["photo"]["name"] for one in found if one["outcome"] == "stored")

    with visiting(browser, app, PHONE, has_touch=True, is_mobile=True) as page:
        page.context.clear_cookies()
        page.expose_function("acknowledge", acknowledge)
        page.add_init_script(RECORD)
        # The page would notice that the link has ended, and show that instead of the panel.
        page.route("**/photos?limit=*", lambda route: route.abort())
        page.goto(share.path, wait_until="networkidle")
        yield page


def add(page: Page, photos: list[FilePayload]) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add photos").tap()
    chooser.value.set_files(photos)


def pictures(count: int, red: int) -> list[FilePayload]:
    """Return different pictures."""
    return [
        {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": jpeg(f"#{red:02x}{n:02x}80")} for n in range(count)
    ]


def stored(library: Storage) -> set[str]:
    return {blob.name for blob in library.photos.list_folder("Party/").blobs if blob.length and "/." not in blob.name}


def test_every_acknowledged_photo_is_there_and_nothing_from_after_the_revocation(
    browser: Browser, app: App, request: pytest.FixtureRequest
) -> None:
    """With --full, 100 photos of each guest."""
    count = 100 if request.config.getoption("--full") else 8
    library, acknowledged = open_library(app), list[str]()
    share = share_for_adding(library, "Party")
    with phone(browser, app, share, acknowledged) as anna, phone(browser, app, share, acknowledged) as ben:
        panels = [page.get_by_role("region", name="Uploads").locator(".toggle") for page in (anna, ben)]
        add(anna, pictures(count, 0))
        add(ben, pictures(count, 200))
        third = "|".join(map(str, range(count // 3, count + 1)))
        expect(panels[0]).to_have_text(re.compile(rf"Uploading ({third}) of {count}|added"), timeout=300_000)
        revoke_share(library, share.id)
        before = stored(library)
        for panel in panels:
            expect(panel).not_to_contain_text("Uploading", timeout=300_000)
    after = stored(library)
    assert len(acknowledged) == len(set(acknowledged))
    assert {share.photo_id(name) for name in after} == set(acknowledged)
    assert after <= before
    library.service.close()
