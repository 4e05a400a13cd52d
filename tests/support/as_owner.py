"""Makes the tests the owner of the galleries they start: their requests and browser windows carry this run's key.

Windows are in British English.

A test that acts as someone else starts its gallery with a key of its own, or with OWNER_KEY="" for none. A request that
already has a key or a cookie stays as it is.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from playwright.sync_api import Browser, BrowserContext

from gallery.settings import read_settings
from gallery.web.sessions import COOKIE, new_session

KEY = "the-key-of-the-owner-who-runs-the-tests"
BEARER = {"Authorization": f"Bearer {KEY}"}

LOCALE = "en-GB"
"""The language of browser windows, unless a test chooses another one."""

_owned: dict[str, str] = {}
"""The key of each gallery, by host and port."""

_prepare_request = requests.Session.prepare_request
_new_context = Browser.new_context


def own(url: str, environment: Mapping[str, str]) -> None:
    """Act as the owner of this gallery if it was started with KEY; stop doing so if another one has its port."""
    set_key(url, KEY if environment.get("OWNER_KEY") == KEY else "")


def set_key(url: str, key: str) -> None:
    """Act as the owner of the gallery with this key, or as a visitor if there's none."""
    _owned[urlsplit(url).netloc] = key


def install() -> None:
    """Take effect in this process."""
    requests.Session.prepare_request = _prepare_as_owner  # type: ignore[assignment, method-assign]
    Browser.new_context = _open_as_owner  # type: ignore[assignment, method-assign]


def session_cookie(url: str, key: str) -> dict[str, Any]:
    """The cookie of a new session, as Playwright takes it."""
    return {"name": COOKIE, "value": new_session(read_settings({"OWNER_KEY": key})), "url": url}


def _prepare_as_owner(session: requests.Session, request: requests.Request) -> requests.PreparedRequest:
    prepared = _prepare_request(session, request)
    key = _owned.get(urlsplit(str(prepared.url)).netloc)
    if key and not {"Authorization", "Cookie"} & set(prepared.headers):
        prepared.headers["Authorization"] = f"Bearer {key}"
    return prepared


def _open_as_owner(browser: Browser, **options: Any) -> BrowserContext:
    context = _new_context(browser, **{"locale": LOCALE, **options})
    url = str(options.get("base_url") or "")
    if key := _owned.get(urlsplit(url).netloc):
        context.add_cookies([session_cookie(url, key)])  # type: ignore[list-item]
    return context
