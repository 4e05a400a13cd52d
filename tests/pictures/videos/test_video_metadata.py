"""What videos say about themselves: dates as exiftool reads them, places and cameras."""

import json
import subprocess
import tempfile

import pytest
from support.videos import make_video

from gallery.pictures.head import Head
from gallery.pictures.source import Source
from gallery.pictures.videos.metadata import read_capture_date, read_embedded_facts
from gallery.pictures.worker_pool import decode_video, read_video_head
from gallery.settings import read_settings

SETTINGS = read_settings({})
H264 = ("-c:v", "libx264", "-preset", "ultrafast")
VP8 = ("-c:v", "libvpx", "-deadline", "realtime")
KEYS = ("-movflags", "use_metadata_tags")
"""Write metadata as Apple does: with keys (QuickTime File Format Specification, "Metadata")."""

UTC = ("-metadata", "creation_time=2026-07-12T20:11:12Z")
APPLE = (
    *(*KEYS, *UTC, "-metadata", "com.apple.quicktime.creationdate=2026-07-12T22:11:10+0200"),
    *("-metadata", "com.apple.quicktime.make=Apple", "-metadata", "com.apple.quicktime.model=iPhone 15"),
    *("-metadata", "com.apple.quicktime.location.ISO6709=+41.8902+012.4922+021.5/"),
    *("-metadata", "com.apple.quicktime.description=Sunset in Rome"),
)


def read(data: bytes) -> Head:
    head = read_video_head(Source.of(data), "a", SETTINGS)
    assert head
    return head


def read_with_exiftool(data: bytes) -> dict[str, str]:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        tags = ("-CreationDate", "-CreateDate", "-DateTimeOriginal", "-GPSLatitude", "-Make", "-Model", "-Duration")
        command = ["exiftool", "-j", "-n", *tags, file.name]
        found: dict[str, str] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]
        return found


def as_iso(date: str) -> str:
    """Return a date of exiftool, like `2026:07:12 22:11:10+02:00`."""
    return date.replace(":", "-", 2).replace(" ", "T", 1)


@pytest.mark.parametrize(
    ("extension", "options", "expected"),
    [
        (".mp4", UTC, "2026-07-12T20:11:12Z"),
        (".mov", UTC, "2026-07-12T20:11:12Z"),
        (".webm", UTC, "2026-07-12T20:11:12Z"),
        (".3gp", UTC, "2026-07-12T20:11:12Z"),
        (".mov", APPLE, "2026-07-12T22:11:10+02:00"),
        (".mp4", APPLE, "2026-07-12T22:11:10+02:00"),
    ],
)
def test_dates_are_those_that_exiftool_reads(extension: str, options: tuple[str, ...], expected: str) -> None:
    """In UTC, with `Z`, if the video doesn't say the time zone."""
    codec = {".webm": VP8, ".3gp": ("-c:v", "mpeg4", "-c:a", "aac")}.get(extension, H264)
    data = make_video(extension, *codec, *options)
    head, found = read(data), read_with_exiftool(data)
    assert (head.taken, head.taken_from) == (expected, "video")
    theirs = found.get("CreationDate") or found.get("CreateDate") or found["DateTimeOriginal"]
    assert as_iso(theirs).removesuffix("Z") == expected.removesuffix("Z")
    if extension != ".webm":  # exiftool shows a tag's text.
        assert head.duration == pytest.approx(float(found["Duration"]), abs=0.05)
    assert decode_video(Source.of(data), "a", SETTINGS, (240,)).taken == expected


def test_place_and_camera_of_a_phone() -> None:
    embedded = read(make_video(".mov", *H264, *APPLE)).embedded
    assert (embedded.latitude, embedded.longitude) == (41.8902, 12.4922)
    assert (embedded.camera, embedded.caption) == ("Apple iPhone 15", "Sunset in Rome")
    android = ("-metadata", "com.android.manufacturer=Google", "-metadata", "com.android.model=Pixel 9")
    assert read(make_video(".mp4", *H264, *KEYS, *android)).embedded.camera == "Google Pixel 9"


def test_the_place_that_older_phones_write() -> None:
    data = make_video(".mp4", *H264, "-metadata", "location=-33.8688+151.2093/")
    assert (read(data).embedded.latitude, read(data).embedded.longitude) == (-33.8688, 151.2093)
    assert float(read_with_exiftool(data)["GPSLatitude"]) == pytest.approx(-33.8688, abs=1e-4)


@pytest.mark.parametrize("taken", ["1904-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1989-12-31T00:00:00Z"])
def test_clocks_that_were_never_set_have_no_date(taken: str) -> None:
    assert read_capture_date({"creation_time": taken}, []) is None
    assert read_capture_date({"creation_time": taken}, [{"creation_time": "2026-07-12T20:11:12.000000Z"}]) == (
        "2026-07-12T20:11:12Z"
    )


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"creation_time": "9999-12-31T00:00:00Z"}, None),
        ({"creation_time": "2026-02-31T00:00:00Z"}, None),
        ({"creation_time": ""}, None),
        ({"creation_time": "x" * 10_000}, None),
        ({"date": "2011-05-06T12:34:56+0200"}, "2011-05-06T12:34:56+02:00"),
        ({"date": "2011", "creation_time": "2012-01-02T03:04:05.000000Z"}, "2012-01-02T03:04:05Z"),
        ({"date": "2011-05-06", "creation_time": "2012-01-02T03:04:05Z"}, "2012-01-02T03:04:05Z"),
        ({"com.apple.quicktime.creationdate": "1904-01-01T00:00:00+0000"}, None),
    ],
)
def test_dates_of_any_form(metadata: dict[str, str], expected: str | None) -> None:
    assert read_capture_date(metadata, []) == expected


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("+41.8902+012.4922/", (41.8902, 12.4922)),
        ("-33.8688-070.6693+520.000CRSWGS_84/", (-33.8688, -70.6693)),
        ("+00.0000+000.0000/", (None, None)),
        ("+4153.41+01229.53/", (None, None)),
        ("Rome", (None, None)),
        ("+91.0+000.0" + "0" * 10_000, (None, None)),
    ],
)
def test_places_of_any_form(location: str, expected: tuple[float | None, float | None]) -> None:
    """Phones that don't know where they are write zeros."""
    embedded = read_embedded_facts({"location": location})
    assert (embedded.latitude, embedded.longitude) == expected
