"""Raw files show their largest embedded JPEG, with what the raw file says about it."""

import io

import pytest
from PIL import Image
from support.pictures import encode
from support.raw_files import (
    BYTE,
    LONG,
    RAW_FILES,
    SENSOR,
    Tag,
    build_tiff,
    camera_tags,
    jpeg_at,
    preview,
    raw_file,
)

from gallery.errors import NotAPicture
from gallery.model.embedded_facts import EmbeddedFacts
from gallery.pictures.decoding import read_exif, read_facts, read_head, read_picture
from gallery.pictures.exif import Location
from gallery.pictures.formats import RAW_FORMATS, detect_format
from gallery.pictures.head import HEAD_BYTES, Head, Missing

NAMES = [one.name for one in RAW_FORMATS]
each_format = pytest.mark.parametrize("name", NAMES)
MAX_PIXELS = 100_000


@each_format
def test_format_is_detected_by_content(name: str) -> None:
    found = detect_format(raw_file(name), "holiday.jpg")
    assert (found.name, found.is_raw) == (name, True)


@each_format
def test_first_bytes_are_enough_to_detect_the_format(name: str) -> None:
    assert detect_format(raw_file(name)[:4096], "x").name == name


@each_format
def test_picture_is_the_largest_jpeg_turned_as_the_raw_file_says(name: str) -> None:
    picture = read_picture(raw_file(name), "x", MAX_PIXELS, (240,))
    assert (picture.width, picture.height, picture.orientation) == (64, 96, 6)
    with Image.open(io.BytesIO(picture.previews[240])) as shown:
        red, green, blue = shown.convert("RGB").getpixel((10, 10))  # type: ignore[misc]
    assert (red, green > 100, blue > 100) == (0, True, True)  # teal; the thumbnails are red


@each_format
def test_facts_are_those_of_the_raw_file(name: str) -> None:
    picture = read_picture(raw_file(name), "x", MAX_PIXELS, (240,))
    maker = picture.embedded.camera.split()[0]
    assert (picture.taken, picture.taken_from) == ("2024-05-06T07:08:09+02:00", "exif")
    assert picture.embedded == EmbeddedFacts(picture.embedded.camera, "35mm F1.8", 41.902778, 12.453333)
    assert maker.upper() in {"RICOH", "CANON", "NIKON", "SONY", "FUJIFILM", "OLYMPUS", "PANASONIC", "SAMSUNG"}


@each_format
def test_head_has_the_same_facts_as_the_whole_file(name: str) -> None:
    data = raw_file(name)
    picture = read_picture(data, "x", MAX_PIXELS, (240,))
    head = read_head(data, "x", len(data), MAX_PIXELS)
    assert isinstance(head, Head)
    assert (head.format, head.width, head.height) == (picture.format, 64, 96)
    assert (head.taken, head.embedded) == (picture.taken, picture.embedded)


def test_two_reads_are_enough_for_the_head_of_a_file_with_a_distant_jpeg() -> None:
    jpeg = preview()
    data = RAW_FILES["NEF"](jpeg).replace(SENSOR, SENSOR + bytes(3 * HEAD_BYTES))
    start = data.index(jpeg)
    data = data.replace(int(start - 3 * HEAD_BYTES).to_bytes(4, "big"), start.to_bytes(4, "big"))
    missing = read_head(data[:HEAD_BYTES], "x", len(data), MAX_PIXELS)
    assert missing == Missing(start)
    part = data[start : start + HEAD_BYTES]
    head = read_head(data[:HEAD_BYTES] + part, "x", len(data), MAX_PIXELS, start)
    assert isinstance(head, Head)
    assert (head.width, head.height, head.taken) == (64, 96, "2024-05-06T07:08:09+02:00")


def test_jpeg_across_the_end_of_the_first_bytes_is_read_with_what_follows_them() -> None:
    data = RAW_FILES["RAF"](preview((400, 300))).replace(bytes(56), bytes(56) + bytes(HEAD_BYTES - 248), 1)
    data = data[:84] + (HEAD_BYTES - 100).to_bytes(4, "big") + data[88:]
    assert read_head(data[:HEAD_BYTES], "x", len(data), 10**6) == Missing(HEAD_BYTES)
    head = read_head(data[:HEAD_BYTES] + data[HEAD_BYTES:], "x", len(data), 10**6, HEAD_BYTES)
    assert isinstance(head, Head)
    assert (head.width, head.height) == (400, 300)


@each_format
def test_start_of_the_file_is_enough_for_details(name: str) -> None:
    data = raw_file(name)
    start = data[: -len(SENSOR)]
    exif = read_exif(start, "x")
    assert (exif.camera.lens, exif.location) == ("35mm F1.8", Location(41.902778, 12.453333))
    assert read_facts(start, "x").lens == "35mm F1.8"


def test_orientation_of_the_jpeg_itself_counts_first() -> None:
    exif = Image.Exif()
    exif[274] = 3
    picture = read_picture(RAW_FILES["NEF"](preview(exif=exif)), "x", MAX_PIXELS, (240,))
    assert (picture.width, picture.height, picture.orientation) == (96, 64, 3)


def test_keywords_and_rating_in_the_raw_file_count() -> None:
    xmp = b'<rdf:Description xmp:Rating="4"><dc:subject><rdf:Bag><rdf:li>Roma</rdf:li></rdf:Bag></dc:subject>'
    jpeg = preview()
    tags = [*camera_tags("RICOH"), Tag(50706, BYTE, b"\1\4\0\0"), Tag(700, BYTE, xmp), *jpeg_at("jpeg", jpeg)]
    picture = read_picture(build_tiff({"first": tags}, {"jpeg": jpeg}), "x", MAX_PIXELS, (240,))
    assert (picture.embedded.tags, picture.embedded.rating) == (("Roma",), 4)


@pytest.mark.parametrize("maker", ["NIKON CORPORATION", "SONY", "PENTAX", "SAMSUNG", "Canon"])
def test_ordinary_tiff_stays_unsupported_from_every_maker(maker: str) -> None:
    data = build_tiff({"first": [Tag(254, LONG, 0), Tag(259, 3, 1), Tag(262, 3, 2), *camera_tags(maker)]}, {})
    with pytest.raises(NotAPicture, match=r"^IMG_1\.NEF is a TIFF\. Supported formats: JPEG, "):
        read_picture(data, "IMG_1.NEF", MAX_PIXELS)


def test_tiff_of_an_image_editor_is_a_tiff() -> None:
    with pytest.raises(NotAPicture, match="is a TIFF"):
        read_picture(encode(Image.new("RGB", (60, 40)), "TIFF"), "x.tif", MAX_PIXELS)


@each_format
def test_raw_file_without_a_jpeg_is_refused_with_advice(name: str) -> None:
    # Lossless JPEG is raw data, not a picture.
    data = RAW_FILES[name](b"\xff\xd8\xff\xc3\0\x11\x0e\0\x40\0\x60\3\1\x11\0\2\x11\0\3\x11\0\xff\xda" + bytes(5000))
    for small in (preview((16, 12), "red"), preview((32, 24), "red")):
        data = data.replace(small, bytes(len(small)))
    for read in (
        lambda: read_picture(data, "IMG_1.NEF", MAX_PIXELS),
        lambda: read_head(data, "IMG_1.NEF", len(data), MAX_PIXELS),
    ):
        with pytest.raises(NotAPicture, match=r"^IMG_1\.NEF has no preview inside\. Add a JPEG next to it\.$"):
            read()
