"""The text of photos that a search looks at, from their metadata."""

from collections.abc import Mapping
from dataclasses import dataclass

from gallery.library.place_names import name_place
from gallery.library.search.matching import Matcher
from gallery.library.search.texts import read_private_text
from gallery.model.annotations import CAPTION, Annotations, SidecarCopy
from gallery.model.embedded_facts import EmbeddedFacts, decode_value
from gallery.model.metadata_keys import lower_keys
from gallery.model.photos import Photo


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
    is_favorite: bool = False


def matches_photo(matcher: Matcher, photo: Photo, *, is_owner: bool) -> bool:
    """Return whether a photo matches. Its text is kept with the listing it's from, which is cached."""
    key = "all text" if is_owner else "public text"
    text = photo.blob.derived.get(key)
    if text is None:
        known = lower_keys(photo.blob.metadata)
        caption = decode_value(known.get(CAPTION, ""))
        text = matcher.read_text(_describe(photo.name, photo.when, caption, photo.sidecar.annotations, photo.embedded))
        photo.blob.derived[key] = text
    return matcher.matches_text(photo.name, photo.when, text)


def read_private_text_of(metadata: Mapping[str, str]) -> str:
    """Return what only the owner may search for, from a photo's metadata."""
    return read_private_text(
        _describe("", "", "", SidecarCopy.read(metadata).annotations, EmbeddedFacts.read(metadata))
    )


def _describe(name: str, when: str, caption: str, said: Annotations, facts: EmbeddedFacts) -> SearchablePhoto:
    """What people say counts more than what the file says, also if they say that there's nothing."""
    return SearchablePhoto(
        name,
        when,
        caption,
        facts.caption if said.caption is None else "",
        "\n".join(facts.tags if said.tags is None else said.tags),
        facts.camera,
        facts.lens,
        name_place(facts.latitude, facts.longitude),
        said.is_favorite,
    )
