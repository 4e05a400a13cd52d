"""Metadata that our own parsers read: what's unusual, what's damaged, and what's made to take long."""

import io
import struct
import time
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from support.picture_files import Entry, chunk, iptc, jpeg, png, raw_profile, segment, short, text, tiff

from gallery.errors import BrokenPicture
from gallery.pictures import iptc as iptc_module
from gallery.pictures import jpeg_file, png_file
from gallery.pictures.decoding import read_exif, read_picture
from gallery.pictures.exif import KNOWN_GPS_TAGS, KNOWN_TAGS
from gallery.pictures.picture import Picture
from gallery.pictures.tiff import read_exif_tags
from gallery.pictures.xmp import xmp_dates

DATE, OFFSET, DIGITIZED, ORIENTATION = 36867, 36881, 36868, 274
NOON = "2019:05:10 12:13:14"


def read(data: bytes) -> Picture:
    return read_picture(data, "x", 100_000_000)


def exif_segment(exif: dict[int, Entry], picture: dict[int, Entry] | None = None, padding: bytes = b"\0\0") -> bytes:
    return segment(0xE1, b"Exif" + padding + tiff(picture or {}, exif))


def size_of(data: bytes) -> tuple[int, int]:
    picture = read(data)
    return picture.width, picture.height


@pytest.mark.parametrize("kind", [1, 2, 7, 129])
def test_dates_may_have_any_type_of_text(kind: int) -> None:
    assert (
        read(jpeg(exif_segment({DATE: text(NOON, kind), OFFSET: text("Z", kind)}))).taken == "2019-05-10T12:13:14+00:00"
    )


def test_a_date_beside_the_camera_counts_too() -> None:
    assert read(jpeg(exif_segment({}, {DATE: text(NOON)}))).taken == "2019-05-10T12:13:14"


def test_dates_more_than_a_day_ahead_are_mistakes() -> None:
    """Time zones differ by at most a day."""
    now = datetime.now(UTC)
    ahead = {DATE: text(f"{now + timedelta(days=2):%Y:%m:%d %H:%M:%S}")}
    assert read(jpeg(exif_segment(ahead))).taken is None
    assert read(jpeg(exif_segment({**ahead, DIGITIZED: text(NOON)}))).taken == "2019-05-10T12:13:14"
    soon = now + timedelta(hours=23)
    assert read(jpeg(exif_segment({DATE: text(f"{soon:%Y:%m:%d %H:%M:%S}")}))).taken == f"{soon:%Y-%m-%dT%H:%M:%S}"


def test_iptc_dates_are_the_last_resort() -> None:
    photoshop = segment(0xED, b"Photoshop 3.0\0" + iptc("20190510", "121314+0200"))
    picture = read(jpeg(photoshop))
    assert (picture.taken, picture.taken_from) == ("2019-05-10T12:13:14+02:00", "iptc")
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x photoshop:DateCreated='2018-01-02'/>")
    picture = read(jpeg(photoshop, xmp))
    assert (picture.taken, picture.taken_from) == ("2018-01-02", "xmp")


@pytest.mark.parametrize(
    ("name", "content", "source"),
    [
        ("exif", b"Exif\0\0" + tiff({}, {DATE: text(NOON)}), "exif"),
        ("APP1", b"Exif\0\0" + tiff({}, {DATE: text(NOON)}), "exif"),
        ("xmp", b"<x exif:DateTimeOriginal='2019-05-10T12:13:14'/>", "xmp"),
        ("APP1", b"http://ns.adobe.com/xap/1.0/\0<x exif:DateTimeOriginal='2019-05-10T12:13:14'/>", "xmp"),
        ("iptc", iptc("20190510", "121314"), "iptc"),
    ],
)
def test_raw_profiles_in_png_have_dates(name: str, content: bytes, source: str) -> None:
    profile = raw_profile(name, content)
    keyword, profile_text = profile.split(b"\0", 1)
    for data in (png(chunk(b"tEXt", profile)), png(chunk(b"zTXt", keyword + b"\0\0" + zlib.compress(profile_text)))):
        picture = read(data)
        assert (picture.taken, picture.taken_from) == ("2019-05-10T12:13:14", source)


def test_orientation_in_a_raw_profile_is_ignored() -> None:
    """Browsers ignore it too."""
    assert size_of(png(chunk(b"tEXt", raw_profile("exif", b"Exif\0\0" + tiff({ORIENTATION: short(6)}))))) == (64, 48)
    assert size_of(png(chunk(b"eXIf", tiff({ORIENTATION: short(6)})))) == (48, 64)


def test_exif_of_a_png_that_browsers_ignore_has_dates_only() -> None:
    exif = tiff({ORIENTATION: short(6)}, {DATE: text(NOON)})
    plain = png()
    for data in (plain[:-12] + chunk(b"eXIf", exif) + plain[-12:], png(chunk(b"eXIf", exif, checksum=7))):
        picture = read(data)
        assert (picture.width, picture.height, picture.taken) == (64, 48, "2019-05-10T12:13:14")


@pytest.mark.parametrize("padding", [b"\0\0", b"\0\xff", b"\0 "])
def test_orientation_after_any_padding(padding: bytes) -> None:
    assert size_of(jpeg(exif_segment({}, {ORIENTATION: short(6)}, padding))) == (48, 64)


def test_orientation_of_the_exif_ifd_is_ignored() -> None:
    assert size_of(jpeg(exif_segment({ORIENTATION: short(6)}))) == (64, 48)


@pytest.mark.parametrize(("kind", "count", "value"), [(1, 1, b"\6"), (4, 1, b"\6"), (9, 1, b"\6"), (3, 2, b"\6\0\6\0")])
def test_an_orientation_that_isnt_one_short_is_ignored(kind: int, count: int, value: bytes) -> None:
    """Browsers ignore it too."""
    assert size_of(jpeg(exif_segment({}, {ORIENTATION: (kind, count, value)}))) == (64, 48)


def test_dates_may_be_in_the_extension_of_an_xmp_packet() -> None:
    packet = b"<x note:Long='1' exif:DateTimeOriginal='2019-05-10T12:13:14'/>"
    digest, size = b"0" * 32, struct.pack(">L", len(packet))
    portions = [
        segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + digest + size + struct.pack(">L", start) + part)
        for start, part in ((20, packet[20:]), (0, packet[:20]))
    ]
    main = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x xmpNote:HasExtendedXMP='" + digest + b"'/>")
    assert read(jpeg(main, *portions)).taken == "2019-05-10T12:13:14"


def test_dates_in_the_xmp_packet_of_a_gif() -> None:
    file = io.BytesIO()
    Image.new("P", (64, 48)).save(file, "GIF")
    packet = b"<x exif:DateTimeOriginal='2019-05-10T12:13:14'/>"
    trailer = b"\1" + bytes(range(255, -1, -1)) + b"\0"
    data = file.getvalue()[:-1] + b"\x21\xff\x0bXMP DataXMP" + packet + trailer + b";"
    picture = read(data)
    assert (picture.taken, picture.taken_from) == ("2019-05-10T12:13:14", "xmp")


@pytest.mark.parametrize(
    ("xmp", "taken"),
    [
        (b"<exif:DateTimeOriginal>2019-05-10T12:13:14,5+0100</exif:DateTimeOriginal>", "2019-05-10T12:13:14.5+01:00"),
        (b"<photoshop:DateCreated xml:lang='en'> 2019-05-10 </photoshop:DateCreated>", "2019-05-10"),
        (b"<x photoshop:DateCreated = '2019:05:10 12:13:14'/>", "2019-05-10T12:13:14"),
        ("\ufeff<x exif:DateTimeOriginal='2019-05-10 12:13'/>".encode("utf-16-le"), "2019-05-10T12:13:00"),
    ],
)
def test_xmp_dates_are_found_in_every_form(xmp: bytes, taken: str) -> None:
    assert next(xmp_dates(xmp)) == taken


def test_iso_above_65535_is_in_another_tag() -> None:
    data = jpeg(exif_segment({34855: short(65_535), 34866: (4, 1, (102_400).to_bytes(4, "little"))}))
    assert read_exif(data, "x").camera.iso == 102_400


@pytest.mark.parametrize(
    "oddity",
    [
        segment(0xE0, b"JFIF\0"),
        segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        segment(0xEE, b"Adobe"),
        segment(0xE2, b"ICC_PROFILE\0"),
        segment(0xE2, b"MPF\0"),
        segment(0xE1, b"Exif"),
        segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x03\xed\0\0\0\0\0\1\0"),
        segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04"),
        segment(0xE1, b"", length=0),
        segment(0xFE, b"", length=1),
        b"\xff\x01",
        b"\xff\xff\xff\xff\xfe\0\2",
        segment(0xFE, b"comment") + b"garbage",
    ],
)
def test_malformed_segments_of_a_jpeg_are_skipped(oddity: bytes) -> None:
    assert size_of(jpeg(oddity)) == (64, 48)


@pytest.mark.parametrize(
    "oddity",
    [
        *(chunk(kind, b"\1") for kind in (b"gAMA", b"cHRM", b"pHYs", b"tRNS", b"acTL", b"fcTL", b"iCCP", b"tIME")),
        *(chunk(kind, b"") for kind in (b"gAMA", b"cHRM", b"pHYs", b"tRNS", b"acTL", b"sRGB", b"iCCP", b"eXIf")),
        chunk(b"iCCP", b"x\0\7garbage"),
        chunk(b"zTXt", b"x\0\7garbage"),
        chunk(b"tEXt", b"x\0y", checksum=7),
        chunk(b"gAMA", b"\0\0\0\1", checksum=7),
        chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(3_000_000))),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(bytes(80_000_000))),
    ],
)
def test_malformed_ancillary_chunks_of_a_png_are_skipped(oddity: bytes) -> None:
    assert size_of(png(oddity)) == (64, 48)


def test_wrong_checksums_of_critical_chunks_arent_ignored() -> None:
    data = png()
    header_checksum = 29
    with pytest.raises(BrokenPicture):
        read(data[:header_checksum] + b"\0\0\0\0" + data[header_checksum + 4 :])


@pytest.mark.parametrize(
    ("mode", "value", "transparent"),
    [("1", 0, b"\0\0"), ("L", 7, b"\0\x07"), ("I;16", 70, b"\0F"), ("RGB", (1, 2, 3), b"\0\1\0\2\0\3")],
)
def test_one_transparent_color_is_kept_in_every_mode(
    mode: str, value: int | tuple[int, ...], transparent: bytes
) -> None:
    image = Image.new(mode, (64, 48), value)
    picture = read(png(chunk(b"tRNS", transparent), image=image))
    with Image.open(io.BytesIO(picture.previews[240])) as preview:
        assert preview.getchannel("A").getextrema() == (0, 0)


def test_a_transparent_color_that_no_pixel_can_have_is_ignored() -> None:
    """255 in a picture whose pixels are 0 or 1."""
    image = Image.new("1", (64, 48), 1)
    with Image.open(io.BytesIO(read(png(chunk(b"tRNS", b"\0\xff"), image=image)).previews[240])) as preview:
        assert preview.mode == "RGB"


@pytest.mark.parametrize(
    "data",
    [
        jpeg(b"\xff\x01" * 2_000_000),
        jpeg(b"\xff" * 4_000_000),
        jpeg(b"\xff\0" * 2_000_000),
        jpeg(segment(0xE1, b"Exif\0\0") * 400_000),
        png(chunk(b"tEXt", b"") * 400_000),
        png(*[chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(bytes(9_000_000)))] * 400),
        png(chunk(b"tEXt", b"XML:com.adobe.xmp\0" + b"exif:DateTimeOriginal " + b" " * 900_000)),
        png(chunk(b"tEXt", b"XML:com.adobe.xmp\0" + b"exif:DateTimeOriginal " * 40_000)),
        png(chunk(b"eXIf", b"II*\0\x08\0\0\0\xff\xff" + bytes((0x03, 0x90, 2, 0, 0, 0, 1, 0, 8, 0, 0, 0)) * 65_535)),
    ],
    ids=["markers", "fill bytes", "escapes", "segments", "chunks", "inflating", "blanks", "properties", "tags"],
)
def test_metadata_made_to_take_long_doesnt(data: bytes) -> None:
    """CPU time, because the machine may be busy."""
    start = time.process_time()
    read_exif(data, "x")
    assert time.process_time() - start < 2


@given(st.binary(max_size=300))
def test_any_bytes_are_parsed_without_an_error(data: bytes) -> None:
    for header in (b"", b"II*\0", b"MM\0*\0\0\0\x08\0\x10"):
        read_exif_tags(header + data, KNOWN_TAGS, KNOWN_GPS_TAGS)
    iptc_module.iptc_date(iptc_module.find_iptc(b"8BIM\x04\x04" + data))
    iptc_module.iptc_date(b"\x1c\x02\x37" + data)
    list(xmp_dates(b"exif:DateTimeOriginal" + data))
    jpeg_file.take_apart(b"\xff\xd8" + data)
    for kind in (b"eXIf", b"tRNS", b"iCCP", b"zTXt", b"iTXt", b"tEXt"):
        png_file.take_apart(png(chunk(kind, data), chunk(kind, b"Raw profile type exif\0" + data)))
