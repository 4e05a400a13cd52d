"""What a search looks at in photos that the request has listed. Kept with the listing, which is cached."""

from dataclasses import dataclass

from gallery.library.place_names import name_place
from gallery.library.search.matching import Matcher
from gallery.model.embedded_facts import decode_value
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
    """Return whether a photo matches."""
    key = "all text" if is_owner else "public text"
    text = photo.blob.derived.get(key)
    if text is None:
        searchable = _describe_all(photo) if is_owner else _describe_public(photo)
        text = photo.blob.derived[key] = matcher.read_text(searchable)
    return matcher.matches_text(photo.name, photo.when, text)


def _describe_public(photo: Photo) -> SearchablePhoto:
    metadata = {key.lower(): value for key, value in photo.blob.metadata.items()}
    return SearchablePhoto(photo.name, photo.when, decode_value(metadata.get(CAPTION, "")))


def _describe_all(photo: Photo) -> SearchablePhoto:
    public, embedded = _describe_public(photo), photo.embedded
    return SearchablePhoto(
        public.name,
        public.when,
        public.caption,
        embedded.caption,
        "\n".join(embedded.tags),
        embedded.camera,
        embedded.lens,
        name_place(embedded.latitude, embedded.longitude),
    )
