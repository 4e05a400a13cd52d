"""A state of the page: which gallery it's in, and how to get there in a browser."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator, Page

from screenshots.sample_libraries import ALBUMS, COPIES, EDITABLE, EMPTY, FULL, MIXED, ONE_PHOTO, PANORAMA, TEN_PHOTOS
from screenshots.servers import GallerySetup, MakeFile
from screenshots.shots import Shot

OWNER_KEY = "a long and random key"

FROM_THE_PAGE = {"Sec-Fetch-Site": "same-origin"}
"""Headers of a request that the page's scripts send. The gallery refuses others with its cookie."""

EMPTY_GALLERY = GallerySetup(EMPTY)
KEYLESS_GALLERY = GallerySetup(EMPTY, has_key=False)
OWNER_GALLERY = GallerySetup(FULL)
VISITOR_GALLERY = GallerySetup(FULL, OWNER_KEY)
ONE_PHOTO_GALLERY = GallerySetup(ONE_PHOTO)
TEN_PHOTOS_GALLERY = GallerySetup(TEN_PHOTOS)
PANORAMA_GALLERY = GallerySetup(PANORAMA)
MIXED_GALLERY = GallerySetup(MIXED)
COPIES_GALLERY = GallerySetup(COPIES)
ALBUMS_GALLERY = GallerySetup(ALBUMS)
EDITABLE_GALLERY = GallerySetup(EDITABLE)
"""For states that upload or delete photos."""
BROKEN_GALLERY = GallerySetup(EMPTY, storage_fails=True)


@dataclass(frozen=True)
class GalleryPage:
    """A browser page on the gallery of a state."""

    page: Page
    make_file: MakeFile

    @property
    def photos(self) -> Locator:
        """Links of the photos in the grid."""
        return (
            self.page.get_by_role("main")
            .get_by_role("listitem")
            .get_by_role("link")
            .filter(has=self.page.locator("img"))
        )

    def files(self, shots: Sequence[Shot]) -> list[FilePayload]:
        """Photos for a file chooser."""
        return [file_payload(shot.file, "image/jpeg", self.make_file(shot)) for shot in shots]


@dataclass(frozen=True)
class State:
    """One state, to be shown in every viewport."""

    name: str
    setup: GallerySetup
    reach: Callable[[GalleryPage], None]
    """Brings a new page into the state."""
    scripts: bool = True
    forced_colors: bool = False


def open_path(path: str) -> Callable[[GalleryPage], None]:
    """For states that only have to be opened."""

    def reach(gallery: GalleryPage) -> None:
        gallery.page.goto(path)

    return reach


def file_payload(name: str, media_type: str, data: bytes) -> FilePayload:
    """A file, as Playwright wants it."""
    return {"name": name, "mimeType": media_type, "buffer": data}
