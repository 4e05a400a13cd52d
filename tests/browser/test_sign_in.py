"""Signing in with a browser: focus, announced errors, password managers, and galleries without a key."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from support.gallery_app import App
from support.owned_gallery import KEY, OwnedGallery, owned_gallery
from support.owners_page import OVERFLOW, PHONE, SMALL_TARGETS, check_accessibility, visiting

Start = Callable[..., OwnedGallery]
WRONG = "not the key of this gallery"


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory, connection_string: str) -> Iterator[Start]:
    """Start galleries that end with the module."""
    with ExitStack() as stack:

        def start_gallery(**settings: str) -> OwnedGallery:
            return stack.enter_context(owned_gallery(tmp_path_factory.mktemp("owned"), connection_string, **settings))

        yield start_gallery


@pytest.fixture(scope="module")
def keyed(start: Start) -> OwnedGallery:
    return start(OWNER_KEY=KEY)


@contextmanager
def visitor(browser: Browser, app: App, *, scripts: bool = True) -> Iterator[Page]:
    """Open a window that isn't signed in."""
    with visiting(browser, app, bypass_csp=True, java_script_enabled=scripts) as page:
        yield page


def key_field(page: Page) -> Locator:
    return page.get_by_label("Owner's key")


def send_key(page: Page, key: str) -> None:
    key_field(page).fill(key)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", ["with scripts", "without scripts"])
def test_the_key_can_be_typed_at_once(browser: Browser, keyed: OwnedGallery, scripts: str) -> None:
    """And sent with Enter."""
    with visitor(browser, keyed, scripts=scripts == "with scripts") as page:
        page.goto("/sign-in")
        expect(key_field(page)).to_be_focused()
        page.keyboard.type(KEY)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Menu")).to_be_visible()


def test_a_wrong_key_is_announced_with_the_field(browser: Browser, keyed: OwnedGallery) -> None:
    """The field has the focus again, so screen readers read its description: the error."""
    with visitor(browser, keyed) as page:
        page.goto("/sign-in")
        expect(page.get_by_role("alert")).to_have_count(0)
        send_key(page, WRONG)
        expect(page.get_by_role("alert")).to_have_text("Wrong key.")
        expect(key_field(page)).to_be_focused()
        expect(key_field(page)).to_have_attribute("aria-invalid", "true")
        expect(key_field(page)).to_have_accessible_description("Wrong key.")
        expect(page).to_have_title("Wrong key. Sign in · Photos")
        check_accessibility(page, "main")


def test_too_many_wrong_keys_keep_the_form(browser: Browser, start: Start) -> None:
    """With the reason, and the page to return to."""
    gallery, waiting = start(OWNER_KEY=KEY, GALLERY_VISIBILITY="private"), "Several wrong keys were tried just now."
    with visitor(browser, gallery) as page:
        page.goto("/albums")
        for _ in range(20):  # the gallery accepts a key per second, and a slow browser needs longer
            for _ in range(11):
                gallery.request("POST", "/sign-in", data={"key": WRONG, "to": "/albums"})
            send_key(page, WRONG)
            if waiting in page.get_by_role("alert").inner_text():
                break
        expect(page.get_by_role("alert")).to_contain_text(waiting)
        expect(key_field(page)).to_be_focused()
        assert page.locator("[name=to]").input_value() == "/albums"


def test_password_managers_find_a_name_and_a_password(browser: Browser, keyed: OwnedGallery) -> None:
    """The name is in front of the key, and not visible, focusable or announced."""
    with visitor(browser, keyed) as page:
        page.goto("/sign-in")
        fields = page.locator("form[action='/sign-in'] input:not([type=hidden])")
        tokens = fields.evaluate_all("all => all.map((one) => [one.type, one.name, one.autocomplete])")
        assert tokens == [["text", "username", "username"], ["password", "key", "current-password"]]
        expect(page.locator("[name=username]")).to_be_hidden()
        assert page.locator("[name=username]").input_value() == "owner"
        expect(page.get_by_role("textbox")).to_have_count(1)


def test_the_token_of_a_link_is_no_password_to_save(browser: Browser, keyed: OwnedGallery) -> None:
    """When it's sent, no password field is left."""
    with visitor(browser, keyed) as page:
        page.add_init_script("HTMLFormElement.prototype.submit = () => {}")
        page.goto("/sign-in#some-token")
        key = page.locator("[name=key]")
        expect(key).to_have_value("some-token")
        expect(key).to_have_attribute("type", "hidden")


@pytest.mark.parametrize("visibility", ["public", "private"])
def test_without_a_key_the_page_explains_what_to_do(browser: Browser, start: Start, visibility: str) -> None:
    gallery = start(GALLERY_VISIBILITY=visibility)
    with visiting(browser, gallery, PHONE, bypass_csp=True) as page:
        for address in ("/sign-in", "/trash"):
            page.goto(address)
            expect(page.get_by_role("heading", level=1)).to_have_text("This gallery has no owner's key yet")
            expect(page.get_by_text("secrets.token_urlsafe")).to_be_visible()
            expect(page.get_by_text("OWNER_KEY")).to_be_visible()
            expect(page.get_by_role("textbox")).to_have_count(0)
            assert page.evaluate(OVERFLOW) == 0
            check_accessibility(page, "main")


def test_a_local_gallery_says_where_its_key_is(browser: Browser, start: Start) -> None:
    """`dev.py` generates it, so people haven't seen it."""
    gallery = start(OWNER_KEY=KEY, SIGN_IN_LINK="a-token-of-24-random-bytes 9999999999")
    with visiting(browser, gallery, PHONE, bypass_csp=True) as page:
        page.goto("/sign-in")
        expect(page.get_by_text("the link that dev.py prints")).to_be_visible()
        expect(page.get_by_text("owner-key")).to_be_visible()
        assert page.evaluate(SMALL_TARGETS, ["main", 44]) == []
        check_accessibility(page, "main")


def test_a_deployed_gallery_does_not_mention_dev(browser: Browser, keyed: OwnedGallery) -> None:
    with visitor(browser, keyed) as page:
        page.goto("/sign-in")
        expect(key_field(page)).to_be_visible()
        expect(page.get_by_text("dev.py")).to_have_count(0)
