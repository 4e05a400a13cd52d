import io
import struct
import zlib
from contextlib import suppress
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat
from PIL.ImageFile import ImageFile
from support.corpus import files
from support.preview_parts import PICTURE, parts_of

from gallery.errors import BrokenPicture, GalleryError, NotAPicture, TooLarge
from gallery.model.preview_names import PREVIEW_SIZES, ZOOM_SIZE
from gallery.pictures.decoding import read_picture
from gallery.pictures.picture import Picture

pillow_heif.register_heif_opener()

LIMIT = 100_000_000
CORNERS = {(0, 0): (255, 0, 0), (1, 0): (0, 255, 0), (0, 1): (0, 0, 255), (1, 1): (255, 255, 255)}
STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
FORMATS = ["JPEG", "PNG", "GIF", "WEBP", "HEIF", "AVIF"]


def corners() -> Image.Image:
    """An upright picture of 360 x 240 with a different color in each corner."""
    small = Image.new("RGB", (2, 2))
    for position, color in CORNERS.items():
        small.putpixel(position, color)
    return small.resize((360, 240), Image.Resampling.NEAREST)


def photo(width: int = 320, height: int = 200) -> Image.Image:
    """A picture with detail and color."""
    gradient = Image.radial_gradient("L").resize((width, height))
    noise = Image.effect_noise((width, height), 40)
    return Image.merge("RGB", (gradient, noise, ImageChops.invert(gradient)))


def encode(image: Image.Image, pillow_format: str = "JPEG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, pillow_format, **options)
    return file.getvalue()


def exif(tags: dict[int, object], details: dict[int, object] | None = None) -> Image.Exif:
    block = Image.Exif()
    block.update(tags)
    block.get_ifd(34665).update(details or {})
    return block


def read(data: bytes) -> Picture:
    return read_picture(data, "x.jpg", LIMIT)


def preview(picture: Picture, size: int = 240) -> ImageFile:
    return Image.open(io.BytesIO(picture.previews[size]), formats=["WEBP", "JPEG"])


def assert_corners(picture: Picture) -> None:
    for size in PREVIEW_SIZES:
        image = preview(picture, size).convert("RGB")
        for (right, low), color in CORNERS.items():
            inset = image.height // 30
            spot = image.getpixel((abs(right * (image.width - 1) - inset), abs(low * (image.height - 1) - inset)))
            assert isinstance(spot, tuple)
            assert max(abs(a - b) for a, b in zip(spot, color, strict=True)) < 40, (size, right, low)


def difference(one: Picture, other: Picture) -> float:
    """Mean difference of two pictures' colors, 0 to 255."""
    images = [preview(picture).convert("RGB").resize((24, 24)) for picture in (one, other)]
    return max(ImageStat.Stat(ImageChops.difference(*images)).mean)


@pytest.mark.parametrize("pillow_format", FORMATS)
def test_every_format_yields_size_color_and_three_previews(pillow_format: str) -> None:
    picture = read(encode(Image.new("RGB", (320, 200), (200, 100, 50)), pillow_format))
    assert (picture.width, picture.height) == (320, 200)
    assert (picture.taken, picture.taken_from) == (None, None)
    red, green, blue = bytes.fromhex(picture.color.removeprefix("#"))
    assert (abs(red - 200), abs(green - 100), abs(blue - 50)) < (6, 6, 6)
    assert tuple(sorted(picture.previews)) == PREVIEW_SIZES


@pytest.mark.parametrize("pillow_format", FORMATS)
def test_truncated_pictures_are_broken_wherever_they_are_cut(pillow_format: str) -> None:
    data = encode(photo(), pillow_format)
    for part in (0.3, 0.6, 0.9):
        with pytest.raises(BrokenPicture):
            read(data[: int(len(data) * part)])


@pytest.mark.parametrize("pillow_format", FORMATS)
def test_damaged_pictures_are_either_decoded_or_rejected(pillow_format: str) -> None:
    data = bytearray(encode(photo(64, 48), pillow_format))
    for offset in range(12, len(data), max(1, len(data) // 60)):
        damaged = bytes(data[:offset]) + bytes([data[offset] ^ 0xFF]) + bytes(data[offset + 1 :])
        with suppress(GalleryError):
            assert read(damaged).previews


def test_png_with_wrong_checksum_is_broken_even_if_its_pixels_can_be_decoded() -> None:
    data = encode(photo(), "PNG")
    checksum = len(data) - 12 - 4
    with pytest.raises(BrokenPicture):
        read(data[:checksum] + b"\0\0\0\0" + data[checksum + 4 :])


def test_unsupported_formats_are_rejected_even_if_pillow_reads_them() -> None:
    for pillow_format in ("TIFF", "BMP", "ICO", "PPM", "TGA"):
        with pytest.raises(NotAPicture):
            read(encode(photo(), pillow_format))


def test_too_many_pixels_are_rejected_by_the_header_alone() -> None:
    """A GIF of 40 bytes that claims 65,535 x 65,535 pixels. Decoding it would take 4 GB."""
    data = bytearray(encode(Image.new("P", (1, 1)), "GIF"))
    data[6:10] = b"\xff" * 4
    with pytest.raises(TooLarge, match=r"x\.jpg has 4,294\.8 megapixels\. The limit is 100\."):
        read(bytes(data))


def test_pixel_limit_is_inclusive() -> None:
    data = encode(Image.new("L", (20, 10)))
    assert read_picture(data, "x.jpg", 200).width == 20
    with pytest.raises(TooLarge):
        read_picture(data, "x.jpg", 199)


@pytest.mark.parametrize("pillow_format", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
@pytest.mark.parametrize("orientation", STORED_AS)
def test_previews_are_upright_for_all_orientations(pillow_format: str, orientation: int) -> None:
    image = corners()
    turn = STORED_AS[orientation]
    if turn is not None:
        image = image.transpose(turn)
    picture = read(encode(image, pillow_format, exif=exif({274: orientation}).tobytes(), quality=90))
    assert (picture.width, picture.height) == (360, 240)
    assert_corners(picture)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_undefined_orientations_are_ignored(orientation: int) -> None:
    assert_corners(read(encode(corners(), exif=exif({274: orientation}))))


def test_orientation_in_xmp_is_ignored() -> None:
    """Browsers ignore it too."""
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    assert_corners(read(encode(corners(), "WEBP", xmp=xmp)))
    assert_corners(read(encode(corners(), "JPEG", xmp=xmp)))


def test_previews_of_the_orientation_corpus_are_upright() -> None:
    for path in files("gen_orient_[1-8].jpg"):
        assert_corners(read(path.read_bytes()))
    assert_all_alike(files("recurser__Landscape_*.jpg"))
    assert_all_alike(files("recurser__Portrait_*.jpg"))
    assert_all_alike(files("pillow__hopper_orientation_*"))
    assert_all_alike(files("pillow__rot*mir*.avif"))


def assert_all_alike(paths: list[Path]) -> None:
    """The files differ at most by a number painted into them."""
    pictures = [read(path.read_bytes()) for path in paths]
    for path, picture in zip(paths, pictures, strict=True):
        assert difference(picture, pictures[0]) < 12, path.name


@pytest.mark.parametrize(
    ("size", "small", "grid", "viewer"),
    [
        ((1000, 500), (480, 240), (960, 480), (1000, 500)),
        ((3000, 2000), (360, 240), (720, 480), (2048, 1365)),
        ((4032, 3024), (320, 240), (640, 480), (2016, 1512)),
        ((3001, 4001), (180, 240), (360, 480), (1500, 2000)),
        ((8064, 1000), (1920, 238), (3840, 476), (2016, 250)),
        ((3838, 2000), (461, 240), (921, 480), (2048, 1067)),
        ((100, 50), (100, 50), (100, 50), (100, 50)),
        ((6000, 100), (1920, 32), (3840, 64), (2048, 34)),
        ((1, 3000), (1, 240), (1, 480), (1, 2048)),
        ((3000, 1), (1920, 1), (3000, 1), (2048, 1)),
    ],
)
def test_previews_keep_the_aspect_ratio_and_are_never_enlarged(
    size: tuple[int, int], small: tuple[int, int], grid: tuple[int, int], viewer: tuple[int, int]
) -> None:
    for pillow_format in ("JPEG", "WEBP"):
        picture = read(encode(Image.new("RGB", size), pillow_format, quality=1))
        assert [preview(picture, number).size for number in PREVIEW_SIZES] == [small, grid, viewer]


@pytest.mark.parametrize(
    ("size", "zoomed"),
    [
        ((1000, 500), (1000, 500)),
        ((3000, 2000), (3000, 2000)),
        ((3024, 4032), (3024, 4032)),
        ((6000, 100), (4096, 68)),
        ((8064, 100), (4032, 50)),
        ((1, 9000), (1, 4096)),
    ],
)
def test_preview_for_zooming_in_has_as_many_pixels_as_possible(size: tuple[int, int], zoomed: tuple[int, int]) -> None:
    """It's made alone, has no metadata, and photographs are JPEG."""
    for pillow_format, preview_format in (("JPEG", "JPEG"), ("WEBP", "WEBP"), ("PNG", "WEBP")):
        data = encode(Image.new("RGB", size), pillow_format, exif=exif({271: "CANARY"}), quality=1)
        picture = read_picture(data, "x.jpg", LIMIT, [ZOOM_SIZE])
        assert list(picture.previews) == [ZOOM_SIZE]
        zoom = preview(picture, ZOOM_SIZE)
        is_tiny = zoomed[0] * zoomed[1] < 20_000
        assert (zoom.size, zoom.format) == (zoomed, "WEBP" if is_tiny else preview_format)
        assert parts_of(picture.previews[ZOOM_SIZE]) <= PICTURE


def test_a_large_jpeg_is_never_decoded_at_full_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """The decoder itself shrinks most cameras' pictures: nothing larger than the viewer's preview is resized."""
    resized = []
    resize = Image.Image.resize

    def record_and_resize(image: Image.Image, *arguments: object, **options: object) -> Image.Image:
        resized.append(image.size)
        return resize(image, *arguments, **options)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(Image.Image, "resize", record_and_resize)
    for size in ((4000, 3000), (3024, 4032), (8160, 6144)):
        resized.clear()
        read(encode(Image.new("L", size), quality=1))
        assert resized
        assert max(map(max, resized)) <= 2048


def test_previews_contain_no_metadata_except_the_color_profile() -> None:
    block = exif({271: "CANARY", 315: "CANARY"}, {36867: "2020:01:01 10:00:00"})
    block.get_ifd(34853).update({1: "N", 2: (1.0, 2.0, 3.0)})
    for pillow_format, options in (
        ("JPEG", {"comment": "CANARY", "xmp": b"CANARY", "exif": block}),
        ("WEBP", {"xmp": b"CANARY", "exif": block}),
        ("PNG", {"exif": block}),
        ("HEIF", {"exif": block.tobytes(), "xmp": b"CANARY"}),
    ):
        for data in read(encode(photo(), pillow_format, **options)).previews.values():
            assert parts_of(data) <= PICTURE
            assert b"CANARY" not in data


def test_transparency_is_kept_and_counts_as_gray_in_the_average_color() -> None:
    clear = Image.new("RGBA", (50, 50), (255, 0, 0, 0))
    palette = Image.new("P", (50, 50))
    palette.putpalette([255, 0, 0])
    for data in (encode(clear, "PNG"), encode(clear, "WEBP"), encode(palette, "GIF", transparency=0)):
        picture = read(data)
        for size in PREVIEW_SIZES:
            image = preview(picture, size)
            assert image.mode == "RGBA"
            assert image.getpixel((25, 25))[3] == 0  # type: ignore[index]  # a tuple in this mode
        assert picture.color == "#808080"


@pytest.mark.parametrize(
    ("pillow_format", "mode", "viewer_format"),
    [
        ("JPEG", "RGB", "JPEG"),
        ("JPEG", "L", "JPEG"),
        ("HEIF", "RGB", "JPEG"),
        ("HEIF", "RGBA", "WEBP"),
        ("PNG", "RGB", "WEBP"),
        ("GIF", "P", "WEBP"),
    ],
)
def test_preview_of_a_photograph_for_the_viewer_is_a_jpeg(pillow_format: str, mode: str, viewer_format: str) -> None:
    """It takes a third of WebP's time. In WebP, letters are sharper, and the many previews of the grid smaller."""
    picture = read(encode(photo().convert(mode), pillow_format))
    assert [preview(picture, size).format for size in PREVIEW_SIZES] == ["WEBP", "WEBP", viewer_format]


def test_pure_noise_can_be_encoded() -> None:
    """Each pixel is either black or white in each color: libjpeg's buffer has to be large enough."""
    noise = Image.merge("RGB", [Image.effect_noise((2048, 2048), 10_000) for _ in range(3)])
    assert preview(read(encode(noise, quality=100, subsampling=0)), 2048).size == (2048, 2048)


def test_16_bit_gray_is_scaled_rather_than_clipped() -> None:
    """Pillow's own conversion would make everything above 255 of 65,535 white."""
    gray = Image.new("I;16", (40, 40), 0x4000)
    assert read(encode(gray, "PNG")).color in {"#3f3f3f", "#404040", "#414141"}


def test_one_bit_pictures_are_smoothed_when_they_shrink() -> None:
    stripes = Image.new("1", (1000, 1000))
    for x in range(0, 1000, 2):
        stripes.paste(1, (x, 0, x + 1, 1000))
    assert read(encode(stripes, "PNG")).color in {"#7f7f7f", "#808080", "#7e7e7e", "#818181"}


def test_first_frame_of_an_animation_is_shown() -> None:
    frames = [Image.new("RGB", (30, 20), color) for color in ("red", "blue", "lime")]
    for pillow_format in ("GIF", "PNG", "WEBP", "AVIF"):
        picture = read(encode(frames[0], pillow_format, save_all=True, append_images=frames[1:], duration=100))
        red, green, blue = bytes.fromhex(picture.color.removeprefix("#"))
        assert red > 240, pillow_format
        assert max(green, blue) < 20, pillow_format


def test_first_frame_is_shown_rather_than_a_picture_that_isnt_part_of_the_animation() -> None:
    """As in browsers."""
    frames = [Image.new("RGB", (30, 20), color) for color in ("red", "blue", "lime")]
    data = encode(frames[0], "PNG", save_all=True, append_images=frames[1:], default_image=True)
    assert read(data).color == "#0000ff"
    controls = data.index(b"acTL")
    assert read(data[: controls + 4] + bytes(4) + data[controls + 8 :]).color == "#ff0000"


def test_gif_is_transparent_outside_of_its_first_frame() -> None:
    """As in browsers."""
    data = bytearray(encode(Image.new("P", (20, 10), 1), "GIF"))
    data[6:8] = b"\x28\0"  # the screen becomes twice as wide
    alpha = preview(read(bytes(data))).convert("RGBA").getchannel("A")
    assert (alpha.size, alpha.getpixel((10, 5)), alpha.getpixel((30, 5))) == ((40, 10), 255, 0)


def test_single_pixels_of_small_pictures_are_kept() -> None:
    image = Image.effect_noise((60, 40), 200).convert("RGB")
    assert preview(read(encode(image, "PNG")), 2048).convert("RGB").tobytes() == image.tobytes()


def test_cmyk_becomes_rgb() -> None:
    image = preview(read(encode(Image.new("CMYK", (20, 20), (0, 255, 255, 0)))))
    red, green, blue = image.convert("RGB").getpixel((10, 10))  # type: ignore[misc]  # a tuple in this mode
    assert (red > 200, green < 60, blue < 60) == (True, True, True)


def small_profile() -> bytes:
    """The sRGB profile, which LittleCMS writes as a small matrix profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def test_unusual_profile_is_converted_to_srgb_and_dropped() -> None:
    """Swapped primaries make the conversion visible: stored red becomes green."""
    profile = bytearray(small_profile())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    profile += bytes(2000)
    profile[:4] = struct.pack(">I", len(profile))
    picture = read(encode(Image.new("RGB", (40, 40), "red"), "PNG", icc_profile=bytes(profile)))
    assert picture.color == "#00ff00"
    assert all(parts_of(data) <= PICTURE for data in picture.previews.values())


def test_unusable_profiles_are_ignored() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (b"garbage", bytes(500), lab, small_profile()[:200]):
        for image in (photo(), photo().convert("L"), photo().convert("CMYK")):
            picture = read(encode(image, icc_profile=profile))
            assert all(parts_of(data) <= PICTURE for data in picture.previews.values())


ORIGINAL = {36867: "2020:01:02 03:04:05", 37521: "67", 36881: "+02:00"}
DIGITIZED = {36868: "2021:01:02 03:04:05"}
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description photoshop:DateCreated="2022-01-02T03:04:05Z">'
    b"<xmp:CreateDate>1999-01-01T00:00:00Z</xmp:CreateDate></rdf:Description></x:xmpmeta>"
)


@pytest.mark.parametrize("pillow_format", ["JPEG", "WEBP", "HEIF", "AVIF"])
@pytest.mark.parametrize(
    ("details", "taken", "source"),
    [
        (ORIGINAL | DIGITIZED, "2020-01-02T03:04:05.67+02:00", "exif"),
        (DIGITIZED, "2021-01-02T03:04:05", "exif"),
        ({36867: "    :  :     :  :  "} | DIGITIZED, "2021-01-02T03:04:05", "exif"),
        ({36867: "2020:02:30 00:00:00"}, "2022-01-02T03:04:05+00:00", "xmp"),
        ({}, "2022-01-02T03:04:05+00:00", "xmp"),
    ],
)
def test_capture_date_is_the_first_of_original_digitized_and_xmp(
    pillow_format: str, details: dict[int, object], taken: str, source: str
) -> None:
    picture = read(encode(photo(), pillow_format, exif=exif({306: "1999:01:01 00:00:00"}, details).tobytes(), xmp=XMP))
    assert (picture.taken, picture.taken_from) == (taken, source)


def test_editing_dates_are_not_capture_dates() -> None:
    xmp = b'<x xmp:CreateDate="2020-01-01T00:00:00Z"><photoshop:DateModified>2003-08-31</photoshop:DateModified></x>'
    assert read(encode(photo(), exif=exif({306: "1999:01:01 00:00:00"}), xmp=xmp)).taken is None


def test_entities_in_xmp_are_never_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "2020-01-01T00:00:00">]><photoshop:DateCreated>&a;</photoshop:DateCreated>'
    assert read(encode(photo(), "WEBP", xmp=bomb)).taken is None


def test_unreadable_exif_is_ignored() -> None:
    for block in (b"Exif\0\0garbage", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(40), b"Exif\0\0II*\0\xff\xff\xff\xff"):
        assert read(encode(photo(), exif=block)).taken is None


def test_png_text_that_inflates_to_gigabytes_is_never_inflated() -> None:
    text = zlib.compress(bytes(80_000_000), 9)
    chunk = b"zTXt" + b"a\0\0" + text
    data = encode(photo(), "PNG")
    bomb = data[:33] + struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[33:]
    assert read(bomb).width == 320
