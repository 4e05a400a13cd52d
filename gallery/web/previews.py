"""Previews through the app, which makes those that aren't in storage yet."""

from collections.abc import Callable

from gallery.errors import NotFound, PhotoNotFound
from gallery.library.previews import get_photo_with_preview, get_preview, preview_content_type
from gallery.model.folders import TRASH
from gallery.model.photos import Photo
from gallery.model.preview_names import PREVIEW_SIZES, ZOOM_SIZE
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit_deduplicated
from gallery.web.access import Caller, require_visible
from gallery.web.preview_urls import PreviewUrls
from gallery.web.responses import Response, redirect


def preview_response(storage: Storage, size: str, name: str, caller: Caller, *, is_redirect: bool) -> Response:
    """Return a preview or redirect to it in storage; those of deleted photos only for the owner. Raises NotFound."""
    pixels = read_size(size)
    if name.startswith(TRASH) and not caller.is_owner:
        raise PhotoNotFound
    require_visible(storage, name, caller)
    return redirect_to_preview(storage, pixels, name, caller) if is_redirect else send_preview(storage, pixels, name)


def read_size(size: str) -> int:
    """Return the size of a preview, in pixels. Raises NotFound."""
    if size not in map(str, (*PREVIEW_SIZES, ZOOM_SIZE)):
        raise NotFound("There is no preview of this size.")
    return int(size)


def send_preview(storage: Storage, size: int, name: str) -> Response:
    """Return a preview, which is made first if it's missing. Raises NotFound."""
    data, photo = get_preview(storage, name, size)
    return Response(200, data, preview_content_type(data), {"ETag": f'"{photo.preview_name(size)}"'})


def redirect_to_preview(
    storage: Storage, size: int, name: str, caller: Caller, show: Callable[[Photo], Photo] = lambda photo: photo
) -> Response:
    """Redirect to a preview in storage. `show` returns a photo as the caller sees it. Raises NotFound."""
    urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
    photo = get_photo_with_preview(storage, name, size)
    return redirect(urls.result().src(show(photo), size))
