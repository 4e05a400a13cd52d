"""Copies of videos: they play the same, and nothing says where, when and with what they were taken."""

import re
import subprocess
import tempfile
from pathlib import Path

import pytest
from PIL import ImageChops, ImageStat
from support.videos import convert_video, decode_frame, ffmpeg, make_video

from gallery.errors import BrokenPicture, NotAPicture, NotFound, TooLarge
from gallery.pictures.source import Source
from gallery.pictures.videos.boxes import clean_mp4
from gallery.pictures.videos.elements import clean_webm
from gallery.pictures.worker_pool import MAX_COPIED_BYTES, make_clean_video, read_video_head
from gallery.settings import read_settings

SETTINGS = read_settings({})
H264 = ("-c:v", "libx264", "-preset", "ultrafast")
HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-tag:v", "hvc1")
FORMATS = {
    "MP4": (".mp4", H264),
    "MOV": (".mov", H264),
    "fragmented": (".mp4", (*H264, "-movflags", "frag_keyframe+empty_moov")),
    "HEVC": (".mov", HEVC),
    "AV1": (".mp4", ("-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime")),
    "VP9": (".webm", ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")),
    "VP8": (".webm", ("-c:v", "libvpx", "-deadline", "realtime")),
    "rotated": (".mp4", (*H264, "-metadata:s:v", "rotate=90")),
}
SECRETS = (b"41.8902", b"Secret", b"2026-07", b"iPhone", b"x264", b"x265", b"Lavc59.37.100 lib")
SAYS = (
    *("-metadata", "location=+41.8902+012.4922/", "-metadata", "title=Secret", "-metadata", "comment=Secret"),
    *("-metadata", "creation_time=2026-07-12T20:11:12Z", "-metadata", "make=iPhone", "-metadata", "artist=Secret"),
    *("-metadata:s:v", "handler_name=Secret", "-metadata:s:a", "title=Secret"),
)
LYING = {"GPS", "Make", "Model", "Serial", "Location", "Title", "Artist", "Comment", "Encoder", "Software", "Author"}
"""What no tag of a copy may be called. Dates are checked by their values."""


def copy_of(data: bytes) -> bytes:
    return make_clean_video(Source.of(data), "a", SETTINGS, 30)


@pytest.mark.parametrize(("extension", "options"), FORMATS.values(), ids=FORMATS)
def test_a_copy_plays_the_same_and_says_nothing(extension: str, options: tuple[str, ...]) -> None:
    data = make_video(extension, *options, *SAYS)
    copy = copy_of(data)
    before, after = decode_frame(data, 0.5), decode_frame(copy, 0.5)
    assert before.size == after.size
    assert max(ImageStat.Stat(ImageChops.difference(before, after)).mean) == 0
    facts, copied = (read_video_head(Source.of(one), "a", SETTINGS) for one in (data, copy))
    assert facts
    assert copied
    assert (copied.width, copied.height, copied.codecs) == (facts.width, facts.height, facts.codecs)
    assert copied.duration == pytest.approx(facts.duration, abs=0.05)
    assert (copied.taken, copied.embedded.latitude, copied.embedded.camera) == (None, None, "")
    check_nothing_is_said(copy)


def check_nothing_is_said(copy: bytes) -> None:
    assert [secret for secret in SECRETS if secret in copy] == []
    with tempfile.NamedTemporaryFile() as file:
        file.write(copy)
        file.flush()
        command = ["exiftool", "-a", "-u", "-ee", "-G1", "-n", "-s", file.name]
        lines = subprocess.run(command, capture_output=True, check=True).stdout.decode(errors="replace").splitlines()
    for group, name, value in (parse(line) for line in lines):
        if group not in {"System", "File", "ExifTool"}:
            assert not any(word in name for word in LYING), f"{name}: {value}"
            assert "Date" not in name or not value.strip("0: "), f"{name}: {value}"


def parse(line: str) -> tuple[str, str, str]:
    group, _, rest = line.partition("]")
    name, _, value = rest.partition(":")
    return group.strip("[ "), name.strip(), value.strip()


def test_the_index_of_a_copy_is_at_its_start() -> None:
    """So it plays before all of it has arrived."""
    copy = copy_of(make_video(".mp4", *H264))
    assert copy.index(b"moov") < copy.index(b"mdat")


@pytest.mark.parametrize("kind", [b"text", b"mebx", b"gpmd"])
def test_tracks_with_places_are_left_out(kind: bytes) -> None:
    """Like DJI's subtitles, Apple's `mebx` and GoPro's `gpmd`, made from subtitles."""
    data = with_places(make_video(".mp4", *H264))
    if kind != b"text":
        data = data.replace(b"tx3g", kind).replace(b"sbtl", b"meta")
    assert b"GPS (41.8902" in data
    check_nothing_is_said(copy_of(data))


def with_places(video: bytes) -> bytes:
    """Add a track of subtitles, a chapter and a timecode to a video."""
    with tempfile.TemporaryDirectory() as folder:
        source, said, chapters, target = (Path(folder) / name for name in ("a.mp4", "a.srt", "a.txt", "b.mp4"))
        source.write_bytes(video)
        said.write_text("1\n00:00:00,000 --> 00:00:01,000\nGPS (41.8902, 12.4922)\n")
        chapters.write_text(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle=Secret\n")
        inputs = [option for path in (source, said, chapters) for option in ("-i", str(path))]
        kept = ("-map", "0", "-map", "1", "-map_metadata", "2", "-c", "copy", "-c:s", "mov_text")
        ffmpeg(*inputs, *kept, "-timecode", "01:02:03:04", str(target))
        return target.read_bytes()


@pytest.mark.parametrize(
    ("codec", "header"),
    [
        *((H264, bytes([kind])) for kind in (6, 12, 24, 31)),
        *((HEVC, bytes([kind << 1, 1])) for kind in (38, 39, 40, 41, 48, 63)),
    ],
)
def test_units_between_pictures_that_decoders_ignore_are_left_out(codec: tuple[str, ...], header: bytes) -> None:
    """SEI, filler, and types that nobody has defined."""
    data = with_unit(codec, header + b"\x05\x20" + b"Secret".ljust(32) + b"\x80")
    assert b"Secret" in data
    check_nothing_is_said(copy_of(data))


def with_unit(codec: tuple[str, ...], unit: bytes) -> bytes:
    """Return a video with another unit before its last picture."""
    extension = ".h264" if codec == H264 else ".hevc"
    stream = make_video(extension, *(option for option in codec if option not in {"-tag:v", "hvc1"}), has_sound=False)
    last = stream.rindex(b"\0\0\1")
    return convert_video(stream[:last] + b"\0\0\1" + unit + stream[last:], ".mp4", "-c", "copy")


@pytest.mark.parametrize(
    ("extension", "codec"), [(".webm", ("-c:v", "libvpx", "-deadline", "realtime")), (".mp4", H264)]
)
def test_comments_in_the_headers_of_sound_are_overwritten(extension: str, codec: tuple[str, ...]) -> None:
    """Vorbis has its own, beside those of the file. In an MP4, which browsers don't play, it's left out."""
    video = make_video(extension, *codec, "-c:a", "libvorbis")
    data = re.sub(rb"encoder=Lavc\d\d", b"LOCATION=+41.8", video)
    assert data != video
    copy = copy_of(data)
    assert [secret for secret in (b"+41.8", b"Lavc", b"libVorbis") if secret in copy] == []
    if extension == ".webm":
        streams = convert_video(data, ".wav", "-vn"), convert_video(copy, ".wav", "-vn")
        assert streams[0][-10_000:] == streams[1][-10_000:]


@pytest.mark.parametrize(
    "options", [("-c:v", "mjpeg"), ("-c:v", "mpeg4"), (*H264, "-pix_fmt", "yuv444p")], ids=["JPEG", "MPEG-4", "4:4:4"]
)
def test_such_a_video_cannot_be_copied(options: tuple[str, ...]) -> None:
    """These codecs have metadata of their own, or decoders need to know which program made the video."""
    with pytest.raises(BrokenPicture, match=r"a is in a format that can't be copied without metadata\."):
        copy_of(make_video(".mov", *options))


def test_a_video_without_pictures_cannot_be_copied() -> None:
    whole = make_video(".mp4", *H264, "-movflags", "frag_keyframe+empty_moov")
    with pytest.raises(BrokenPicture):
        copy_of(whole[: whole.index(b"moof") - 4])


def test_a_large_video_is_not_copied() -> None:
    def fail(_: int, __: int) -> bytes:
        raise NotFound("It was read.")

    with pytest.raises(TooLarge, match=r"Only videos of up to 200,000,000 bytes can be copied\."):
        make_clean_video(Source(MAX_COPIED_BYTES + 1, fail), "a", SETTINGS, 30)


def test_sound_alone_cannot_be_copied() -> None:
    with pytest.raises(NotAPicture):
        copy_of(convert_video(make_video(".mp4", *H264), ".mp4", "-vn"))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (SAYS, r"in udta|in moov|a date is left|ilst isn't empty|a handler has a name"),
        (("-metadata", "creation_time=2026-07-12T20:11:12Z", "-fflags", "+bitexact"), "a date is left"),
        (("-metadata:s:v", "handler_name=Secret", "-fflags", "+bitexact"), "a handler has a name"),
        (("-fflags", "+bitexact", "-timecode", "01:02:03:04"), "tref|tmcd|more than a copy has|gmhd"),
    ],
    ids=["all", "date", "handler", "timecode"],
)
def test_what_the_check_of_copies_finds(options: tuple[str, ...], reason: str) -> None:
    """It doesn't trust FFmpeg to leave things out."""
    with pytest.raises(ValueError, match=reason):
        clean_mp4(memoryview(bytearray(make_video(".mp4", *H264, *options))))


def test_the_check_of_webm_finds_names_of_apps_and_tracks() -> None:
    data = make_video(".webm", "-c:v", "libvpx", "-deadline", "realtime", "-metadata", "title=Secret")
    with pytest.raises(ValueError, match=r"7ba9 in 1549a966|an app has a name"):
        clean_webm(memoryview(bytearray(data)))
    with pytest.raises(ValueError, match=r"wrong size|has no size"):
        clean_webm(memoryview(bytearray(copy_of(data)[:-100])))
