"""The owner's pages of shares, complete without JavaScript. Scripts show parts of them in dialogs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gallery.library.index.opening import open_index
from gallery.library.index.view import IndexView
from gallery.library.shares.additions import count_new
from gallery.library.shares.choices import list_shares_of_album
from gallery.library.shares.contents import find_shared_photos, open_shareable_album
from gallery.library.shares.store import get_share, list_shares
from gallery.model.folders import ROOT, folder_of_album
from gallery.model.shares import Limits, Share
from gallery.storage.account import Storage
from gallery.storage.concurrency import run_all
from gallery.web.access import Caller
from gallery.web.hosts import is_local_request
from gallery.web.request import Request
from gallery.web.share_forms import BYTES_PER_GIGABYTE
from gallery.web.share_links import own_origin
from gallery.web.templating import render


@dataclass(frozen=True)
class ShownShare:
    """A share as its owner sees it."""

    share: Share
    link: str
    """The whole address of its page."""
    album: str | None
    """Where the shared album is now; None for a selection, or if it no longer exists."""
    title: str
    """Of the album; "" for a selection."""
    is_expired: bool
    additions: Mapping[str, int]
    """New photos by the guest's name, see count_new."""

    def json(self) -> dict[str, Any]:
        """Return the `Share` of the JSON interface. Its password isn't in it."""
        share = self.share
        return {
            "id": share.id,
            "link": self.link,
            "label": share.label,
            "album": self.album,
            "photos": None if share.album else len(share.photos),
            "download": share.can_download,
            "location": share.keeps_location,
            "add": share.can_add,
            "sub_albums": share.has_sub_albums,
            "password": bool(share.password),
            "created": share.created.isoformat(timespec="seconds"),
            "expires": share.expires.isoformat(timespec="seconds") if share.expires else None,
            "expired": self.is_expired,
            "files": share.limits.files,
            "gigabytes": share.limits.bytes / BYTES_PER_GIGABYTE,
            "new": dict(self.additions),
        }


def shares_page(request: Request, storage: Storage, caller: Caller) -> str:
    """Render the list of all shares."""
    index, origin = open_index(storage, is_owner=True), own_origin(request, storage.settings)
    shares = _show_all(storage, index, list_shares(storage), origin)
    return _render("shares.html", caller, index, shares=shares)


def share_page(request: Request, storage: Storage, share: str, caller: Caller) -> str:
    """Render one share: its link, QR code and settings. Raises ShareNotFound."""
    found, index = get_share(storage, share), open_index(storage, is_owner=True)
    shown = _show(storage, index, found, own_origin(request, storage.settings))
    names = [folder_of_album(shown.album)] if shown.album else [photo.name for photo in found.photos]
    is_private, is_local = any(map(index.private.has, names)), is_local_request(request)
    return _render("share.html", caller, index, shown=shown, is_private=is_private, is_local=is_local)


def new_share_page(request: Request, storage: Storage, caller: Caller) -> str:
    """Render the form that shares the album or the photo of a query. Raises NotFound, and BadRequest."""
    if "photo" in request.params:
        return new_photos_share_page(storage, [request.params["photo"]], caller)
    album = request.params.get("album", ROOT)
    index, origin = open_shareable_album(storage, album), own_origin(request, storage.settings)
    shares = _show_all(storage, index, list_shares_of_album(storage, album), origin)
    is_private, title = index.private.has(folder_of_album(album)), _title(index, album)
    return _render(
        "new_share.html", caller, index, album=album, album_title=title, shares=shares, is_private=is_private
    )


def new_photos_share_page(storage: Storage, names: Sequence[str], caller: Caller) -> str:
    """Render the form that shares photos. Raises PhotoNotFound, and BadRequest if they're too many."""
    photos, index = find_shared_photos(storage, names), open_index(storage, is_owner=True)
    is_private = any(index.private.has(photo.name) for photo in photos)
    return _render("new_share.html", caller, index, album="", photos=photos, shares=[], is_private=is_private)


def _render(template: str, caller: Caller, index: IndexView, **values: Any) -> str:
    return render(template, caller, now=datetime.now(UTC), limits=Limits(), totals=index.totals(), **values)


def shares_document(request: Request, storage: Storage) -> dict[str, Any]:
    """All shares, newest first, or those of an album."""
    album, origin = request.params.get("album"), own_origin(request, storage.settings)
    shares = list_shares(storage) if album is None else list_shares_of_album(storage, album)
    index = open_index(storage, is_owner=True)
    return {"shares": [one.json() for one in _show_all(storage, index, shares, origin)]}


def share_document(request: Request, storage: Storage, share: Share) -> dict[str, Any]:
    """One share."""
    index = open_index(storage, is_owner=True)
    return _show(storage, index, share, own_origin(request, storage.settings)).json()


def _show_all(storage: Storage, index: IndexView, shares: Sequence[Share], origin: str) -> list[ShownShare]:
    return run_all(lambda share: _show(storage, index, share, origin), shares)


def _show(storage: Storage, index: IndexView, share: Share, origin: str) -> ShownShare:
    """Return a share with its link, with its album where that is now, and with what guests have added."""
    album = _find_album(index, share)
    title, is_expired = _title(index, album) if album else "", share.is_expired(datetime.now(UTC))
    additions = count_new(storage, share) if share.album else {}
    return ShownShare(share, f"{origin}{share.path}", album, title, is_expired, additions)


def _find_album(index: IndexView, share: Share) -> str | None:
    if not share.album:
        return None
    found = {album for album, one in index.settings.items() if one.id == share.album.id}
    return share.album.path if share.album.path in found else min(found, default=None)


def _title(index: IndexView, album: str) -> str:
    own = index.settings.get(album)
    return (own and own.title) or album
