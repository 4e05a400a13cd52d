from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.errors import BrokenPicture, GalleryError, NotAPicture
from gallery.pictures.formats import (
    AVIF,
    FORMATS,
    GIF,
    HEIC,
    JPEG,
    MOV,
    MP4,
    PNG,
    SUPPORTED,
    WEBM,
    WEBP,
    PictureFormat,
    detect_format,
)


def container(major: bytes, *compatible: bytes) -> bytes:
    """The `ftyp` box at the start of HEIC, AVIF and MP4 files."""
    brands = b"".join(compatible)
    return (16 + len(brands)).to_bytes(4, "big") + b"ftyp" + major + bytes(4) + brands + b"\0\0\0\x08meta"


@pytest.mark.parametrize(
    ("data", "picture_format"),
    [
        (b"\xff\xd8\xff\xe0", JPEG),
        (b"\xff\xd8\xff\xe1 an MPO starts the same way", JPEG),
        (b"\x89PNG\r\n\x1a\n", PNG),
        (b"GIF87a", GIF),
        (b"GIF89a", GIF),
        (b"RIFF\x20\0\0\0WEBPVP8 ", WEBP),
        (container(b"heic", b"mif1", b"heic"), HEIC),
        (container(b"heix"), HEIC),
        (container(b"miaf", b"mif1", b"heic"), HEIC),
        (container(b"mif2", b"heix"), HEIC),
        (container(b"mif2", b"mif1", b"avif"), AVIF),
        (container(b"miaf", b"avif", b"mif1"), AVIF),
        (container(b"MA1B", b"avif"), AVIF),
        (container(b"MA1A", b"avis"), AVIF),
        (container(b"hevc"), HEIC),
        (container(b"mif1", b"heic"), HEIC),
        (container(b"msf1"), HEIC),
        (container(b"avif", b"mif1", b"miaf"), AVIF),
        (container(b"avis"), AVIF),
        (container(b"mif1", b"miaf", b"avif"), AVIF),
    ],
)
def test_format_is_detected_by_the_first_bytes_under_any_name(data: bytes, picture_format: PictureFormat) -> None:
    assert detect_format(data, "anything.pdf") == picture_format


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        *((container(brand), MP4) for brand in (b"isom", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV")),
        *((container(brand), MP4) for brand in (b"dash", b"3gp4", b"3gp5", b"XAVC")),
        (container(b"isom", b"mp41", b"miaf"), MP4),
        (container(b"CAEP", b"CAEP", b"CNCV"), MP4),
        (container(b"niko", b"mp42"), MP4),
        (container(b"qt  "), MOV),
        (container(b"qt  ", b"heic", b"avif"), MOV),
        (container(b"niko", b"qt  "), MOV),
        *((b"\0\0\0\x08" + box, MOV) for box in (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")),
        (b"\x1aE\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x42\x87\x81\x04", WEBM),
        (b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x01\0\0\0\0\0\0\x04webm", WEBM),
    ],
)
def test_videos_are_detected_by_their_content(data: bytes, expected: PictureFormat) -> None:
    assert detect_format(data, "holiday.jpg") == expected


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"\n\n%PDF-1.4", "a PDF"),
        (b"II*\0\x08\0\0\0", "a TIFF"),
        (b"MM\0*\0\0\0\x08", "a TIFF"),
        (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0", "a BMP"),
        (b"8BPS\0\1", "a Photoshop file"),
        (b"\0\0\1\0\1\0", "an icon (ICO)"),
        (b"\xff\x0a\xfa", "a JPEG XL"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL"),
        (container(b"M4A ", b"isom", b"mp42"), "a sound file"),
        (b"\x1aE\xdf\xa3\xa3\x42\x86\x81\x01\x42\x82\x88matroska\x42\x87\x81\x04", "a Matroska video"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "a playlist"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "text"),
        (b"\0\0\0\x10ftypmif3avif\0\0\0\x40mini", "an AVIF or HEIC with a minimized header"),
        (b"PK\3\4\x14\0", "a ZIP or Office file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG"),
        (b"<?xml version='1.0'?>\n<!-- -->\n<svg >", "an SVG"),
        (b"\xef\xbb\xbf  <!DOCTYPE HTML><p>", "a web page"),
        (b"<?xml version='1.0'?><feed/>", "XML"),
        (b"Dear Sir,\r\nB\xc3\xa4r", "text"),
        ("é".encode() * 400, "text"),
        (b"a" + "é".encode() * 400, "text"),
    ],
)
def test_error_names_the_actual_type_of_an_unsupported_file(data: bytes, name: str) -> None:
    with pytest.raises(NotAPicture) as raised:
        detect_format(data, "holiday.jpg")
    message = raised.value.message
    assert message == f"holiday.jpg is {name}. Supported formats: {SUPPORTED}."


@pytest.mark.parametrize("data", [b"\xff\xd8", b"\x89PNG", b"\0" * 40, b"BM is a text\1", b"\xfe\xed\xfa\xce\0"])
def test_error_for_unknown_bytes_says_that_the_format_is_unknown(data: bytes) -> None:
    with pytest.raises(NotAPicture, match=r"x\.jpg is in an unknown format\."):
        detect_format(data, "x.jpg")


def test_empty_file_is_broken_rather_than_unsupported() -> None:
    with pytest.raises(BrokenPicture, match=r"x\.jpg is empty"):
        detect_format(b"", "x.jpg")


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda rest: b"\0\0\0\x18ftyp" + rest))
def test_any_bytes_are_either_a_supported_format_or_rejected(data: bytes) -> None:
    with suppress(GalleryError):
        assert detect_format(data, "x") in FORMATS


def test_every_extension_belongs_to_one_format() -> None:
    extensions = [extension for each in FORMATS for extension in each.extensions]
    assert len(extensions) == len(set(extensions))
    assert all(each.extension in each.extensions for each in FORMATS)
