"""Jinja2, and what the templates say with it: addresses, dates, sizes and shapes of photos."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gallery.errors import Misconfigured
from gallery.library.previews import generation
from gallery.model.paging import Month
from gallery.model.photos import NARROWEST, PREVIEW_SIZES, ROOT, ROOT_QUERY, TRASH, Photo, preview_name
from gallery.settings import DEFAULT_TITLE, settings
from gallery.storage.account import Storage
from gallery.web.access import Caller
from gallery.web.scripts import static_imports
from gallery.web.static_files import static_folder

RATIO_CLASSES = 32
"""Classes of without_scripts.css, from NARROWEST to WIDEST_SHOWN: CSP forbids exact aspect ratios in the HTML."""

WIDEST_SHOWN = 8
"""Width / height of a panorama at most, where the window has room for it; its previews are less high than its row."""

FEW = 12
"""Whole shelves of so few photos are shown larger: they would fill a corner of the page."""
WIDEST_ALONE = 2
"""Width / height at most of a photo that is shown larger still where it is alone."""


@dataclass(frozen=True)
class Previews:
    """How browsers get at previews: straight from storage, with one right for all of them."""

    url: str
    sas: str
    generation: str

    @staticmethod
    def of(storage: Storage) -> "Previews":
        """Today's address and right."""
        return Previews(storage.previews.url(), storage.previews_sas(), generation(storage))

    def src(self, photo: Photo, size: int) -> str:
        """Address of a preview: of its blob, or of the route that develops the photo when they are not there."""
        if not photo.version or not photo.has_previews(self.generation):
            return photo_path(f"/previews/{size}/", photo.name)
        return f"{self.url}/{quote(preview_name(photo.name, photo.version, size))}?{self.sas}"

    def photo_json(self, photo: Photo) -> dict[str, Any]:
        """The `photo` of the JSON interface; developed while its previews are there as well."""
        return {**photo.json(), "developed": photo.has_previews(self.generation)}

    def json(self) -> dict[str, str]:
        """As the JSON interface gives it."""
        return {"url": self.url, "sas": self.sas}


def render(template: str, caller: Caller, **values: Any) -> str:
    """A template of `templates/` with these values, for whoever is asking."""
    return _environment().get_template(template).render(title=_title(), caller=caller, static=static_folder(), **values)


def photo_path(route: str, name: str) -> str:
    """Address of a photo below a route; a name that starts with a slash, which no route matches, goes as query."""
    return f"{route}?name={quote(name)}" if name.startswith("/") else route + quote(name)


def page_url(**query: str | None) -> str:
    """Address of the gallery with a query, percent-encoded; what is None is left out."""
    known = {key: value for key, value in query.items() if value is not None}
    return "/?" + urlencode(known, safe="/", quote_via=quote) if known else "/"


def album_url(album: str, **query: str | None) -> str:
    """Address of an album, ROOT included."""
    return page_url(album=album or ROOT_QUERY, **query)


def shelf_url(album: str | None, **query: str | None) -> str:
    """Address within an album, or within the timeline for None."""
    return page_url(**query) if album is None else album_url(album, **query)


def ratio_class(photo: Photo) -> str:
    """The class of without_scripts.css nearest to the photo's aspect ratio, on a logarithmic scale."""
    share = log(max(_shape(photo), NARROWEST) / NARROWEST) / log(WIDEST_SHOWN / NARROWEST)
    return f"r{round(share * (RATIO_CLASSES - 1))}"


def crowd(photos: Sequence[Photo]) -> str:
    """How large a whole shelf shows its photos, as a class of grid.css: `lone`, `few`, or none (library/photo.js)."""
    if len(photos) == 1 and photos[0].ratio <= WIDEST_ALONE:
        return "lone"
    return "few" if 0 < len(photos) <= FEW else ""


def grid_sizes(photo: Photo, shown: str) -> tuple[int, int]:
    """Previews for one and for two device pixels per CSS pixel, in a grid of this crowd (library/photo.js)."""
    small, medium, large = PREVIEW_SIZES
    if shown == "lone":
        return medium, large
    is_low = _shape(photo) == WIDEST_SHOWN
    return (medium if shown or is_low else small), medium


@lru_cache(maxsize=8)
def months_index(*months: Month) -> Markup:
    """The list of all months: the same at most views, and with thirty years of them as much work as all the photos."""
    return Markup(_environment().get_template("months.html").render(months=months))  # noqa: S704 - the template escapes


def month_title(month: str) -> str:
    """`September 2026`."""
    return date.fromisoformat(f"{month}-01").strftime("%B %Y")


def day_title(day: str) -> str:
    """`Sat 12`: short, because it stands on a photo; the month stands above."""
    when = date.fromisoformat(day)
    return f"{when:%a} {when.day}"


def moment(taken: str) -> str:
    """`12 September 2026, 10:11`; the day alone where no time is known."""
    when = datetime.fromisoformat(taken)
    day = f"{when.day} {when:%B %Y}"
    return f"{day}, {when:%H:%M}" if "T" in taken else day


def description(photo: Photo) -> str:
    """The alternative text."""
    return f"{photo.file}, {moment(photo.facts.taken)}" if photo.facts else photo.file


def size_of(length: int) -> str:
    """Bytes for people, `4.1 MB`."""
    return f"{length / 1e6:.1f} MB" if length >= 0.1e6 else f"{length / 1e3:.1f} kB"  # noqa: PLR2004 - it is the rule


def report_counts(report: Sequence[dict[str, Any]]) -> dict[str, int]:
    """How often each outcome."""
    outcomes = [line["outcome"] for line in report]
    return {outcome: outcomes.count(outcome) for outcome in dict.fromkeys(outcomes)}


def _shape(photo: Photo) -> float:
    """Width / height, of panoramas as far as they are shown."""
    return min(photo.facts.width / photo.facts.height, WIDEST_SHOWN) if photo.facts else photo.ratio


def _title() -> str:
    """Also on the page that says that a setting can't be read."""
    try:
        return settings().title
    except Misconfigured:
        return DEFAULT_TITLE


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # it would look at the file of each template for each page
        trim_blocks=True,
        lstrip_blocks=True,
    )
    tools = (
        album_url,
        crowd,
        day_title,
        description,
        grid_sizes,
        moment,
        month_title,
        months_index,
        page_url,
        photo_path,
        ratio_class,
        report_counts,
        shelf_url,
        size_of,
        static_imports,
    )
    environment.globals.update({tool.__name__: tool for tool in tools})
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    environment.globals.update(ROOT=ROOT, TRASH=TRASH, SIZES=PREVIEW_SIZES)
    return environment
