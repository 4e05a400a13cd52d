"""The pages that show many photos."""

import re

from playwright.sync_api import expect

from screenshots.visits import EMPTY, FEW, MIXED, OWNED, SINGLE, WIDE, State, Visit, at


def scrolled(visit: Visit) -> None:
    """Some screens down the timeline."""
    visit.page.goto("/")
    expect(visit.photos.first).to_be_visible()
    visit.page.mouse.move(100, 300)
    visit.page.mouse.wheel(0, 2600)


def unreachable(visit: Visit) -> None:
    """Months that are scrolled to without a connection."""
    visit.page.route("**/api/photos?*", lambda route: route.abort())
    visit.page.goto("/")
    expect(visit.photos.first).to_be_visible()
    visit.page.mouse.move(100, 300)
    visit.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(visit.page.get_by_role("button", name="Try again")).to_be_visible()


def broken(visit: Visit) -> None:
    """Photos whose pictures can't be had by any way."""
    visit.page.route(re.compile(r"-\d+\?"), lambda route: route.abort())
    visit.page.route("**/previews/**", lambda route: route.abort())
    visit.page.goto("/?album=Garden")
    expect(visit.page.locator(".broken").last).to_be_attached()


def focused(visit: Visit) -> None:
    """A photo, by the keyboard."""
    visit.page.goto("/")
    visit.photos.first.focus()
    visit.page.keyboard.press("ArrowRight")


def months_open(visit: Visit) -> None:
    """The list of months, which scripts replace by the scrubber."""
    visit.page.goto("/")
    visit.page.get_by_text("Months", exact=True).click()


STATES = (
    State("empty", EMPTY, at("/")),
    State("empty-albums", EMPTY, at("/albums")),
    State("empty-trash", EMPTY, at("/trash")),
    State("timeline", OWNED, at("/")),
    State("timeline-scrolled", OWNED, scrolled),
    State("timeline-focused", OWNED, focused),
    State("timeline-forced-colours", OWNED, at("/"), forced_colours=True),
    State("timeline-without-javascript", OWNED, at("/"), scripts=False),
    State("months-without-javascript", OWNED, months_open, scripts=False),
    State("month", OWNED, at("/?month=2026-08")),
    State("portraits", OWNED, at("/?month=2026-02")),
    State("one-photo", SINGLE, at("/")),
    State("ten-photos", FEW, at("/")),
    State("panorama", WIDE, at("/")),
    State("panorama-among-others", MIXED, at("/")),
    State("panorama-without-javascript", MIXED, at("/"), scripts=False),
    State("timeline-unreachable", OWNED, unreachable),
    State("pictures-broken", OWNED, broken),
    State("album", OWNED, at("/?album=Trips/Lisbon")),
    State("albums", OWNED, at("/albums")),
    State("trash", OWNED, at("/trash")),
)
