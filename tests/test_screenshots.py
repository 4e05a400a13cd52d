"""The library that screenshots are taken of, and where its photographs come from."""

import io
from collections import Counter

import pytest
import requests
from PIL import Image
from PIL.ExifTags import IFD
from screenshots import photographs
from screenshots.development import part, plain
from screenshots.galleries import fill
from screenshots.libraries import ADDED, FULL, PANORAMA, YEARS, Library
from screenshots.photographs import CREDITS, Photograph, Source, credit
from screenshots.shots import Crop
from screenshots.states import STATES
from support.gallery_app import App

from gallery.model.folders import ROOT_QUERY
from gallery.pictures.exif import capture_date, exif_of
from local.dev.errors import CommandError


def test_every_state_has_a_name_of_its_own() -> None:
    """It is the picture's."""
    assert [name for name, count in Counter(state.name for state in STATES).items() if count > 1] == []


def test_the_library_shows_every_photograph_under_names_of_their_own() -> None:
    """No photo of it replaces another."""
    assert {shot.crop.subject for shot in YEARS} == CREDITS.keys()
    assert len({shot.name for shot in (*YEARS, *ADDED)}) == len(YEARS) + len(ADDED)


def test_the_library_is_a_persons() -> None:
    """Four years, with months of many photos, of one, and of portraits alone; in albums, at the root, in the trash."""
    months = Counter(f"{shot.taken:%Y-%m}" for shot in YEARS if shot.album is None and not shot.trashed)
    assert {month[:4] for month in months} == {"2023", "2024", "2025", "2026"}
    assert min(months.values()) == 1
    assert max(months.values()) > 20
    assert all(shot.crop.ratio < 1 for shot in YEARS if f"{shot.taken:%Y-%m}" == "2026-02")
    assert {shot.album for shot in YEARS} == {None, "", "Trips/Lisbon", "Hiking", "Garden"}
    assert any(shot.trashed for shot in YEARS)


def test_what_a_camera_writes_is_read_by_the_gallery() -> None:
    """Date, camera and place."""
    shot = next(shot for shot in YEARS if shot.place)
    with Image.open(io.BytesIO(plain(shot))) as image:
        tags = image.getexif()
        found = {**tags, **tags.get_ifd(IFD.Exif)}
        read = exif_of(found, tags.get_ifd(IFD.GPSInfo))
    assert capture_date(found) == f"{shot.taken:%Y-%m-%dT%H:%M:%S}+02:00"
    assert shot.camera.model in (read.camera.model or "")
    assert read.camera.aperture == shot.camera.f_number
    assert read.location
    assert shot.place
    assert read.location.latitude == pytest.approx(shot.place.latitude, abs=0.001)
    assert read.location.longitude == pytest.approx(shot.place.longitude, abs=0.001)


@pytest.mark.parametrize("ratio", [20, 16 / 9, 1, 2 / 3])
def test_a_crop_has_its_shape_and_lies_within_the_photograph(ratio: float) -> None:
    """Wherever in it; a mirrored one shows the right side at the left."""
    image = Image.new("RGB", (400, 300), "red")
    image.paste("blue", (200, 0, 400, 300))
    for zoom, place in ((1, 0), (0.6, 0), (0.6, 1)):
        found = part(image, Crop("any", ratio, zoom, place, place))
        assert found.width / found.height == pytest.approx(ratio, rel=0.05)
        assert (0, 0, 0) not in {colour for _, colour in found.getcolors() or []}
    assert part(image, Crop("any", 4 / 3, 1, 0, 0, mirrored=True)).getpixel((0, 0)) == (0, 0, 255)


def test_a_gallery_is_filled_through_its_own_interface(gallery_app: App) -> None:
    """By date, into albums, at the root, and into the trash."""
    kinds = {(shot.album, shot.trashed): shot for shot in FULL.shots}
    fill(gallery_app.url, Library("one of each kind", (*kinds.values(), *PANORAMA.shots)), plain)
    for (album, trashed), shot in kinds.items():
        path, key = ("api/trash", "trash") if trashed else ("api/photos", "name")
        query = {} if album is None else {"album": album or ROOT_QUERY}
        photos = requests.get(f"{gallery_app.url}/{path}", params=query, timeout=30).json()["photos"]
        assert shot.name in [photo[key].removeprefix(".trash/") for photo in photos]


def test_a_package_that_cannot_be_fetched_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """On machines without apt-get, or without network."""
    nowhere = Source("no-package-of-debian", "usr/share/no-package-of-debian/{}.jpg")
    monkeypatch.setitem(CREDITS, "nothing", Photograph("nothing", "Nobody", "CC0", nowhere))
    with pytest.raises(CommandError, match=r"Install no-package-of-debian, or unpack"):
        photographs.fetch()


def test_whose_photographs_are_shown_is_said_once_for_each() -> None:
    """With the licence and the package."""
    assert credit(["ridge", "peaks", "kite"]) == (
        "Photographs by Aitzol Berasategi (CC BY 4.0); Risto Saukonpää (LGPLv3); "
        "cropped, from Debian's packages `lomiri-wallpapers-16.04`, `plasma-workspace-wallpapers`."
    )
