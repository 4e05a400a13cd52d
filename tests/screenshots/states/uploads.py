"""Adding photos, from the form to each file's outcome."""

from collections.abc import Sequence

from playwright.sync_api import FilePayload, expect

from screenshots.libraries import ADDED, CHANGED, UNREADABLE
from screenshots.visits import FROM_THE_PAGE, OWNED, WORKED_ON, State, Visit, payload

REFUSED = [payload(*file) for file in UNREADABLE]
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000}
"""Bytes in a second: a photo takes about two."""

# Browsers say again and again that something is held over the page.
DRAG = """() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([], "a.jpg"));
    const say = (name) => document.body.dispatchEvent(new DragEvent(name, {dataTransfer: transfer, bubbles: true}));
    say("dragenter");
    setInterval(() => say("dragover"), 300);
}"""


def form_open(visit: Visit) -> None:
    """Where an album is named for what is added."""
    visit.page.goto("/")
    visit.page.locator("summary", has_text="Album or folder").click()
    expect(visit.page.get_by_role("textbox", name="Album")).to_be_visible()


def dropping(visit: Visit) -> None:
    """Files are held over the page."""
    visit.page.goto("/")
    expect(visit.page.get_by_role("button", name="Add photos")).to_be_visible()
    visit.page.evaluate(DRAG)
    expect(visit.page.get_by_text("Drop to add")).to_be_visible()


def sending(visit: Visit) -> None:
    """Some photos have arrived, the others are on their way."""
    _come_to_add(visit)
    visit.page.context.new_cdp_session(visit.page).send("Network.emulateNetworkConditions", SLOW)
    _choose(visit, visit.files(ADDED))
    expect(visit.page.get_by_role("button", name="2 of 6")).to_be_visible()


def finished(visit: Visit) -> None:
    """All have arrived."""
    _come_to_add(visit)
    _choose(visit, visit.files(ADDED))
    expect(visit.page.get_by_role("button", name="6 added")).to_be_visible()


def failed(visit: Visit) -> None:
    """Some were refused, one was there already."""
    _come_to_add(visit)
    _choose(visit, _mixed(visit))
    expect(visit.page.get_by_role("button", name="3 added, 1 already here, 2 refused")).to_be_visible()


def offline(visit: Visit) -> None:
    """The network is gone, and they wait."""
    _come_to_add(visit)
    _choose(visit, visit.files(ADDED[:1]))
    expect(visit.page.get_by_role("button", name="1 added")).to_be_visible()
    visit.page.context.set_offline(offline=True)
    _choose(visit, visit.files(ADDED[1:]))
    expect(visit.page.get_by_role("region", name="Uploads").get_by_text("No connection")).to_be_visible()


def signed_out(visit: Visit) -> None:
    """The session has ended meanwhile."""
    _come_to_add(visit)
    refusal = {"title": "Not signed in", "status": 401, "detail": "Please sign in."}
    visit.page.route("**/upload-photos", lambda route: route.fulfill(status=401, json=refusal))
    _choose(visit, visit.files(ADDED))
    expect(visit.page.get_by_role("link", name="Sign in again")).to_be_visible()


def report(visit: Visit) -> None:
    """What the form's answer says of each file."""
    _come_to_add(visit)
    visit.page.locator("summary", has_text="Add photos").click()
    visit.page.get_by_label("Photos").set_input_files(_mixed(visit))
    visit.page.get_by_role("button", name="Upload").click()
    expect(visit.page.get_by_role("status")).to_contain_text("3 added")


STATES = (
    State("upload-form", OWNED, form_open),
    State("upload-dropping", OWNED, dropping),
    State("upload-sending", WORKED_ON, sending),
    State("upload-finished", WORKED_ON, finished),
    State("upload-failed", WORKED_ON, failed),
    State("upload-offline", WORKED_ON, offline),
    State("upload-signed-out", WORKED_ON, signed_out),
    State("report-without-javascript", WORKED_ON, report, scripts=False),
)


def _come_to_add(visit: Visit) -> None:
    """The page as it was before anything was added."""
    visit.page.request.post("/api/trash", data={"names": [shot.name for shot in ADDED]}, headers=FROM_THE_PAGE)
    visit.page.goto("/")


def _choose(visit: Visit, files: Sequence[FilePayload]) -> None:
    with visit.page.expect_file_chooser() as chooser:
        visit.page.get_by_role("button", name="Add photos").click()
    chooser.value.set_files(files)


def _mixed(visit: Visit) -> list[FilePayload]:
    """Three new ones, one that is there, and what is no photo."""
    return [*visit.files(ADDED[:3]), *visit.files(CHANGED.shots[:1]), *REFUSED]
