"""Sessions in a real browser: which cookie it keeps, and what Back shows after signing out."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from support.owned_gallery import KEY, owned_gallery

PRIVATE = {"OWNER_KEY": KEY, "GALLERY_VISIBILITY": "private"}


def sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/albums")
    page.get_by_label("Owner's key").fill(KEY)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{url}/albums")


@pytest.mark.parametrize(
    ("azure", "name"), [({}, "gallery-session"), ({"WEBSITE_SITE_NAME": "gallery"}, "__Host-gallery-session")]
)
def test_browsers_keep_the_cookie_and_show_nothing_private_after_signing_out(
    browser: Browser,
    tmp_path: Path,
    connection_string: str,
    azure: dict[str, str],
    name: str,
) -> None:
    """Although the host adds an empty Domain to the cookie. For localhost, Chromium keeps secure ones over http."""
    with owned_gallery(tmp_path, connection_string, **PRIVATE, **azure) as gallery:
        context = browser.new_context()
        page, url = context.new_page(), gallery.url.replace("127.0.0.1", "localhost")
        sign_in(page, url)
        assert [cookie.get("name") for cookie in context.cookies()] == [name]
        private = page.get_by_role("button", name="Menu")
        expect(private).to_be_visible()
        page.goto(f"{url}/trash")
        private.click()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(f"{url}/")
        assert context.cookies() == []
        for _ in range(2):
            page.go_back()
            expect(page.get_by_label("Owner's key")).to_be_visible()
            expect(private).to_have_count(0)
        context.close()
