from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.model.name_dates import date_in_full_name, date_in_name


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
    ("name", "date"),
    [
        ("2024/09/12/IMG_20240912_101112.jpg", "2024-09-12T10:11:12"),
        ("2024/09/12/IMG_20190101_101112.jpg", "2024-09-12"),
        ("2024/09/12/IMG_1.jpg", "2024-09-12"),
        ("Rome/IMG_20240912_101112.jpg", "2024-09-12T10:11:12"),
        ("2024-09-12 Rome/IMG_1.jpg", None),
    ],
)
def test_a_folders_day_wins_over_another_day_in_the_file_name(name: str, date: str | None) -> None:
    assert date_in_full_name(name) == date


@given(st.text())
def test_every_date_in_a_name_is_iso_8601(text: str) -> None:
    moment = date_in_name(text)
    assert moment is None or datetime.fromisoformat(moment)


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2026, 1, 1)))
def test_every_time_since_1900_is_found_in_a_name(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert date_in_name(f"IMG_{whole:%Y%m%d_%H%M%S}.jpg") == whole.isoformat()
