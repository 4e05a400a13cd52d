"""Previews served by the app, for photos whose previews aren't in storage yet."""

from gallery.errors import NotFound, PhotoNotFound
from gallery.library.previews import get_preview, preview_content_type
from gallery.model.folders import TRASH
from gallery.model.preview_names import PREVIEW_SIZES
from gallery.storage.account import Storage
from gallery.web.access import Caller
from gallery.web.responses import Response


def preview_response(storage: Storage, size: str, name: str, caller: Caller) -> Response:
    """Return a preview; those of deleted photos only to the owner. Raises NotFound."""
    if name.startswith(TRASH) and not caller.is_owner:
        raise PhotoNotFound
    if size not in map(str, PREVIEW_SIZES):
        raise NotFound("There is no preview of this size.")
    data, photo = get_preview(storage, name, int(size))
    return Response(200, data, preview_content_type(data), {"ETag": f'"{photo.version}-{size}"'})
