"""Playing videos: storage serves them, because it answers requests for parts of a file."""

from gallery.library.clean_copies import motion_url, playing_url
from gallery.library.companions import find_video
from gallery.library.originals import original_url
from gallery.library.previews import get_photo
from gallery.storage.account import Storage
from gallery.web.access import Caller, require_visible
from gallery.web.responses import Response, redirect


def video_response(storage: Storage, name: str, caller: Caller) -> Response:
    """Redirect to a video, or that of a live photo: for visitors a copy without metadata. Raises NotFound."""
    require_visible(storage, name, caller)
    photo = get_photo(storage, name)
    if photo.motion:
        return redirect(motion_url(storage, photo))
    video = find_video(storage, photo)
    return redirect(original_url(storage, video.name) if caller.is_owner else playing_url(storage, video, named=photo))
