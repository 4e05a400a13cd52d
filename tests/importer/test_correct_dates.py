"""The file's own date counts, unless the source's can't be the same moment."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from importer.dates import correct_date, find_zone
from importer.source_facts import SourceFacts

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2019, 7, 12, 12, 0, 5, tzinfo=UTC)
UPLOADED = datetime(2023, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("taken", "taken_from"),
    [
        ("2019-07-12T14:00:05", "exif"),  # local time in summer
        ("2019-07-12T14:00:05+02:00", "exif"),
        ("2019-07-12T17:45:05", "exif"),  # Nepal
        ("2019-07-12T00:00:05", "exif"),  # the International Date Line
        ("2019-07-13T02:00:05", "exif"),
        ("2019-07-12T12:00:00", "exif"),  # Apple's table has minutes
        ("2019-07-12T14:00:05+02:00", "video"),
        ("2019-07-12T14:00:05", "name"),
        ("2001-01-01T00:00:00+00:00", "sidecar"),  # corrected in the gallery before
    ],
)
def test_the_own_date_stays_if_it_can_be_the_same_moment(taken: str, taken_from: str) -> None:
    assert correct_date(SourceFacts(NOON, UPLOADED), {"taken": taken, "taken_from": taken_from}, BERLIN) is None


@pytest.mark.parametrize(
    ("taken", "taken_from"),
    [
        ("2009-01-01T00:00:00", "exif"),  # a clock that wasn't set, corrected in the service
        ("2019-07-12T14:07:05", "exif"),  # no time zone explains seven minutes
        ("2019-07-13T03:00:05", "exif"),  # nor 15 hours
        ("2026-12-01", "upload"),
        ("2022-02-02T02:02:02", "file"),
        ("2019-07-12", "name"),  # WhatsApp's names have no time of day
    ],
)
def test_a_date_that_the_file_lacks_or_contradicts_is_corrected_to_local_time(taken: str, taken_from: str) -> None:
    photo = {"taken": taken, "taken_from": taken_from}
    assert correct_date(SourceFacts(NOON, UPLOADED), photo, BERLIN) == "2019-07-12T14:00:05+02:00"


def test_local_time_is_that_of_the_place_if_the_source_says_where() -> None:
    facts = SourceFacts(NOON, latitude=35.68, longitude=139.65)
    assert correct_date(facts, {"taken": None, "taken_from": None}, BERLIN) == "2019-07-12T21:00:05+09:00"


def test_the_moment_of_the_upload_says_nothing_against_the_file() -> None:
    """Services take it for photos without a date."""
    photo = {"taken": "2015-03-04", "taken_from": "name"}
    assert correct_date(SourceFacts(UPLOADED, UPLOADED), photo, BERLIN) is None
    assert correct_date(SourceFacts(UPLOADED, UPLOADED), {"taken": "2026-12-01", "taken_from": "upload"}, BERLIN)


def test_nothing_is_corrected_without_a_date() -> None:
    assert correct_date(SourceFacts(), {"taken": None, "taken_from": None}, BERLIN) is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (41.9, 12.45, "Europe/Rome"),
        (-33.87, 151.2, "Australia/Sydney"),
        (0.0, -30.0, None),  # at sea
        (None, None, None),
    ],
)
def test_coordinates_have_a_time_zone_on_land(
    latitude: float | None, longitude: float | None, zone: str | None
) -> None:
    assert find_zone(latitude, longitude) == (zone and ZoneInfo(zone))
