"""Motion photos: the MP4 is found wherever cameras put it, and only if it's there."""

import struct
import time

import pillow_heif
import pytest
from PIL import Image
from support.pictures import encode
from support.raw_files import box

from gallery.pictures.decoding import read_picture

pillow_heif.register_heif_opener()

MP4 = box(b"ftyp", b"mp42\0\0\0\0isommp42") + box(b"mdat", bytes(range(256)) * 4) + box(b"moov", bytes(100))
TRAILER = b"\0\0\x31\x0a\x0c\0\0\0MotionPhoto_Version" + b"SEFH" + bytes(60) + b"SEFT"

DIRECTORY = """<rdf:Description Camera:MotionPhoto="1"><Container:Directory><rdf:Seq>
<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="Primary" Item:Length="0"/></rdf:li>
{others}<rdf:li rdf:parseType="Resource"><Container:Item Item:Length="{length}" Item:Semantic="MotionPhoto"/></rdf:li>
{later}</rdf:Seq></Container:Directory></rdf:Description>"""
ELEMENTS = """<rdf:li><rdf:Description><GContainerItem:Semantic>MotionPhoto</GContainerItem:Semantic>
<GContainerItem:Length>{length}</GContainerItem:Length></rdf:Description></rdf:li>"""
GAIN_MAP = '<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="GainMap" Item:Length="5000"/></rdf:li>'


def picture(xmp: str = "", picture_format: str = "JPEG") -> bytes:
    return encode(Image.new("RGB", (60, 40), "teal"), picture_format, **({"xmp": xmp.encode()} if xmp else {}))


def motion_of(data: bytes) -> tuple[bytes, str]:
    """The bytes that are found, and how that's said."""
    found = read_picture(data, "x.jpg", 100_000, (240,)).motion
    start, length = map(int, found.split()) if found else (0, 0)
    return data[start : start + length], found


@pytest.mark.parametrize(
    ("xmp", "after"),
    [
        (f'<x Camera:MicroVideo="1" Camera:MicroVideoOffset="{len(MP4)}"/>', b""),
        (f'<x Camera:MotionPhoto="1" Camera:MotionPhotoOffset="{len(MP4)}"/>', b""),
        (f"<GCamera:MicroVideoOffset>{len(MP4)}</GCamera:MicroVideoOffset>", b""),
        (DIRECTORY.format(others="", length=len(MP4), later=""), b""),
        (DIRECTORY.format(others=GAIN_MAP, length=len(MP4), later=""), b""),
        (DIRECTORY.format(others="", length=len(MP4), later=GAIN_MAP), bytes(5000)),
        (DIRECTORY.format(others="", length=len(MP4 + TRAILER), later=""), TRAILER),
        (ELEMENTS.format(length=len(MP4)), b""),
    ],
    ids=["offset", "other offset", "element", "directory", "gain map first", "gain map last", "Samsung", "elements"],
)
def test_xmp_says_where_the_mp4_starts(xmp: str, after: bytes) -> None:
    data = picture(xmp)
    assert motion_of(data + MP4 + after) == (MP4, f"{len(data)} {len(MP4)}")


@pytest.mark.parametrize("picture_format", ["JPEG", "HEIF"])
def test_samsungs_trailer_says_it_in_both_forms(picture_format: str) -> None:
    data = picture("", picture_format)
    start = len(data) + 8 + 16
    name = b"\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data"
    assert motion_of(data + name + MP4 + TRAILER) == (MP4, f"{start} {len(MP4)}")
    position = b"mpv2" + struct.pack(">LL", len(data) + 8, len(MP4))
    data += box(b"free", MP4)
    assert motion_of(data + box(b"sefd", name + position + TRAILER))[0] == MP4


def test_heic_has_a_box_with_the_mp4() -> None:
    data = picture("", "HEIF")
    found = motion_of(data + box(b"mpvd", MP4) + box(b"sefd", bytes(20)))
    assert found == (MP4, f"{len(data) + 8} {len(MP4)}")


@pytest.mark.parametrize(
    "end",
    [
        b"",
        MP4[:500],
        box(b"ftyp", b"mp42") + bytes(1000),
        b"\xff\xd8\xff" + bytes(len(MP4)),
        MP4[:24] + box(b"mdat", bytes(len(MP4) - 32)),
    ],
    ids=["nothing", "cut off", "zeros", "JPEG", "no movie"],
)
@pytest.mark.parametrize("length", [len(MP4), 0, 1, 10**11])
def test_whatever_xmp_says_there_must_be_an_mp4(end: bytes, length: int) -> None:
    for xmp in (DIRECTORY.format(others="", length=length, later=""), f'<x MicroVideoOffset="{length}"/>'):
        assert motion_of(picture(xmp) + end) == (b"", "")


def test_mp4_that_nothing_mentions_is_not_looked_for() -> None:
    assert motion_of(picture() + MP4) == (b"", "")


def test_a_hostile_directory_takes_no_time() -> None:
    started = time.monotonic()
    read_picture(picture("<rdf:li" * 4_000 + " Semantic" * 3_000), "x.jpg", 100_000, (240,))
    read_picture(picture() + b"MotionPhoto_Data" * 300_000, "x.jpg", 100_000, (240,))
    assert time.monotonic() - started < 2
