"""The picture that messengers show for a share's link: its cover, or the gallery's icon."""

from functools import lru_cache
from pathlib import Path

from gallery.library.previews import get_preview
from gallery.library.shares.shared_photos import open_shared_photos
from gallery.model.preview_names import PREVIEW_SIZES
from gallery.model.shares import Share
from gallery.pictures.worker_pool import make_card
from gallery.storage.account import Storage

ICON = Path(__file__).resolve().parents[3] / "static" / "icon-512.png"


def share_card(storage: Storage, share: Share, *, is_unlocked: bool) -> bytes:
    """Return the card as JPEG; one that shows no photo until the password was entered. Raises ShareNotFound."""
    cover = open_shared_photos(storage, share).cover if is_unlocked else None
    if not cover:
        return _icon_card(storage)
    preview, _photo = get_preview(storage, cover.blob.name, PREVIEW_SIZES[-1])
    return make_card(preview, storage.settings, is_icon=False)


@lru_cache(maxsize=1)
def _icon_card(storage: Storage) -> bytes:
    return make_card(ICON.read_bytes(), storage.settings, is_icon=True)
