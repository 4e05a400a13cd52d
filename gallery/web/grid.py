"""Sizes and shapes of the tiles that templates draw."""

from collections.abc import Sequence
from math import log

from gallery.model.photos import NARROWEST, Photo
from gallery.model.preview_names import PREVIEW_SIZES
from gallery.web.request import MAX_CREDENTIALS, Request, cookie_values, read_header

RATIO_CLASSES = 32
"""Classes in without_scripts.css, from NARROWEST to WIDEST_SHOWN: CSP forbids exact aspect ratios in the HTML."""

WIDEST_SHOWN = 8
"""Greatest aspect ratio of a tile. Wider panoramas are cropped, and their previews are less high than their row."""

FEW = 12
"""Lists of up to this many photos get larger tiles; otherwise they'd fill only a corner of the page."""

NARROWEST_COVER = 0.6
"""Narrower photos need a larger preview to be as wide as a cover."""

WIDEST_ALONE = 2
"""Greatest aspect ratio of a single photo that gets the largest tile."""

TILES_COOKIE = "gallery-tiles"
"""Remembers the size that a browser's user chose in the menu. Scripts set it."""

CHOSEN_SIZES = ("small", "large")
"""Classes in grid.css. No class is medium."""


def chosen_tile_size(request: Request) -> str:
    """Return the class for the size that the browser remembers, or "" for medium."""
    values = cookie_values(read_header(request, "cookie", MAX_CREDENTIALS), {TILES_COOKIE})
    return next((size for size in values if size in CHOSEN_SIZES), "")


def ratio_class(photo: Photo) -> str:
    """Return the class in without_scripts.css nearest to the photo's aspect ratio, on a logarithmic scale."""
    share = log(max(_shown_ratio(photo), NARROWEST) / NARROWEST) / log(WIDEST_SHOWN / NARROWEST)
    return f"r{round(share * (RATIO_CLASSES - 1))}"


def tile_size(photos: Sequence[Photo], chosen: str) -> str:
    """Return the class in grid.css for a whole list: `lone`, the chosen size, `few` or none, as in photo.js."""
    if len(photos) == 1 and photos[0].ratio <= WIDEST_ALONE:
        return "lone"
    return chosen or ("few" if 0 < len(photos) <= FEW else "")


def preview_sizes(photo: Photo, size: str) -> tuple[int, int]:
    """Return the preview sizes for 1x and 2x screens on tiles of a size (see tile_size), as in photo.js."""
    small, medium, large = PREVIEW_SIZES
    if size == "lone":
        return medium, large
    is_high = size in {"few", "large"} or _shown_ratio(photo) == WIDEST_SHOWN
    return (medium if is_high else small), medium


def cover_size(photo: Photo) -> int:
    """Return the preview size for an album's cover, a square. Long and narrow photos need a larger one to fill it."""
    _, medium, large = PREVIEW_SIZES
    return medium if NARROWEST_COVER <= _shown_ratio(photo) < WIDEST_SHOWN else large


def _shown_ratio(photo: Photo) -> float:
    return min(photo.facts.width / photo.facts.height, WIDEST_SHOWN) if photo.facts else photo.ratio
