"""Other instances of a gallery."""

from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage
from support.gallery_app import App


def open_library(app: App) -> Storage:
    """Open the containers of a running gallery."""
    names = {"PHOTO_CONTAINER": app.photos_container, "PREVIEW_CONTAINER": app.previews_container}
    return open_storage(read_settings({PHOTO_STORAGE: app.connection, **names}))


def open_another_instance(storage: Storage, connection_string: str) -> Storage:
    """Open the same containers as another instance or another tool would, perhaps through a proxy."""
    names = {
        "PHOTO_CONTAINER": storage.photos.container_name,
        "PREVIEW_CONTAINER": storage.previews.container_name,
    }
    return open_storage(read_settings({PHOTO_STORAGE: connection_string, **names}))
