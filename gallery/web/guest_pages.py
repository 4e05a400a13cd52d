"""The pages of a shared link, complete without JavaScript."""

from collections.abc import Mapping

from gallery.library.shares.passwords import check_password
from gallery.library.shares.shared_photos import get_shared_photo, open_shared_photos
from gallery.model.paging import Page, find_neighbors
from gallery.model.sort_orders import SortOrder
from gallery.settings import Settings
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit_deduplicated
from gallery.web.access import Caller, guest_share, uses_https
from gallery.web.flash import take_flash
from gallery.web.forms import password_form
from gallery.web.grid_pages import group_by_month, library_data, read_page
from gallery.web.guest_cookies import guest_cookie
from gallery.web.preview_urls import PreviewUrls
from gallery.web.queries import page_query
from gallery.web.request import Request
from gallery.web.responses import Response, html_response, redirect_after_post
from gallery.web.share_links import share_link
from gallery.web.templating import render
from gallery.web.text import guests

FORBIDDEN = 403


def share_page(request: Request, storage: Storage, settings: Settings, caller: Caller) -> str:
    """Render the photos of a share, one of them, or the form for its password. Raises PhotoNotFound, ShareNotFound."""
    query, link = page_query(request), share_link(request, settings, guest_share(caller))
    if not caller.is_unlocked:
        return _password_page(caller, link)
    if "photo" in query:
        return _photo_page(storage, query, caller)
    return _photos_page(storage, query, caller, link)


def unlock_share(request: Request, storage: Storage, settings: Settings, caller: Caller) -> Response:
    """Let a guest in who enters the share's password. Raises BadRequest, TooManyPasswords."""
    share, password = guest_share(caller), password_form(request)
    if share.password and not check_password(storage, share, password):
        return html_response(_password_page(caller, share_link(request, settings, share), is_error=True), FORBIDDEN)
    cookie = guest_cookie(share, secure=uses_https(request, settings))
    return redirect_after_post(share.path, cookie if share.password else "")


def _password_page(caller: Caller, link: str, *, is_error: bool = False) -> str:
    return render("guest_password.html", caller, title=guests.PHOTOS, link=link, is_error=is_error)


def _photos_page(storage: Storage, query: Mapping[str, str], caller: Caller, link: str) -> str:
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    shared = open_shared_photos(storage, guest_share(caller))
    page, months = read_page(storage, shared.photos, query), shared.photos.months()
    previews, shown = urls.result(), _describe(shared.photos.order)
    library = library_data(query, shown, months, page, previews)
    return render(
        "guest.html",
        caller,
        title=shared.title or guests.PHOTOS,
        description=shared.description,
        link=link,
        summary=guests.summarize(len(shared.photos.photos), shared.description),
        page=page,
        sections=group_by_month(page, shared.photos.order),
        order=shared.photos.order,
        list_query=shown["query"],
        is_updating=shared.photos.is_updating,
        previews=previews,
        tiles=library["tiles"],
        library=library,
        flash=take_flash(storage, query.get("report")),
    )


def _photo_page(storage: Storage, query: Mapping[str, str], caller: Caller) -> str:
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    share = guest_share(caller)
    shared = open_shared_photos(storage, share)
    photo = get_shared_photo(shared, query["photo"])
    newer, older = find_neighbors(shared.photos, photo)
    previews, shown = urls.result(), _describe(shared.photos.order)
    library = library_data(query, shown, shared.photos.months(), Page((photo,), "newer", "older"), previews)
    return render(
        "photo.html",
        caller,
        title=shared.title or guests.PHOTOS,
        photo=photo,
        album=None,
        list_query=shown["query"],
        order=shared.photos.order,
        search=None,
        place="",
        said=None,
        offset="",
        previews=previews,
        newer=newer,
        older=older,
        tiles=library["tiles"],
        library=library,
    )


def _describe(order: SortOrder) -> dict[str, object]:
    """Return which list a page shows. See describe_list."""
    query = {} if order is SortOrder.NEWEST else {"sort": order.value}
    return {"album": None, "query": query, "heading": "", "outside": []}
