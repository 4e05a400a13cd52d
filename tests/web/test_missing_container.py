"""A deleted container: pages don't create it again, and only the owner learns that it's missing."""

from html import unescape

from support.library import add_photo

from gallery.storage.account import Storage
from gallery.web.access import ANONYMOUS, Caller
from gallery.web.pages import albums_page, home_page

OWNER = Caller(is_owner=True, can_view=True)


def test_a_visitor_sees_an_empty_page_and_the_owner_why_it_is_empty(storage: Storage) -> None:
    for page in (home_page(storage, {}, ANONYMOUS), home_page(storage, {"album": "Rome"}, ANONYMOUS)):
        assert "photos yet" in page
        assert storage.photos.container_name not in page.partition("</main>")[0].partition("<script")[0]
    assert f"The container {storage.photos.container_name} doesn't exist." in unescape(home_page(storage, {}, OWNER))
    albums_page(storage, ANONYMOUS)
    assert not storage.photos.ping()
    add_photo(storage, "Rome/a.jpg")
    assert "doesn't exist" not in unescape(home_page(storage, {}, OWNER))
