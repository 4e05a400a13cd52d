"""Playing videos: storage serves them, because it answers requests for parts of a file."""

from gallery.errors import NotFound
from gallery.library.clean_copies import playing_url
from gallery.library.originals import original_url
from gallery.library.previews import get_photo
from gallery.storage.account import Storage
from gallery.web.access import Caller, require_visible
from gallery.web.responses import Response, redirect


def video_response(storage: Storage, name: str, caller: Caller) -> Response:
    """Redirect to a video: for everyone but the owner a copy without metadata, which is made first. Raises NotFound."""
    require_visible(storage, name, caller)
    photo = get_photo(storage, name)
    if not photo.is_video:
        raise NotFound(f"{photo.file} isn't a video.")
    return redirect(original_url(storage, name) if caller.is_owner else playing_url(storage, photo))
