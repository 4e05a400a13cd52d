"""XMP sidecars: what they say about a photo, and how other software finds what the gallery writes.

ISO 16684-1 defines the properties. The lists of tags that digiKam, Immich, Lightroom, darktable and Windows add are
changed together with `dc:subject` if they're there, because that software prefers its own.
"""

from collections.abc import Sequence

from gallery.errors import SidecarConflict
from gallery.model.annotations import Annotations, clean_caption, clean_tags
from gallery.model.embedded_facts import MAX_RATING
from gallery.model.orientations import read_orientation
from gallery.pictures.exif import to_stars
from gallery.pictures.xml_tree import parse_xml, write_xml
from gallery.pictures.xmp_dates import read_history, read_taken, write_history, write_taken
from gallery.pictures.xmp_locations import read_location
from gallery.pictures.xmp_properties import Name, XmpProperties

MAX_SIDECAR_BYTES = 256 * 1024
"""Sidecars of darktable with a long history have 100 kB."""

_DC, _XMP = "http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/xap/1.0/"
_MICROSOFT = ("http://ns.microsoft.com/photo/1.0/", "http://ns.microsoft.com/photo/1.0")
"""As digiKam and Windows write it, and as exiftool does."""

CAPTION: Name = (_DC, "dc", "description")
TAGS: Name = (_DC, "dc", "subject")
RATING: Name = (_XMP, "xmp", "Rating")
ORIENTATION: Name = ("http://ns.adobe.com/tiff/1.0/", "tiff", "Orientation")
_GALLERY = "urn:photo-gallery:sidecar/"
OF: Name = (_GALLERY, "gallery", "of")
"""MD5 of the photo's bytes, in hex: with it, nobody takes a sidecar for that of another photo.

digiKam and darktable use exiv2, which would add a slash, or a `#`, to a namespace that doesn't end with one.
"""

OWN_ORIENTATION: Name = (_GALLERY, "gallery", "orientation")
"""The same as ORIENTATION, if the gallery wrote that for a HEIC or AVIF. Their decoders turn them already, and other
software repeats that in its sidecars."""

TAG_PATHS: tuple[tuple[Name, str], ...] = (
    (("http://www.digikam.org/ns/1.0/", "digiKam", "TagsList"), "/"),
    (("http://ns.adobe.com/lightroom/1.0/", "lr", "hierarchicalSubject"), "|"),
    *(((namespace, "MicrosoftPhoto", "LastKeywordXMP"), "/") for namespace in _MICROSOFT),
)
"""Lists of tags with their parents, like `Places/Italy/Rome`, and what separates those."""

WINDOWS_RATINGS: tuple[Name, ...] = tuple((namespace, "MicrosoftPhoto", "Rating") for namespace in _MICROSOFT)
_WINDOWS_STARS = (0, 1, 25, 50, 75, 99)
"""Windows's percentages for 0 to 5 stars."""

_EMPTY = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""/></rdf:RDF>'
    b"</x:xmpmeta>"
)


class XmpSidecar:
    """A sidecar's content."""

    def __init__(self, data: bytes | None = None, *, trusts_orientation: bool = True) -> None:
        """Without data, it's empty. Raises SidecarConflict, without the name of the file, if it can't be read."""
        data = _EMPTY if data is None else data
        if len(data) > MAX_SIDECAR_BYTES:
            raise SidecarConflict("It has more than %(most)s KB.", most=MAX_SIDECAR_BYTES // 1024)
        self._document = parse_xml(data)
        self._properties = XmpProperties(self._document)
        self._trusts_orientation = trusts_orientation

    @property
    def of(self) -> str:
        """The MD5 of the photo it belongs to, in hex; "" if it doesn't say."""
        return self._properties.read_text(OF) or ""

    def read(self) -> Annotations:
        """Return what it says."""
        caption, rating = self._properties.read_text(CAPTION), self._properties.read_text(RATING)
        return Annotations(
            None if caption is None else clean_caption(caption),
            self._read_tags(),
            None if rating is None else to_stars(rating),
            read_taken(self._properties),
            read_history(self._properties),
            self._read_orientation(),
            read_location(self._properties),
        )

    def add_missing(self, other: "XmpSidecar") -> None:
        """Add what another sidecar says about things that this one doesn't mention. Raises SidecarConflict."""
        self._properties.add_missing(other._properties, MAX_SIDECAR_BYTES)  # noqa: SLF001 - of the same class

    def write(self, said: Annotations, of: str) -> bytes:
        """Say this, and nothing about what's None, about the photo with this MD5. Return the sidecar's bytes.

        Raises SidecarConflict if that couldn't be read again.
        """
        before = self.read()
        if said.caption != before.caption:
            self._set_caption(said.caption)
        if said.tags != before.tags:
            self._set_tags(before.tags or (), said.tags)
        if said.rating != before.rating:
            self._set_rating(said.rating)
        if said.taken != before.taken:
            write_taken(self._properties, said.taken)
        if said.history != before.history:
            write_history(self._properties, said.history)
        if said.orientation != before.orientation:
            self._set_orientation(said.orientation)
        if self.of != of:
            self._properties.set_simple(OF, of)
        return write_xml(self._document)

    def _read_tags(self) -> tuple[str, ...] | None:
        tags = self._properties.read_items(TAGS)
        if tags is not None:
            return clean_tags(tags)
        for name, separator in TAG_PATHS:
            paths = self._properties.read_items(name)
            if paths is not None:
                return clean_tags(path.rpartition(separator)[2] for path in paths)
        return None

    def _read_orientation(self) -> int | None:
        value = self._properties.read_text(ORIENTATION)
        is_trusted = self._trusts_orientation or value == self._properties.read_text(OWN_ORIENTATION)
        return read_orientation(value) if value and is_trusted else None

    def _set_orientation(self, orientation: int | None) -> None:
        if orientation is None:
            self._properties.remove(ORIENTATION)
            self._properties.remove(OWN_ORIENTATION)
            return
        self._properties.set_simple(ORIENTATION, str(orientation))
        if not self._trusts_orientation:
            self._properties.set_simple(OWN_ORIENTATION, str(orientation))

    def _set_caption(self, caption: str | None) -> None:
        if caption is None:
            self._properties.remove(CAPTION)
        else:
            self._properties.set_default_text(CAPTION, caption)

    def _set_tags(self, before: Sequence[str], tags: Sequence[str] | None) -> None:
        if tags is None:
            # Of an empty list, software would read that there are none, rather than those in the file.
            for name in (TAGS, *(path for path, _ in TAG_PATHS)):
                self._properties.remove(name)
            return
        for name, separator in TAG_PATHS:
            paths = self._properties.read_items(name)
            if paths is not None:
                self._properties.set_items(name, _change_paths(paths, before, tags, separator))
        self._properties.set_items(TAGS, tags)

    def _set_rating(self, rating: int | None) -> None:
        if rating is None:
            self._properties.remove(RATING)
            return
        self._properties.set_simple(RATING, str(rating))
        for name in filter(self._properties.has, WINDOWS_RATINGS):
            self._properties.set_simple(name, str(_WINDOWS_STARS[min(rating, MAX_RATING)]))


def _change_paths(paths: Sequence[str], before: Sequence[str], tags: Sequence[str], separator: str) -> list[str]:
    """Return the paths without those that end with a removed tag, and with the new tags."""
    removed = set(before) - set(tags)
    kept = [path for path in paths if path.rpartition(separator)[2] not in removed]
    known = {path.rpartition(separator)[2] for path in kept}
    return kept + [tag for tag in tags if tag not in before and tag not in known]
