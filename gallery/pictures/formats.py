"""Which kind of picture some bytes are. Names are never believed, and nothing is decoded here."""

import re
from codecs import getincrementaldecoder
from dataclasses import dataclass

from gallery.errors import BrokenPicture, NotAPicture


@dataclass(frozen=True)
class PictureFormat:
    """A kind of picture that the gallery takes."""

    name: str
    extension: str
    """The spelling that new names get."""
    extensions: frozenset[str]
    """Every spelling in use, lower case, the one above among them."""
    content_type: str
    """IANA media type."""
    pillow_formats: tuple[str, ...]
    """What `PIL.Image.open` may try, and nothing else."""


JPEG = PictureFormat("JPEG", ".jpg", frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"}), "image/jpeg", ("JPEG",))
PNG = PictureFormat("PNG", ".png", frozenset({".png", ".apng"}), "image/png", ("PNG",))
GIF = PictureFormat("GIF", ".gif", frozenset({".gif"}), "image/gif", ("GIF",))
WEBP = PictureFormat("WebP", ".webp", frozenset({".webp"}), "image/webp", ("WEBP",))
HEIC = PictureFormat(
    "HEIC", ".heic", frozenset({".heic", ".heif", ".hif", ".heics", ".heifs"}), "image/heic", ("HEIF",)
)
AVIF = PictureFormat("AVIF", ".avif", frozenset({".avif", ".avifs"}), "image/avif", ("AVIF",))

JPEG_START = b"\xff\xd8\xff"
"""SOI, and the first byte of the marker that follows (ITU-T T.81, B.1.1.3)."""

FORMATS = (JPEG, PNG, GIF, WEBP, HEIC, AVIF)

AVIF_BRANDS = frozenset({b"avif", b"avis"})
"""AV1 Image File Format 1.1, section 6."""

HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
"""ISO/IEC 23008-12, annexes B.4 (HEVC images and image sequences)."""

ANY_CODEC_BRANDS = frozenset({b"mif1", b"msf1"})
"""ISO/IEC 23008-12, section 10: a picture of any codec, so the compatible brands decide."""

LONGEST_BRAND_LIST = 256
"""Bytes of the `ftyp` box that are looked at. Real ones have at most 60."""

OTHERS = (
    (0, b"%!PS", "PostScript"),
    (0, b"II*\0", "a TIFF"),
    (0, b"MM\0*", "a TIFF"),
    (0, b"II+\0", "a TIFF"),
    (0, b"MM\0+", "a TIFF"),
    (0, b"8BPS", "a Photoshop file"),
    (0, b"\0\0\1\0", "an icon (ICO)"),
    (0, b"\0\0\2\0", "a cursor (CUR)"),
    (0, b"\xff\x0a", "a JPEG XL"),
    (0, b"\0\0\0\x0cJXL ", "a JPEG XL"),
    (0, b"\0\0\0\x0cjP  ", "a JPEG 2000"),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000"),
    (0, b"PK\3\4", "a ZIP or Office file"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\7", "a RAR archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ", "a program"),
    (0, b"\x1aE\xdf\xa3", "a WebM or Matroska video"),
    (0, b"ID3", "an MP3"),
    (0, b"OggS", "an Ogg file"),
    (4, b"moov", "a video"),
    (4, b"mdat", "a video"),
    (4, b"wide", "a video"),
    (8, b"AVI ", "an AVI video"),
    (8, b"WAVE", "a WAV sound"),
    (4, b"ftypcrx ", "a camera raw file"),
    (4, b"ftypqt  ", "a MOV video"),
    (4, b"ftypM4A", "a sound file"),
    (4, b"ftypisom", "an MP4 video"),
    (4, b"ftypiso", "an MP4 video"),
    (4, b"ftypmp4", "an MP4 video"),
    (4, b"ftypM4V", "an MP4 video"),
    (4, b"ftypavc1", "an MP4 video"),
    (4, b"ftypdash", "an MP4 video"),
    (4, b"ftypMSNV", "an MP4 video"),
    (4, b"ftyp3g", "a 3GP video"),
)
"""Offset in bytes, the bytes there, and what to call the file: what people most often mistake for a photo."""

MARKUP = (
    (re.compile(rb"<svg[\s>]", re.IGNORECASE), "an SVG"),
    (re.compile(rb"<(!doctype html|html|head|body|script)", re.IGNORECASE), "a web page"),
    (re.compile(rb"<\?php"), "PHP code"),
    (re.compile(rb"\A<\?xml"), "XML"),
)

TEXT_SAMPLE = 512
"""Bytes looked at to tell text and markup."""

PDF_HEADER_WITHIN = 1024
"""Bytes in which `%PDF-` may stand (ISO 32000-1, annex H.3, implementation note 13)."""


def detect_format(data: bytes, file: str) -> PictureFormat:
    """The kind of picture, by its first bytes alone.

    Raises BrokenPicture for an empty file and NotAPicture, which names what it is instead, for anything else.
    """
    if not data:
        raise BrokenPicture(f"{file} is empty; perhaps it was not copied completely.")
    kind = _kind(data)
    if kind is None:
        what = _other(data) or "not a picture the gallery knows"
        raise NotAPicture(f"{file} is {what}; the gallery takes JPEG, PNG, GIF, WebP, HEIC and AVIF")
    return kind


def _kind(data: bytes) -> PictureFormat | None:
    if data.startswith(JPEG_START):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    return _kind_in_container(data)


def _kind_in_container(data: bytes) -> PictureFormat | None:
    """HEIC or AVIF, by the `ftyp` box of ISO/IEC 14496-12: size, "ftyp", major brand, version, compatible brands."""
    if data[4:8] != b"ftyp":
        return None
    major = data[8:12]
    end = min(int.from_bytes(data[:4], "big"), LONGEST_BRAND_LIST)
    compatible = {data[start : start + 4] for start in range(16, end, 4)}
    if major in AVIF_BRANDS or (major in ANY_CODEC_BRANDS and compatible & AVIF_BRANDS):
        return AVIF
    if major in HEIC_BRANDS | ANY_CODEC_BRANDS:
        return HEIC
    return None


def _other(data: bytes) -> str | None:
    if b"%PDF-" in data[:PDF_HEADER_WITHIN]:
        return "a PDF"
    for offset, magic, name in OTHERS:
        if data.startswith(magic, offset):
            return name
    return _bmp(data) or _text(data)


def _bmp(data: bytes) -> str | None:
    """Two letters alone could start a text, so the four reserved zero bytes of BITMAPFILEHEADER count too."""
    return "a BMP" if data[:2] == b"BM" and data[6:10] == bytes(4) else None


def _text(data: bytes) -> str | None:
    sample = data[:TEXT_SAMPLE].removeprefix(b"\xef\xbb\xbf").lstrip()
    for pattern, name in MARKUP:
        if pattern.search(sample):
            return name
    try:
        text = getincrementaldecoder("utf-8")().decode(sample)  # the sample may end in the middle of a letter
    except UnicodeDecodeError:
        return None
    return "text" if text and all(letter.isprintable() or letter in "\t\r\n\f" for letter in text) else None
