"""Downloads for everyone but the owner: copies without metadata."""

from gallery.library.clean_copies import copy_url
from gallery.library.previews import get_photo
from gallery.storage.account import Storage
from gallery.web.access import Caller, require_visible
from gallery.web.responses import Response, redirect


def copy_response(storage: Storage, name: str, caller: Caller) -> Response:
    """Redirect to a copy of a photo, which is made first if there's none. Raises NotFound."""
    require_visible(storage, name, caller)
    return redirect(copy_url(storage, get_photo(storage, name)))
