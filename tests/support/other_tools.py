"""Blobs written by other tools."""

from azure.storage.blob import BlobBlock

from gallery.storage.account import Storage


def write_in_blocks(storage: Storage, name: str, data: bytes, metadata: dict[str, str] | None = None) -> None:
    """Write a photo in blocks, as the output binding and azcopy do, so that it has no Content-MD5 and content type.

    Creates the container when it's missing.
    """
    storage.photos.create_container()
    client = storage.service.get_blob_client(storage.photos.container_name, name)
    client.stage_block("1", data)
    client.commit_block_list([BlobBlock("1")], metadata=metadata)
