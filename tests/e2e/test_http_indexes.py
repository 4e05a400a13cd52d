"""The indexes of months and albums over HTTP."""

from datetime import datetime

from support.gallery_app import App
from support.pictures import jpeg
from support.visitor import Visitor, other_tool, previews_container, upload_blobs


def taken(day: str, color: str, size: tuple[int, int] = (60, 40)) -> bytes:
    """A photo taken at noon of a day."""
    return jpeg(color, size, datetime.fromisoformat(f"{day}T12:00:00"))


def test_months_count_every_photo_from_the_first_request(gallery_app: App) -> None:
    """By the day it was taken, whatever folder it's in; also after changes."""
    visitor = Visitor(gallery_app)
    visitor.upload([("a.jpg", taken("2026-09-12", "red")), ("c.jpg", taken("2025-01-01", "green"))])
    visitor.add_photos("Rome", ("b.jpg", taken("2026-09-30", "blue", (40, 80))))
    january = {"month": "2025-01", "count": 1, "ratio_sum": 1.5}
    assert visitor.get_json("/api/months") == {
        "months": [{"month": "2026-09", "count": 2, "ratio_sum": 2.0}, january],
        "updating": False,
    }
    visitor.delete("2026/09/12/a.jpg")
    assert visitor.get_json("/api/months")["months"] == [{"month": "2026-09", "count": 1, "ratio_sum": 0.5}, january]
    visitor.delete("Rome/b.jpg")
    assert visitor.get_json("/api/months")["months"] == [january]


def test_deleting_the_previews_container_costs_only_time(gallery_app: App) -> None:
    """The index in it is a cache."""
    visitor = Visitor(gallery_app)
    visitor.upload([("a.jpg", taken("2026-09-12", "red"))])
    months = visitor.get_json("/api/months")
    with previews_container(gallery_app) as container:
        container.delete_container()
    assert visitor.get_json("/api/months") == months


def test_albums_are_listed_with_their_count_and_newest_photo(gallery_app: App) -> None:
    """By name. Nested folders are albums of their own; photos in the root and in the timeline are in none."""
    visitor = Visitor(gallery_app)
    visitor.add_photos("Trips/Rome", ("old.jpg", taken("2020-01-01", "red")), ("new.jpg", taken("2024-05-06", "blue")))
    visitor.add_photos("trips", ("a.jpg", taken("2021-01-01", "green")))
    visitor.add_photos("Cats", ("cat.jpg", taken("2022-01-01", "white")))
    visitor.upload([("dated.jpg", taken("2026-09-12", "black"))])
    with other_tool(gallery_app) as container:
        upload_blobs(container, {"root.jpg": jpeg("olive"), "2026/09/12/raw/x.jpg": jpeg("navy")})
    albums = visitor.get_json("/api/albums")["albums"]
    assert [(album["album"], album["count"], album["cover"]["name"]) for album in albums] == [
        ("2026/09/12/raw", 1, "2026/09/12/raw/x.jpg"),
        ("Cats", 1, "Cats/cat.jpg"),
        ("trips", 1, "trips/a.jpg"),
        ("Trips/Rome", 2, "Trips/Rome/new.jpg"),
    ]
    assert visitor.list_photos(album="2026/09/12") == []
    assert albums[-1]["cover"] == visitor.list_photos(album="Trips/Rome")[0]


def test_an_empty_gallery_has_empty_indexes(gallery_app: App) -> None:
    """Even before its containers exist."""
    visitor = Visitor(gallery_app)
    assert visitor.get_json("/api/months") == {"months": [], "updating": False}
    assert visitor.get_json("/api/albums")["albums"] == []
    assert visitor.get_json("/api/photos")["photos"] == []
    assert visitor.get_json("/api/photos")["next"] is None
    assert visitor.get_json("/api/trash")["photos"] == []
