"""The text of photos that a search looks at, from their metadata."""

from collections.abc import Mapping
from dataclasses import dataclass

from gallery.library.place_names import name_place
from gallery.library.search.matching import Matcher
from gallery.library.search.texts import read_private_text
from gallery.model.embedded_facts import EmbeddedFacts, decode_value
from gallery.model.photos import Photo

CAPTION = "caption"
"""The metadata that has a sidecar's caption."""


@dataclass(frozen=True)
class SearchablePhoto:
    """A photo as a search sees it. See Searchable."""

    name: str
    when: str
    caption: str
    embedded_caption: str = ""
    tags: str = ""
    camera: str = ""
    lens: str = ""
    place: str = ""


def matches_photo(matcher: Matcher, photo: Photo, *, is_owner: bool) -> bool:
    """Return whether a photo matches. Its text is kept with the listing it's from, which is cached."""
    key = "all text" if is_owner else "public text"
    text = photo.blob.derived.get(key)
    if text is None:
        facts = photo.embedded if is_owner else EmbeddedFacts()
        text = matcher.read_text(_describe(photo.name, photo.when, photo.blob.metadata, facts))
        photo.blob.derived[key] = text
    return matcher.matches_text(photo.name, photo.when, text)


def read_private_text_of(metadata: Mapping[str, str]) -> str:
    """Return what only the owner may search for, from a photo's metadata."""
    return read_private_text(_describe("", "", {}, EmbeddedFacts.read(metadata)))


def _describe(name: str, when: str, metadata: Mapping[str, str], facts: EmbeddedFacts) -> SearchablePhoto:
    known = {key.lower(): value for key, value in metadata.items()}
    return SearchablePhoto(
        name,
        when,
        decode_value(known.get(CAPTION, "")),
        facts.caption,
        "\n".join(facts.tags),
        facts.camera,
        facts.lens,
        name_place(facts.latitude, facts.longitude),
    )
