from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.pictures.dates import date_in_name, exif_date, xmp_date


@pytest.mark.parametrize(
    "file",
    [
        "IMG_20240912_101112.jpg",
        "IMG_20240912_101112345.jpg",
        "IMG20240912101112.jpg",
        "PXL_20240912_101112345.MP.jpg",
        "PXL_20240912_101112345.RAW-01.COVER.jpg",
        "VID_20240912_101112.jpg",
        "20240912_101112.jpg",
        "20240912_101112(0).jpg",
        "20240912101112.jpg",
        "Screenshot 2024-09-12 at 10.11.12.png",
        "Screenshot 2024-09-12 at 10.11.12\u202fAM.png",
        "Screenshot_20240912-101112.png",
        "Screenshot_20240912-101112_Chrome.jpg",
        "Screenshot_2024-09-12-10-11-12-123_com.android.chrome.jpg",
        "Screenshot from 2024-09-12 10-11-12.png",
        "signal-2024-09-12-10-11-12-123.jpg",
        "signal-2024-09-12-101112.jpeg",
        "WhatsApp Image 2024-09-12 at 10.11.12.jpeg",
        "WhatsApp Image 2024-09-12 at 10.11.12 (1).jpeg",
        "2024-09-12 10.11.12.jpg",
        "2024-09-12 10.11.12-1.jpg",
        "2024-09-12T10:11:12.jpg",
        "photo_2024-09-12_10-11-12.jpg",
        "2024_09_12 10h11m12.jpg",
    ],
)
def test_time_is_found_in_file_names_of_phones_and_messengers(file: str) -> None:
    assert date_in_name(file) == "2024-09-12T10:11:12"


@pytest.mark.parametrize(
    ("file", "moment"),
    [
        ("Screenshot 2024-09-12 at 3.04.05\u202fPM.png", "2024-09-12T15:04:05"),
        ("Screenshot 2024-09-12 at 12.04.05 AM.png", "2024-09-12T00:04:05"),
        ("Screenshot 2024-09-12 at 12.04.05 PM.png", "2024-09-12T12:04:05"),
    ],
)
def test_12_hour_times_of_macos_are_converted(file: str, moment: str) -> None:
    assert date_in_name(file) == moment


@pytest.mark.parametrize(
    "file",
    [
        "IMG-20240912-WA0001.jpg",
        "20240912.jpg",
        "2024-09-12.jpg",
        "2024.09.12 Rome.jpg",
        "DSC_20240912_0001.jpg",
        "IMG_20240912_991112.jpg",
    ],
)
def test_file_name_without_a_time_yields_only_the_day(file: str) -> None:
    assert date_in_name(file) == "2024-09-12"


@pytest.mark.parametrize(
    "file",
    [
        "IMG_1234.jpg",
        "FB_IMG_1694512345678.jpg",
        "received_1020240912345678.jpeg",
        "1120240912.jpg",
        "202409121.jpg",
        "+49 170 2024091.jpg",
        "IMG_20241332_101112.jpg",
        "20230229.jpg",
        "18991231.jpg",
        "99991231.jpg",
        "1920x1080.jpg",
        "2024-0912.jpg",
        "",
    ],
)
def test_other_numbers_in_file_names_are_not_dates(file: str) -> None:
    assert date_in_name(file) is None


def test_dates_after_next_year_are_ignored() -> None:
    year = datetime.now(tz=UTC).year
    assert date_in_name(f"{year + 1}-01-31.jpg") == f"{year + 1}-01-31"
    assert date_in_name(f"{year + 2}-01-31.jpg") is None


def test_impossible_date_before_a_real_one_is_skipped() -> None:
    assert date_in_name("20241399_20240912.jpg") == "2024-09-12"


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
    for moment in (date_in_name(text), exif_date(text), xmp_date(text), exif_date(stamp, subsec, offset)):
        assert moment is None or datetime.fromisoformat(moment)


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2026, 1, 1)))
def test_every_time_since_1900_is_parsed(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert date_in_name(f"IMG_{whole:%Y%m%d_%H%M%S}.jpg") == whole.isoformat()
    assert exif_date(f"{whole:%Y:%m:%d %H:%M:%S}") == whole.isoformat()
    assert xmp_date(whole.isoformat()) == whole.isoformat()
