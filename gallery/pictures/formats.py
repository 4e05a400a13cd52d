"""Detect a picture's format from its first bytes, never from its name, and without decoding it."""

import re
from codecs import getincrementaldecoder
from dataclasses import dataclass

from gallery.errors import BrokenPicture, NotAPicture
from gallery.pictures.raw.detection import detect_raw
from gallery.translations import Text
from gallery.translations import lazy_gettext as _


@dataclass(frozen=True)
class PictureFormat:
    """A format of photos or videos that the gallery supports."""

    name: str
    extension: str
    """For names that have no correct extension yet."""
    extensions: frozenset[str]
    """All spellings in use, in lower case, including `extension`."""
    content_type: str
    """IANA media type."""
    pillow_formats: tuple[str, ...] = ()
    """The only formats that `PIL.Image.open` may try."""
    is_video: bool = False
    is_raw: bool = False
    """Whether it's what a camera's sensor has measured, with a JPEG inside."""


JPEG = PictureFormat("JPEG", ".jpg", frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"}), "image/jpeg", ("JPEG",))
PNG = PictureFormat("PNG", ".png", frozenset({".png", ".apng"}), "image/png", ("PNG",))
GIF = PictureFormat("GIF", ".gif", frozenset({".gif"}), "image/gif", ("GIF",))
WEBP = PictureFormat("WebP", ".webp", frozenset({".webp"}), "image/webp", ("WEBP",))
HEIC = PictureFormat(
    "HEIC", ".heic", frozenset({".heic", ".heif", ".hif", ".heics", ".heifs"}), "image/heic", ("HEIF",)
)
AVIF = PictureFormat("AVIF", ".avif", frozenset({".avif", ".avifs"}), "image/avif", ("AVIF",))

JPEG_START = b"\xff\xd8\xff"
"""SOI and the first byte of the next marker (ITU-T T.81, B.1.1.3)."""

MP4 = PictureFormat("MP4", ".mp4", frozenset({".mp4", ".m4v", ".3gp"}), "video/mp4", is_video=True)
MOV = PictureFormat("MOV", ".mov", frozenset({".mov"}), "video/quicktime", is_video=True)
WEBM = PictureFormat("WebM", ".webm", frozenset({".webm"}), "video/webm", is_video=True)


def _raw(name: str, content_type: str, *others: str) -> PictureFormat:
    """Return a raw format, whose extension is its name, with the other spellings in use."""
    extension = f".{name.lower()}"
    return PictureFormat(name, extension, frozenset({extension, *others}), content_type, ("JPEG",), is_raw=True)


RAW_FORMATS = (
    _raw("DNG", "image/x-adobe-dng"),
    _raw("CR2", "image/x-canon-cr2"),
    _raw("CR3", "image/x-canon-cr3"),
    _raw("NEF", "image/x-nikon-nef", ".nrw"),
    _raw("ARW", "image/x-sony-arw", ".sr2"),
    _raw("RAF", "image/x-fuji-raf"),
    _raw("ORF", "image/x-olympus-orf"),
    _raw("RW2", "image/x-panasonic-rw2", ".rwl"),
    _raw("PEF", "image/x-pentax-pef"),
    _raw("SRW", "image/x-samsung-srw"),
)
"""No content types are registered. These are those of freedesktop.org's shared-mime-info, or like them."""

PHOTO_FORMATS = (JPEG, PNG, GIF, WEBP, HEIC, AVIF, *RAW_FORMATS)
VIDEO_FORMATS = (MP4, MOV, WEBM)
FORMATS = PHOTO_FORMATS + VIDEO_FORMATS

SUPPORTED = _("JPEG, PNG, GIF, WebP, HEIC, AVIF, raw files, MP4, MOV and WebM")
"""For error messages."""

AVIF_BRANDS = frozenset({b"avif", b"avis"})
"""AV1 Image File Format 1.1, section 6."""

HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
"""ISO/IEC 23008-12, annexes B.4 (HEVC images and image sequences)."""

ANY_CODEC_BRANDS = frozenset({b"mif1", b"msf1"})
"""ISO/IEC 23008-12, section 10: a picture of any codec. The compatible brands show which. With other major
brands (`mif2`, `miaf`, `MA1B`), which are about structure and profile, the compatible brands show it too."""

OTHER_BRANDS = frozenset({b"qt  "})
"""Videos, whatever they claim to be compatible with."""

MAX_FTYP_BYTES = 256
"""How much of the `ftyp` box is read. Real ones have at most 60 bytes."""

MP4_BRANDS = (b"iso", b"mp4", b"avc1", b"M4V", b"MSNV", b"dash", b"3g", b"XAVC", b"f4v", b"hvc1", b"CAEP", b"pana")
"""How major brands of MP4 start (mp4ra.org, "Brands"), also those of Sony, Canon and Panasonic. With another major
brand, the compatible ones show it."""

MOV_BRAND = b"qt  "
SOUND_BRANDS = frozenset({b"M4A ", b"M4B ", b"M4P "})

MOV_STARTS = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
"""Types of the first box of a MOV without brands (QuickTime File Format Specification, "Atoms")."""

EBML = b"\x1aE\xdf\xa3"
"""Start of Matroska and of WebM, whose DocType is `webm` (RFC 8794, 11.2.1 and 11.2.4; WebM Container Guidelines)."""

DOC_TYPE_WEBM = re.compile(rb"\x42\x82(?:\x84|\x40\x04|\x01\0{6}\x04)webm", re.DOTALL)
MAX_EBML_BYTES = 128
"""How much of the EBML header is read."""

UNSUPPORTED_SIGNATURES = (
    (0, b"%!PS", _("PostScript")),
    (0, b"II*\0", _("a TIFF")),
    (0, b"MM\0*", _("a TIFF")),
    (0, b"II+\0", _("a TIFF")),
    (0, b"MM\0+", _("a TIFF")),
    (0, b"8BPS", _("a Photoshop file")),
    (0, b"\0\0\1\0", _("an icon (ICO)")),
    (0, b"\0\0\2\0", _("a cursor (CUR)")),
    (0, b"\xff\x0a", _("a JPEG XL")),
    (0, b"\0\0\0\x0cJXL ", _("a JPEG XL")),
    (0, b"\0\0\0\x0cjP  ", _("a JPEG 2000")),
    (0, b"\xff\x4f\xff\x51", _("a JPEG 2000")),
    (0, b"PK\3\4", _("a ZIP or Office file")),
    (0, b"7z\xbc\xaf\x27\x1c", _("a 7-Zip archive")),
    (0, b"Rar!\x1a\7", _("a RAR archive")),
    (0, b"\x1f\x8b", _("a gzip archive")),
    (0, b"\x7fELF", _("a program")),
    (0, b"MZ", _("a program")),
    (0, EBML, _("a Matroska video")),
    (0, b"ID3", _("an MP3")),
    (0, b"OggS", _("an Ogg file")),
    (8, b"AVI ", _("an AVI video")),
    (8, b"WAVE", _("a WAV sound")),
    (4, b"ftypmif3", _("an AVIF or HEIC with a minimized header")),
    (4, b"ftypM4A", _("a sound file")),
    (4, b"ftypM4B", _("a sound file")),
    (4, b"ftypM4P", _("a sound file")),
    (0, b"FLV", _("a Flash video")),
    (0, b"#EXTM3U", _("a playlist")),
)
"""Offset, bytes at this offset, and description of the files that people most often mistake for photos."""

MARKUP_PATTERNS = (
    (re.compile(rb"<svg[\s>]", re.IGNORECASE), _("an SVG")),
    (re.compile(rb"<(!doctype html|html|head|body|script)", re.IGNORECASE), _("a web page")),
    (re.compile(rb"<\?php"), _("PHP code")),
    (re.compile(rb"\A<\?xml"), _("XML")),
)

TEXT_SAMPLE_BYTES = 512
"""How much is read to detect text and markup."""

PDF_HEADER_BYTES = 1024
"""`%PDF-` may appear anywhere in these first bytes (ISO 32000-1, annex H.3, implementation note 13)."""


def detect_format(data: bytes, file: str) -> PictureFormat:
    """Return the format of a picture or a video. Its first bytes are enough.

    Raises BrokenPicture for an empty file, and NotAPicture, with what the file is instead, for all other files.
    """
    if not data:
        raise BrokenPicture("%(file)s is empty. It may not have been copied completely.", file=file)
    picture_format = _detect_supported(data)
    if picture_format is None:
        what = _describe_unsupported(data) or _("in an unknown format")
        raise NotAPicture(
            "%(file)s is %(what)s. Supported formats: %(supported)s.", file=file, what=what, supported=SUPPORTED
        )
    return picture_format


def _detect_supported(data: bytes) -> PictureFormat | None:
    raw = detect_raw(data)
    if raw:
        return next(one for one in RAW_FORMATS if one.name == raw)
    if data.startswith(JPEG_START):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    return _detect_in_container(data) if data[4:8] == b"ftyp" else _detect_without_brand(data)


def _detect_without_brand(data: bytes) -> PictureFormat | None:
    if data.startswith(EBML) and DOC_TYPE_WEBM.search(data[:MAX_EBML_BYTES]):
        return WEBM
    return MOV if data[4:8] in MOV_STARTS else None


def _detect_in_container(data: bytes) -> PictureFormat | None:
    """Detect HEIC, AVIF, MP4 or MOV by the `ftyp` box: size, type, major brand, version, compatible brands.

    See ISO/IEC 14496-12.
    """
    major = data[8:12]
    end = min(int.from_bytes(data[:4], "big"), MAX_FTYP_BYTES)
    compatible = {data[start : start + 4] for start in range(16, end, 4)}
    if major in AVIF_BRANDS:
        return AVIF
    if major in OTHER_BRANDS:
        return _detect_video(major, set())
    if compatible & AVIF_BRANDS and major not in HEIC_BRANDS:
        return AVIF
    if major in HEIC_BRANDS | ANY_CODEC_BRANDS or compatible & HEIC_BRANDS:
        return HEIC
    return _detect_video(major, compatible)


def _detect_video(major: bytes, compatible: set[bytes]) -> PictureFormat | None:
    if major in SOUND_BRANDS:
        return None
    if major == MOV_BRAND:
        return MOV
    if any(brand.startswith(MP4_BRANDS) for brand in (major, *compatible)):
        return MP4
    return MOV if MOV_BRAND in compatible else None


def _describe_unsupported(data: bytes) -> Text | None:
    if b"%PDF-" in data[:PDF_HEADER_BYTES]:
        return _("a PDF")
    if data[:2] == b"BM" and data[6:10] == bytes(4):  # The reserved zeros of BITMAPFILEHEADER tell it from text.
        return _("a BMP")
    for offset, magic, description in UNSUPPORTED_SIGNATURES:
        if data.startswith(magic, offset):
            return description
    return _describe_text(data)


def _describe_text(data: bytes) -> Text | None:
    sample = data[:TEXT_SAMPLE_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    for pattern, description in MARKUP_PATTERNS:
        if pattern.search(sample):
            return description
    try:
        text = getincrementaldecoder("utf-8")().decode(sample)  # The sample may end within a character.
    except UnicodeDecodeError:
        return None
    return _("text") if text and all(char.isprintable() or char in "\t\r\n\f" for char in text) else None
