"""A library to test with: photos as the gallery's own upload stores them, and the names in it."""

from datetime import datetime

from gallery.library.albums import Album, list_albums
from gallery.library.index.opening import open_index
from gallery.library.uploads import Upload, store_upload
from gallery.model.folders import ROOT
from gallery.model.photos import Photo
from gallery.storage.account import Storage
from support.pictures import jpeg


def add_photo(storage: Storage, name: str, color: str = "teal", taken: datetime | None = None) -> Photo:
    """Upload a picture of one color to the album in its name, such as `Rome/a.jpg`, or by date if there's none."""
    album, _, file = name.rpartition("/")
    photo = store_upload(storage, Upload(file, jpeg(color, taken=taken)), album).photo
    assert photo
    return photo


def create_dated(storage: Storage, name: str, taken: str, width: int = 3, **metadata: str) -> None:
    """Create a photo with facts, and perhaps other metadata, but without previews."""
    facts = {"taken": taken, "taken_from": "exif", "width": str(width), "height": "2", "colour": "#000000"}
    storage.photos.create(name, name.encode(), "image/jpeg", {**facts, **metadata})


def blob_names(storage: Storage) -> list[str]:
    """Names of all photos and leftovers, including the trash. Storage leaves out hidden copies."""
    return [blob.name for blob in storage.photos.list_prefix("") if not blob.name.startswith(".gallery/")]


def find_albums(storage: Storage) -> list[Album]:
    """Every album, as its owner sees it."""
    return list_albums(open_index(storage, is_owner=True, listed=[ROOT]))
