"""Keys of blob metadata: the service ignores their case, and returns them as they were written."""

from collections.abc import Mapping


def lower_keys(metadata: Mapping[str, str]) -> Mapping[str, str]:
    """Return metadata with lowercase keys; the same object if they are lowercase, as the gallery writes them."""
    return metadata if "".join(metadata).islower() else {key.lower(): value for key, value in metadata.items()}
