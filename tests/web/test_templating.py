"""What the templates say."""

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.model.paging import Month
from gallery.model.photos import NARROWEST, ROOT, ROOT_QUERY, Blob, Facts, Photo, previews_claim
from gallery.web.templating import (
    RATIO_CLASSES,
    WIDEST_SHOWN,
    Previews,
    album_url,
    day_title,
    description,
    moment,
    months_index,
    page_url,
    ratio_class,
    size_of,
)

GRID = (Path(__file__).parents[2] / "static" / "grid" / "without_scripts.css").read_text()


def photo(name: str = "a.jpg", width: int = 4, height: int = 3, *, developed: bool = True) -> Photo:
    facts = Facts("2026-09-12T10:11:12", "exif", width, height, "#000000").metadata()
    known = {**facts, "previews": previews_claim("g", name, (b"1" * 16).hex()[:16])} if developed else {}
    return Photo(Blob(name, 1, "", b"1" * 16, "image/jpeg", datetime.now(UTC), known))


@pytest.mark.parametrize("ratio", [(1, 1), (4000, 3000), (3000, 4000), (16, 9), (20, 1), (1, 3000), (100, 12)])
def test_the_class_of_a_photo_is_that_of_the_nearest_shape(ratio: tuple[int, int]) -> None:
    """Within its scale by at most half a step, beyond it the last one."""
    shapes = dict(re.findall(r"\.(r\d+) \{\s+--ratio: ([\d.]+);\s+\}", GRID))
    assert len(shapes) == RATIO_CLASSES
    wanted = min(max(ratio[0] / ratio[1], NARROWEST), WIDEST_SHOWN)
    assert float(shapes[ratio_class(photo("a.jpg", *ratio))]) == pytest.approx(wanted, rel=0.05)


@given(st.text(min_size=1).filter(lambda name: not any(0xD800 <= ord(c) <= 0xDFFF for c in name)))
def test_any_name_goes_through_an_address_unchanged(name: str) -> None:
    """As a photo and as an album; the album of photos in no folder has a name of its own."""
    assert parse_qs(urlsplit(page_url(photo=name)).query, keep_blank_values=True)["photo"] == [name]
    assert parse_qs(urlsplit(album_url(name)).query)["album"] == [name]
    assert parse_qs(urlsplit(album_url(ROOT)).query)["album"] == [ROOT_QUERY]


def test_previews_come_from_storage_once_developed_and_by_the_app_before() -> None:
    """With every part of the name percent-encoded."""
    previews = Previews("https://a.blob/previews", "sv=1&sig=x", "g")
    assert previews.src(photo("ü/a #1.jpg"), 240) == (
        "https://a.blob/previews/%C3%BC/a%20%231.jpg/3131313131313131-240?sv=1&sig=x"
    )
    assert previews.src(photo("ü/a #1.jpg", developed=False), 240) == "/previews/240/%C3%BC/a%20%231.jpg"
    assert previews.src(photo("/a.jpg", developed=False), 240) == "/previews/240/?name=/a.jpg"


def test_dates_and_sizes_are_for_people() -> None:
    """The wall clock of the camera; the day alone where nothing more is known."""
    assert moment("2026-09-02T10:11:12.5+02:00") == "2 September 2026, 10:11"
    assert moment("2026-09-02") == "2 September 2026"
    assert day_title("2026-09-02") == "Wed 2"
    assert description(photo()) == "a.jpg, 12 September 2026, 10:11"
    assert description(photo(developed=False)) == "a.jpg"
    assert [size_of(99), size_of(4_123_456)] == ["0.1 kB", "4.1 MB"]


def test_the_index_of_months_is_made_anew_when_a_month_has_changed() -> None:
    """It is kept by what it shows, and never shown for anything else."""
    months = [Month("2026-09", 2, 3.0), Month("2026-08")]
    first = months_index(*months)
    assert months_index(*list(months)) is first
    assert '<a href="/?month=2026-09">September 2026</a> <span class="hint">2</span>' in first
    assert '<a href="/?month=2026-08">August 2026</a></li>' in first
    assert '<span class="hint">3</span>' in months_index(Month("2026-09", 3, 4.3), Month("2026-08"))
