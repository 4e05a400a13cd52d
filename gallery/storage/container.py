"""One blob container. New blobs overwrite nothing, and each write is read back before it counts."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from azure.core import MatchConditions
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import ContainerClient, ContentSettings

from gallery.errors import (
    Changed,
    GalleryError,
    PhotoExists,
    StorageUnavailable,
    clear_traceback_frames,
)
from gallery.model.blobs import Blob
from gallery.model.pending_moves import MOVED_FROM
from gallery.storage.container_reader import ContainerReader
from gallery.storage.errors import translate_storage_errors
from gallery.storage.folder_marks import FolderMarks
from gallery.storage.properties import Content, apply_response, md5_of, merge_metadata
from gallery.storage.writing import await_copy, create_container, if_unchanged, put_blob

T = TypeVar("T")


class Container(ContainerReader):
    """Reads and writes one container. New blobs create it when it's missing."""

    def __init__(self, client: ContainerClient, *, has_index: bool = False) -> None:
        super().__init__(client)
        self.marks = FolderMarks(self._write_mark if has_index else None)

    def create_container(self) -> None:
        """Create the container if it's missing."""
        with translate_storage_errors():
            create_container(self._client)

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
            raise StorageUnavailable(
                "%(name)s was damaged on its way to storage and wasn't saved. Try again.", name=name
            )
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
            raise PhotoExists("Another photo is already named %(name)s.", name=name) from error
        modified = response["last_modified"]
        blob = Blob(name, len(content.data), "", content.md5, content.content_type, modified, metadata)
        return apply_response(blob, response)

    def set_properties(self, blob: Blob, metadata: Mapping[str, str], content_type: str, md5: bytes | None) -> Blob:
        """Add metadata to a blob and set its content type and MD5. Raises Changed, NotFound."""
        client = self.blob_client(blob.name)
        settings, merged = (
            ContentSettings(content_type, content_md5=bytearray(md5) if md5 else None),
            merge_metadata(blob, metadata),
        )
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
            raise StorageUnavailable(
                "The copy of %(name)s is damaged, so it wasn't moved. Try again in a moment.", name=blob.name
            )
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
