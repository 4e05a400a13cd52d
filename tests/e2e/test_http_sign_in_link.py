"""The one-time sign-in link that dev.py prints."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
import requests
from playwright.sync_api import Browser, expect
from support.owned_gallery import KEY, OwnedGallery, cookie_of, owned_gallery, session

HTML = "text/html"
TOKEN = "a-token-of-24-random-bytes-4e1f"  # noqa: S105 - not a password
Start = Callable[..., OwnedGallery]


@pytest.fixture
def start(tmp_path_factory: pytest.TempPathFactory, connection_string: str) -> Iterator[Start]:
    """Start galleries with a link that expires in so many seconds."""
    with ExitStack() as stack:

        def start_gallery(seconds: float = 600, token: str = TOKEN, **settings: str) -> OwnedGallery:
            link = f"{token} {time.time() + seconds:.0f}"
            variables = {"OWNER_KEY": KEY, "SIGN_IN_LINK": link, **settings}
            return stack.enter_context(owned_gallery(tmp_path_factory.mktemp("link"), connection_string, **variables))

        yield start_gallery


def send_token(gallery: OwnedGallery, token: str = TOKEN, **headers: str) -> requests.Response:
    return gallery.request("POST", "/sign-in", data={"key": token, "to": "/"}, headers={"Accept": HTML, **headers})


def test_link_signs_in_one_browser_once(start: Start, browser: Browser) -> None:
    """The token disappears from the address, and is never sent as a part of one."""
    gallery = start()
    with browser.new_context() as context:
        page, addresses = context.new_page(), list[str]()
        page.on("request", lambda request: addresses.append(request.url))
        page.goto(f"{gallery.url}/sign-in#{TOKEN}")
        expect(page.get_by_role("button", name="Menu")).to_be_visible()
        assert page.url == f"{gallery.url}/"
        assert page.evaluate("history.length") <= 3
        assert not [address for address in addresses if TOKEN in address.partition("#")[0]]
    assert TOKEN not in "\n".join(gallery.log_lines())
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{gallery.url}/sign-in#{TOKEN}")
        expect(page.get_by_text("This link has expired or has been used.")).to_be_visible()
        page.get_by_label("Owner's key").fill(KEY)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Menu")).to_be_visible()


def test_fetching_the_link_does_not_use_it_up(start: Start) -> None:
    """As link previews and prefetching do."""
    gallery = start()
    for method in ("GET", "HEAD", "GET"):
        response = gallery.request(method, f"/sign-in#{TOKEN}")
        assert (response.status_code, "Set-Cookie" in response.headers) == (200, False)
    assert send_token(gallery).status_code == 303


def test_one_of_many_simultaneous_uses_wins(start: Start) -> None:
    gallery = start()
    with ThreadPoolExecutor(8) as pool:
        statuses = [response.status_code for response in pool.map(lambda _: send_token(gallery), range(8))]
    assert sorted(statuses) == [303, *[401] * 7]


def test_used_link_stays_used_after_a_restart(start: Start) -> None:
    """The bundled host restarts when a file changes."""
    gallery = start()
    assert send_token(gallery).status_code == 303
    names = {"PHOTO_CONTAINER": gallery.photos_container, "PREVIEW_CONTAINER": gallery.previews_container}
    assert send_token(start(**names)).status_code == 401


def test_expired_link_signs_nobody_in(start: Start) -> None:
    response = send_token(start(seconds=-1))
    assert (response.status_code, "Set-Cookie" in response.headers) == (401, False)
    assert "This link has expired" in response.text


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_cannot_use_the_link(start: Start, headers: dict[str, str]) -> None:
    gallery = start()
    response = send_token(gallery, **headers)
    assert (response.status_code, "Set-Cookie" in response.headers) == (403, False)
    assert send_token(gallery).status_code == 303


@pytest.mark.parametrize("link", ["", " ", f" {2**40}", f"{TOKEN}x {2**40}"])
def test_other_tokens_sign_nobody_in(start: Start, link: str) -> None:
    """Not even an empty one where there's no link."""
    gallery = start(SIGN_IN_LINK=link)
    for token in ("", " ", TOKEN, f"{TOKEN} {2**40}"):
        assert send_token(gallery, token).status_code in {400, 401}


def test_token_is_neither_a_bearer_key_nor_a_cookie(start: Start) -> None:
    gallery = start(GALLERY_VISIBILITY="private")
    for headers in ({"Authorization": f"Bearer {TOKEN}"}, cookie_of(TOKEN), cookie_of(session(TOKEN))):
        assert gallery.request("GET", "/trash", headers=headers).status_code == 401
    assert send_token(gallery).status_code == 303


def test_link_needs_an_owner_key(start: Start) -> None:
    """Without one the gallery is read-only, and sessions couldn't be signed."""
    response = send_token(start(OWNER_KEY=""))
    assert (response.status_code, "Set-Cookie" in response.headers) == (401, False)
