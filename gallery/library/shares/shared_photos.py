"""The photos of a share: those of its album, or the selection it was made for."""

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass

from gallery.errors import NotFound, PhotoNotFound, ShareNotFound
from gallery.library.album_settings import read_settings
from gallery.library.index.caches import SizedCache
from gallery.library.index.filtered import Filter, find_rows
from gallery.library.index.hidden_folders import HiddenFolders
from gallery.library.index.opening import open_index
from gallery.library.index.tagged import list_album
from gallery.library.index.view import IndexView
from gallery.library.previews import get_photo
from gallery.library.shares.store import remember_path
from gallery.library.storing import TOKEN
from gallery.model.folders import folder_of_album, index_folder
from gallery.model.guest_photos import GuestPhoto, guest_photo
from gallery.model.paging import PhotoList, sort_newest_first
from gallery.model.photos import Photo
from gallery.model.shares import Share, SharedPhoto
from gallery.model.sort_orders import SortOrder
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all

MAX_LISTED = 50_000
"""Photos whose names a process remembers: about 15 MB."""

_listed: SizedCache[str] = SizedCache(MAX_LISTED)
"""Names by the ids that guests know. An id depends on the share and the name alone, so it never gets another name."""


@dataclass(frozen=True)
class SharedPhotos:
    """What a share shows."""

    photos: PhotoList
    """As guests see them."""
    title: str = ""
    """Of the album; "" for a selection."""
    description: str = ""
    cover: Photo | None = None
    """None if there's no photo."""


def open_shared_photos(storage: Storage, share: Share) -> SharedPhotos:
    """Return what a share shows now. Raises ShareNotFound if its album no longer exists."""
    album = find_album(storage, share)
    return _open_album(storage, share, album) if album is not None else _open_selection(storage, share)


def find_shared_photo(storage: Storage, share: Share, photo: str) -> GuestPhoto:
    """Return the photo that guests know by this id. Raises PhotoNotFound, and ShareNotFound as open_shared_photos."""
    return _find_again(storage, share, photo) or get_shared_photo(open_shared_photos(storage, share), photo)


def _find_again(storage: Storage, share: Share, photo: str) -> GuestPhoto | None:
    """Return a photo that this process has listed before, if it's still in the album's own folder.

    Otherwise each photo that a guest opens or downloads would take a listing of the album.
    """
    name = _listed.get(photo)
    if not share.album or name is None or share.photo_id(name) != photo:
        return None
    with suppress(NotFound):
        found = get_photo(storage, name)
        return guest_photo(share, found) if found.album == find_album(storage, share) else None
    return None


def get_shared_photo(shared: SharedPhotos, photo: str) -> GuestPhoto:
    """Return the photo of a share that guests know by this id. Raises PhotoNotFound."""
    found = next((one for one in shared.photos.photos if one.name == photo), None)
    if not isinstance(found, GuestPhoto):
        raise PhotoNotFound
    return found


def find_album(storage: Storage, share: Share) -> str | None:
    """Return the path of the shared album, wherever it is now; None for a selection. Raises ShareNotFound."""
    if not share.album:
        return None
    if read_settings(storage, share.album.path).id == share.album.id:
        return share.album.path
    settings = open_index(storage, is_owner=True).settings
    found = sorted(album for album, one in settings.items() if one.id == share.album.id)
    if not found:
        raise ShareNotFound
    remember_path(storage, share, found[0])
    return found[0]


def _open_album(storage: Storage, share: Share, album: str) -> SharedPhotos:
    index = open_index(storage, is_owner=True, listed=[index_folder(folder_of_album(album))])
    settings, photos = index.settings.get(album), _list_album(index, share, album)
    # Guests don't learn names, so an album sorted by name is shown by date.
    is_newest = not settings or settings.sort == SortOrder.NEWEST
    order = SortOrder.NEWEST if is_newest else SortOrder.OLDEST
    shown = PhotoList(
        order.sort(_as_guest_photos(share, photos)), order, is_updating=_is_updating(index, {folder_of_album(album)})
    )
    title = (settings.title if settings else "") or album.rpartition("/")[2]
    chosen = folder_of_album(album) + settings.cover if settings and settings.cover else ""
    cover = next((photo for photo in shown.photos if photo.blob.name == chosen), None)
    return SharedPhotos(shown, title, settings.description if settings else "", cover or next(iter(shown.photos), None))


def _list_album(index: IndexView, share: Share, album: str) -> Collection[Photo]:
    """Return the photos in an album, those that tags show there, and if shared those of albums within it."""
    within = index.uncertain.with_others(_private_within(index, album))
    elsewhere = index.uncertain.with_others(index.private.folders)
    photos = list_album(index, album).photos
    shown = [photo for photo in photos if photo.album == album or not elsewhere.has(photo.name)]
    if share.has_sub_albums:
        shown += _list_sub_albums(index, album, within)
    return {photo.name: photo for photo in shown}.values()


def _private_within(index: IndexView, album: str) -> list[str]:
    """Return the folders of private albums within an album. Sharing a private album reveals it, but not those."""
    folder = folder_of_album(album)
    return [private for private in index.private.folders if private.startswith(folder) and private != folder]


def _list_sub_albums(index: IndexView, album: str, hidden: HiddenFolders) -> list[Photo]:
    """Return the photos of the albums within an album, as far as they aren't hidden."""
    prefix = folder_of_album(album)
    return _find(index, ("name",), lambda name: name.startswith(prefix), hidden)


def _open_selection(storage: Storage, share: Share) -> SharedPhotos:
    """Find the photos under their names, first in the months where they were, and the others wherever they are now."""
    index = open_index(storage, is_owner=True)
    folders = {index_folder(photo.name) for photo in share.photos}
    found = _find_named(index, share.photos, {photo.month for photo in share.photos})
    names = {photo.name for photo in found}
    if missing := [photo for photo in share.photos if photo.name not in names]:
        found += _find_named(index, missing)
        names = {photo.name for photo in found}
        found += _find_moved(storage, index, [photo for photo in missing if photo.name not in names])
    shown, is_updating = _as_guest_photos(share, found), _is_updating(index, folders)
    photos = PhotoList(sort_newest_first(shown), is_updating=is_updating)
    return SharedPhotos(photos, cover=next(iter(photos.photos), None))


def _find_named(index: IndexView, photos: Iterable[SharedPhoto], months: Collection[str] = ()) -> list[Photo]:
    """Return those that are still where they were when they were shared, in a private album too."""
    md5s = {photo.name: photo.md5 for photo in photos}
    return _find(
        index,
        ("name", "md5"),
        lambda name, md5: name in md5s and md5s[name] in {md5, ""},
        index.uncertain,
        months,
    )


def _find_moved(storage: Storage, index: IndexView, photos: Iterable[SharedPhoto]) -> list[Photo]:
    """Return those that were moved since, but not into a private album, and no others with the same bytes."""
    uploads = {(photo.md5, photo.upload) for photo in photos if photo.md5 and photo.upload}
    md5s = {md5 for md5, _ in uploads}
    same = _find(index, ("name", "md5"), lambda name, md5: md5 in md5s and not index.private.has(name), index.uncertain)

    def has_moved(photo: Photo) -> bool:
        with suppress(NotFound):
            blob = storage.photos.get_visible(photo.name)
            return blob.identity is not None and (blob.identity.hex(), blob.metadata.get(TOKEN, "")) in uploads
        return False

    return [photo for photo, is_shared in zip(same, run_all(has_moved, same), strict=True) if is_shared]


def _find(
    index: IndexView,
    columns: tuple[str, ...],
    is_wanted: Callable[..., bool],
    hidden: HiddenFolders,
    months: Collection[str] = (),
) -> list[Photo]:
    wanted = Filter(columns, is_wanted, is_everywhere=True)
    found = find_rows(index, wanted.within(months) if months else wanted)
    return [photo for photo in (one.photo for one in found) if not hidden.has(photo.name)]


def _is_updating(index: IndexView, folders: Collection[str]) -> bool:
    """Whether photos in these folders, or within them, may be missing. Guests don't learn what else changes."""
    return any(one.startswith(tuple(folders)) for one in index.uncertain.folders)


def _as_guest_photos(share: Share, photos: Iterable[Photo]) -> list[Photo]:
    shown = [guest_photo(share, photo) for photo in photos]
    for photo in shown:
        _listed.add(photo.name, photo.blob.name, 1)
    return list(shown)
