"""The text of photos that a search looks at, from their metadata."""

from typing import NamedTuple

from gallery.library.place_names import name_place
from gallery.library.search.matching import Matcher
from gallery.library.search.texts import read_private_text
from gallery.library.search.whole_texts import whole_annotations
from gallery.model.annotations import CAPTION, Annotations
from gallery.model.embedded_facts import EmbeddedFacts, decode_value
from gallery.model.metadata_keys import lower_keys
from gallery.model.photos import Photo


class SearchablePhoto(NamedTuple):
    """A photo as a search sees it. See Searchable."""

    name: str
    when: str
    caption: str
    embedded_caption: str = ""
    tags: str = ""
    camera: str = ""
    lens: str = ""
    place: str = ""
    is_favorite: bool = False


def matches_photo(matcher: Matcher, photo: Photo, *, is_owner: bool) -> bool:
    """Return whether a photo matches. Its text is kept with the listing it's from, which is cached."""
    key = "all text" if is_owner else "public text"
    text = photo.blob.derived.get(key)
    if text is None:
        known = lower_keys(photo.blob.metadata)
        caption = decode_value(known.get(CAPTION, ""))
        whole = whole_annotations(photo)
        seen = _describe(whole or photo.sidecar.annotations, photo.embedded, whole)
        text = matcher.read_text(seen._replace(name=photo.name, when=photo.when, caption=caption))
        photo.blob.derived[key] = text
    return matcher.matches_text(photo.name, photo.when, text)


def read_private_text_of(photo: Photo) -> str:
    """Return what only the owner may search for."""
    whole = whole_annotations(photo)
    return read_private_text(_describe(whole or photo.sidecar.annotations, photo.embedded, whole))


def _describe(said: Annotations, facts: EmbeddedFacts, whole: Annotations | None) -> SearchablePhoto:
    """What people say counts more than what the file says, also if they say that there's nothing.

    The caption that everyone may search for is cut, so the whole one is for the owner.
    """
    return SearchablePhoto(
        "",
        "",
        "",
        facts.caption if said.caption is None else (whole and whole.caption) or "",
        "\n".join(facts.tags if said.tags is None else said.tags),
        facts.camera,
        facts.lens,
        name_place(facts.latitude, facts.longitude),
        said.is_favorite,
    )
