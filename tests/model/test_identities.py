"""Identities of large files."""

import pytest

from gallery.model.identities import identity_metadata, identity_of_pieces, read_identity

MD5S = [b"1" * 16, b"2" * 16]
IDENTITY = identity_of_pieces(300_000_000, MD5S)


def test_a_blob_keeps_its_identity_in_its_metadata() -> None:
    assert read_identity(identity_metadata(300_000_000, IDENTITY), 300_000_000) == IDENTITY


@pytest.mark.parametrize(
    "other",
    [
        identity_of_pieces(300_000_001, MD5S),
        identity_of_pieces(300_000_000, [*reversed(MD5S)]),
        identity_of_pieces(300_000_000, [b"1" * 32]),
    ],
)
def test_length_and_order_of_pieces_count(other: bytes) -> None:
    assert other != IDENTITY


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        identity_metadata(300_000_001, IDENTITY),
        {"content": IDENTITY.hex()},
        {"content": f"300000000-{IDENTITY.hex()[:-1]}"},
        {"content": f"300000000-{IDENTITY.hex()}\n"},
    ],
)
def test_metadata_of_other_bytes_or_tools_is_no_identity(metadata: dict[str, str]) -> None:
    assert read_identity(metadata, 300_000_000) is None
