"""The blob output binding, with the sequence of writes of the real host."""

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

from local.host.connections import blob_service

SETTING = re.compile(r"%([^%]*)%")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
BLOCK_BYTES = 4 * 1024 * 1024
MAX_NAME_LENGTH = 1024
PARENT_ID = "AzureWebJobsParentId"
OCTETS = ContentSettings(content_type="application/octet-stream")


class BadBlobPath(Exception):
    """A path of a binding that leads to no blob."""


class BlobValue(func.Out[Any]):
    """The argument of a function through which it gives a blob's content."""

    def __init__(self) -> None:
        self._value: Any = None

    def set(self, val: Any) -> None:
        """Take a value; the last one wins."""
        self._value = val

    def get(self) -> Any:
        """The value so far."""
        return self._value


@dataclass(frozen=True)
class BlobOutput:
    """One `@app.blob_output`; `%SETTING%` in its path is filled in already."""

    argument: str
    path: str
    connection: str

    def write(self, value: Any, route_parameters: Mapping[str, str]) -> None:
        """Write what the function has set. Raises BadBlobPath or an error of the storage."""
        container, _, name = self.path.partition("/")
        container, name = (_fill(part, route_parameters) for part in (container, name))
        _check_name(name)
        folder = blob_service(self.connection).get_container_client(container)
        with suppress(ResourceExistsError):
            folder.create_container()
        _write(folder.get_blob_client(name), value.encode() if isinstance(value, str) else value)


def fill_settings(path: str) -> str:
    """The path with its `%SETTING%`s. Raises BadBlobPath when one is missing: that kills the host's indexing."""
    missing = [name for name in SETTING.findall(path) if not os.environ.get(name)]
    if missing:
        raise BadBlobPath(f"the setting {missing[0]} is missing, which the blob path {path!r} needs")
    return SETTING.sub(lambda found: os.environ[found[1]], path)


def encode(value: Any) -> Any:
    """What a function has set as the worker sends it: bytes, or str. Raises NotImplementedError for other types."""
    return None if value is None else BlobConverter.encode(value, expected_type=None).value


def _fill(path: str, route_parameters: Mapping[str, str]) -> str:
    values = {name.lower(): value for name, value in route_parameters.items()}
    for name in PLACEHOLDER.findall(path):
        if name.lower() not in values:
            raise BadBlobPath(f"no value for {{{name}}} in the blob path {path!r}: only route parameters are filled in")
    return PLACEHOLDER.sub(lambda found: values[found[1].lower()], path)


def _check_name(name: str) -> None:
    if not name or name.endswith((".", "/")) or "\\" in name or len(name) > MAX_NAME_LENGTH:
        raise BadBlobPath(f"{name[:100]!r} is no name that the binding writes to")


def _write(blob: BlobClient, content: bytes) -> None:
    metadata = {**_metadata(blob), PARENT_ID: str(uuid4())}
    # Everyone sees an empty blob until the blocks are committed, and that is what the real host does.
    placeholder = blob.upload_blob(b"", overwrite=True, metadata=metadata, content_settings=OCTETS)
    blob.commit_block_list(
        _stage(blob, content),
        metadata=metadata,
        content_settings=OCTETS,
        etag=placeholder["etag"],
        match_condition=MatchConditions.IfNotModified,
    )


def _metadata(blob: BlobClient) -> dict[str, str]:
    try:
        metadata = blob.get_blob_properties().metadata
    except ResourceNotFoundError:
        return {}
    return {name: value for name, value in metadata.items() if name.lower() != PARENT_ID.lower()}


def _stage(blob: BlobClient, content: bytes) -> list[BlobBlock]:
    blocks = []
    for start in range(0, len(content), BLOCK_BYTES):
        block = base64.b64encode(f"{start:020}".encode()).decode()
        # With a checksum, for the way to Azurite has no TLS to see to it.
        blob.stage_block(block, content[start : start + BLOCK_BYTES], validate_content=True)
        blocks.append(BlobBlock(block))
    return blocks
