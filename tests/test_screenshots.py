"""The sample libraries that screenshots show, the files of their photos, and the photographs these are made from."""

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import requests
from conftest import RUN
from PIL import Image
from PIL.ExifTags import IFD
from playwright.sync_api import Browser
from screenshots.photo_files import crop_image, make_plain_file
from screenshots.photographs import CREDITS, Photograph, Source, fetch_photographs, format_credit
from screenshots.sample_libraries import FULL, LATER_UPLOADS, PANORAMA, Library
from screenshots.servers import GalleryServers, upload_library
from screenshots.shots import Crop
from screenshots.state import State
from screenshots.states import STATES
from screenshots.viewports import context_options, open_state
from support.gallery_app import App

from gallery.model.folders import ROOT_QUERY
from gallery.pictures.exif import capture_dates, exif_of
from local.dev.errors import CommandError


def test_no_two_states_have_the_same_name() -> None:
    """The files of their screenshots are named after them."""
    assert [name for name, count in Counter(state.name for state in STATES).items() if count > 1] == []


@pytest.fixture(scope="module")
def servers(request: pytest.FixtureRequest) -> Iterator[GalleryServers]:
    """Galleries with photos of plain colors."""
    with ExitStack() as stack:
        yield GalleryServers(request.config.stash[RUN], make_plain_file, stack)


@pytest.mark.sampled(8)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_every_state_can_be_reached_on_a_phone(browser: Browser, servers: GalleryServers, state: State) -> None:
    """And nothing loads or moves in it forever."""
    options = context_options(state, 360, "light")
    with open_state(browser, servers.url(state.setup), state, make_plain_file, **options) as page:
        assert page.locator("main, dialog[open], .pswp").count()


def test_the_full_library_shows_every_photograph() -> None:
    assert {shot.crop.subject for shot in FULL.shots} == CREDITS.keys()


def test_no_two_photos_have_the_same_name() -> None:
    assert len({shot.name for shot in (*FULL.shots, *LATER_UPLOADS)}) == len(FULL.shots) + len(LATER_UPLOADS)


def test_the_full_library_looks_like_a_persons() -> None:
    """Four years, with months of many photos, of one, and of portraits only. Albums, photos in no folder, and trash."""
    months = Counter(f"{shot.taken:%Y-%m}" for shot in FULL.shots if shot.album is None and not shot.is_trashed)
    assert {month[:4] for month in months} == {"2023", "2024", "2025", "2026"}
    assert min(months.values()) == 1
    assert max(months.values()) > 20
    assert all(shot.crop.ratio < 1 for shot in FULL.shots if f"{shot.taken:%Y-%m}" == "2026-02")
    assert {shot.album for shot in FULL.shots} == {None, "", "Trips/Lisbon", "Hiking", "Garden"}
    assert any(shot.is_trashed for shot in FULL.shots)


def test_the_gallery_reads_date_camera_and_location_of_a_photo_file() -> None:
    shot = next(shot for shot in FULL.shots if shot.place)
    with Image.open(io.BytesIO(make_plain_file(shot))) as image:
        tags = image.getexif()
        all_tags = {**tags, **tags.get_ifd(IFD.Exif)}
        exif = exif_of(all_tags, tags.get_ifd(IFD.GPSInfo))
    assert next(capture_dates(all_tags)) == f"{shot.taken:%Y-%m-%dT%H:%M:%S}+02:00"
    assert shot.camera.model in (exif.camera.model or "")
    assert exif.camera.aperture == shot.camera.f_number
    assert exif.location
    assert shot.place
    assert exif.location.latitude == pytest.approx(shot.place.latitude, abs=0.001)
    assert exif.location.longitude == pytest.approx(shot.place.longitude, abs=0.001)


@pytest.fixture
def red_and_blue() -> Image.Image:
    """An image with a red left half and a blue right half."""
    image = Image.new("RGB", (400, 300), "red")
    image.paste("blue", (200, 0, 400, 300))
    return image


@pytest.mark.parametrize("ratio", [20, 16 / 9, 1, 2 / 3])
@pytest.mark.parametrize(("zoom", "position"), [(1, 0), (0.6, 0), (0.6, 1)])
def test_a_crop_has_its_aspect_ratio_and_stays_within_the_image(
    red_and_blue: Image.Image, ratio: float, zoom: float, position: float
) -> None:
    """Pillow would fill pixels outside the image with black."""
    cropped = crop_image(red_and_blue, Crop("any", ratio, zoom, position, position))
    assert cropped.width / cropped.height == pytest.approx(ratio, rel=0.05)
    assert (0, 0, 0) not in {color for _, color in cropped.getcolors() or []}


def test_a_mirrored_crop_starts_with_the_right_side_of_the_image(red_and_blue: Image.Image) -> None:
    cropped = crop_image(red_and_blue, Crop("any", 4 / 3, 1, 0, 0, is_mirrored=True))
    assert cropped.getpixel((0, 0)) == (0, 0, 255)


def test_a_library_is_uploaded_by_date_into_albums_into_no_folder_and_into_the_trash(gallery_app: App) -> None:
    one_of_each = {(shot.album, shot.is_trashed): shot for shot in FULL.shots}
    library = Library("one of each", (*one_of_each.values(), *PANORAMA.shots))
    upload_library(gallery_app.url, library, make_plain_file)
    for (album, is_trashed), shot in one_of_each.items():
        path, key = ("api/trash", "trash") if is_trashed else ("api/photos", "name")
        query = {} if album is None else {"album": album or ROOT_QUERY}
        photos = requests.get(f"{gallery_app.url}/{path}", params=query, timeout=30).json()["photos"]
        assert shot.name in [photo[key].removeprefix(".trash/") for photo in photos]


def test_a_package_that_cannot_be_downloaded_is_reported_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on machines without apt-get or without a network."""
    unknown = Source("no-package-of-debian", "usr/share/no-package-of-debian/{}.jpg")
    monkeypatch.setitem(CREDITS, "nothing", Photograph("nothing", "Nobody", "CC0", unknown))
    with pytest.raises(CommandError, match=r"Install no-package-of-debian, or unpack"):
        fetch_photographs()


def test_the_credit_names_each_author_and_package_once() -> None:
    assert format_credit(["ridge", "peaks", "kite"]) == (
        "Photographs by Aitzol Berasategi (CC BY 4.0); Risto Saukonpää (LGPLv3); "
        "cropped, from Debian's packages `lomiri-wallpapers-16.04`, `plasma-workspace-wallpapers`."
    )
