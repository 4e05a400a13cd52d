"""Rows: a photo from the index is the photo that a listing would find."""

import gc
from datetime import UTC, datetime
from weakref import ref

from hypothesis import given
from hypothesis import strategies as st
from support.index_photos import facts

from gallery.library.index.rows import METADATA, photo_of_row, row_of
from gallery.model.blobs import Blob
from gallery.model.photo_json import public_json
from gallery.model.photos import photo_of

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
TAKEN = st.sampled_from(
    ["2026-09-12", "2026-09-12T10:11:12", "2026-09-12T10:11:12.123+02:00", "2026-02-31", "yesterday", ""]
)
NAMES = st.builds(
    "{}{}.jpg".format, st.sampled_from(["", "Rome/", "2026/09/12/", "2026/02/31/", "a//", "Rome/2026/"]), TEXT
)


@st.composite
def blobs(draw: st.DrawFn) -> Blob:
    """Return a blob with any metadata, written by the gallery or by another tool."""
    metadata = draw(st.one_of(st.just({}), st.builds(facts, TAKEN)))
    metadata |= draw(st.dictionaries(st.sampled_from([*METADATA, "upload", "other"]), TEXT, max_size=4))
    if draw(st.booleans()) and "previews" not in metadata:
        metadata = {key.title(): value for key, value in metadata.items()}
    created = datetime.fromtimestamp(draw(st.integers(0, 4_000_000_000)), UTC)
    md5 = draw(st.one_of(st.none(), st.binary(min_size=16, max_size=16)))
    length, is_archived = draw(st.integers(1, 10**12)), draw(st.booleans())
    return Blob(draw(NAMES), length, f'"{draw(TEXT)}"', md5, draw(TEXT), created, metadata, is_archived=is_archived)


@given(blobs())
def test_a_photo_survives_as_a_row(blob: Blob) -> None:
    """With everything that pages and the API show, its place in every list, and what downloads and moves need."""
    photo = photo_of(blob)
    restored = photo_of_row(row_of(photo))
    assert public_json(restored) == public_json(photo)
    assert (restored.cursor, restored.album, restored.ratio) == (photo.cursor, photo.album, photo.ratio)
    for name in ("name", "length", "etag", "md5", "content_type", "created", "is_archived"):
        assert getattr(restored.blob, name) == getattr(photo.blob, name)


def test_photos_of_rows_are_freed_without_garbage_collection() -> None:
    """A page of albums makes hundreds, and searching for them would take a tenth of its time."""
    blob = Blob("a.jpg", 1, '"1"', None, "image/jpeg", datetime(2026, 9, 12, tzinfo=UTC), facts("2026-09-12"))
    row = row_of(photo_of(blob))
    gc.disable()
    try:
        photo = photo_of_row(row)
        assert photo.cursor == row.cursor
        freed = ref(photo)
        del photo
        assert not freed()
    finally:
        gc.enable()


@given(blobs())
def test_a_row_made_from_a_row_is_the_same(blob: Blob) -> None:
    """So a cover in the catalog and a row in a year file agree."""
    row = row_of(photo_of(blob))
    assert row_of(photo_of_row(row)) == row
    assert row.cursor == photo_of(blob).cursor


@given(blobs())
def test_a_row_keeps_the_metadata_of_developed_photos_whatever_its_keys_look_like(blob: Blob) -> None:
    """Some tools change the case of keys when they copy."""
    lower = {key.lower(): value for key, value in blob.metadata.items()}
    restored = photo_of_row(row_of(photo_of(blob))).blob.metadata
    assert restored == {key: lower[key] for key in METADATA if lower.get(key)}
