"""Where a photo belongs that moves into an album, or out of one."""

from gallery.errors import Changed
from gallery.library.previews import develop
from gallery.model.folders import ROOT, ROOT_QUERY, folder_of_album, folder_of_day
from gallery.model.names import clean_album
from gallery.model.photos import Photo
from gallery.storage.account import Storage


def target_folder(storage: Storage, photo: Photo, album: str) -> str:
    """Return an album's folder; with "" that of the day the photo was taken, with ROOT_QUERY the root."""
    if album == ROOT_QUERY:
        return folder_of_album(ROOT)
    cleaned = clean_album(album)
    return folder_of_album(cleaned) if cleaned else _day_folder(storage, photo)


def _day_folder(storage: Storage, photo: Photo) -> str:
    facts = photo.facts or develop(storage, photo)[0].facts
    if not facts:
        raise Changed("%(name)s was changed at the same moment. Try again.", name=photo.name)
    return folder_of_day(photo.corrected_day) if photo.corrected_day else facts.day_folder
