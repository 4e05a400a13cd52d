"""Downloading originals: one, several as a zip, whole albums, and to a phone's own photos.

Storage is an Azurite of its own, because CORS rules apply to the whole account.
"""

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
import requests
from azure.storage.blob import BlobServiceClient, CorsRule
from playwright.sync_api import Browser, Download, FilePayload, Page, Route, expect
from support.gallery_app import App, Run, build_environment, new_containers
from support.live_photos import live_picture, live_video
from support.owners_page import (
    PHONE,
    add_photos,
    check_accessibility,
    checkbox,
    select_photos,
    visiting,
    wait_for_toast,
)
from support.pictures import jpeg
from support.sidecars import LIGHTROOM
from support.visitor import Visitor, new_album, other_tool, read_blob, upload_blobs

from gallery.pictures.cleaning.copy import make_clean_copy
from gallery.pictures.cleaning.exif import Additions
from gallery.pictures.formats import JPEG
from local.dev import azurite, node, processes

PICKER = """window.showSaveFilePicker = async ({ suggestedName }) => {
    const folder = await navigator.storage.getDirectory();
    return folder.getFileHandle(suggestedName, { create: true });
};"""
"""Saves to the browser's private file system, without the dialog, which tests can't press."""

NO_PICKER = "delete window.showSaveFilePicker;"

LIST_SAVED = "async () => Array.fromAsync((await navigator.storage.getDirectory()).keys())"

READ_SAVED = """async (name) => {
    const folder = await navigator.storage.getDirectory();
    const file = await (await folder.getFileHandle(name)).getFile();
    return new Promise((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(",")[1]);
        reader.readAsDataURL(file);
    });
}"""

SHARE = """window.shared = [];
Object.defineProperty(navigator, "userActivation", { value: { isActive: false } });
navigator.canShare = () => true;
navigator.share = async ({ files }) => {
    shared.push(await Promise.all(files.map(async (file) => [file.name, file.type, await file.bytes()])));
};"""
"""A phone's share menu that saves everything. Like a real one, it needs a tap each time."""

LIST_SHARED = "shared.map((files) => files.map(([name, type, bytes]) => [name, type, bytes.toBase64()]))"


BUILD = """async (album) => {
    const {photos} = await (await fetch(`/api/photos?album=${album}`)).json();
    const {buildZip} = await import("/static/library/zip.js");
    const zip = await buildZip(photos, new AbortController().signal, () => {});
    return new Uint8Array(await zip.arrayBuffer()).toBase64();
}"""
"""Returns a zip of an album."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A gallery whose storage lets its pages read."""
    folder, tools, containers = tmp_path_factory.mktemp("downloads"), node.find(), new_containers()
    assert tools
    process = azurite.start(tools, folder / "azurite.log")
    try:
        connection = azurite.wait_for_connection(folder / "azurite.log")
        names = {"PHOTO_CONTAINER": containers.photos, "PREVIEW_CONTAINER": containers.previews}
        with Run(folder).start_gallery("bundled", build_environment(names, connection)) as url:
            with BlobServiceClient.from_connection_string(connection) as service:
                service.set_service_properties(cors=[CorsRule([url], ["GET", "HEAD"])])
            yield App(url, connection, *containers)
    finally:
        processes.stop(process)


@pytest.fixture
def open_app(app: App, tmp_path: Path) -> Iterator[App]:
    """The same gallery for visitors who may download photos."""
    names = {"PHOTO_CONTAINER": app.photos_container, "PREVIEW_CONTAINER": app.previews_container}
    settings = {**names, "OWNER_KEY": "a key of the owner's own", "GALLERY_DOWNLOADS": "everyone"}
    with Run(tmp_path).start_gallery("bundled", build_environment(settings, app.connection)) as url:
        with BlobServiceClient.from_connection_string(app.connection) as service:
            service.set_service_properties(cors=[CorsRule([app.url, url], ["GET", "HEAD"])])
        yield replace(app, url=url)


@pytest.fixture
def album() -> str:
    """An album that no other test uses."""
    return new_album()


@pytest.fixture
def files(app: App, album: str) -> dict[str, bytes]:
    """The photos in the album, newest first."""
    photos = {
        "2.jpg": jpeg("#20a0b0", (1800, 400), datetime(2026, 9, 12, 10, 11, 12)),
        "1.jpg": jpeg("#10a0b0", (1200, 400), datetime(2025, 1, 2, 3, 4, 6)),
        "0.jpg": jpeg("#00a0b0", (600, 400), datetime(1950, 1, 1, 12)),
    }
    Visitor(app).add_photos(album, *photos.items())
    return photos


@pytest.fixture
def page(browser: Browser, app: App, files: dict[str, bytes], album: str) -> Iterator[Page]:
    """The album's page with `files`, in a browser that saves to disk."""
    assert files
    with visiting(browser, app) as visited:
        visited.add_init_script(PICKER)
        open_album(visited, album)
        yield visited


def open_album(page: Page, album: str) -> None:
    page.goto(f"/?album={album}")
    page.mouse.move(600, 400)
    expect(page.get_by_role("checkbox").first).to_be_attached()


def download_all(page: Page) -> None:
    """Select everything and press the button."""
    page.keyboard.press("Control+a")
    press_download(page)


def press_download(page: Page) -> None:
    page.get_by_role("region", name="Selected photos").get_by_role("button", name="Download").click()


def read_saved(page: Page, name: str) -> zipfile.ZipFile:
    """Open a zip that was saved to disk."""
    return open_zip(base64.b64decode(page.evaluate(READ_SAVED, name)))


def open_zip(data: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    return archive


def watch_downloads(page: Page) -> list[Download]:
    """Return a list that gets the files that the page downloads from now on."""
    downloads: list[Download] = []
    page.on("download", lambda download: downloads.append(download))  # noqa: PLW0108 - Playwright wants a function
    return downloads


def read_downloads(downloads: list[Download]) -> list[tuple[str, bytes]]:
    """Wait until they're complete, because Chromium may crash if it's closed before that."""
    return [(download.suggested_filename, download.path().read_bytes()) for download in downloads]


def contents(archive: zipfile.ZipFile) -> dict[str, bytes]:
    return {name: archive.read(name) for name in archive.namelist()}


def delete_blob(app: App, name: str) -> None:
    """Delete a photo as another tool does."""
    with other_tool(app) as container:
        container.delete_blob(name)


def test_selected_photos_are_saved_as_a_zip_of_the_same_bytes(page: Page, files: dict[str, bytes], album: str) -> None:
    """Named after the album, with the times that the camera's clock showed."""
    download_all(page)
    wait_for_toast(page, f"3 photos saved as {album}.zip.")
    archive = read_saved(page, f"{album}.zip")
    assert contents(archive) == files
    assert archive.getinfo("2.jpg").date_time == (2026, 9, 12, 10, 11, 12)
    assert archive.getinfo("1.jpg").date_time == (2025, 1, 2, 3, 4, 6)
    assert archive.getinfo("0.jpg").date_time == (1980, 1, 1, 0, 0, 0), "the earliest time a zip can have"
    assert page.evaluate(LIST_SAVED) == [f"{album}.zip"]


def test_visitors_who_may_download_get_copies_without_metadata(
    browser: Browser, open_app: App, files: dict[str, bytes], album: str
) -> None:
    """A selection as a zip, one photo as it is, and nothing else that the owner can do."""
    copies = {name: make_clean_copy(data, JPEG, Additions()) for name, data in files.items()}
    assert all(copies[name] != data for name, data in files.items())
    with visiting(browser, open_app) as page:
        page.add_init_script(PICKER)
        open_album(page, album)
        page.keyboard.press("Control+a")
        bar = page.get_by_role("region", name="Selected photos")
        expect(bar.get_by_role("button")).to_have_count(2)
        press_download(page)
        wait_for_toast(page, f"3 photos saved as {album}.zip.")
        assert contents(read_saved(page, f"{album}.zip")) == copies
        page.keyboard.press("Escape")
        page.get_by_role("link", name="1.jpg").click()
        viewer = page.get_by_role("dialog")
        expect(viewer.get_by_role("link", name="Download", exact=True)).to_be_visible()
        expect(viewer.get_by_role("button", name="Delete")).to_have_count(0)
        with page.expect_download() as download:
            page.keyboard.press("d")
        assert download.value.suggested_filename == "1.jpg"
        assert download.value.path().read_bytes() == copies["1.jpg"]


def test_an_album_is_downloaded_as_a_whole(browser: Browser, app: App, album: str) -> None:
    """With the photos that the page doesn't show. Browsers that can't save to disk get the zip as a download."""
    photos = {f"{n}.jpg": jpeg(f"#{n:02x}c0b0", taken=datetime(2020 + n % 5, 1, 1)) for n in range(120)}
    Visitor(app).add_photos(album, *photos.items())
    with visiting(browser, app) as page:
        page.add_init_script(NO_PICKER)
        page.goto(f"/?album={album}")
        with page.expect_download() as download:
            page.get_by_role("button", name="Download", exact=True).click()
        assert download.value.suggested_filename == f"{album}.zip"
        assert contents(open_zip(download.value.path().read_bytes())) == photos
        wait_for_toast(page, f"120 photos saved as {album}.zip.")


def test_everything_downloaded_and_uploaded_elsewhere_is_back(
    page: Page, browser: Browser, app: App, files: dict[str, bytes], gallery_app: App
) -> None:
    """Captions, tags, favorites, dates, rotation, and what other software says: sidecars are beside their photos."""
    album = unquote(page.url.partition("album=")[2])
    changes = {"caption": "Rome\nat night", "tags": ["a, b", "c"], "favorite": True}
    changes |= {"taken": "2020-05-06T07:08:09+02:00", "orientation": 6}
    visitor = Visitor(app)
    assert visitor.request("PUT", f"/photos/{album}/1.jpg.xmp", data=LIGHTROOM).status_code == 200
    assert visitor.request("PATCH", f"/api/photos/{album}/1.jpg", json=changes).status_code == 200
    page.reload()
    download_all(page)
    wait_for_toast(page, f"3 photos saved as {album}.zip.")
    saved = contents(read_saved(page, f"{album}.zip"))
    assert saved.keys() == {*files, "1.jpg.xmp"}
    with visiting(browser, gallery_app) as other:
        other.goto("/")
        with other.expect_file_chooser() as chooser:
            other.get_by_role("button", name="Add photos").click()
        chooser.value.set_files([FilePayload(name=name, mimeType="", buffer=data) for name, data in saved.items()])
        expect(other.locator(".upload-panel .toggle")).to_have_text("3 added, 1 sidecar added")
    restored = Visitor(gallery_app)
    texts = {photo["file"]: (photo.get("caption"), photo.get("tags")) for photo in restored.list_photos()}
    assert texts == {**dict.fromkeys(files, (None, None)), "1.jpg": (changes["caption"], changes["tags"])}
    (photo,) = [photo for photo in restored.list_photos() if photo.get("favorite")]
    name = photo["name"]
    assert (name, photo["taken"], photo["orientation"]) == ("2020/05/06/1.jpg", changes["taken"], 6)
    assert "Exposure2012" in restored.request("GET", f"/photos/{name}.xmp").text


def test_repeated_names_are_numbered_in_a_zip_of_the_timeline(browser: Browser, app: App) -> None:
    """Ignoring case. Photos of different days often have the same name."""
    photos = {
        "2019/05/12/a.jpg": jpeg("red"),
        "2019/05/11/A.JPG": jpeg("tan"),
        "2019/05/10/a.jpg": jpeg("blue"),
        "2019/05/09/a (2).JPG": jpeg("gold"),
    }
    with other_tool(app) as container:
        upload_blobs(container, photos)
    with visiting(browser, app) as page:
        page.add_init_script(PICKER)
        page.goto("/?month=2019-05")
        page.mouse.move(600, 400)
        checkbox(page, "Select May 2019").click()
        press_download(page)
        wait_for_toast(page, re.compile(r"4 photos saved as Photos \d{4}-\d\d-\d\d\.zip"))
        archive = read_saved(page, page.evaluate(LIST_SAVED)[0])
        names = ["a.jpg", "A (2).JPG", "a (3).jpg", "a (2) (2).JPG"]
        assert contents(archive) == dict(zip(names, photos.values(), strict=True))
        assert archive.getinfo("a.jpg").date_time == (2019, 5, 12, 0, 0, 0)


def test_names_that_other_systems_refuse_are_changed_in_the_zip(browser: Browser, app: App, album: str) -> None:
    changed = {
        "CON.jpg": "_CON.jpg",
        "a:b.jpg": "a_b.jpg",
        "fdp.\u202egpj.jpg": "fdp.gpj.jpg",
        "tab\there.jpg": "tab_here.jpg",
        "zo\u00eb 📷.jpg": "zo\u00eb 📷.jpg",
    }
    with other_tool(app) as container:
        upload_blobs(container, {f"{album}/{name}": jpeg() for name in changed})
    with visiting(browser, app) as page:
        page.add_init_script(PICKER)
        open_album(page, album)
        download_all(page)
        wait_for_toast(page, "5 photos saved")
        assert set(read_saved(page, f"{album}.zip").namelist()) == set(changed.values())


def test_one_photo_is_downloaded_as_it_is(page: Page, files: dict[str, bytes]) -> None:
    select_photos(page, "1.jpg")
    with page.expect_download() as download:
        press_download(page)
    assert download.value.suggested_filename == "1.jpg"
    assert download.value.path().read_bytes() == files["1.jpg"]
    assert page.evaluate(LIST_SAVED) == []


def test_a_canceled_zip_leaves_no_file(page: Page) -> None:
    """Ctrl+Z, which undoes what other messages report, isn't for canceling."""
    page.route("**/photos/*/1.jpg*", lambda _: None)
    download_all(page)
    toast = wait_for_toast(page, re.compile(r"Downloading \d of 3 \([\d.]+ of [\d.]+ MB\)"))
    page.keyboard.press("Control+z")
    toast.get_by_role("button", name="Cancel").click()
    expect(page.locator(".toasts li")).to_have_count(0)
    page.wait_for_function(f"async () => !(await ({LIST_SAVED})()).length")


def test_progress_is_accessible(browser: Browser, app: App, files: dict[str, bytes], album: str) -> None:
    """Criterion 9."""
    assert files
    with visiting(browser, app, bypass_csp=True) as page:
        page.add_init_script(PICKER)
        open_album(page, album)
        page.route("**/photos/*/1.jpg*", lambda _: None)
        download_all(page)
        wait_for_toast(page, "Downloading")
        check_accessibility(page, ".toasts")


def test_leaving_the_page_during_a_download_asks_first(page: Page) -> None:
    page.route("**/photos/*/1.jpg*", lambda _: None)
    download_all(page)
    wait_for_toast(page, "Downloading")
    with page.expect_event("dialog") as dialog:
        page.close(run_before_unload=True)
    assert dialog.value.type == "beforeunload"
    dialog.value.dismiss()


def test_a_photo_deleted_meanwhile_is_named_and_nothing_is_saved(page: Page, app: App, album: str) -> None:
    delete_blob(app, f"{album}/1.jpg")
    download_all(page)
    toast = wait_for_toast(page, "1.jpg couldn't be downloaded. It no longer exists, or is no longer a photo.")
    expect(toast).to_contain_text("The zip wasn't saved. Deselect the photo to download the others.")
    assert page.evaluate(LIST_SAVED) == []
    select_photos(page, "1.jpg")
    press_download(page)
    wait_for_toast(page, f"2 photos saved as {album}.zip.")


def test_a_photo_that_cannot_be_read_is_tried_again(page: Page, files: dict[str, bytes], album: str) -> None:
    page.route("**/photos/*/1.jpg*", lambda route: route.abort(), times=2)
    download_all(page)
    wait_for_toast(page, f"3 photos saved as {album}.zip.")
    assert contents(read_saved(page, f"{album}.zip")) == files


def test_without_a_connection_nothing_is_saved(page: Page) -> None:
    page.route("**/photos/*/1.jpg*", lambda route: route.abort())
    download_all(page)
    toast = wait_for_toast(page, "1.jpg couldn't be downloaded. The gallery can't be reached.")
    expect(toast).to_contain_text("The zip wasn't saved.")
    expect(toast).not_to_contain_text("Deselect")
    assert page.evaluate(LIST_SAVED) == []


def test_signed_out_owners_are_asked_to_sign_in(page: Page) -> None:
    page.context.clear_cookies()
    download_all(page)
    toast = wait_for_toast(page, "2.jpg couldn't be downloaded. You've been signed out. Sign in and try again.")
    expect(toast.get_by_role("link", name="Sign in")).to_be_visible()
    assert page.evaluate(LIST_SAVED) == []


def test_an_empty_photo_is_named_with_the_reason(page: Page, app: App, album: str) -> None:
    """Another tool may have emptied it."""
    with other_tool(app) as container:
        container.upload_blob(f"{album}/1.jpg", b"", overwrite=True)
    download_all(page)
    wait_for_toast(page, "1.jpg couldn't be downloaded. It no longer exists, or is no longer a photo.")
    assert page.evaluate(LIST_SAVED) == []


def test_without_cors_photos_are_downloaded_one_by_one(browser: Browser, gallery_app: App) -> None:
    """The page says why. The console has Chromium's own message too, so this isn't a strict window."""
    add_photos(gallery_app, 2, "Rome")
    context = browser.new_context(base_url=gallery_app.url)
    page = context.new_page()
    downloads = watch_downloads(page)
    open_album(page, "Rome")
    download_all(page)
    wait_for_toast(page, "Zips aren't set up: the storage account's CORS rules have to allow this page")
    wait_for_toast(page, "2 photos added to your downloads.")
    page.goto("/")
    with other_tool(gallery_app) as container:
        assert read_downloads(downloads) == [(f"{n}.jpg", read_blob(container, f"Rome/{n}.jpg")) for n in (1, 0)]
    context.close()


def test_more_than_fits_in_memory_is_downloaded_one_by_one(
    browser: Browser, app: App, files: dict[str, bytes], album: str
) -> None:
    """In browsers that can't save to disk."""

    def enlarge(route: Route) -> None:
        response = route.fetch()
        listing = response.json()
        for photo in listing["photos"]:
            photo["bytes"] = 200_000_000
        route.fulfill(response=response, body=json.dumps(listing))

    with visiting(browser, app) as page:
        page.add_init_script(NO_PICKER)
        page.route("**/api/photos*", enlarge)
        downloads = watch_downloads(page)
        page.goto(f"/?album={album}")
        page.get_by_role("button", name="Download", exact=True).click()
        wait_for_toast(page, "This browser can only zip up to 500 MB. Downloading photos one by one instead.")
        wait_for_toast(page, "3 photos added to your downloads.")
        page.goto("/albums")
        assert read_downloads(downloads) == list(files.items())


def test_phones_save_to_their_photos_twenty_at_a_time(browser: Browser, app: App, album: str) -> None:
    photos = {f"{n}.jpg": jpeg(f"#{n:02x}80b0", taken=datetime(2026, 8, 28 - n)) for n in range(23)}
    Visitor(app).add_photos(album, *photos.items())
    with visiting(browser, app, PHONE, has_touch=True, is_mobile=True, bypass_csp=True) as page:
        page.add_init_script(SHARE)
        page.goto(f"/?album={album}")
        page.get_by_role("button", name="Download", exact=True).tap()
        dialog = page.get_by_role("dialog", name="Download 23 photos")
        expect(dialog.get_by_role("button", name="Download zip")).to_be_visible()
        check_accessibility(page, "dialog")
        dialog.get_by_role("button", name="Save to Photos").tap()
        page.get_by_role("dialog", name="20 of 23 photos ready").get_by_role("button", name="Save to Photos").tap()
        page.get_by_role("dialog", name="3 of 23 photos ready").get_by_role("button", name="Save to Photos").tap()
        expect(page.locator(".toasts li")).to_have_count(0)
        batches = page.evaluate(LIST_SHARED)
        assert [len(batch) for batch in batches] == [20, 3]
        shared = [one for batch in batches for one in batch]
        assert {name: base64.b64decode(data) for name, _, data in shared} == photos
        assert {kind for _, kind, _ in shared} == {"image/jpeg"}


def test_computers_do_not_offer_to_save_to_photos(page: Page, album: str) -> None:
    """Some have a share menu, but it has no photos app. If the list took long, the save dialog needs another click."""
    page.evaluate(f"() => {{ {SHARE} }}")
    download_all(page)
    page.get_by_role("dialog", name="3 photos ready").get_by_role("button", name="Save zip").click()
    wait_for_toast(page, f"3 photos saved as {album}.zip.")


def test_without_scripts_albums_have_no_download_button(
    browser: Browser, app: App, files: dict[str, bytes], album: str
) -> None:
    """Nor do visitors, for whom originals don't exist."""
    with visiting(browser, app, java_script_enabled=False) as page:
        page.goto(f"/?album={album}")
        expect(page.get_by_role("link", name=re.compile("^2.jpg"))).to_be_visible()
        expect(page.get_by_role("button", name="Download")).to_have_count(0)
    page_for_visitors = requests.get(f"{app.url}/?album={album}", headers={"Cookie": "none=1"}, timeout=30).text
    assert 'class="download"' not in page_for_visitors
    assert f"{next(iter(files))}" in page_for_visitors


def test_a_zip_has_both_files_of_a_live_photo_with_the_same_stem(browser: Browser, app: App, album: str) -> None:
    """So that other software finds them, too."""
    video = live_video()
    Visitor(app).add_photos(album, ("clip.mov", video), ("IMG_1.jpg", live_picture()))
    with visiting(browser, app) as page:
        page.goto("/")
        archive = open_zip(base64.b64decode(page.evaluate(BUILD, album)))
    assert contents(archive) == {"IMG_1.jpg": live_picture(), "IMG_1.mov": video}
