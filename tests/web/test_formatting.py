"""Dates and alternative texts for people."""

from datetime import UTC, datetime

from gallery.model.blobs import Blob
from gallery.model.facts import Facts
from gallery.model.photos import Photo
from gallery.web.formatting import alt_text, format_day, format_time


def test_dates_show_the_cameras_wall_clock_or_only_the_day() -> None:
    assert format_time("2026-09-02T10:11:12.5+02:00") == "2 September 2026 at 10:11"
    assert format_time("2026-09-02") == "2 September 2026"
    assert format_day("2026-09-02") == "Wed 2"


def test_the_alternative_text_has_the_file_name_and_the_date_if_known() -> None:
    facts = Facts("2026-09-12T10:11:12", "exif", 4, 3, "#000000").metadata()
    texts = [
        alt_text(Photo(Blob("a.jpg", 1, "", b"1" * 16, "image/jpeg", datetime.now(UTC), metadata)))
        for metadata in (facts, {})
    ]
    assert texts == ["a.jpg, 12 September 2026 at 10:11", "a.jpg"]
