"""The JSON interface below a shared link: what its page needs, and nothing about the rest of the gallery."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from gallery.library.clean_copies import copy_url, motion_url, playing_url
from gallery.library.companions import find_video, show_companions
from gallery.library.details import get_developed_photo
from gallery.library.shares.cards import share_card
from gallery.library.shares.shared_photos import find_shared_photo, open_shared_photos
from gallery.library.timeline import parse_months
from gallery.model.guest_photos import guest_photo
from gallery.model.paging import page_before
from gallery.model.photos import photo_of
from gallery.pictures.formats import JPEG
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit_deduplicated
from gallery.web.access import Caller, guest_share
from gallery.web.api import read_limit
from gallery.web.preview_urls import PreviewUrls
from gallery.web.previews import read_size, redirect_to_preview, send_preview
from gallery.web.queries import drop_non_pictures_of
from gallery.web.responses import Response, redirect


def guest_photos_document(storage: Storage, query: Mapping[str, str], caller: Caller) -> dict[str, Any]:
    """A page of the share's photos, or of some of their months. Raises BadRequest, ShareNotFound."""
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    photos = open_shared_photos(storage, guest_share(caller)).photos
    if "month" in query:
        photos = photos.within(parse_months(query["month"]))
    page = drop_non_pictures_of(storage, page_before(photos, query.get("before"), read_limit(query)))
    previews = urls.result()
    shown = [previews.photo_json(photo) for photo in page.photos]
    return {"photos": shown, "next": page.older, "updating": photos.is_updating, "previews": previews.json()}


def guest_details_document(storage: Storage, photo: str, caller: Caller) -> dict[str, Any]:
    """A photo of the share, developed first if necessary. Raises PhotoNotFound, ShareNotFound."""
    share = guest_share(caller)
    found = find_shared_photo(storage, share, photo)
    developed = guest_photo(share, show_companions(storage, get_developed_photo(storage, found.blob.name)))
    return {"photo": PreviewUrls.for_caller(storage, caller).photo_json(developed)}


def guest_download_response(storage: Storage, photo: str, caller: Caller) -> Response:
    """Redirect to a copy without metadata, which the browser saves. Raises PhotoNotFound, ShareNotFound."""
    share = guest_share(caller)
    found = photo_of(find_shared_photo(storage, share, photo).blob)
    return redirect(copy_url(storage, found, keeps_location=share.keeps_location, share=share.id))


def guest_video_response(storage: Storage, photo: str, caller: Caller) -> Response:
    """Redirect to a copy without metadata of a video, or that of a live photo. Raises NotFound, ShareNotFound."""
    share = guest_share(caller)
    shown = find_shared_photo(storage, share, photo)
    if shown.motion:
        return redirect(motion_url(storage, shown, share.id))
    return redirect(playing_url(storage, find_video(storage, photo_of(shown.blob)), share.id, named=shown))


def card_response(storage: Storage, caller: Caller) -> Response:
    """Return the picture that messengers show for the link. Raises ShareNotFound."""
    card = share_card(storage, guest_share(caller), is_unlocked=caller.is_unlocked)
    return Response(200, card, JPEG.content_type)


def guest_preview_response(storage: Storage, size: str, photo: str, caller: Caller, *, is_redirect: bool) -> Response:
    """Return a preview of a photo of the share, or redirect to it in storage. Raises PhotoNotFound, ShareNotFound."""
    pixels, share = read_size(size), guest_share(caller)
    name = find_shared_photo(storage, share, photo).blob.name
    if is_redirect:
        return redirect_to_preview(storage, pixels, name, caller, partial(guest_photo, share))
    return send_preview(storage, pixels, name)
