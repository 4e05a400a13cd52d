"""Dates and sizes from the first bytes of files: either the same as after decoding them, or none."""

import io
import random
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pillow_heif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from support.corpus import needed, samples, some_samples
from support.picture_files import chunk, iptc, jpeg, png, raw_profile, segment, text, tiff
from support.pictures import KEYWORDS_AND_STARS

from gallery.errors import GalleryError, NotAPicture, TooLarge
from gallery.pictures import decoding, worker_pool
from gallery.pictures.decoding import read_head, read_picture
from gallery.pictures.gif_file import XMP as GIF_XMP
from gallery.pictures.head import HEAD_BYTES, Head, Missing
from gallery.pictures.picture import Picture
from gallery.settings import read_settings

pillow_heif.register_heif_opener()

LIMIT = 100_000_000
SMALL = 8_192
"""Bytes that most of these tests take for a head, because encoding large pictures takes long."""

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
TAKEN = "2026-09-12T10:11:12"
XMP = b"http://ns.adobe.com/xap/1.0/\0"
XMP_DATE = b"<x exif:DateTimeOriginal='2011-12-13T14:15:16'/>"
ORIGINAL, ORIENTATION = 36867, 274
EXIF = tiff({ORIENTATION: (3, 1, b"\6\0")}, {ORIGINAL: text("2026:09:12 10:11:12")})
INPUTS = Path(__file__).parent / "inputs"
OTHER_SIZES = {"pillowheif__invalid_id.heic"}
"""Hostile: its primary picture consists of one that's missing, and libheif decodes another instead."""


@pytest.fixture(autouse=True)
def small_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "HEAD_BYTES", SMALL)


def exif() -> Image.Exif:
    block = Image.Exif()
    block.update({ORIENTATION: 6, 271: "Canon"})
    block.get_ifd(34665)[ORIGINAL] = "2026:09:12 10:11:12"
    return block


def noise(width: int = 120, height: int = 80) -> Image.Image:
    """Pixels that no format compresses."""
    return Image.frombytes("RGB", (width, height), random.Random(5).randbytes(3 * width * height))


def encode(image: Image.Image, picture_format: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, picture_format, quality=95, **options)
    return file.getvalue()


def read(data: bytes, limit: int = SMALL) -> Head | Missing | None:
    """Read the first bytes of a file, and if necessary those that they name."""
    head = read_head(data[:limit], "x", len(data), LIMIT)
    if isinstance(head, Missing):
        part = data[head.position : head.position + limit]
        return read_head(data[:limit] + part, "x", len(data), LIMIT, head.position)
    return head


def known(found: Head | Picture) -> tuple[object, ...]:
    return found.format, found.width, found.height, found.taken, found.taken_from


@pytest.mark.parametrize("image", [Image.new("RGB", (90, 60)), noise()], ids=["small", "large"])
@pytest.mark.parametrize("picture_format", FORMATS)
def test_heads_of_all_formats_show_what_decoding_shows(picture_format: str, image: Image.Image) -> None:
    data = encode(image, picture_format, exif=exif())
    assert (len(data) > SMALL) == (image.width == 120)
    head, picture = read(data), read_picture(data, "x", LIMIT, (240,))
    assert isinstance(head, Head)
    assert (head.taken, head.taken_from) == (TAKEN, "exif")
    assert known(head) == known(picture)
    assert head.embedded == picture.embedded


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("picture_format", FORMATS)
def test_sizes_are_those_of_the_upright_picture(picture_format: str, orientation: int) -> None:
    block = Image.Exif()
    block[ORIENTATION] = orientation
    data = encode(Image.new("RGB", (90, 60)), picture_format, exif=block)
    head, picture = read(data), read_picture(data, "x", LIMIT, (240,))
    assert isinstance(head, Head)
    assert (head.width, head.height) == (picture.width, picture.height)


def test_no_head_of_any_file_contradicts_its_picture(request: pytest.FixtureRequest) -> None:
    """Those in inputs/ and of a part of the corpus (all of it with --full)."""
    full = bool(request.config.getoption("--full", default=False))
    paths = [*INPUTS.iterdir(), *(one.path for one in some_samples(full=full))]
    assert [path.name for path in paths if contradicts(path)] == []


def contradicts(path: Path) -> bool:
    """Whether a file's head shows something else than decoding it, unless the pixels can't be decoded."""
    data = path.read_bytes()
    head, picture = result_of(lambda: read(data)), result_of(lambda: read_picture(data, "x", LIMIT, (240,)))
    if isinstance(head, Head) and isinstance(picture, Picture):
        return known(head) != known(picture) and path.name not in OTHER_SIZES
    return isinstance(head, GalleryError) and type(head) is not type(picture)


def result_of(function: Callable[[], object]) -> object:
    try:
        return function()
    except GalleryError as error:
        return error


@needed
def test_most_valid_pictures_need_no_more_than_their_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "HEAD_BYTES", HEAD_BYTES)
    found = [read(one.path.read_bytes(), HEAD_BYTES) for one in samples() if one.expected == "accept"]
    assert sum(isinstance(head, Head) for head in found) >= 0.95 * len(found)


def test_pixels_are_not_decoded() -> None:
    data = encode(noise(), "JPEG", exif=exif())
    pixels = data.index(b"\xff\xda")
    assert isinstance(read(data[:pixels] + b"\xff\xda" + bytes(300_000)), Head)


def test_a_jpeg_with_more_metadata_than_its_head_has_to_be_decoded() -> None:
    """There may be another date among the rest."""
    padding = [segment(0xEF, bytes(2_000))] * 5
    found = segment(0xE1, b"Exif\0\0" + EXIF)
    assert read(jpeg(found, *padding)) is None
    assert isinstance(read(jpeg(found, *padding[:3], image=noise())), Head)


def test_dates_of_a_jpeg_in_xmp_and_iptc_are_found() -> None:
    xmp, photoshop = segment(0xE1, XMP + XMP_DATE), segment(0xED, b"Photoshop 3.0\0" + iptc("20101112", "131415"))
    for segments, taken in (((photoshop, xmp), "2011-12-13T14:15:16"), ((photoshop,), "2010-11-12T13:14:15")):
        head = read(jpeg(*segments, image=noise()))
        assert isinstance(head, Head)
        assert head.taken == taken


def test_a_large_png_is_dated_by_exif_before_its_pixels_only() -> None:
    """All other sources come after EXIF, which may be after the pixels too."""
    xmp = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP_DATE)
    head = read(png(xmp, chunk(b"eXIf", EXIF), image=noise()))
    assert isinstance(head, Head)
    assert (head.taken, head.width, head.height) == (TAKEN, 80, 120)
    assert read(png(xmp, image=noise())) is None
    assert read(png(chunk(b"tEXt", raw_profile("exif", b"Exif\0\0" + EXIF)), image=noise())) is None
    assert read(png(chunk(b"eXIf", tiff({})), image=noise())) is None
    small = read(png(xmp))
    assert isinstance(small, Head)
    assert small.taken == "2011-12-13T14:15:16"


def test_a_large_gif_is_dated_only_if_its_xmp_is_in_its_head() -> None:
    packet = GIF_XMP + XMP_DATE + b"<?xpacket end='w'?>\1" + bytes(range(255, -1, -1)) + b"\0"
    data = encode(noise(), "GIF")
    assert len(data) > SMALL
    assert read(data) is None
    assert read(data[:-1] + packet + b";") is None
    first_block = data.index(b"!\xf9") if b"!\xf9" in data else data.index(b",", 13 + 3 * 256)
    head = read(data[:first_block] + packet + data[first_block:])
    assert isinstance(head, Head)
    assert (head.taken, head.width, head.height) == ("2011-12-13T14:15:16", 120, 80)


@pytest.mark.parametrize("lossless", [True, False])
def test_a_webp_without_metadata_needs_no_second_read(*, lossless: bool) -> None:
    head = read_head(encode(noise(), "WEBP", lossless=lossless)[:SMALL], "x", 20_000, LIMIT)
    assert isinstance(head, Head)
    assert (head.width, head.height, head.taken) == (120, 80, None)


def test_a_webp_with_metadata_names_where_it_is() -> None:
    """Both chunks are read from there."""
    data = encode(noise(), "WEBP", exif=b"Exif\0\0" + EXIF, xmp=KEYWORDS_AND_STARS)
    missing = read_head(data[:SMALL], "x", len(data), LIMIT)
    assert missing == Missing(data.rindex(b"EXIF"))
    head = read(data)
    assert isinstance(head, Head)
    assert (head.taken, head.embedded.rating) == (TAKEN, 4)


def test_a_heic_with_exif_behind_its_pixels_names_where_it_is() -> None:
    data = encode(noise(), "HEIF", exif=exif())
    assert isinstance(read_head(data[:SMALL], "x", len(data), LIMIT), Missing)


def test_a_heic_whose_xmp_may_have_the_only_date_has_to_be_decoded() -> None:
    assert read(encode(Image.new("RGB", (90, 60)), "HEIF", xmp=XMP_DATE)) is None
    head = read(encode(Image.new("RGB", (90, 60)), "HEIF", xmp=XMP_DATE, exif=exif()))
    assert isinstance(head, Head)
    assert head.taken == TAKEN


def test_the_worker_returns_what_heads_show_and_raises_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read_settings({})
    monkeypatch.setattr(decoding, "HEAD_BYTES", HEAD_BYTES)
    webp = encode(Image.new("RGB", (64, 48)), "WEBP", exif=EXIF)
    without_metadata = webp[: webp.index(b"EXIF")].ljust(HEAD_BYTES, b"x")
    for data in (jpeg(segment(0xE1, b"Exif\0\0" + EXIF)), b"\xff\xd8\xff", webp, without_metadata):
        assert worker_pool.read_head(data, "x", len(data), settings) == read(data, HEAD_BYTES)
    with pytest.raises(NotAPicture, match="a PDF"):
        worker_pool.read_head(b"%PDF-1.7", "x", 8, settings)


def test_files_that_are_no_pictures_or_have_too_many_pixels_are_refused() -> None:
    with pytest.raises(NotAPicture, match=r"x\.jpg is a PDF"):
        read_head(b"%PDF-1.7", "x.jpg", 8, LIMIT)
    with pytest.raises(TooLarge, match="megapixels"):
        read_head(encode(Image.new("L", (2000, 2000)), "PNG"), "x.png", 20_000, 1_000_000)
    with pytest.raises(NotAPicture, match="a picture of the kind “vvc1”"):
        read(encode(Image.new("RGB", (64, 48)), "HEIF").replace(b"hvc1", b"vvc1", 1))


PICTURES = [encode(noise(64, 48), one, exif=exif()) for one in FORMATS] + [encode(noise(64, 48), "GIF")]


@given(st.sampled_from(PICTURES), st.integers(0, 4000), st.binary(max_size=40), st.integers(1, 10**9), st.integers(0))
def test_damaged_heads_do_no_harm(data: bytes, at: int, damage: bytes, length: int, part_at: int) -> None:
    hostile = data[:at] + damage + data[at + len(damage) :]
    with suppress(NotAPicture, TooLarge):
        assert isinstance(read_head(hostile, "x", length, LIMIT, part_at), Head | Missing | None)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8" + b"\xff\xe1\0\2" * 65_000,
        b"\x89PNG\r\n\x1a\n" + chunk(b"tEXt", b"") * 20_000,
        b"GIF89a" + bytes(7) + b"!\xff\0" * 87_000,
        b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0\x0c" + bytes(261_000),
        b"\0\0\0\x0cftypheic\0\4\0\0meta" + b"\0\0\0\x08free" * 32_700,
    ],
    ids=["JPEG", "PNG", "GIF", "WebP", "HEIC"],
)
def test_heads_made_to_take_long_dont(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """CPU time, because the machine may be busy."""
    monkeypatch.setattr(decoding, "HEAD_BYTES", HEAD_BYTES)
    start = time.process_time()
    read_head(data[:HEAD_BYTES], "x", 10**9, LIMIT)
    assert time.process_time() - start < 0.5


def test_reading_the_head_of_a_photo_takes_little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "HEAD_BYTES", HEAD_BYTES)
    data = encode(noise(), "JPEG", exif=exif()).ljust(HEAD_BYTES, b"x")
    start = time.process_time()
    for _ in range(50):
        read_head(data, "x", 5_000_000, LIMIT)
    assert (time.process_time() - start) / 50 < 0.005
