"""One blob container. New blobs never overwrite others, and each write is read back before it counts."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from azure.core import MatchConditions
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import BlobClient, ContainerClient, ContentSettings

from gallery.errors import (
    Changed,
    GalleryError,
    NameTooLong,
    NotFound,
    PhotoExists,
    PhotoNotFound,
    StorageUnavailable,
    clear_traceback_frames,
)
from gallery.model.blobs import MAX_BLOB_NAME, Blob
from gallery.model.pending_moves import MOVED_FROM, is_hidden_copy, read_origin
from gallery.storage.errors import retry_once, translate_storage_errors
from gallery.storage.folder_marks import FolderMarks
from gallery.storage.listing import UNLISTABLE, Listing, Page, list_blobs, list_page, parse_page
from gallery.storage.listing_cache import ParseCache
from gallery.storage.pending_copies import drop_hidden_copies
from gallery.storage.properties import Content, apply_response, blob_from_properties, md5_of, merge_metadata
from gallery.storage.times import ResponseDate
from gallery.storage.writing import await_copy, create_container, if_unchanged, put_blob

PING_TIMEOUT = 1
"""Seconds. A health check needs its result quickly."""

T = TypeVar("T")


class Container:
    """Reads and writes one container. New blobs create it when it's missing.

    Reads never do, because Azure can't restore a deleted container while another one has its name.
    """

    is_missing = False
    """Whether the last listing found no such container."""

    def __init__(self, client: ContainerClient, *, has_index: bool = False) -> None:
        self._client = client
        self.marks = FolderMarks(self._write_mark if has_index else None)
        self._parsed_pages = ParseCache(parse_page)

    def ping(self) -> bool:
        """Return whether the container exists. Raises StorageUnavailable unless storage responds within a second."""
        options: dict[str, Any] = {"connection_timeout": PING_TIMEOUT, "read_timeout": PING_TIMEOUT, "retry_total": 0}
        try:
            with translate_storage_errors():
                self._client.get_container_properties(**options)
        except NotFound:
            return False
        return True

    def create_container(self) -> None:
        """Create the container if it's missing."""
        with translate_storage_errors():
            create_container(self._client)

    def list_folder(self, prefix: str) -> Listing:
        """Return the blobs directly under a prefix, with metadata, and the subfolders."""
        return self._list(prefix, "/")

    def list_prefix(self, prefix: str) -> list[Blob]:
        """Return every blob under a prefix, at any depth, with metadata."""
        return self._list(prefix).blobs

    def list_flat(self, prefix: str) -> Listing:
        """Return every blob under a prefix, at any depth, and when the listing started."""
        return self._list(prefix)

    def list_page(self, marker: str) -> Page:
        """Return one page of a listing of the whole container, and the marker of the next one, "" after the last."""
        try:
            with translate_storage_errors():
                listing, following = list_page(self._client, self._parsed_pages, marker)
        except NotFound:
            return Listing([], []), ""
        return self._drop_hidden_copies(listing), following

    def get_visible(self, name: str) -> Blob:
        """Return a blob's properties. Raises NotFound, also for the copy of a photo whose move is pending."""
        blob = self.get_properties(name)
        origin = self._find(read_origin(blob)) if read_origin(blob) else None
        if origin and is_hidden_copy(blob, origin):
            raise PhotoNotFound
        return blob

    def get_properties(self, name: str) -> Blob:
        """Return the properties of any blob. Raises NotFound."""
        client, date = self.blob_client(name), ResponseDate()
        with translate_storage_errors(name):
            return blob_from_properties(retry_once(lambda: client.get_blob_properties(raw_response_hook=date)), date.at)

    def read(self, name: str) -> tuple[Blob, bytes]:
        """Return a blob and all of its bytes. Raises NotFound."""
        with translate_storage_errors(name):
            blob, data = retry_once(lambda: self._download(name))
        if len(data) != blob.length or (blob.md5 and blob.md5 != md5_of(data)):
            raise StorageUnavailable(f"{name} was damaged on its way from storage. Try again in a moment.")
        return blob, data

    def read_start(self, name: str, length: int) -> bytes:
        """Return the first bytes of a blob that isn't empty. Raises NotFound."""
        with translate_storage_errors(name):
            return retry_once(lambda: self._download(name, 0, length))[1]

    def get_md5(self, blob: Blob) -> bytes:
        """Return a blob's MD5. Blobs written by the output binding and some tools have none, so they are read."""
        return blob.md5 or md5_of(self.read(blob.name)[1])

    def create(
        self, name: str, data: bytes, content_type: str, metadata: Mapping[str, str], md5: bytes | None = None
    ) -> Blob:
        """Write a new blob, then read back its length and MD5. Pass the MD5 of the data if you have it.

        Raises PhotoExists when the name is taken, and StorageUnavailable when the stored bytes are different.
        """
        content = Content(data, content_type, md5 or md5_of(data))
        self.put(name, content, metadata)
        stored = self.get_properties(name)
        if stored.length != len(data) or (data and stored.md5 != content.md5):
            self.delete(stored)
            raise StorageUnavailable(f"{name} was damaged on its way to storage and wasn't saved. Try again.")
        return stored

    def overwrite(
        self, name: str, data: bytes, content_type: str, metadata: Mapping[str, str], cache_control: str | None = None
    ) -> None:
        """Write a blob even if the name is taken. Only for caches."""
        content = ContentSettings(content_type=content_type, cache_control=cache_control)
        with translate_storage_errors(name):
            self._put(name, data, md5_of(data), content_settings=content, metadata=dict(metadata), overwrite=True)

    def put(self, name: str, content: Content, metadata: Mapping[str, str], replaces: Blob | None = None) -> Blob:
        """Write a blob if the name is free, or over one that hasn't changed. Raises PhotoExists, Changed, NotFound.

        Doesn't read it back: that's the caller's job.
        """
        options = {"overwrite": True, **if_unchanged(replaces.etag)} if replaces else {"overwrite": False}
        options |= {"content_settings": ContentSettings(content.content_type), "metadata": dict(metadata)}
        try:
            with translate_storage_errors(name), self.marks.mark(name):
                response = self._put(name, content.data, content.md5, **options)
        except Changed as error:
            if replaces:
                raise
            # Some versions of the service return 412 for this.
            raise PhotoExists(f"Another photo is already named {name}.") from error
        modified = response["last_modified"]
        blob = Blob(name, len(content.data), "", content.md5, content.content_type, modified, metadata)
        return apply_response(blob, response)

    def set_properties(self, blob: Blob, metadata: Mapping[str, str], content_type: str, md5: bytes) -> Blob:
        """Add metadata to a blob and set its content type and MD5. Raises Changed, NotFound."""
        client = self.blob_client(blob.name)
        settings, merged = ContentSettings(content_type, content_md5=bytearray(md5)), merge_metadata(blob, metadata)
        with self.marks.mark(blob.name):
            changed = self._write(blob.name, lambda: client.set_http_headers(settings, **if_unchanged(blob.etag)))
            self._write(blob.name, lambda: client.set_blob_metadata(merged, **if_unchanged(changed["etag"])))
        return self.get_properties(blob.name)

    def update_metadata(self, blob: Blob, metadata: Mapping[str, str], without: str = "") -> Blob:
        """Add metadata to a blob, and remove the key `without`. Raises Changed, NotFound."""
        merged = {key: value for key, value in merge_metadata(blob, metadata).items() if key != without}
        client = self.blob_client(blob.name)
        with self.marks.mark(blob.name):
            changed = self._write(blob.name, lambda: client.set_blob_metadata(merged, **if_unchanged(blob.etag)))
        return apply_response(replace(blob, metadata=merged), changed)

    def copy(self, blob: Blob, name: str, metadata: Mapping[str, str]) -> Blob:
        """Copy a blob within the container, with its content type and MD5 but this metadata, and check the copy.

        Raises PhotoExists when the new name is taken, and Changed when the source has changed.
        """
        target = self.blob_client(name)
        with translate_storage_errors(name), self.marks.mark(name):
            started = target.start_copy_from_url(
                self.blob_client(blob.name).url,
                metadata=dict(metadata),
                match_condition=MatchConditions.IfMissing,
                source_etag=blob.etag,
                source_match_condition=MatchConditions.IfNotModified,
            )
            await_copy(target, str(started["copy_status"]))
        copied = self.get_properties(name)
        if (copied.length, copied.md5) != (blob.length, blob.md5):
            raise StorageUnavailable(f"The copy of {blob.name} is damaged, so it wasn't moved. Try again in a moment.")
        return copied

    def clear_moved_from(self, copy: Blob) -> Blob:
        """Remove the origin from the metadata of a copy whose move is complete, so that it isn't checked again."""
        with suppress(GalleryError):  # The next listing tries again.
            return self.update_metadata(copy, {}, without=MOVED_FROM)
        return copy

    def delete(self, blob: Blob) -> None:
        """Delete a blob. Raises Changed when it has changed, and NotFound when it's gone."""
        client = self.blob_client(blob.name)
        with self.marks.mark(blob.name):
            self._write(blob.name, lambda: client.delete_blob(**if_unchanged(blob.etag)))

    def url(self, name: str = "") -> str:
        """Return the URL of the container or of a blob, percent-encoded, without a SAS token."""
        return str(self.blob_client(name).url if name else self._client.url)

    @property
    def container_name(self) -> str:
        """The container's name in its account."""
        return str(self._client.container_name)

    def blob_client(self, name: str) -> BlobClient:
        """Return the SDK's client of a blob. Raises PhotoNotFound for a name that no blob can have."""
        # Dot segments are resolved on the way to storage, so such a name would reach another blob or container. Storage
        # takes a backslash for a slash, so such a name would reach a blob in a folder that access rules don't see.
        if len(name) > MAX_BLOB_NAME:
            raise NameTooLong(f"A photo's name can have up to {MAX_BLOB_NAME:,} characters, not {len(name):,}.")
        if not name or "\\" in name or {".", ".."} & set(name.split("/")) or UNLISTABLE.search(name):
            raise PhotoNotFound
        return self._client.get_blob_client(name)

    def _download(self, name: str, *part: int) -> tuple[Blob, bytes]:
        # With validate_content the service sends an MD5 of each part, even if it keeps none of the blob.
        date = ResponseDate()
        download = self.blob_client(name).download_blob(*part, validate_content=True, raw_response_hook=date)
        data: bytes = download.readall()
        return blob_from_properties(download.properties, date.at), data

    def _list(self, prefix: str, delimiter: str = "") -> Listing:
        if len(prefix) > MAX_BLOB_NAME:
            return Listing([], [])
        try:
            with translate_storage_errors():
                listing = list_blobs(self._client, self._parsed_pages, prefix, delimiter)
            self.is_missing = False
        except NotFound:
            self.is_missing = True
            return Listing([], [])
        return self._drop_hidden_copies(listing)

    def _drop_hidden_copies(self, listing: Listing) -> Listing:
        visible = drop_hidden_copies(listing.blobs, self._find, self.clear_moved_from)
        return replace(listing, blobs=visible, copies=[blob for blob in listing.blobs if read_origin(blob)])

    def _find(self, name: str) -> Blob | None:
        try:
            return self.get_properties(name)
        except NotFound:
            return None

    def _write(self, name: str, write: Callable[[], T]) -> T:
        """Run a write under a condition. Raises NotFound only if the blob is really gone, Changed, PhotoLocked."""
        with translate_storage_errors(name):
            try:
                return write()
            except ResourceNotFoundError as error:
                clear_traceback_frames(error)
        self.get_properties(name)
        with translate_storage_errors(name):
            return write()

    def _write_mark(self, name: str, metadata: Mapping[str, str]) -> None:
        with translate_storage_errors(name):
            self._put(name, b"", md5_of(b""), metadata=dict(metadata), overwrite=True)

    def _put(self, name: str, data: bytes, md5: bytes, **options: Any) -> dict[str, Any]:
        return put_blob(self._client, self.blob_client(name), data, md5, **options)
