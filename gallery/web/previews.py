"""Previews through the app, which makes those that aren't in storage yet."""

from gallery.errors import NotFound, PhotoNotFound
from gallery.library.previews import get_photo_with_preview, get_preview, preview_content_type
from gallery.model.folders import TRASH
from gallery.model.preview_names import PREVIEW_SIZES, ZOOM_SIZE
from gallery.storage.account import Storage
from gallery.storage.concurrency import submit_deduplicated
from gallery.web.access import Caller, require_visible
from gallery.web.preview_urls import PreviewUrls
from gallery.web.responses import Response, redirect


def preview_response(storage: Storage, size: str, name: str, caller: Caller, *, is_redirect: bool) -> Response:
    """Return a preview or redirect to it in storage; those of deleted photos only for the owner. Raises NotFound."""
    if size not in map(str, (*PREVIEW_SIZES, ZOOM_SIZE)):
        raise NotFound("There is no preview of this size.")
    if name.startswith(TRASH) and not caller.is_owner:
        raise PhotoNotFound
    require_visible(storage, name, caller)
    if is_redirect:
        urls = submit_deduplicated(PreviewUrls.for_caller, storage, caller)
        photo = get_photo_with_preview(storage, name, int(size))
        return redirect(urls.result().src(photo, int(size)))
    data, photo = get_preview(storage, name, int(size))
    return Response(200, data, preview_content_type(data), {"ETag": f'"{photo.preview_name(int(size))}"'})
