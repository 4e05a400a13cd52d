"""Blobs that consist of named blocks, so that replacing some of them doesn't send the others again."""

import base64
from collections.abc import Mapping, Sequence

from azure.core import MatchConditions
from azure.storage.blob import BlobBlock, ContentSettings

from gallery.model.blobs import LONG_AGO, Blob
from gallery.storage.concurrency import run_all
from gallery.storage.container import Container
from gallery.storage.errors import retry_once, translate_storage_errors
from gallery.storage.properties import apply_response
from gallery.storage.writing import if_unchanged


def write_blocks(
    container: Container, name: str, new: Mapping[str, bytes], order: Sequence[str], replaces: Blob | None
) -> Blob:
    """Send the new blocks, then make the blob consist of these blocks in this order. Return it, except for its length.

    All block IDs of a blob must have the same length (Azure REST docs, "Put Block"). Raises Changed or PhotoExists if
    the blob isn't the one to replace, and Changed if another writer's commit has discarded the new blocks.
    """
    client = container.blob_client(name)

    def send(block: str) -> None:
        with translate_storage_errors(name):
            client.stage_block(block, new[block], len(new[block]))

    run_all(send, list(new))
    condition = if_unchanged(replaces.etag) if replaces else {"match_condition": MatchConditions.IfMissing}
    with translate_storage_errors(name):
        response = client.commit_block_list([BlobBlock(block) for block in order], **condition)
    return apply_response(Blob(name, 0, "", None, "", LONG_AGO, {}), response)


def list_staged(container: Container, name: str) -> dict[str, int]:
    """Return the blocks that were sent but aren't part of the blob, with their lengths. Raises NotFound."""
    with translate_storage_errors(name):
        blocks = retry_once(lambda: container.blob_client(name).get_block_list("uncommitted"))[1]
    return {block.id: block.size for block in blocks}


def list_committed(container: Container, name: str) -> list[tuple[str, int]]:
    """Return the blocks that a blob consists of, with their lengths. Raises NotFound."""
    with translate_storage_errors(name):
        blocks = retry_once(lambda: container.blob_client(name).get_block_list("committed"))[0]
    return [(block.id, block.size) for block in blocks]


def stage_block(container: Container, name: str, block: str, data: bytes, md5: bytes) -> None:
    """Send a block. The service rejects bytes that don't match the MD5."""
    # The SDK adds to the headers it gets, and sends them again unchanged.
    checksum = base64.b64encode(md5).decode()
    with translate_storage_errors(name):
        container.blob_client(name).stage_block(block, data, len(data), headers={"Content-MD5": checksum})


def commit_blocks(  # noqa: PLR0913 - what a blob consists of
    container: Container,
    reservation: Blob,
    blocks: Sequence[str],
    metadata: Mapping[str, str],
    *,
    content_type: str,
    md5: bytes | None,
) -> None:
    """Fill a reservation with blocks that were sent. The service keeps the MD5 without checking it.

    Raises Changed if the reservation has changed or a block is missing, and NotFound.
    """
    name, settings = reservation.name, ContentSettings(content_type, content_md5=bytearray(md5) if md5 else None)
    options = {"metadata": dict(metadata), "content_settings": settings, **if_unchanged(reservation.etag)}
    with container.marks.mark(name), translate_storage_errors(name):
        container.blob_client(name).commit_block_list([BlobBlock(block) for block in blocks], **options)


def block_id(digest: bytes) -> str:
    """Return the ID of a block with this digest, so that the same content has the same ID."""
    return base64.b64encode(digest).decode()
