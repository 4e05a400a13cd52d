"""One photo, over the page or on a page of its own."""

from playwright.sync_api import expect

from screenshots.libraries import CHANGED, YEARS
from screenshots.visits import FROM_THE_PAGE, OWNED, VISITED, WORKED_ON, State, Visit, at

LATEST = max((shot for shot in YEARS if shot.album is None and not shot.trashed), key=lambda shot: shot.taken)
PHOTO = f"/?photo={LATEST.name}"


def viewing(visit: Visit) -> None:
    """One photo over the page."""
    visit.page.goto("/")
    visit.page.get_by_role("link", name=LATEST.file).click()
    expect(visit.page.get_by_role("dialog").get_by_role("img").first).to_be_visible()


def unloadable(visit: Visit) -> None:
    """One photo whose picture does not come."""
    visit.page.route("**/*-2048?*", lambda route: route.abort())
    visit.page.route("**/previews/2048/**", lambda route: route.abort())
    visit.page.goto("/")
    visit.page.get_by_role("link", name=LATEST.file).click()
    expect(visit.page.get_by_text("can't be loaded").first).to_be_visible()


def informed(visit: Visit) -> None:
    """The photo with all that is known of it."""
    viewing(visit)
    visit.page.get_by_role("button", name="Information").click()
    expect(visit.page.get_by_role("dialog")).to_contain_text(LATEST.camera.model)


def deleted(visit: Visit) -> None:
    """A photo was deleted on its own page, and can be taken back."""
    put_back = {"names": [f".trash/{shot.name}" for shot in CHANGED.shots]}
    visit.page.request.post("/api/restore", data=put_back, headers=FROM_THE_PAGE)
    visit.page.goto(f"/?photo={CHANGED.shots[0].name}")
    visit.page.get_by_role("button", name="Delete").click()
    expect(visit.page.get_by_role("button", name="Undo")).to_be_visible()


STATES = (
    State("viewer", OWNED, viewing),
    State("viewer-information", OWNED, informed),
    State("viewer-unloadable", OWNED, unloadable),
    State("photo-without-javascript", OWNED, at(PHOTO), scripts=False),
    State("visitor-photo-without-javascript", VISITED, at(PHOTO), scripts=False),
    State("deleted-without-javascript", WORKED_ON, deleted, scripts=False),
)
