"""What a state is: a gallery, a window on it, and the way there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator, Page

from screenshots.galleries import Develop, Gallery
from screenshots.libraries import AMONG_OTHERS, CHANGED, FULL, NONE, ONE, PANORAMA, TEN
from screenshots.shots import Shot

KEY = "a long and random key"
"""The owner's, where visitors come."""

FROM_THE_PAGE = {"Sec-Fetch-Site": "same-origin"}
"""Headers of a request that a script of the page sends: the gallery refuses others with its cookie."""

EMPTY, OWNED, VISITED = Gallery(NONE), Gallery(FULL), Gallery(FULL, KEY)
SINGLE, FEW, WIDE, MIXED = Gallery(ONE), Gallery(TEN), Gallery(PANORAMA), Gallery(AMONG_OTHERS)
WORKED_ON = Gallery(CHANGED)
BROKEN = Gallery(NONE, storage_fails=True)


@dataclass(frozen=True)
class Visit:
    """A window on the gallery of a state, and whoever makes files of shots."""

    page: Page
    develop: Develop

    @property
    def photos(self) -> Locator:
        """Those of the grid, as links."""
        return (
            self.page.get_by_role("main")
            .get_by_role("listitem")
            .get_by_role("link")
            .filter(has=self.page.locator("img"))
        )

    def files(self, shots: Sequence[Shot]) -> list[FilePayload]:
        """Photos as a file chooser takes them."""
        return [payload(shot.file, "image/jpeg", self.develop(shot)) for shot in shots]


@dataclass(frozen=True)
class State:
    """What the page looks like at some moment."""

    name: str
    gallery: Gallery
    drive: Callable[[Visit], None]
    scripts: bool = True
    forced_colours: bool = False


def at(path: str) -> Callable[[Visit], None]:
    """What is there as soon as the page is."""

    def drive(visit: Visit) -> None:
        visit.page.goto(path)

    return drive


def payload(name: str, kind: str, data: bytes) -> FilePayload:
    """A file, in Playwright's words."""
    return {"name": name, "mimeType": kind, "buffer": data}
