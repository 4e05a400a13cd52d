"""Visitors, the owner's key, and what goes wrong."""

from playwright.sync_api import expect

from screenshots.visits import BROKEN, KEY, VISITED, State, Visit, at


def refused(visit: Visit) -> None:
    """A wrong key."""
    _give(visit, "not the key")
    expect(visit.page.get_by_role("main")).to_contain_text("Wrong key")


def signed_in(visit: Visit) -> None:
    """The owner, where there is a key."""
    _give(visit, KEY)
    expect(visit.page.get_by_role("button", name="Sign out")).to_be_visible()


STATES = (
    State("visitor", VISITED, at("/")),
    State("sign-in", VISITED, at("/sign-in")),
    State("sign-in-refused", VISITED, refused),
    State("signed-in", VISITED, signed_in),
    State("not-found", VISITED, at("/?photo=2020/01/01/gone.jpg")),
    State("storage-down", BROKEN, at("/")),
)


def _give(visit: Visit, key: str) -> None:
    visit.page.goto("/sign-in")
    visit.page.get_by_label("Owner's key").fill(key)
    visit.page.get_by_role("button", name="Sign in").click()
