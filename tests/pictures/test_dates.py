from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.pictures.dates import exif_date, xmp_date


@pytest.mark.parametrize(
    ("tags", "moment"),
    [
        (("2026:09:12 10:11:12", None, None), "2026-09-12T10:11:12"),
        (("2026:09:12 10:11:12\0", "07 \0", "-08:00\0"), "2026-09-12T10:11:12.07-08:00"),
        (("2026:09:12 10:11:12", None, "+05:30"), "2026-09-12T10:11:12+05:30"),
        (("2026-09-12 10:11:12", "123", None), "2026-09-12T10:11:12.123"),
        (("2026/09/12 10:11", None, None), "2026-09-12T10:11:00"),
        (("2026:9:2 1:2:3", None, None), "2026-09-02T01:02:03"),
        (("2026-09-12T10:11:12", None, None), "2026-09-12T10:11:12"),
        (("2026:09:12   :  :  ", None, None), "2026-09-12"),
        (("2026:09:12", "12", "+02:00"), "2026-09-12"),
        (("2026:09:12 00:00:00", None, None), "2026-09-12T00:00:00"),
        (("2026:09:12 10:11:12", "<b>", "+99:99"), "2026-09-12T10:11:12"),
        (("2026:09:12 10:11:12", "٣", "Mars"), "2026-09-12T10:11:12"),
        (("2026:09:12 10:11:12 <script>", None, None), "2026-09-12T10:11:12"),
        (("2026:09:12 25:11:12", "12", "+02:00"), "2026-09-12"),
        (("2026:09:12 10:60:12", None, None), "2026-09-12"),
        (("2026:09:12 99:99:99", None, None), "2026-09-12"),
        (("2026:09:12 10:11:12Z", None, "+02:00"), "2026-09-12T10:11:12+00:00"),
        (("2026:09:12 10:11:12.5", "7", "+0200"), "2026-09-12T10:11:12.5+02:00"),
        (("2026:09:12 10:11:12-0330", None, None), "2026-09-12T10:11:12-03:30"),
        (("2026:09:12 10:11:12+2", None, None), "2026-09-12T10:11:12+02:00"),
        (("2026:09:12 10:11:12 +05:45", None, None), "2026-09-12T10:11:12+05:45"),
        (("2026:09:12 10:11:12 UTC", None, None), "2026-09-12T10:11:12+00:00"),
        (("2026:09:12 10:11:12", None, "Z"), "2026-09-12T10:11:12+00:00"),
        (("2026:09:12 03:04:05 PM", None, None), "2026-09-12T15:04:05"),
        (("2026:09:12 12:04:05 am", None, None), "2026-09-12T00:04:05"),
        (("2026:09:12 15:04:05 PM", None, None), "2026-09-12T15:04:05"),
        (("20260912101112", None, None), "2026-09-12T10:11:12"),
        (("20260912 101112", None, None), "2026-09-12T10:11:12"),
        (("202609121011", None, None), "2026-09-12T10:11:00"),
        (("20260912", None, None), "2026-09-12"),
    ],
)
def test_exif_dates_are_parsed_as_cameras_write_them(tags: tuple[str, str | None, str | None], moment: str) -> None:
    assert exif_date(*tags) == moment


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "    :  :     :  :  ",
        "0000:00:00 00:00:00",
        "0001:01:01 00:00:00",
        "2026:02:30 10:11:12",
        "2026:13:01 10:11:12",
        "2026:09:123 10:11:12",
        "20260912101",
        "yesterday",
        "<script>",
    ],
)
def test_impossible_and_blank_exif_dates_are_none(text: str | None) -> None:
    assert exif_date(text, "12", "+02:00") is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-09-12T10:11:12", "2026-09-12T10:11:12"),
        ("2026-09-12T10:11:12Z", "2026-09-12T10:11:12+00:00"),
        ("2026-09-12T10:11:12.31-07:00", "2026-09-12T10:11:12.31-07:00"),
        ("2026-09-12T10:11+02:00", "2026-09-12T10:11:00+02:00"),
        (" 2026-09-12 ", "2026-09-12"),
        ("2026-09-12T10:11:12,5+0100", "2026-09-12T10:11:12.5+01:00"),
        ("2026-09-12 10:11:12", "2026-09-12T10:11:12"),
        ("2026:09:12 10:11:12", "2026-09-12T10:11:12"),
        ("2026-09-12T24:00:00", "2026-09-12"),
        ("2026-09-12T10:11:12 x", "2026-09-12T10:11:12"),
    ],
)
def test_xmp_dates_keep_fraction_and_offset(text: str, moment: str) -> None:
    assert xmp_date(text) == moment


@pytest.mark.parametrize("text", [None, "", "2026", "2026-09", "2026-02-30", "0000-01-01"])
def test_partial_and_impossible_xmp_dates_are_none(text: str | None) -> None:
    assert xmp_date(text) is None


@given(st.text(), st.text(), st.text())
def test_every_parsed_date_is_iso_8601(text: str, subsec: str, offset: str) -> None:
    stamp = "2026:09:12 10:11:12"
    for moment in (exif_date(text), xmp_date(text), exif_date(stamp, subsec, offset)):
        assert moment is None or datetime.fromisoformat(moment)


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2026, 1, 1)))
def test_every_time_since_1900_is_parsed(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert exif_date(f"{whole:%Y:%m:%d %H:%M:%S}") == whole.isoformat()
    assert xmp_date(whole.isoformat()) == whole.isoformat()
