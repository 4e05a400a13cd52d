"""How large files may be. Raw files and videos are large, but only a part of one is decoded."""

from gallery.errors import TooLarge
from gallery.model.sizes import format_excess
from gallery.settings import Settings
from gallery.translations import lazy_gettext as _

PHOTO_TOO_LARGE = _("%(file)s has %(size)s. Photos may have up to %(most)s.")
RAW_TOO_LARGE = _("%(file)s has %(size)s. Raw files may have up to %(most)s.")
VIDEO_TOO_LARGE = _("%(file)s has %(size)s. Videos may have up to %(most)s.")


def max_bytes(settings: Settings, *, is_raw: bool = False, is_video: bool = False) -> int:
    """Return how many bytes a photo or a video may have."""
    if is_video:
        return settings.max_video_bytes
    return max(settings.max_photo_bytes, settings.max_raw_bytes) if is_raw else settings.max_photo_bytes


def check_length(settings: Settings, file: str, length: int, *, is_raw: bool = False, is_video: bool = False) -> None:
    """Raise TooLarge if a file has more bytes than it may have."""
    limit = max_bytes(settings, is_raw=is_raw, is_video=is_video)
    if length > limit:
        size, most = format_excess(length, limit)
        message = VIDEO_TOO_LARGE if is_video else RAW_TOO_LARGE if is_raw else PHOTO_TOO_LARGE
        raise TooLarge(message, file=file, size=size, most=most)
