"""Videos as the worker reads them: formats, facts and posters."""

import io
import struct
from dataclasses import replace

import pytest
from PIL import Image, ImageChops, ImageStat
from support.videos import convert_video, decode_frame, make_video

from gallery.errors import NotAPicture, NotFound, TooLarge
from gallery.model.facts import Facts
from gallery.pictures.formats import MOV, MP4, WEBM, PictureFormat
from gallery.pictures.picture import Picture
from gallery.pictures.source import Source
from gallery.pictures.worker_pool import decode_video, read_video_head
from gallery.settings import read_settings

SETTINGS = read_settings({})
H264 = ("-c:v", "libx264", "-preset", "ultrafast")
AV1 = ("-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime")
HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-tag:v", "hvc1")
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")
VP8 = ("-c:v", "libvpx", "-deadline", "realtime")

SIMILAR = 8
"""Of 255: less than between a picture and a turned one, and more than compression changes this one."""

MATRICES = {
    "none": (1, 0, 0, 1),
    "mirrored": (-1, 0, 0, 1),
    "180 degrees": (-1, 0, 0, -1),
    "upside down": (1, 0, 0, -1),
    "transposed": (0, 1, 1, 0),
    "90 degrees": (0, 1, -1, 0),
    "transverse": (0, -1, -1, 0),
    "270 degrees": (0, -1, 1, 0),
}
"""a, b, c, d (ISO/IEC 14496-12, 8.3.2)."""


def read(data: bytes, file: str = "holiday.mp4") -> Picture:
    return decode_video(Source.of(data), file, SETTINGS, (240,))


def poster(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.previews[240])).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of two pictures, of 255."""
    return max(ImageStat.Stat(ImageChops.difference(one, other.resize(one.size))).mean)


@pytest.mark.parametrize(
    ("extension", "options", "picture_format", "codecs"),
    [
        (".mp4", H264, MP4, 'video/mp4; codecs="avc1.42c00d, mp4a.40.2"'),
        (".mov", H264, MOV, 'video/mp4; codecs="avc1.42c00d, mp4a.40.2"'),
        (".mp4", (*H264, "-movflags", "+faststart"), MP4, 'video/mp4; codecs="avc1.42c00d, mp4a.40.2"'),
        (".mp4", (*H264, "-movflags", "frag_keyframe+empty_moov"), MP4, 'video/mp4; codecs="avc1.42c00d, mp4a.40.2"'),
        (".mov", HEVC, MOV, 'video/mp4; codecs="hvc1.1.6.L60.90, mp4a.40.2"'),
        (".webm", VP9, WEBM, 'video/webm; codecs="vp09.00.10.08, opus"'),
        (".webm", VP8, WEBM, 'video/webm; codecs="vp8, opus"'),
        (".mp4", AV1, MP4, 'video/mp4; codecs="av01.0.00M.08, mp4a.40.2"'),
        (".3gp", ("-c:v", "mpeg4", "-c:a", "aac"), MP4, 'video/mp4; codecs="mp4v.20, mp4a.40.2"'),
    ],
    ids=["H.264", "MOV", "moov first", "fragmented", "HEVC", "VP9", "VP8", "AV1", "3GP"],
)
def test_facts_and_poster_of_each_format(
    extension: str, options: tuple[str, ...], picture_format: PictureFormat, codecs: str
) -> None:
    """What reading only the head finds is the same."""
    data = make_video(extension, *options)
    picture = read(data)
    assert (picture.format, picture.width, picture.height, picture.codecs) == (picture_format, 320, 240, codecs)
    assert picture.duration == pytest.approx(1, abs=0.1)
    assert difference(poster(picture), decode_frame(data, 0.1)) < SIMILAR
    head = read_video_head(Source.of(data), "a", SETTINGS)
    assert head
    assert (head.format, head.width, head.height, head.codecs) == (picture_format, 320, 240, codecs)


def test_a_video_without_sound() -> None:
    assert read(make_video(".mp4", *H264, has_sound=False)).codecs == 'video/mp4; codecs="avc1.42c00d"'


def test_facts_of_any_video_become_metadata_and_back() -> None:
    picture = read(make_video(".mp4", *H264))
    facts = Facts("2026-09-12", "video", 320, 240, picture.color, 1, picture.duration, picture.codecs)
    assert Facts.read(facts.metadata()) == facts


@pytest.mark.parametrize("matrix", MATRICES.values(), ids=MATRICES)
def test_posters_are_upright(matrix: tuple[int, int, int, int]) -> None:
    """As ffmpeg turns them. Mirrored ones come from front cameras."""
    data = with_matrix(make_video(".mp4", *H264), matrix)
    picture = read(data)
    expected = decode_frame(data, 0.1)
    assert (picture.width, picture.height) == expected.size == ((320, 240) if matrix[0] else (240, 320))
    assert difference(poster(picture), expected) < SIMILAR


def with_matrix(video: bytes, matrix: tuple[int, int, int, int]) -> bytes:
    """Write another matrix into the first track's header (`tkhd` version 0)."""
    data = bytearray(video)
    start = data.index(b"tkhd") + 4 + 40
    a, b, c, d = (number << 16 for number in matrix)
    data[start : start + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    return bytes(data)


def test_pixels_that_are_not_square_are_stretched() -> None:
    picture = read(make_video(".mp4", *H264, "-vf", "setsar=64/45", size=(360, 288)))
    assert (picture.width, picture.height, poster(picture).width) == (512, 288, 427)


@pytest.mark.parametrize("color", ["black", "white"])
def test_a_blank_start_is_not_the_poster(color: str) -> None:
    fade = ("-vf", f"drawbox=enable='lt(t,1.5)':color={color}:t=fill", "-g", "25")
    assert max(ImageStat.Stat(poster(read(make_video(".mp4", *H264, *fade, seconds=3)))).stddev) > 60


def test_an_entirely_black_video_has_a_black_poster() -> None:
    black = make_video(".mp4", *H264, "-vf", "drawbox=color=black:t=fill", seconds=2)
    assert max(ImageStat.Stat(poster(read(black))).mean) < 5


def test_the_poster_is_from_the_second_second() -> None:
    """Cameras shake and editors fade in at the start. Pictures before it have to be decoded to get there."""
    data = make_video(".mp4", *H264, "-g", "250", seconds=12)
    shown = poster(read(data))
    assert difference(shown, decode_frame(data, 1)) < min(SIMILAR, difference(shown, decode_frame(data, 0)))


@pytest.mark.parametrize(("curve", "white"), [("smpte2084", 148), ("arib-std-b67", 191)])
def test_hdr_is_tone_mapped(curve: str, white: int) -> None:
    """White, 203 nits (ITU-R BT.2408), is 58 % of PQ's numbers and 75 % of HLG's. Both look the same."""
    fill = f"drawbox=color=0x{white:02x}{white:02x}{white:02x}:t=fill,format=yuv420p10le"
    hdr = f"log-level=none:colorprim=bt2020:transfer={curve}:colormatrix=bt2020nc"
    shown = poster(read(make_video(".mov", *HEVC, "-vf", fill, "-pix_fmt", "yuv420p10le", "-x265-params", hdr)))
    assert ImageStat.Stat(shown).mean == pytest.approx([181] * 3, abs=5)
    plain = poster(read(make_video(".mov", *HEVC, "-vf", fill, "-pix_fmt", "yuv420p10le")))
    assert ImageStat.Stat(plain).mean == pytest.approx([white] * 3, abs=5)


@pytest.mark.parametrize("extension", [".mp4", ".webm", ".mov"])
def test_sound_without_video_is_rejected(extension: str) -> None:
    sound = convert_video(make_video(".mp4", *H264), extension, "-vn")
    with pytest.raises(NotAPicture, match=r"a has sound but no video\. Only photos and videos can be added\."):
        read(sound, "a")


def test_a_cover_is_not_a_video() -> None:
    cover = ("-map", "0:a", "-map", "0:v", "-frames:v", "1", "-c:v", "mjpeg", "-disposition:v:0", "attached_pic")
    with pytest.raises(NotAPicture, match="has sound but no video"):
        read(convert_video(make_video(".mp4", *H264), ".mp4", *cover), "a")


def test_a_video_in_a_forgotten_format_is_rejected_with_its_name() -> None:
    with pytest.raises(NotAPicture, match=r"a is a video in a format that can't be shown \(cinepak\)\."):
        read(make_video(".mov", "-c:v", "cinepak", size=(64, 48)), "a")


def test_what_the_source_raises_comes_back_and_the_next_video_is_read() -> None:
    def fail(_: int, __: int) -> bytes:
        raise NotFound("It's gone.")

    with pytest.raises(NotFound, match="It's gone"):
        decode_video(Source(1000, fail), "a", SETTINGS)
    assert read(make_video(".mp4", *H264)).width == 320


def test_a_video_with_too_many_pixels_is_too_large() -> None:
    settings = replace(SETTINGS, max_pixels=50_000)
    with pytest.raises(TooLarge, match=r"a has 0\.1 megapixels\. The limit is 0\.05\."):
        decode_video(Source.of(make_video(".mp4", *H264)), "a", settings)
