"""Keys of blob metadata: the service ignores their case, and returns them as they were written."""

from collections.abc import Mapping
from functools import lru_cache


def lower_keys(metadata: Mapping[str, str]) -> Mapping[str, str]:
    """Return metadata with lowercase keys; the same object if they are lowercase, as the gallery writes them."""
    return metadata if _are_lower(*metadata) else {key.lower(): value for key, value in metadata.items()}


@lru_cache(maxsize=100)
def _are_lower(*keys: str) -> bool:
    # Cached, because most photos have the same keys.
    return "".join(keys).islower()
