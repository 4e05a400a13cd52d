"""A library of any size: the real page and scripts, with generated months and photos that aren't in any storage."""

import io
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from PIL import Image
from playwright.sync_api import BrowserContext, Route

from gallery.model.photos import NARROWEST, WIDEST

SHAPES = ((4000, 3000), (4000, 3000), (3000, 4000), (6000, 4000), (1080, 1920), (4000, 4000), (9000, 1500))
PHOTOS = re.compile(r'<div class="photos[^"]*">.*(<nav class="pages")', re.DOTALL)
ALBUMS = re.compile(r'<section aria-labelledby="albums">.*?</section>', re.DOTALL)
"""The section that the gallery shows first when it has only albums."""

DATA = re.compile(r'(<script type="application/json" id="library">).*?(</script>)', re.DOTALL)


@dataclass
class ManyPhotos:
    """Photos in months, newest first, and the requests for them."""

    counts: Sequence[int]
    shapes: Sequence[tuple[int, int]] = SHAPES
    requested_months: list[str] = field(default_factory=list)
    """The months in each request for photos."""
    requested_images: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Generate the photos, the same in every run."""
        self._months = _generate(tuple(self.counts), tuple(self.shapes))

    @property
    def months(self) -> list[str]:
        """Newest first."""
        return list(self._months)

    def names(self, month: str) -> list[str]:
        """Return the names of a month's photos, newest first."""
        return [photo["name"] for photo in self._months[month]]

    def serve(self, context: BrowserContext) -> None:
        """Respond to every page of a browser context."""
        context.route(re.compile(r"^[^?]*/(\?.*)?$"), self._fulfill_page)
        context.route("**/api/photos?*", self.fulfill_listing)
        context.route("**/api/refresh", self._fulfill_refresh)
        context.route("**/previews-of-many/**", self._fulfill_image)

    def fulfill_listing(self, route: Route) -> None:
        """Respond to a request for the photos of one or more months."""
        month = parse_qs(urlsplit(route.request.url).query).get("month", [""])[0]
        self.requested_months.append(month)
        photos = [photo for name in month.split(",") for photo in self._months.get(name, [])]
        route.fulfill(json={"photos": photos, "next": None, "previews": self._previews()})

    def _data(self) -> dict[str, Any]:
        photos: list[dict[str, Any]] = []
        for month in self._months.values():
            photos += month[: 100 - len(photos)]
        last = photos[-1]["when"][:7]
        is_complete = sum(photo["when"][:7] == last for photo in photos) == len(self._months[last])
        return {
            "album": None, "query": {}, "heading": "", "months": [self._entry(month) for month in self._months],
            "photos": photos, "newer": False, "partial": [] if is_complete else [last], "previews": self._previews(),
        }  # fmt: skip

    def _entry(self, month: str) -> dict[str, Any]:
        ratios = (min(max(photo["width"] / photo["height"], NARROWEST), WIDEST) for photo in self._months[month])
        return {"month": month, "count": len(self._months[month]), "ratio_sum": round(sum(ratios), 2)}

    def _render_sections(self) -> str:
        """Render the photos as grid.html does."""
        photos = self._data()["photos"]
        months = {
            photo["when"][:7]: [other for other in photos if other["when"][:7] == photo["when"][:7]] for photo in photos
        }
        return "".join(
            f'<section aria-labelledby="m{month}"><h2 id="m{month}">{month}</h2><ul class="grid">'
            + "".join(map(_render_item, some))
            + "</ul></section>"
            for month, some in months.items()
        )

    @staticmethod
    def _previews() -> dict[str, str]:
        return {"url": "/previews-of-many", "sas": "se=2099-01-01T00%3A00%3A00Z&sig=x"}

    def _fulfill_page(self, route: Route) -> None:
        response = route.fetch()
        data = json.dumps(self._data()).replace("<", "\\u003c")
        html = DATA.sub(lambda found: found[1] + data + found[2], response.text())
        html = PHOTOS.sub(lambda found: f'<div class="photos">{self._render_sections()}</div>{found[1]}', html)
        html = ALBUMS.sub("", html)
        html = html.replace('<div class="empty">', '<div class="empty" hidden>')
        route.fulfill(response=response, body=html)

    def _fulfill_refresh(self, route: Route) -> None:
        """Respond that nothing has changed."""
        route.fulfill(json={"photos": sum(self.counts), "scanned": 0, "undeveloped": 0, "done": True})

    def _fulfill_image(self, route: Route) -> None:
        self.requested_images.append(route.request.url)
        route.fulfill(
            body=_PIXEL, content_type="image/png", headers={"Cache-Control": "public, max-age=31536000, immutable"}
        )


@cache
def _generate(counts: tuple[int, ...], shapes: tuple[tuple[int, int], ...]) -> dict[str, list[dict[str, Any]]]:
    """Return the photos by month. Several tests show the same ones, and none changes them."""
    generator = random.Random(7)
    months = {f"{2026 - number // 12}-{12 - number % 12:02}": count for number, count in enumerate(counts)}
    return {
        month: [_photo(month, number, count, generator.choice(shapes)) for number in range(count)]
        for month, count in months.items()
    }


def _photo(month: str, number: int, count: int, size: tuple[int, int]) -> dict[str, Any]:
    width, height = size
    left = count - number
    day, second = 1 + left * 27 // (count + 1), left % 60
    when = f"{month}-{day:02}T{left // 3600 % 24:02}:{left // 60 % 60:02}:{second:02}"
    file = f"IMG_{left:05}.jpg"
    return {
        "name": f"{when[:10].replace('-', '/')}/{file}", "file": file, "album": None, "taken": when,
        "taken_from": "exif", "when": when, "width": width, "height": height, "colour": "#8a9a8b", "bytes": 4_000,
        "version": _version(month, number), "developed": True,
    }  # fmt: skip


def _render_item(photo: dict[str, Any]) -> str:
    source = f"/previews-of-many/{photo['version']}"
    query = "?se=2099-01-01T00%3A00%3A00Z&amp;sig=x"
    return (
        f'<li class="r16 first"><h3>{photo["when"][8:10]}</h3><a href="/?photo={photo["name"]}">'
        f'<img src="{source}-240{query}" '
        f'srcset="{source}-480{query} 2x" alt="{photo["file"]}" loading="lazy" decoding="async"></a></li>'
    )


def _version(month: str, number: int) -> str:
    return f"{month.replace('-', '')}{number:026}"


def _encode_pixel() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 3), "#7a8b9c").save(file, "PNG")
    return file.getvalue()


_PIXEL = _encode_pixel()
