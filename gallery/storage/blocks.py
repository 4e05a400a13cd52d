"""Blobs that consist of named blocks, so that replacing some of them doesn't send the others again."""

import base64
from collections.abc import Mapping, Sequence

from azure.core import MatchConditions
from azure.storage.blob import BlobBlock

from gallery.model.blobs import LONG_AGO, Blob
from gallery.storage.concurrency import run_all
from gallery.storage.container import Container
from gallery.storage.errors import translate_storage_errors
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


def block_id(digest: bytes) -> str:
    """Return the ID of a block with this digest, so that the same content has the same ID."""
    return base64.b64encode(digest).decode()
