"""Reading one blob container: listings, properties and bytes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from azure.storage.blob import BlobClient, ContainerClient

from gallery.errors import (
    Changed,
    NameTooLong,
    NotFound,
    PhotoNotFound,
    StorageUnavailable,
)
from gallery.model.blobs import LONG_AGO, MAX_BLOB_NAME, Blob
from gallery.model.identities import MAX_MD5_BYTES, PIECE_BYTES, identity_of_pieces
from gallery.model.pending_moves import is_hidden_copy, read_origin
from gallery.storage.errors import retry_once, translate_storage_errors
from gallery.storage.listing import (
    UNLISTABLE,
    Listing,
    Page,
    Response,
    list_blobs,
    list_page,
    parse_page,
    request_first_page,
)
from gallery.storage.listing_cache import ParseCache
from gallery.storage.pending_copies import drop_hidden_copies
from gallery.storage.properties import blob_from_properties, md5_of, new_md5
from gallery.storage.times import ResponseDate
from gallery.storage.writing import if_unchanged

PING_TIMEOUT = 1
"""Seconds. A health check needs its result quickly."""


@dataclass(frozen=True)
class UnparsedListing:
    """The first page of a listing."""

    body: bytes = field(repr=False)
    """The response; empty if there's no container."""
    read_at: datetime
    """When the page was sent; LONG_AGO if unknown."""
    parse: Callable[[], Listing]
    """Requests the other pages, too. Raises StorageUnavailable."""


class ContainerReader:
    """Reads one container.

    Reads never create it when it's missing, because Azure can't restore a deleted container while another one has its
    name.
    """

    is_missing = False
    """Whether the last listing found no such container."""

    def __init__(self, client: ContainerClient) -> None:
        self._client = client
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

    def list_folder(self, prefix: str) -> Listing:
        """Return the blobs directly under a prefix, with metadata, and the subfolders."""
        return self._list(prefix, "/")

    def list_prefix(self, prefix: str) -> list[Blob]:
        """Return every blob under a prefix, at any depth, with metadata."""
        return self.list_flat(prefix).blobs

    def list_flat(self, prefix: str) -> Listing:
        """Return every blob under a prefix, at any depth, and when the listing started."""
        return self._list(prefix)

    def list_unparsed(self, prefix: str, delimiter: str = "") -> UnparsedListing:
        """Return a listing that's parsed when needed: read_outline may show that nothing has changed."""
        if len(prefix) > MAX_BLOB_NAME or UNLISTABLE.search(prefix):
            return UnparsedListing(b"", LONG_AGO, lambda: Listing([], []))
        try:
            with translate_storage_errors():
                first = request_first_page(self._client, prefix, delimiter)
        except NotFound:
            self.is_missing = True
            return UnparsedListing(b"", LONG_AGO, lambda: Listing([], []))
        self.is_missing = False
        return UnparsedListing(*first, lambda: self._list(prefix, delimiter, first))

    def list_page(self, marker: str) -> Page:
        """Return one page of a listing of the whole container, and the marker of the next one, "" after the last."""
        try:
            with translate_storage_errors():
                listing, following = list_page(self._client, marker)
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

    def exists(self, name: str) -> bool:
        """Return whether there's any blob of this name."""
        return self._find(name) is not None

    def read(self, name: str) -> tuple[Blob, bytes]:
        """Return a blob and all of its bytes. Raises NotFound."""
        with translate_storage_errors(name):
            blob, data = retry_once(lambda: self._download(name))
        if len(data) != blob.length or (blob.md5 and blob.md5 != md5_of(data)):
            raise StorageUnavailable("%(name)s was damaged on its way from storage. Try again in a moment.", name=name)
        return blob, data

    def read_start(self, name: str, length: int) -> bytes:
        """Return the first bytes of a blob that isn't empty. Raises NotFound."""
        return self.read_part(name, 0, length)

    def read_part(self, name: str, start: int, length: int) -> bytes:
        """Return up to `length` bytes of a blob, which has more than `start`. Raises NotFound."""
        with translate_storage_errors(name):
            return retry_once(lambda: self._download(name, start, length))[1]

    def read_unchanged(self, blob: Blob, start: int, length: int) -> bytes:
        """Return up to `length` bytes of a blob as it was listed. Raises Changed, NotFound."""
        client = self.blob_client(blob.name)
        with translate_storage_errors(blob.name):
            data: bytes = retry_once(lambda: client.download_blob(start, length, **if_unchanged(blob.etag)).readall())
        return data

    def get_identity(self, blob: Blob) -> bytes:
        """Return a blob's identity. Blobs written by the output binding and some tools have none, so they are read."""
        return blob.identity or self.compute_identity(blob)

    def have_same_bytes(self, one: Blob, other: Blob) -> bool:
        """Return whether two blobs have the same bytes, by their identities."""
        return one.length == other.length and self.get_identity(one) == self.get_identity(other)

    def compute_identity(self, blob: Blob) -> bytes:
        """Read a blob, a piece at a time, and return the identity of its bytes.

        Raises NotFound if it's gone or has changed since it was listed.
        """
        md5s: list[bytes] = []
        whole = new_md5()
        for start in range(0, blob.length, PIECE_BYTES):
            try:
                piece = self.read_unchanged(blob, start, PIECE_BYTES)
            except Changed as error:
                raise PhotoNotFound from error
            md5s.append(md5_of(piece))
            whole.update(piece)
        return identity_of_pieces(blob.length, md5s) if blob.length > MAX_MD5_BYTES else whole.digest()

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
            raise NameTooLong(
                "A photo's name can have up to %(most)s characters, not %(name)s.",
                most=f"{MAX_BLOB_NAME:,}",
                name=f"{len(name):,}",
            )
        if not name or "\\" in name or {".", ".."} & set(name.split("/")) or UNLISTABLE.search(name):
            raise PhotoNotFound
        return self._client.get_blob_client(name)

    def _download(self, name: str, *part: int) -> tuple[Blob, bytes]:
        # With validate_content the service sends an MD5 of each part, even if it keeps none of the blob.
        date = ResponseDate()
        download = self.blob_client(name).download_blob(*part, validate_content=True, raw_response_hook=date)
        data: bytes = download.readall()
        return blob_from_properties(download.properties, date.at), data

    def _list(self, prefix: str, delimiter: str = "", first: Response | None = None) -> Listing:
        if len(prefix) > MAX_BLOB_NAME:
            return Listing([], [])
        try:
            with translate_storage_errors():
                listing = list_blobs(self._client, self._parsed_pages, prefix, delimiter, first)
            self.is_missing = False
        except NotFound:
            self.is_missing = True
            return Listing([], [])
        return self._drop_hidden_copies(listing)

    def _drop_hidden_copies(self, listing: Listing) -> Listing:
        visible = drop_hidden_copies(listing.blobs, self._find, self.clear_moved_from)
        return replace(listing, blobs=visible, copies=[blob for blob in listing.blobs if read_origin(blob)])

    def clear_moved_from(self, copy: Blob) -> Blob:
        """Called with each listed copy whose move is complete. A container that can be written removes the mark."""
        return copy

    def _find(self, name: str) -> Blob | None:
        try:
            return self.get_properties(name)
        except NotFound:
            return None
