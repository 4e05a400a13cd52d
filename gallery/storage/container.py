"""One blob container. New blobs overwrite nothing, and each write is read back before it counts."""

import base64
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from azure.core import MatchConditions
from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobClient, ContainerClient, ContentSettings

from gallery.errors import (
    GalleryError,
    NameTooLong,
    NotFound,
    PhotoNotFound,
    StorageUnavailable,
    clear_traceback_frames,
)
from gallery.model.blobs import MAX_BLOB_NAME, Blob
from gallery.model.pending_moves import MOVED_FROM, is_hidden_copy, read_origin
from gallery.storage.errors import error_code, retry_once, translate_storage_errors
from gallery.storage.listing import UNLISTABLE, Listing, list_blobs, parse_page
from gallery.storage.listing_cache import ParseCache
from gallery.storage.listing_times import ListingTimes
from gallery.storage.properties import blob_from_properties, md5_of, merge_metadata

PING_TIMEOUT = 1
"""Seconds. A health check wants its result now."""

T = TypeVar("T")


class Container:
    """Reads and writes one container, and creates it when it's missing."""

    def __init__(self, client: ContainerClient) -> None:
        self._client = client
        self.listing_times = ListingTimes()
        self._parsed_pages = ParseCache(parse_page)

    def ping(self) -> None:
        """Raise StorageUnavailable unless storage responds within a second and grants access."""
        options: dict[str, Any] = {"connection_timeout": PING_TIMEOUT, "read_timeout": PING_TIMEOUT, "retry_total": 0}
        with translate_storage_errors():
            self._run(lambda: self._client.get_container_properties(**options))

    def list_folder(self, prefix: str) -> Listing:
        """Return the blobs directly under a prefix, with metadata, and the subfolders."""
        return self._list(prefix, "/")

    def list_prefix(self, prefix: str) -> list[Blob]:
        """Return every blob under a prefix, at any depth, with metadata."""
        return self._list(prefix).blobs

    def get_visible(self, name: str) -> Blob:
        """Return a blob's properties. Raises NotFound, also for the copy of a photo whose move is pending."""
        blob = self.get_properties(name)
        if self._is_hidden_copy(blob, {}):
            raise PhotoNotFound
        return blob

    def get_properties(self, name: str) -> Blob:
        """Return the properties of any blob. Raises NotFound."""
        with translate_storage_errors(name):
            return blob_from_properties(self._blob_client(name).get_blob_properties())

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
        sent, content = md5 or md5_of(data), ContentSettings(content_type=content_type)
        with translate_storage_errors(name), self.listing_times.mark_changed(name):
            self._put(name, data, sent, content_settings=content, metadata=dict(metadata), overwrite=False)
        stored = self.get_properties(name)
        if stored.length != len(data) or (data and stored.md5 != sent):
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

    def set_properties(self, blob: Blob, metadata: Mapping[str, str], content_type: str, md5: bytes) -> Blob:
        """Add metadata to a blob and set its content type and MD5. Raises Changed, NotFound."""
        client = self._blob_client(blob.name)
        with translate_storage_errors(blob.name):
            settings = ContentSettings(content_type=content_type, content_md5=bytearray(md5))
            changed = client.set_http_headers(settings, **_if_unchanged(blob.etag))
            client.set_blob_metadata(merge_metadata(blob, metadata), **_if_unchanged(changed["etag"]))
        return self.get_properties(blob.name)

    def update_metadata(self, blob: Blob, metadata: Mapping[str, str], without: str = "") -> Blob:
        """Add metadata to a blob, and remove the key `without`. Raises Changed, NotFound."""
        merged = {key: value for key, value in merge_metadata(blob, metadata).items() if key != without}
        with translate_storage_errors(blob.name):
            changed = self._blob_client(blob.name).set_blob_metadata(merged, **_if_unchanged(blob.etag))
        return replace(blob, etag=str(changed["etag"]), metadata=merged)

    def copy(self, blob: Blob, name: str, metadata: Mapping[str, str]) -> Blob:
        """Copy a blob within the container, with its content type and MD5 but this metadata, and check the copy.

        Raises PhotoExists when the new name is taken, and Changed when the source has changed.
        """
        target = self._blob_client(name)
        with translate_storage_errors(name), self.listing_times.mark_changed(name):
            started = target.start_copy_from_url(
                self._blob_client(blob.name).url,
                metadata=dict(metadata),
                match_condition=MatchConditions.IfMissing,
                source_etag=blob.etag,
                source_match_condition=MatchConditions.IfNotModified,
            )
            _await_copy(target, str(started["copy_status"]))
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
        with translate_storage_errors(blob.name), self.listing_times.mark_changed(blob.name):
            self._blob_client(blob.name).delete_blob(**_if_unchanged(blob.etag))

    def url(self, name: str = "") -> str:
        """Return the URL of the container or of a blob, percent-encoded, without a SAS token."""
        return str(self._blob_client(name).url if name else self._client.url)

    @property
    def container_name(self) -> str:
        """The container's name in its account."""
        return str(self._client.container_name)

    def _blob_client(self, name: str) -> BlobClient:
        # Dot segments are resolved on the way to storage, so such a name would reach another blob or container.
        if len(name) > MAX_BLOB_NAME:
            raise NameTooLong(f"A photo's name can have up to {MAX_BLOB_NAME:,} characters, not {len(name):,}.")
        if not name or {".", ".."} & set(name.split("/")) or UNLISTABLE.search(name):
            raise PhotoNotFound
        return self._client.get_blob_client(name)

    def _download(self, name: str, *part: int) -> tuple[Blob, bytes]:
        # With validate_content the service sends an MD5 of each part, even if it keeps none of the blob.
        download = self._blob_client(name).download_blob(*part, validate_content=True)
        data: bytes = download.readall()
        return blob_from_properties(download.properties), data

    def _list(self, prefix: str, delimiter: str = "") -> Listing:
        if len(prefix) > MAX_BLOB_NAME:
            return Listing([], [])
        with translate_storage_errors():
            listing = self._run(lambda: list_blobs(self._client, self._parsed_pages, prefix, delimiter))
        copies = [blob for blob in listing.blobs if read_origin(blob)]
        return replace(listing, blobs=self._drop_hidden_copies(listing.blobs, copies)) if copies else listing

    def _drop_hidden_copies(self, blobs: list[Blob], copies: list[Blob]) -> list[Blob]:
        listed = {blob.name: blob for blob in blobs}
        hidden = {copy.name for copy in copies if self._is_hidden_copy(copy, listed)}
        for copy in copies:
            if copy.name not in hidden:
                self.clear_moved_from(copy)
        return [blob for blob in blobs if blob.name not in hidden]

    def _is_hidden_copy(self, blob: Blob, listed: Mapping[str, Blob]) -> bool:
        """Whether a blob is the copy of a photo that still exists, which is looked up unless it's listed too."""
        origin = read_origin(blob)
        try:
            return bool(origin) and is_hidden_copy(blob, listed.get(origin) or self.get_properties(origin))
        except NotFound:
            return False

    def _put(self, name: str, data: bytes, md5: bytes, **options: Any) -> None:
        # The service rejects bytes that don't match Content-MD5 (REST docs, "Put Blob"). Without x-ms-blob-content-md5
        # it computes the MD5 property from the bytes it received, which makes reading it back worthwhile.
        client, checksum = self._blob_client(name), base64.b64encode(md5).decode()
        # The SDK adds to the headers it gets, so each try needs new ones.
        self._run(lambda: client.upload_blob(data, headers={"Content-MD5": checksum}, **options))

    def _run(self, operation: Callable[[], T]) -> T:
        """Run an operation. If it fails because the container is missing, create the container and run it again."""
        try:
            return operation()
        except ResourceNotFoundError as error:
            if error_code(error) != "ContainerNotFound":
                raise
            clear_traceback_frames(error)
        try:
            self._client.create_container()
        except ResourceExistsError as error:  # Another process was faster.
            clear_traceback_frames(error)
        return operation()


def _if_unchanged(etag: str) -> dict[str, Any]:
    return {"etag": etag, "match_condition": MatchConditions.IfNotModified}


def _await_copy(target: BlobClient, status: str) -> None:
    waits = [0.1, 0.4, 1, 3, 5, 10]  # within an account most copies are complete at once
    while status == "pending" and waits:
        time.sleep(waits.pop(0))
        status = str(target.get_blob_properties().copy.status)
    if status != "success":
        raise StorageUnavailable(f"Copying to {target.blob_name} didn't finish. Try again in a few minutes.")
