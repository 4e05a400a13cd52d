"""Read what a picture's metadata says besides its date, from EXIF, XMP and IPTC."""

from itertools import accumulate

from gallery.model.embedded_facts import EmbeddedFacts
from gallery.pictures.apple import read_content_id
from gallery.pictures.exif import (
    KNOWN_GPS_TAGS,
    KNOWN_TAGS,
    MAX_TEXT_CHARACTERS,
    RATING,
    Exif,
    Tags,
    clean_line,
    clean_text,
    exif_of,
    to_stars,
)
from gallery.pictures.iptc import iptc_keywords
from gallery.pictures.picture_file import PictureFile
from gallery.pictures.tiff import ORIENTATION, ExifTags, read_exif_tags, read_orientation
from gallery.pictures.xmp import xmp_keywords, xmp_rating

MAX_TAGS_CHARACTERS = 10_000
"""All tags together: more than blob metadata can hold, and few enough for a message from the worker."""


def read_tags(exif: bytes) -> ExifTags:
    """Return the known tags of EXIF data."""
    return read_exif_tags(exif, KNOWN_TAGS, KNOWN_GPS_TAGS)


def all_tags(parts: PictureFile) -> tuple[ExifTags, ...]:
    """Return the known tags of a file's blocks of EXIF data, the most trustworthy block first."""
    return parts.raw_tags, read_tags(parts.exif), read_tags(parts.old_exif)


def orientation_of_file(parts: PictureFile) -> int:
    """Return the orientation of the picture, else that of the raw file that it's in."""
    own = read_tags(parts.exif)
    return read_orientation(own if ORIENTATION in own.picture else parts.raw_tags)


def exif_of_file(parts: PictureFile) -> Exif:
    """Return what the details of a photo show of its EXIF data."""
    tags: Tags = {}
    gps: Tags = {}
    for block in reversed(all_tags(parts)):
        tags = {**tags, **block.picture, **block.exif}
        gps = {**gps, **block.gps}
    return exif_of(tags, gps)


def read_embedded_facts(parts: PictureFile) -> EmbeddedFacts:
    """Return what's kept as metadata of the photo's blob, without what can't be read.

    Never fails, because a picture with damaged metadata is still a picture.
    """
    try:
        return _read_embedded_facts(parts)
    except Exception:  # noqa: BLE001 - hostile files contain anything
        return EmbeddedFacts()


def _read_embedded_facts(parts: PictureFile) -> EmbeddedFacts:
    exif = exif_of_file(parts)
    location, caption = exif.location, exif.description or ""
    keywords = _read_keywords(parts)
    tags = _limit(keywords)
    return EmbeddedFacts(
        camera=exif.camera.model or "",
        lens=exif.camera.lens or "",
        latitude=location.latitude if location else None,
        longitude=location.longitude if location else None,
        caption=caption,
        tags=tags,
        rating=_read_rating(parts),
        is_cut=tags != keywords or len(caption) >= MAX_TEXT_CHARACTERS,
        content_id=read_content_id(parts.exif) or read_content_id(parts.old_exif),
    )


def _read_keywords(parts: PictureFile) -> tuple[str, ...]:
    """Return all keywords, each once. Most software writes the same ones into XMP and IPTC."""
    cleaned = [*map(clean_line, xmp_keywords(parts.xmp)), *map(clean_text, iptc_keywords(parts.iptc))]
    return tuple(dict.fromkeys(filter(None, cleaned)))


def _limit(keywords: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first keywords, up to MAX_TAGS_CHARACTERS."""
    return keywords[: sum(end <= MAX_TAGS_CHARACTERS for end in accumulate(map(len, keywords)))]


def _read_rating(parts: PictureFile) -> int:
    """Return XMP's rating, which editors change, else EXIF's."""
    in_xmp = xmp_rating(parts.xmp)
    if in_xmp is not None:
        return to_stars(in_xmp)
    ratings = [block.picture[RATING] for block in all_tags(parts) if RATING in block.picture]
    return to_stars(ratings[0] if ratings else None)
