"""Take a raw file apart: the largest JPEG in it is the picture. Raw data is never decoded."""

from collections.abc import Callable
from contextlib import suppress

from gallery.pictures import jpeg_file
from gallery.pictures.partial_file import MissingBytes, PartialFile
from gallery.pictures.picture_file import PictureFile
from gallery.pictures.raw.contents import Extent, RawContents
from gallery.pictures.raw.cr3 import read_cr3
from gallery.pictures.raw.raf import read_raf
from gallery.pictures.raw.tiff_raw import read_tiff_raw
from gallery.pictures.source import Source

READERS: dict[str, Callable[[Source], RawContents]] = {"CR3": read_cr3, "RAF": read_raf}
"""By name of format. All others are TIFF files."""

MAX_PREVIEWS = 16
"""Cameras write up to four."""

JPEG_HEAD_BYTES = 160_000
"""How much of a JPEG is read to see what it is: two segments with metadata, and tables."""


class NoPreview(ValueError):
    """There's no JPEG that's a picture."""


def take_apart(source: Source, name: str) -> PictureFile:
    """Return the parts of a raw file of the format with this name. Its `pixels` are the largest JPEG in it.

    Raises NoPreview. If the file ends before that JPEG does, decoding it shows that.
    """
    contents = _read_contents(source, name)
    extent, size = _find_preview(source, contents)
    return _complete(jpeg_file.take_apart(source.read(*extent)), contents, size)


def take_head_apart(file: PartialFile, name: str) -> PictureFile:
    """Return the metadata of a raw file, and the size of its picture. Raises MissingBytes, NoPreview."""
    source = _source_of(file)
    contents = _read_contents(source, name)
    extent, size = _find_preview(source, contents)
    return _complete(jpeg_file.take_apart(_read_head(source, extent)), contents, size)


def take_start_apart(start: bytes, name: str) -> PictureFile:
    """Return the metadata that's in the first bytes of a raw file."""
    source = Source.of(start)
    contents = _read_contents(source, name)
    with suppress(NoPreview):
        extent, size = _find_preview(source, contents)
        return _complete(jpeg_file.take_apart(_read_head(source, extent)), contents, size)
    return _complete(PictureFile(b""), contents, None)


def _read_contents(source: Source, name: str) -> RawContents:
    return READERS.get(name, read_tiff_raw)(source)


def _find_preview(source: Source, contents: RawContents) -> tuple[Extent, tuple[int, int]]:
    """Return where the largest JPEG is, and its size. Raises NoPreview."""
    for extent in sorted(contents.previews, key=lambda one: one.length, reverse=True)[:MAX_PREVIEWS]:
        size = jpeg_file.read_decodable_size(_read_head(source, extent)) if extent.start < source.length else None
        if size:
            return extent, size
    raise NoPreview


def _read_head(source: Source, extent: Extent) -> bytes:
    return source.read(extent.start, min(extent.length, JPEG_HEAD_BYTES))


def _complete(jpeg: PictureFile, contents: RawContents, size: tuple[int, int] | None) -> PictureFile:
    """Return a JPEG's parts with what the raw file around it says."""
    jpeg.raw_tags, jpeg.size = contents.tags, size
    jpeg.xmp, jpeg.iptc = contents.xmp or jpeg.xmp, contents.iptc or jpeg.iptc
    return jpeg


def _source_of(file: PartialFile) -> Source:
    """Return a source that has the bytes that were read, and raises MissingBytes for others."""

    def read(position: int, length: int) -> bytes:
        end = min(position + length, file.length)
        known = len(file.start)
        if not position < known < end:
            return file.read(position, end) if position < end else b""
        if file.part_at != known:  # What's read next continues what's there.
            raise MissingBytes(known)
        return file.start[position:] + file.read(known, end)

    return Source(file.length, read)
