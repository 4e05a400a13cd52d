"""The blob output binding, with the real host's sequence of writes."""

import base64
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import azure.functions as func
from azure.core import MatchConditions
from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.functions.blob import BlobConverter
from azure.storage.blob import BlobBlock, BlobClient, ContentSettings

from local.host.connections import get_blob_service

SETTING = re.compile(r"%([^%]*)%")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
BLOCK_BYTES = 4 * 1024 * 1024
MAX_NAME_LENGTH = 1024
PARENT_ID = "AzureWebJobsParentId"
CONTENT_SETTINGS = ContentSettings(content_type="application/octet-stream")


class BadBlobPath(Exception):
    """A binding's path that can't be resolved to a blob name."""


class BlobValue(func.Out[Any]):
    """The function argument that receives the blob's content."""

    def __init__(self) -> None:
        self._value: Any = None

    def set(self, val: Any) -> None:
        """Set the content; the last call wins."""
        self._value = val

    def get(self) -> Any:
        """Return the content, or None if it hasn't been set."""
        return self._value


@dataclass(frozen=True)
class BlobOutput:
    """One `@app.blob_output`, with the `%SETTING%`s in its path already filled in."""

    argument: str
    path: str
    connection: str

    def write(self, value: Any, route_parameters: Mapping[str, str]) -> None:
        """Write the value to the blob. Raises BadBlobPath, NoConnection or a storage error."""
        container, _, name = self.path.partition("/")
        container, name = (_fill_placeholders(part, route_parameters) for part in (container, name))
        _check_name(name)
        client = get_blob_service(self.connection).get_container_client(container)
        with suppress(ResourceExistsError):
            client.create_container()
        write_blob(client.get_blob_client(name), value.encode() if isinstance(value, str) else value)


def fill_settings(path: str) -> str:
    """Fill in the path's `%SETTING%`s. Raises BadBlobPath for a missing one, which makes the host's indexing fail."""
    missing = [name for name in SETTING.findall(path) if not os.environ.get(name)]
    if missing:
        raise BadBlobPath(f"the blob path {path!r} needs the setting {missing[0]}, which is missing")
    return SETTING.sub(lambda found: os.environ[found[1]], path)


def encode_value(value: Any) -> Any:
    """Return the value as the worker sends it: bytes, str or None. Raises NotImplementedError for other types."""
    return None if value is None else BlobConverter.encode(value, expected_type=None).value


def write_blob(blob: BlobClient, content: bytes) -> None:
    """Write an empty blob, then its blocks, then commit them if the blob hasn't changed."""
    metadata = {**_read_metadata(blob), PARENT_ID: str(uuid4())}
    # As on the real host, readers see an empty blob until the blocks are committed.
    placeholder = blob.upload_blob(b"", overwrite=True, metadata=metadata, content_settings=CONTENT_SETTINGS)
    blob.commit_block_list(
        _stage_blocks(blob, content),
        metadata=metadata,
        content_settings=CONTENT_SETTINGS,
        etag=placeholder["etag"],
        match_condition=MatchConditions.IfNotModified,
    )


def _fill_placeholders(path: str, route_parameters: Mapping[str, str]) -> str:
    values = {name.lower(): value for name, value in route_parameters.items()}
    for name in PLACEHOLDER.findall(path):
        if name.lower() not in values:
            raise BadBlobPath(f"{{{name}}} in the blob path {path!r} isn't a route parameter")
    return PLACEHOLDER.sub(lambda found: values[found[1].lower()], path)


def _check_name(name: str) -> None:
    if not name or name.endswith((".", "/")) or "\\" in name or len(name) > MAX_NAME_LENGTH:
        raise BadBlobPath(f"the binding can't write to a blob named {name[:100]!r}")


def _read_metadata(blob: BlobClient) -> dict[str, str]:
    try:
        metadata = blob.get_blob_properties().metadata
    except ResourceNotFoundError:
        return {}
    return {name: value for name, value in metadata.items() if name.lower() != PARENT_ID.lower()}


def _stage_blocks(blob: BlobClient, content: bytes) -> list[BlobBlock]:
    blocks = []
    for start in range(0, len(content), BLOCK_BYTES):
        block = base64.b64encode(f"{start:020}".encode()).decode()
        # Checksummed, because connections to Azurite have no TLS to detect corrupted bytes.
        blob.stage_block(block, content[start : start + BLOCK_BYTES], validate_content=True)
        blocks.append(BlobBlock(block))
    return blocks
