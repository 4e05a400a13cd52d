"""Jinja templates and the functions they call."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gallery.errors import Misconfigured
from gallery.library.album_settings import can_have_settings
from gallery.library.clean_copies import is_playable
from gallery.model.folders import ROOT
from gallery.model.months import Month
from gallery.model.preview_names import PREVIEW_SIZES
from gallery.settings import DEFAULT_TITLE, settings
from gallery.translations import current_language
from gallery.web.access import Caller
from gallery.web.covers import album_covers, city_covers, unsorted_covers
from gallery.web.flash import count_outcomes
from gallery.web.formatting import (
    alt_text,
    format_bytes,
    format_day,
    format_duration,
    format_month,
    format_number,
    format_time,
)
from gallery.web.grid import cover_size, preview_sizes, ratio_class, tile_size
from gallery.web.locales import Locale, current_locale
from gallery.web.scripts import static_imports
from gallery.web.static_files import static_folder
from gallery.web.tag_fields import join_tags
from gallery.web.text import (
    albums,
    duplicates,
    guests,
    page,
    photos,
    places,
    results,
    search,
    shares,
    sign_in,
    trash,
    upload,
    views,
)
from gallery.web.urls import album_trail, album_url, list_url, page_url, photo_path, query_url

_MODULES = (albums, duplicates, guests, page, photos, places, results, search, shares, sign_in, trash, upload, views)
TEXT = {module.__name__.rpartition(".")[2]: module for module in _MODULES}
"""Modules of texts, under their names: templates say `text.albums.RENAME`."""


def render(template: str, caller: Caller, **values: Any) -> str:
    """Render a template of `templates/` for a caller. `title` is the gallery's, unless it's among the values."""
    common = {"title": _title(), "caller": caller, "static": static_folder()}
    return _environment().get_template(template).render(**{**common, **values})


def render_months_index(*months: Month) -> Markup:
    """Render the list of all months in the current language and locale."""
    return _render_months_index(current_language(), current_locale(), months)


@lru_cache(maxsize=32)
def _render_months_index(_language: str, _locale: Locale, months: tuple[Month, ...]) -> Markup:
    # Cached: it rarely changes, and for 30 years takes as long as a page's photos.
    return Markup(_environment().get_template("months.html").render(months=months))  # noqa: S704 - the template escapes


def _title() -> str:
    """The gallery's title, also on the page that reports an invalid setting."""
    try:
        title = settings().title
    except Misconfigured:
        title = DEFAULT_TITLE
    return str(page.PHOTOS) if title == DEFAULT_TITLE else title


def is_gallery_public() -> bool:
    """Whether anyone but the owner sees anything."""
    return settings().is_public


def max_upload_bytes() -> int:
    """The largest form, in bytes. Scripts send larger files in pieces."""
    return settings().max_upload_bytes


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # checking for changes would cost a system call per template and page
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions = (
        *(album_trail, album_url, list_url, page_url, photo_path, query_url),
        *(album_covers, city_covers, unsorted_covers),
        *(ratio_class, tile_size, preview_sizes, cover_size),
        *(
            alt_text,
            can_have_settings,
            format_bytes,
            format_duration,
            format_day,
            format_month,
            format_number,
            format_time,
            is_gallery_public,
            is_playable,
            join_tags,
            count_outcomes,
            current_language,
            current_locale,
            max_upload_bytes,
            render_months_index,
            static_imports,
        ),
    )
    environment.globals.update({function.__name__: function for function in functions})
    environment.globals.update(ROOT=ROOT, PREVIEW_SIZES=PREVIEW_SIZES, text=TEXT)
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    return environment
