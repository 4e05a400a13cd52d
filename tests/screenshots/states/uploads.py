"""Adding photos, from the form to the outcome of each file."""

import re
from collections.abc import Sequence

from playwright.sync_api import FilePayload, expect

from screenshots.sample_libraries import EDITABLE, LATER_UPLOADS, UNSUPPORTED_FILES
from screenshots.state import EDITABLE_GALLERY, FROM_THE_PAGE, OWNER_GALLERY, GalleryPage, State, file_payload

SLOW_NETWORK = {"offline": False, "latency": 0, "downloadThroughput": -1}
UPLOAD_SECONDS = 8
"""For all photos on a slow network."""

# Browsers fire dragover every few hundred milliseconds while files are over the page.
DRAG_FILE_OVER_PAGE = """() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([], "a.jpg"));
    const fire = (name) => document.body.dispatchEvent(new DragEvent(name, {dataTransfer: transfer, bubbles: true}));
    fire("dragenter");
    setInterval(() => fire("dragover"), 300);
}"""


def open_form(gallery: GalleryPage) -> None:
    """With the field for an album's name."""
    gallery.page.goto("/")
    gallery.page.locator("summary", has_text="Album or folder").click()
    expect(gallery.page.get_by_role("textbox", name="Album")).to_be_visible()


def drag_file_over_page(gallery: GalleryPage) -> None:
    gallery.page.goto("/")
    expect(gallery.page.get_by_role("button", name="Add photos")).to_be_visible()
    gallery.page.evaluate(DRAG_FILE_OVER_PAGE)
    expect(gallery.page.get_by_text("Drop to add")).to_be_visible()


def upload_part(gallery: GalleryPage) -> None:
    """Some photos are stored, and the others are being sent."""
    _open_timeline_before_uploads(gallery)
    files = gallery.files(LATER_UPLOADS)
    bytes_per_second = sum(len(file["buffer"]) for file in files) / UPLOAD_SECONDS
    conditions = {**SLOW_NETWORK, "uploadThroughput": bytes_per_second}
    gallery.page.context.new_cdp_session(gallery.page).send("Network.emulateNetworkConditions", conditions)
    _choose(gallery, files)
    expect(gallery.page.get_by_role("button", name=re.compile("[2-6] of 6"))).to_be_visible()


def upload_all(gallery: GalleryPage) -> None:
    _open_timeline_before_uploads(gallery)
    _choose(gallery, gallery.files(LATER_UPLOADS))
    expect(gallery.page.get_by_role("button", name="6 added")).to_be_visible()


def upload_with_rejections(gallery: GalleryPage) -> None:
    _open_timeline_before_uploads(gallery)
    _choose(gallery, _files_with_every_outcome(gallery))
    expect(
        gallery.page.get_by_role("button", name="3 added, 1 already in your gallery, 2 couldn't be added")
    ).to_be_visible()


def lose_connection(gallery: GalleryPage) -> None:
    """After the first photo. The others wait."""
    _open_timeline_before_uploads(gallery)
    _choose(gallery, gallery.files(LATER_UPLOADS[:1]))
    expect(gallery.page.get_by_role("button", name="1 added")).to_be_visible()
    gallery.page.context.set_offline(offline=True)
    _choose(gallery, gallery.files(LATER_UPLOADS[1:]))
    expect(gallery.page.get_by_role("region", name="Uploads").get_by_text("You're offline")).to_be_visible()


def upload_after_session_ended(gallery: GalleryPage) -> None:
    _open_timeline_before_uploads(gallery)
    not_signed_in = {"title": "Not signed in", "status": 401, "detail": "Please sign in."}
    gallery.page.route("**/upload-photos", lambda route: route.fulfill(status=401, json=not_signed_in))
    _choose(gallery, gallery.files(LATER_UPLOADS))
    expect(gallery.page.get_by_role("link", name="Sign in")).to_be_visible()


def submit_form_without_scripts(gallery: GalleryPage) -> None:
    """The page reports the outcome of each file."""
    _open_timeline_before_uploads(gallery)
    gallery.page.locator("summary", has_text="Add photos").click()
    gallery.page.get_by_label("Photos").set_input_files(_files_with_every_outcome(gallery))
    gallery.page.get_by_role("button", name="Upload").click()
    expect(gallery.page.get_by_role("status")).to_contain_text("3 added")


STATES = (
    State("upload-form", OWNER_GALLERY, open_form),
    State("upload-drag", OWNER_GALLERY, drag_file_over_page),
    State("upload-finished", EDITABLE_GALLERY, upload_all),
    State("upload-with-rejections", EDITABLE_GALLERY, upload_with_rejections),
    State("upload-offline", EDITABLE_GALLERY, lose_connection),
    State("upload-signed-out", EDITABLE_GALLERY, upload_after_session_ended),
    State("upload-report-without-javascript", EDITABLE_GALLERY, submit_form_without_scripts, scripts=False),
    # Last, because photos may still arrive after its page was closed.
    State("upload-in-progress", EDITABLE_GALLERY, upload_part),
)


def _open_timeline_before_uploads(gallery: GalleryPage) -> None:
    """Photos that another state or viewport uploaded are deleted first."""
    gallery.page.request.post(
        "/api/trash", data={"names": [shot.name for shot in LATER_UPLOADS]}, headers=FROM_THE_PAGE
    )
    gallery.page.goto("/")


def _choose(gallery: GalleryPage, files: Sequence[FilePayload]) -> None:
    with gallery.page.expect_file_chooser() as chooser:
        gallery.page.get_by_role("button", name="Add photos").click()
    chooser.value.set_files(files)


def _files_with_every_outcome(gallery: GalleryPage) -> list[FilePayload]:
    """Three new photos, a duplicate, and two files that aren't supported."""
    duplicate = EDITABLE.shots[1]  # The first one may be in the trash, where viewer.delete_on_photo_page leaves it.
    unsupported = [file_payload(*file) for file in UNSUPPORTED_FILES]
    return [*gallery.files([*LATER_UPLOADS[:3], duplicate]), *unsupported]
