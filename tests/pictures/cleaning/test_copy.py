"""Copies without metadata, of files with something private in every place that can hold it."""

import io
import struct
import time
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from support.picture_files import chunk, jpeg, png, segment, short, text, tiff
from support.pictures import encode

from gallery.pictures.cleaning.copy import CLEANERS, NotCopyable, make_clean_copy
from gallery.pictures.cleaning.exif import Additions, write_exif
from gallery.pictures.cleaning.profile import clean_profile
from gallery.pictures.decoding import read_exif, read_picture
from gallery.pictures.exif import Location
from gallery.pictures.formats import AVIF, GIF, HEIC, JPEG, PNG, WEBP, PictureFormat, detect_format

SECRET = b"Anna-1234567"
IMAGE = Image.linear_gradient("L").resize((64, 48)).convert("RGB")
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
EXIF = tiff({271: text(SECRET.decode()), 274: short(6)}, {37500: text(SECRET.decode(), 7)})
XMP = b"http://ns.adobe.com/xap/1.0/\0<x>" + SECRET + b"</x>"
LOCATION = Location(-41.902778, 12.4534)


def copy_of(data: bytes, orientation: int | None = None, location: Location | None = None) -> bytes:
    """Return a copy, after checking that nothing private is left in it."""
    copy = make_clean_copy(data, detect_format(data, "x"), Additions(orientation, location))
    assert SECRET not in copy
    return copy


def pixels(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB").tobytes()


def orientation_of(data: bytes) -> int:
    return read_picture(data, "x", 1_000_000, (240,)).orientation


def box(kind: bytes, *contents: bytes) -> bytes:
    content = b"".join(contents)
    return struct.pack(">L4s", len(content) + 8, kind) + content


def named_profile(name: str, extra: bytes = b"") -> bytes:
    """Return a profile with this description and an Apple tag that has a serial number."""
    content = b"desc" + struct.pack(">4xL", len(name) + 1) + name.encode() + b"\0" + bytes(78)
    tags = {SRGB[at : at + 4]: SRGB[slice(*offsets(at))] for at in range(132, 132 + 12 * SRGB[131], 12)}
    tags |= {
        b"desc": content,
        b"cprt": b"text" + bytes(4) + b"(c) " + SECRET + b"\0",
        b"mmod": b"mmod" + SECRET + extra,
    }
    table, body, start = b"", b"", 132 + 12 * len(tags)
    for tag, value in tags.items():
        table += tag + struct.pack(">LL", start + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    header = (
        struct.pack(">L", start + len(body))
        + SRGB[4:8]
        + b"\2"
        + SRGB[9:48]
        + SECRET[:8]
        + SRGB[56:80]
        + SECRET[:8]
        + SRGB[88:128]
    )
    return header + struct.pack(">L", len(tags)) + table + body


def offsets(entry: int) -> tuple[int, int]:
    start, length = struct.unpack_from(">LL", SRGB, entry + 4)
    return start, start + length


def test_a_jpeg_keeps_its_scans_and_nothing_beside_them() -> None:
    plain = encode(IMAGE, "JPEG", progressive=True)
    second_scan = plain.index(b"\xff\xda", plain.index(b"\xff\xda") + 2)
    thumbnail = b"JFIF\0\1\1\0\0\1\0\1\4\1" + SECRET
    private = (
        segment(0xE0, thumbnail),
        segment(0xE0, b"JFXX\0\x10" + SECRET),
        segment(0xE1, b"Exif\0\0" + EXIF),
        segment(0xE1, XMP),
        segment(0xE2, b"MPF\0" + SECRET),
        segment(0xEB, b"JP" + SECRET),
        segment(0xED, b"Photoshop 3.0\0" + SECRET),
        segment(0xEE, b"Adobe\0\x64\0\0\0\0\1" + SECRET),
        segment(0xFE, SECRET),
        SECRET,
    )
    data = b"".join(
        (plain[:2], *private, plain[20:second_scan], segment(0xFE, SECRET), plain[second_scan:], SECRET, plain)
    )
    copy = copy_of(data)
    assert pixels(copy) == pixels(plain)
    assert copy.endswith(b"\xff\xd9")
    assert copy.count(b"\xff\xd8") == 1
    assert orientation_of(copy) == 6


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-2],
        lambda data: data[:2] + b"\xff\xd8" + data[2:],
        lambda data: data[:2] + segment(0xDB, b"\0" + bytes(64) + SECRET) + data[2:],
        lambda data: data[:2] + segment(0xC4, bytes(17) + SECRET) + data[2:],
        lambda data: data[:2] + segment(0xDD, b"\0\0" + SECRET) + data[2:],
        lambda data: data[:2] + segment(0xDF, SECRET) + data[2:],
        lambda data: data[:2] + segment(0xFE, b"", length=60_000) + data[2:],
    ],
    ids=["no end", "two starts", "quantization", "Huffman", "interval", "unknown", "too long"],
)
def test_a_jpeg_that_has_anything_unknown_isnt_copied(damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(NotCopyable):
        copy_of(damage(jpeg()))


def test_a_png_keeps_its_pixels_and_colors() -> None:
    info = PngInfo()
    info.add_text("Author", SECRET.decode())
    info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    info.add_text("Comment", SECRET.decode(), zip=True)
    info.add(b"prIv", SECRET)
    plain = encode(IMAGE, "PNG", exif=EXIF, pnginfo=info, dpi=(72, 72))
    profile = chunk(b"iCCP", SECRET + b"\0\0" + zlib.compress(named_profile(SECRET.decode())))
    more = (chunk(b"gAMA", struct.pack(">L", 45_455)), profile, chunk(b"tIME", bytes(7)))
    data = b"".join((plain[:33], *more, plain[33:], SECRET))
    copy = copy_of(data)
    assert pixels(copy) == pixels(data)
    assert orientation_of(copy) == 6
    with Image.open(io.BytesIO(copy)) as image:
        assert image.info["gamma"] == 0.45455
        assert SECRET not in image.info["icc_profile"]
        assert set(image.info) == {"gamma", "icc_profile", "dpi", "exif"}


@pytest.mark.parametrize(
    "data",
    [
        png(chunk(b"SECr", SECRET)),
        png(chunk(b"IDAT", SECRET, checksum=7)),
        png()[:-12] + chunk(b"IEND", SECRET),
        png()[:-12],
    ],
    ids=["critical", "checksum", "end", "incomplete"],
)
def test_a_png_that_has_anything_unknown_isnt_copied(data: bytes) -> None:
    with pytest.raises(NotCopyable):
        copy_of(data)


def animation(pillow_format: str) -> bytes:
    frames = [Image.new("RGBA", (40, 30), (color, 0, 99, 200)) for color in (10, 120, 250)]
    return encode(frames[0], pillow_format, save_all=True, append_images=frames[1:], duration=70, loop=3)


@pytest.mark.parametrize("pillow_format", ["PNG", "WEBP", "GIF", "AVIF"])
def test_animations_keep_their_frames(pillow_format: str) -> None:
    data = animation(pillow_format)
    if pillow_format == "AVIF":
        with pytest.raises(NotCopyable):  # A sequence has tracks, which can contain anything.
            copy_of(data)
        return
    with Image.open(io.BytesIO(copy_of(data))) as copy, Image.open(io.BytesIO(data)) as original:
        assert (getattr(copy, "n_frames", 1), copy.info["loop"]) == (3, original.info["loop"])
        for number in range(3):
            copy.seek(number)
            original.seek(number)
            assert copy.convert("RGBA").tobytes() == original.convert("RGBA").tobytes()
            assert copy.info["duration"] == original.info["duration"]


def riff(*chunks: bytes) -> bytes:
    return b"RIFF" + struct.pack("<L", 4 + len(b"".join(chunks))) + b"WEBP" + b"".join(chunks)


def test_a_webp_keeps_its_pixels_and_colors() -> None:
    plain = encode(IMAGE, "WEBP", lossless=True, exif=EXIF, xmp=SECRET, icc_profile=named_profile(SECRET.decode()))
    data = riff(plain[12:], b"priv" + struct.pack("<L", len(SECRET)) + SECRET) + SECRET
    copy = copy_of(data)
    assert pixels(copy) == pixels(plain)
    assert orientation_of(copy) == 6
    assert copy[20] == 0x28  # profile and EXIF
    assert copy[4:8] == struct.pack("<L", len(copy) - 8)


def test_a_simple_webp_can_be_turned() -> None:
    for image, flags in ((IMAGE, 0x08), (Image.new("RGBA", (33, 21), (9, 8, 7, 6)), 0x18)):
        data = encode(image, "WEBP", lossless=True)
        copy = copy_of(data, 6)
        assert (pixels(copy), copy[20]) == (pixels(data), flags)
        assert orientation_of(copy) == 6
        with Image.open(io.BytesIO(copy)) as opened:
            assert opened.size == image.size


def test_a_gif_keeps_its_frames() -> None:
    extension = b"\x21\xff\x0b"
    xmp = extension + b"XMP DataXMP" + SECRET + b"\1" + bytes(range(255, -1, -1)) + b"\0"
    private = (
        b"\x21\xfe" + bytes((len(SECRET),)) + SECRET + b"\0",
        extension + b"ICCRGBG1012" + bytes((len(SECRET),)) + SECRET + b"\0",
        extension + b"NETSCAPE2.0\3\1\0\0" + bytes((len(SECRET),)) + SECRET + b"\0",
        b"\x21\xf9\4\1" + bytes(4),
        b"\x21\x01\x0c" + bytes(12) + bytes((len(SECRET),)) + SECRET + b"\0",
        xmp,
        b"\0",
    )
    plain = encode(IMAGE.quantize(16), "GIF")
    first = plain.index(b"\x2c", 13 + 3 * 16)
    copy = copy_of(plain[:first] + b"".join(private) + plain[first:] + SECRET)
    assert pixels(copy) == pixels(plain)
    assert copy.endswith(b"\0;")
    assert copy.count(b"\x21\xf9\4") == plain.count(b"\x21\xf9\4"), "that of the text"
    with pytest.raises(NotCopyable):
        copy_of(plain[:first] + b"\x17" + plain[first:])


def heif(pillow_format: str, **options: object) -> bytes:
    if pillow_format == "HEIF":
        pytest.importorskip("pillow_heif").register_heif_opener()
    return encode(IMAGE, pillow_format, **options)


@pytest.mark.parametrize("pillow_format", ["AVIF", "HEIF"])
def test_a_heic_or_avif_keeps_its_pixels_where_they_are(pillow_format: str) -> None:
    plain = heif(pillow_format, exif=EXIF, xmp=SECRET, icc_profile=named_profile(SECRET.decode()))
    data = plain + box(b"uuid", bytes(16), SECRET) + box(b"free", SECRET) + box(b"mpvd", SECRET)
    copy = copy_of(data)
    assert len(copy) == len(data)
    assert pixels(copy) == pixels(plain)
    with Image.open(io.BytesIO(copy)) as image:
        assert image.info["icc_profile"]
        assert not image.info.get("xmp")
    assert read_exif(copy, "x").camera.model is None


@pytest.mark.parametrize(
    "addition",
    [box(b"priv", SECRET), box(b"moov", SECRET), box(b"ftyp", SECRET), SECRET, box(b"meta", bytes(4), SECRET)],
    ids=["unknown", "video", "second file", "no box", "second meta"],
)
def test_a_heic_or_avif_that_has_anything_unknown_isnt_copied(addition: bytes) -> None:
    with pytest.raises(NotCopyable):
        copy_of(heif("AVIF") + addition)


def test_names_of_items_and_unused_data_are_overwritten() -> None:
    data = heif("AVIF")
    assert b"Color\0" in data
    shift = len(SECRET)
    longer = data[: data.index(b"mdat") - 4] + struct.pack(">L", len(data) - data.index(b"mdat") + 4 + shift)
    longer += data[data.index(b"mdat") :] + SECRET
    copy = copy_of(longer.replace(b"Color\0", SECRET[:5] + b"\0"))
    assert SECRET[:5] not in copy
    assert pixels(copy) == pixels(data)


def test_metadata_that_overlaps_with_pixels_isnt_overwritten() -> None:
    """The copy would look different."""
    data = bytearray(heif("AVIF", exif=EXIF))
    at = data.index(b"iloc")
    version, sizes, count = data[at + 4], data[at + 8], int.from_bytes(data[at + 10 : at + 12], "big")
    assert (version, sizes, count) == (0, 0x44, 2)
    data[at + 18 + 0 : at + 26] = data[at + 18 + 14 : at + 26 + 14]
    with pytest.raises(NotCopyable, match="within pictures"):
        copy_of(bytes(data))


@pytest.mark.parametrize("pillow_format", ["JPEG", "PNG", "WEBP"])
def test_each_orientation_is_written(pillow_format: str) -> None:
    data = encode(IMAGE, pillow_format, exif=b"Exif\0\0" + EXIF)
    assert orientation_of(data) == 6
    for orientation in range(1, 9):
        assert orientation_of(copy_of(data, orientation)) == orientation
    assert orientation_of(copy_of(encode(IMAGE, pillow_format), 8)) == 8


@pytest.mark.parametrize("pillow_format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_a_location_is_the_only_thing_that_can_stay(pillow_format: str) -> None:
    data = heif(pillow_format, exif=b"Exif\0\0" + tiff({270: text(SECRET.decode() * 20)}))
    assert read_exif(data, "x").description
    exif = read_exif(copy_of(data, 3, LOCATION), "x")
    assert exif.location == LOCATION
    assert exif.camera.model is None
    assert read_exif(copy_of(data, 3), "x").location is None


@pytest.mark.parametrize("angle", [0.0, 0.000001, 12.999999, 59.9999999, 89.999999, 90.0])
def test_locations_are_exact_to_a_millionth_of_a_degree(angle: float) -> None:
    data = jpeg(segment(0xE1, b"Exif\0\0" + write_exif(1, Location(angle, -2 * angle))))
    found = read_exif(data, "x").location or Location(0, 0)
    assert found.latitude == pytest.approx(angle, abs=2e-6)
    assert found.longitude == pytest.approx(-2 * angle, abs=2e-6)


@pytest.mark.parametrize(("name", "kept"), [("Adobe RGB (1998)", "Adobe RGB (1998)"), ("Anna's iMac", "Color profile")])
def test_a_profile_keeps_its_colors_and_a_well_known_name(name: str, kept: str) -> None:
    profile = clean_profile(named_profile(name))
    assert SECRET[:8] not in profile
    assert b"mmod" not in profile
    assert clean_profile(profile) == profile
    opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    assert ImageCms.getProfileDescription(opened).strip() == kept
    transform = ImageCms.buildTransform(opened, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    assert max(abs(a - b) for a, b in zip(transform.apply(IMAGE).tobytes(), IMAGE.tobytes(), strict=True)) <= 1


@pytest.mark.parametrize(
    "damaged",
    [b"", SRGB[:100], SRGB[:36] + b"oops" + SRGB[40:], SRGB[:128] + bytes(400)],
    ids=["empty", "cut", "without its mark", "without a table"],
)
def test_a_damaged_profile_is_left_out(damaged: bytes) -> None:
    assert clean_profile(damaged) == b""


@pytest.mark.parametrize(
    ("picture_format", "data"),
    [
        (JPEG, jpeg()[:-2] + b"\xff" * 4_000_000),
        (JPEG, jpeg()[:-2] + b"\xff\0" * 2_000_000),
        (JPEG, b"\xff\xd8" + b"\xff\x01" * 2_000_000),
        (JPEG, b"\xff\xd8" + segment(0xC4, bytes(65_000)) * 60),
        (PNG, png(chunk(b"tEXt", b"") * 300_000)),
        (PNG, png(*[chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(90_000_000)))] * 40)),
        (GIF, encode(IMAGE.quantize(16), "GIF")[:-1] + b"\x21\xfe\0" * 1_200_000),
        (WEBP, b"RIFF\xff\xff\x2f\0WEBP" + bytes(3_200_000)),
        (AVIF, box(b"ftyp", b"avif") + box(b"mdat") * 400_000),
        (HEIC, box(b"ftyp", b"heic") + box(b"meta", bytes(4), *[box(b"hdlr", bytes(30))] * 100_000)),
    ],
    ids=["fill", "escapes", "markers", "tables", "chunks", "inflating", "blocks", "riff", "boxes", "children"],
)
def test_files_made_to_take_long_dont(picture_format: PictureFormat, data: bytes) -> None:
    """CPU time, because the machine may be busy."""
    start = time.process_time()
    with pytest.raises(NotCopyable):
        make_clean_copy(data, picture_format, Additions())
    assert time.process_time() - start < 3


SMALL = {
    JPEG: jpeg(segment(0xE1, b"Exif\0\0" + EXIF), segment(0xFE, SECRET), image=IMAGE),
    PNG: encode(IMAGE, "PNG", exif=EXIF, icc_profile=SRGB),
    GIF: encode(IMAGE.quantize(16), "GIF", comment=SECRET),
    WEBP: encode(IMAGE, "WEBP", exif=EXIF, xmp=SECRET),
    AVIF: encode(IMAGE, "AVIF", exif=EXIF, xmp=SECRET, icc_profile=SRGB),
}


@given(st.sampled_from(list(SMALL)), st.integers(0, 3_000), st.binary(max_size=12), st.integers(0, 5_000))
def test_a_damaged_file_is_copied_or_refused(
    picture_format: PictureFormat, position: int, replacement: bytes, end: int
) -> None:
    data = SMALL[picture_format][:end]
    damaged = data[:position] + replacement + data[position + len(replacement) :]
    try:
        make_clean_copy(damaged, picture_format, Additions())
    except NotCopyable:
        return


@pytest.mark.parametrize("picture_format", [JPEG, PNG, GIF, WEBP, AVIF])
def test_a_copy_that_says_anything_is_not_used(picture_format: PictureFormat, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a list of what may stay were wrong, readers of metadata would still find it."""
    data = picture_with_metadata(picture_format)
    monkeypatch.setitem(CLEANERS, picture_format, lambda data, _: data)
    with pytest.raises(NotCopyable, match="left"):
        make_clean_copy(data, picture_format, Additions())


def picture_with_metadata(picture_format: PictureFormat) -> bytes:
    if picture_format == GIF:
        xmp = b"\x21\xff\x0bXMP DataXMP<x/>\1" + bytes(range(255, -1, -1)) + b"\0"
        return encode(IMAGE.quantize(16), "GIF")[:-1] + xmp + b";"
    return SMALL[picture_format]
