"""What sets videos apart from photos: duration and codecs, in metadata, JSON and rows of the index."""

from datetime import UTC, datetime

import pytest

from gallery.library.index.rows import photo_of_row, row_of
from gallery.model.blobs import Blob
from gallery.model.embedded_facts import drop_embedded_facts
from gallery.model.facts import Facts
from gallery.model.photo_json import public_json
from gallery.model.photos import Photo

CODECS = 'video/mp4; codecs="avc1.64001f, mp4a.40.2"'
FACTS = Facts("2026-09-12T10:11:12+02:00", "video", 1920, 1080, "#7a8b9c", 1, 12.345, CODECS)
METADATA = {**FACTS.metadata(), "duration": "12.35"}


def photo(metadata: dict[str, str], name: str = "Rome/a.mp4") -> Photo:
    return Photo(Blob(name, 10, '"1"', b"1" * 16, "video/mp4", datetime(2026, 11, 22, 8, tzinfo=UTC), metadata))


def test_a_video_has_its_kind_duration_and_codecs_in_json() -> None:
    json = public_json(photo(METADATA))
    assert (json["kind"], json["duration"], json["codecs"]) == ("video", 12.35, CODECS)
    assert not {"kind", "duration", "codecs"} & set(
        public_json(photo(Facts("2026-09-12", "exif", 4, 3).metadata(), "a.jpg"))
    )


def test_a_video_without_a_duration_is_still_a_video() -> None:
    json = public_json(photo(Facts("2026-09-12", "name", 4, 3, codecs="video/webm").metadata(), "a"))
    assert (json["kind"], json["duration"], json["codecs"]) == ("video", None, "video/webm")


def test_a_file_that_was_not_read_yet_is_a_video_by_its_name() -> None:
    assert [photo({}, name).is_video for name in ("a.MOV", "b.webm", "c.jpg", "d")] == [True, True, False, False]


def test_rows_of_the_index_keep_what_is_special_about_videos() -> None:
    video = photo(METADATA)
    assert public_json(photo_of_row(row_of(video))) == public_json(video)


def test_what_is_read_again_replaces_duration_and_codecs() -> None:
    assert not {"duration", "codecs"} & set(drop_embedded_facts(METADATA))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("duration", "-1.00"),
        ("duration", "nan"),
        ("duration", "1e999"),
        ("codecs", "text/html"),
        ("codecs", 'video/mp4; codecs="a"><script>"'),
        ("codecs", "video/mp4\n"),
    ],
)
def test_invalid_metadata_of_other_tools_counts_as_missing(key: str, value: str) -> None:
    facts = photo({**METADATA, key: value}).facts
    assert facts is not None
    assert not getattr(facts, key)
