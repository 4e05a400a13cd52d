"""Photos that are selected, and what can be done with them."""

from playwright.sync_api import expect

from screenshots.visits import OWNED, State, Visit


def selecting(visit: Visit) -> None:
    """Three photos, by the keyboard."""
    visit.page.goto("/")
    visit.photos.nth(4).focus()
    visit.page.keyboard.press("Space")
    visit.page.keyboard.press("Shift+ArrowRight")
    visit.page.keyboard.press("Shift+ArrowRight")
    expect(visit.page.get_by_role("button", name="Delete")).to_be_visible()


def failing(visit: Visit) -> None:
    """Deleted without a connection, so that they come back."""
    visit.page.route("**/api/trash", lambda route: route.abort())
    selecting(visit)
    visit.page.get_by_role("button", name="Delete").click()
    expect(visit.page.get_by_text("couldn't be deleted").first).to_be_visible()


def choosing_an_album(visit: Visit) -> None:
    """Where the three may go."""
    selecting(visit)
    visit.page.get_by_role("button", name="Add to album").click()
    expect(visit.page.get_by_role("dialog").get_by_role("textbox")).to_be_visible()


def taken_back(visit: Visit) -> None:
    """Deleted and put back, as the message says."""
    selecting(visit)
    visit.page.get_by_role("button", name="Delete").click()
    visit.page.get_by_role("button", name="Undo").click()
    expect(visit.page.get_by_text("restored").first).to_be_visible()


def keys_listed(visit: Visit) -> None:
    """What `?` shows."""
    visit.page.goto("/")
    visit.photos.first.focus()
    visit.page.keyboard.press("?")
    expect(visit.page.get_by_role("dialog")).to_be_visible()


STATES = (
    State("selection", OWNED, selecting),
    State("selection-forced-colours", OWNED, selecting, forced_colours=True),
    State("album-dialog", OWNED, choosing_an_album),
    State("message", OWNED, taken_back),
    State("message-of-failure", OWNED, failing),
    State("keys", OWNED, keys_listed),
)
