"""One Blob container, with the gallery's rules: nothing is overwritten, and a write is read back before it counts."""

import base64
import hashlib
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from azure.core import MatchConditions
from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobClient, BlobProperties, ContainerClient, ContentSettings

from gallery.errors import GalleryError, NotFound, StorageUnavailable, clear_traceback_frames
from gallery.model.blobs import Blob
from gallery.model.pending_moves import MOVED_FROM, is_hidden_copy, read_origin
from gallery.storage.errors import error_code, retry_once, translate_storage_errors
from gallery.storage.listing import UNLISTABLE, Listing, list_blobs, read_page
from gallery.storage.listing_cache import ParseCache
from gallery.storage.sightings import Sightings

PING_TIMEOUT = 1
"""Seconds. Whoever asks for our health wants to know it now."""

T = TypeVar("T")


class Container:
    """Reads and writes of one container, which is made when it is missing."""

    def __init__(self, client: ContainerClient) -> None:
        self._client = client
        self.sightings = Sightings()
        self._parsed_pages = ParseCache(read_page)

    def ping(self) -> None:
        """Raises StorageUnavailable unless storage answers within a second and lets us in."""
        at_once: dict[str, Any] = {
            "connection_timeout": PING_TIMEOUT,
            "read_timeout": PING_TIMEOUT,
            "retry_total": 0,
        }
        with translate_storage_errors():
            self._create_container_if_missing(lambda: self._client.get_container_properties(**at_once))

    def list_folder(self, prefix: str) -> Listing:
        """The blobs directly under a prefix, with metadata, and the folders beside them."""
        return self._list(prefix, "/")

    def list_prefix(self, prefix: str) -> list[Blob]:
        """Every blob under a prefix, at any depth, with metadata."""
        return self._list(prefix).blobs

    def get_visible(self, name: str) -> Blob:
        """What storage says of a blob. Raises NotFound, also for a copy of a photo that is still on its way."""
        blob = self.get_properties(name)
        if self._is_hidden_copy(blob, {}):
            raise NotFound("There is no such photo.")
        return blob

    def get_properties(self, name: str) -> Blob:
        """The same, whatever the blob is. Raises NotFound."""
        with translate_storage_errors(name):
            return _blob(self._blob_client(name).get_blob_properties())

    def read(self, name: str) -> tuple[Blob, bytes]:
        """A blob with all of its bytes. Raises NotFound."""
        with translate_storage_errors(name):
            blob, data = retry_once(lambda: self._download(name))
        if len(data) != blob.length or (blob.md5 and blob.md5 != md5_of(data)):
            raise StorageUnavailable(f"{name} did not arrive whole from storage. Please try again.")
        return blob, data

    def read_start(self, name: str, length: int) -> bytes:
        """The first bytes of a blob that has some. Raises NotFound."""
        with translate_storage_errors(name):
            return retry_once(lambda: self._download(name, 0, length))[1]

    def get_md5(self, blob: Blob) -> bytes:
        """A blob's MD5; it is read for one when it came without, as from the output binding and some tools."""
        return blob.md5 or md5_of(self.read(blob.name)[1])

    def create(
        self, name: str, data: bytes, content_type: str, metadata: Mapping[str, str], md5: bytes | None = None
    ) -> Blob:
        """Writes a new blob and reads its length and MD5 back. `md5` is that of the data, where it is known already.

        Raises PhotoExists when there is a blob of that name, whoever was quicker, and
        StorageUnavailable when storage does not hold the bytes that were sent.
        """
        sent, content = md5 or md5_of(data), ContentSettings(content_type=content_type)
        with translate_storage_errors(name), self.sightings.mark_changed(name):
            self._put(name, data, sent, content_settings=content, metadata=dict(metadata), overwrite=False)
        stored = self.get_properties(name)
        if stored.length != len(data) or (data and stored.md5 != sent):
            self.delete(stored)
            raise StorageUnavailable(f"{name} did not arrive whole in storage and was not kept. Please try again.")
        return stored

    def overwrite(
        self, name: str, data: bytes, content_type: str, metadata: Mapping[str, str], cache_control: str | None = None
    ) -> None:
        """Writes a blob, whatever is there: for caches alone."""
        content = ContentSettings(content_type=content_type, cache_control=cache_control)
        with translate_storage_errors(name):
            self._put(name, data, md5_of(data), content_settings=content, metadata=dict(metadata), overwrite=True)

    def set_properties(self, blob: Blob, metadata: Mapping[str, str], content_type: str, md5: bytes) -> Blob:
        """Adds to a blob's metadata and sets its type and MD5; its bytes stay. Raises Changed, NotFound."""
        client = self._blob_client(blob.name)
        with translate_storage_errors(blob.name):
            settings = ContentSettings(content_type=content_type, content_md5=bytearray(md5))
            same = MatchConditions.IfNotModified
            changed = client.set_http_headers(settings, etag=blob.etag, match_condition=same)
            client.set_blob_metadata(_merged(blob, metadata), etag=changed["etag"], match_condition=same)
        return self.get_properties(blob.name)

    def update_metadata(self, blob: Blob, metadata: Mapping[str, str], without: str = "") -> Blob:
        """Adds to a blob's metadata, takes one away, and touches nothing else. Raises Changed, NotFound."""
        marked = {key: value for key, value in _merged(blob, metadata).items() if key != without}
        same = MatchConditions.IfNotModified
        with translate_storage_errors(blob.name):
            said = self._blob_client(blob.name).set_blob_metadata(marked, etag=blob.etag, match_condition=same)
        return replace(blob, etag=str(said["etag"]), metadata=marked)

    def copy(self, blob: Blob, name: str, metadata: Mapping[str, str]) -> Blob:
        """Copies a blob within the container, with its type and MD5 and this metadata, and checks the copy.

        Raises PhotoExists when the new name is taken, Changed when the source is not the one given.
        """
        target = self._blob_client(name)
        with translate_storage_errors(name), self.sightings.mark_changed(name):
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
            raise StorageUnavailable(f"{blob.name} was not copied whole, so it stays where it is. Please try again.")
        return copied

    def clear_moved_from(self, copy: Blob) -> Blob:
        """What is known of a copy whose origin is gone need not be looked up again."""
        with suppress(GalleryError):  # Then whoever lists it next does it.
            return self.update_metadata(copy, {}, without=MOVED_FROM)
        return copy

    def delete(self, blob: Blob) -> None:
        """Deletes exactly this blob. Raises Changed when it was written since, NotFound when it is gone."""
        with translate_storage_errors(blob.name), self.sightings.mark_changed(blob.name):
            self._blob_client(blob.name).delete_blob(
                etag=blob.etag,
                match_condition=MatchConditions.IfNotModified,
            )

    def url(self, name: str = "") -> str:
        """Address of the container or of a blob in it, percent-encoded, without a right to read it."""
        return str(self._blob_client(name).url if name else self._client.url)

    @property
    def container_name(self) -> str:
        """The container's name in its account."""
        return str(self._client.container_name)

    def _blob_client(self, name: str) -> BlobClient:
        # The way to storage resolves dot segments, so such a name would mean another blob, or another container's.
        if not name or {".", ".."} & set(name.split("/")) or UNLISTABLE.search(name):
            raise NotFound("There is no such photo.")
        return self._client.get_blob_client(name)

    def _download(self, name: str, *part: int) -> tuple[Blob, bytes]:
        # Validated: the service sends the MD5 of each part, also where it keeps none of the whole.
        download = self._blob_client(name).download_blob(*part, validate_content=True)
        data: bytes = download.readall()
        return _blob(download.properties), data

    def _list(self, prefix: str, delimiter: str = "") -> Listing:
        with translate_storage_errors():
            listing = self._create_container_if_missing(
                lambda: list_blobs(self._client, self._parsed_pages, prefix, delimiter)
            )
        copies = [blob for blob in listing.blobs if read_origin(blob)]
        return replace(listing, blobs=self._drop_hidden_copies(listing.blobs, copies)) if copies else listing

    def _drop_hidden_copies(self, blobs: list[Blob], copies: list[Blob]) -> list[Blob]:
        listed = {blob.name: blob for blob in blobs}
        waiting = {copy.name for copy in copies if self._is_hidden_copy(copy, listed)}
        for copy in copies:
            if copy.name not in waiting:
                self.clear_moved_from(copy)
        return [blob for blob in blobs if blob.name not in waiting]

    def _is_hidden_copy(self, blob: Blob, listed: Mapping[str, Blob]) -> bool:
        """Whether it is the copy of a photo that is still where it was, as it was when both were listed."""
        origin = read_origin(blob)
        try:
            return bool(origin) and is_hidden_copy(blob, listed.get(origin) or self.get_properties(origin))
        except NotFound:
            return False

    def _put(self, name: str, data: bytes, md5: bytes, **options: Any) -> None:
        # The service takes nothing but what has the MD5 that is sent with it (REST docs, "Put Blob"; the SDK would
        # compute it again). Without an MD5 of ours as a property, it computes one of what it received: that is what
        # makes the read-back worth something.
        client, check = self._blob_client(name), base64.b64encode(md5).decode()
        # The SDK adds to the headers that it is given, so each try has its own.
        self._create_container_if_missing(lambda: client.upload_blob(data, headers={"Content-MD5": check}, **options))

    def _create_container_if_missing(self, operation: Callable[[], T]) -> T:
        """Does it, making the container first when that is what was missing."""
        try:
            return operation()
        except ResourceNotFoundError as error:
            if error_code(error) != "ContainerNotFound":
                raise
            clear_traceback_frames(error)
        self._create_container()
        return operation()

    def _create_container(self) -> None:
        try:
            self._client.create_container()
        except ResourceExistsError as error:
            clear_traceback_frames(error)


def md5_of(data: bytes) -> bytes:
    """Content-MD5 as Blob Storage keeps it: no protection against an attacker, just the service's own checksum."""
    return hashlib.md5(data, usedforsecurity=False).digest()


def _blob(item: BlobProperties) -> Blob:
    content = item.content_settings
    return Blob(
        name=item.name,
        length=item.size,
        etag=item.etag,
        md5=_md5(content.content_md5),
        content_type=content.content_type or "",
        created=item.creation_time,
        metadata=item.metadata or {},
    )


def _md5(value: Any) -> bytes | None:
    """The SDK gives a bytearray, and for a part of a blob what stands in the header."""
    if isinstance(value, str):
        return base64.b64decode(value)
    return bytes(value) if value else None


def _merged(blob: Blob, metadata: Mapping[str, str]) -> dict[str, str]:
    """Names of metadata ignore case (REST docs, "Setting and retrieving properties and metadata")."""
    others = {key: value for key, value in blob.metadata.items() if key.lower() not in metadata}
    return {**others, **metadata}


def _await_copy(target: BlobClient, status: str) -> None:
    """Within one account a copy is done at once, as a rule; the service is free to take its time."""
    waits = [0.1, 0.4, 1, 3, 5, 10]
    while status == "pending" and waits:
        time.sleep(waits.pop(0))
        status = str(target.get_blob_properties().copy.status)
    if status != "success":
        raise StorageUnavailable(f"Copying {target.blob_name} takes too long. Please try again later.")
