"""Other instances of a gallery."""

from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage


def another(shelves: Storage, connection: str) -> Storage:
    """The same containers as another instance, or another tool, sees them; perhaps by another way."""
    names = {
        "PHOTO_CONTAINER": shelves.photos.container_name,
        "PREVIEW_CONTAINER": shelves.previews.container_name,
    }
    return open_storage(read_settings({PHOTO_STORAGE: connection, **names}))
