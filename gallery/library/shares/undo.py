"""Undoing a guest's own upload: the token from its response lets the guest move the photo to the trash."""

import hmac

from gallery.errors import Changed, GalleryError, NotFound, PhotoNotFound
from gallery.library.previews import preview_key
from gallery.library.shares.guest_errors import without_names
from gallery.library.shares.shared_photos import find_album
from gallery.library.shares.upload_ledger import UNDONE, change_entry, entry_name, is_entry
from gallery.library.trash import move_to_trash
from gallery.model.blobs import Blob
from gallery.model.folders import folder_of_album
from gallery.model.guest_uploads import SHARE, UPLOAD, may_be_removed
from gallery.model.pairs import COMPANIONS, Companion, attach_companions
from gallery.model.shares import Share
from gallery.storage.account import Storage
from gallery.translations import lazy_gettext as _

NOT_REMOVED = _("This photo couldn't be removed. Try again.")


def undo_token(storage: Storage, share: Share, entry: str, md5: bytes) -> str:
    """Return the token that undoes the upload with this entry in the share's ledger, while the photo has these bytes.

    It names the entry rather than the photo, so that it says nothing about the photo's name and survives a rename.
    """
    signed = f"guest upload/{share.id}/{entry}/{md5.hex()}"
    return f"{entry}-{hmac.digest(preview_key(storage), signed.encode(), 'sha256').hex()}"


def undo_upload(storage: Storage, share: Share, token: str) -> None:
    """Move the photo to the trash, with its companions. Undoing it again, or one of those, does nothing.

    Raises PhotoNotFound if the token isn't valid for this share, or the photo has changed or isn't in its album, and
    Changed if someone else has uploaded the same photo.
    """
    entry = token.rpartition("-")[0]
    if not share.can_add or not is_entry(entry):
        raise PhotoNotFound
    photo = _find(storage, share, entry)
    if photo is None:
        _require_undone(storage, share, entry)
    else:
        _check(storage, share, photo, token)
        companions = _choose_companions(photo)
        _move_to_trash(storage, photo)
        for one in (photo, *companions):
            change_entry(storage, share.id, one.metadata[UPLOAD], {UNDONE: "yes"})


def _find(storage: Storage, share: Share, entry: str) -> Blob | None:
    """Return the photo of an entry, if it's still in the share's album."""
    folder = folder_of_album(find_album(storage, share) or "")
    listed = storage.photos.list_folder(folder).blobs if folder else []
    attach_companions(listed)
    wanted = (share.id, entry)
    return next((blob for blob in listed if (blob.metadata.get(SHARE), blob.metadata.get(UPLOAD)) == wanted), None)


def _choose_companions(photo: Blob) -> list[Blob]:
    """Leave the photo only those companions that nobody else has added too, and return them."""
    found: tuple[Companion, ...] = photo.derived[COMPANIONS]
    photo.derived[COMPANIONS] = tuple(one for one in found if one.blob and may_be_removed(one.blob))
    return [one.blob for one in photo.derived[COMPANIONS]]


def _move_to_trash(storage: Storage, photo: Blob) -> None:
    try:
        move_to_trash(storage, photo.name, lambda _: photo)
    except GalleryError as error:
        raise without_names(error, NOT_REMOVED) from None


def _check(storage: Storage, share: Share, photo: Blob, token: str) -> None:
    """Raise PhotoNotFound unless the token is for this photo, and Changed if someone else counts on it."""
    expected = undo_token(storage, share, photo.metadata[UPLOAD], storage.photos.get_identity(photo))
    if not hmac.compare_digest(expected.encode(), token.encode(errors="replace")):
        raise PhotoNotFound
    if not may_be_removed(photo):
        raise Changed("Someone else has added this photo too, so it stays.")


def _require_undone(storage: Storage, share: Share, entry: str) -> None:
    try:
        metadata = storage.photos.get_properties(entry_name(share.id, entry)).metadata
    except NotFound:
        metadata = {}
    if UNDONE not in metadata:
        raise PhotoNotFound
