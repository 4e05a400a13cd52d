"""Writing into the container as other tools do."""

from azure.storage.blob import BlobBlock

from gallery.storage.account import Storage


def write_in_blocks(storage: Storage, name: str, data: bytes, metadata: dict[str, str] | None = None) -> None:
    """As the output binding and azcopy do: in blocks, so that the service keeps no Content-MD5 and no type.

    Makes the container when it is missing.
    """
    storage.photos.ping()
    client = storage.service.get_blob_client(storage.photos.container_name, name)
    client.stage_block("1", data)
    client.commit_block_list([BlobBlock("1")], metadata=metadata)
