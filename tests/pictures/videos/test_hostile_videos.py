"""Hostile and damaged videos: each gets a response in time, and the worker reads the next one."""

import random
import struct
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from support.videos import make_video

from gallery.errors import BrokenPicture, GalleryError, NotAPicture, TooLarge
from gallery.pictures import worker_pool
from gallery.pictures.source import PartRequest, ReadLimit, Source
from gallery.pictures.videos.remote_file import RemoteFile, TooMuchRead
from gallery.pictures.worker_pool import decode_video, make_clean_video, read_video_head
from gallery.settings import read_settings

SETTINGS = read_settings({})
H264 = ("-c:v", "libx264", "-preset", "ultrafast")
MAX_SECONDS = 15
"""On a busy machine. The time limit is 20."""


def video(extension: str = ".mp4") -> bytes:
    return make_video(extension, *(H264 if extension != ".webm" else ("-c:v", "libvpx", "-deadline", "realtime")))


def try_all(data: bytes) -> None:
    """Read and copy a video. Each either succeeds or says what's wrong, and soon."""
    started = time.monotonic()
    for read in (
        lambda: decode_video(Source.of(data), "a", SETTINGS, (240,)),
        lambda: read_video_head(Source.of(data), "a", SETTINGS),
        lambda: make_clean_video(Source.of(data), "a", SETTINGS, 20),
    ):
        with suppress(BrokenPicture, NotAPicture, TooLarge):
            read()
    assert time.monotonic() - started < MAX_SECONDS


@pytest.mark.sampled(4)
@pytest.mark.parametrize("extension", [".mp4", ".mov", ".webm"])
@pytest.mark.parametrize("eighth", range(8))
def test_a_video_that_ends_early(extension: str, eighth: int) -> None:
    data = video(extension)
    for end in range(len(data) * eighth // 8 + 1, len(data) * (eighth + 1) // 8, max(1, len(data) // 40)):
        try_all(data[:end])


@pytest.mark.sampled(4)
@pytest.mark.parametrize("extension", [".mp4", ".mov", ".webm"])
@pytest.mark.parametrize("seed", range(20))
def test_a_video_with_random_bytes(extension: str, seed: int) -> None:
    chance, data = random.Random(seed), bytearray(video(extension))
    moov = max(data.find(b"moov"), 0)
    for _ in range(20):
        position = chance.choice([chance.randrange(len(data)), chance.randrange(moov, len(data))])
        data[position] = chance.randrange(256)
    try_all(bytes(data))


def replace_after(kind: bytes, offset: int, value: bytes) -> Callable[[bytes], bytes]:
    """Return a function that writes bytes at an offset after the type of the first such box."""

    def change(data: bytes) -> bytes:
        start = data.index(kind) + 4 + offset
        return data[:start] + value + data[start + len(value) :]

    return change


ENORMOUS = b"\x7f\xff\xff\xff"
CHANGES = {
    "no index": lambda data: data.replace(b"moov", b"free"),
    "empty index": lambda data: data[: data.index(b"moov") + 4] + bytes(len(data) - data.index(b"moov") - 4),
    "box of 4 GB": replace_after(b"moov", -8, b"\xff\xff\xff\xff"),
    "box of exabytes": replace_after(b"mdat", -8, struct.pack(">I4sQ", 1, b"mdat", 1 << 62)),
    "empty box": replace_after(b"trak", -8, bytes(4)),
    "endless duration": replace_after(b"mvhd", 16, b"\xff\xff\xff\xff"),
    "no time scale": replace_after(b"mdhd", 12, bytes(4)),
    "two billion samples": replace_after(b"stsz", 8, ENORMOUS),
    "samples of 2 GB": replace_after(b"stsz", 4, ENORMOUS),
    "two billion chunks": replace_after(b"stco", 4, ENORMOUS),
    "two billion times": replace_after(b"stts", 4, ENORMOUS),
    "two billion edits": replace_after(b"elst", 4, ENORMOUS),
    "an edit that never ends": replace_after(b"elst", 8, b"\xff\xff\xff\xff\xff\xff\xff\xff"),
    "65,535 x 65,535 pixels": replace_after(b"avc1", 24, b"\xff\xff\xff\xff"),
    "unknown codec": lambda data: data.replace(b"avc1\0\0", b"evil\0\0"),
    "other files": lambda data: data.replace(b"url \0\0\0\1", b"url \0\0\0\0"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_video_that_lies(change: Callable[[bytes], bytes]) -> None:
    data = video()
    assert change(data) != data
    try_all(change(data))
    assert decode_video(Source.of(data), "a", SETTINGS, (240,)).width == 320


@pytest.mark.parametrize(
    "text",
    [
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'><BaseURL>file:///etc/</BaseURL></MPD>",
        b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\n",
    ],
    ids=["HLS", "concat", "DASH", "SDP"],
)
def test_playlists_open_no_other_files(text: bytes) -> None:
    """Neither alone nor behind the start of a video: FFmpeg isn't asked what it is."""
    with pytest.raises(NotAPicture):
        decode_video(Source.of(text), "a.mp4", SETTINGS)
    for start in (b"\0\0\0\x14ftypisom\0\0\2\0isom", b"\0\0\0\x08moov", b"\x1aE\xdf\xa3\x87\x42\x82\x84webm"):
        with pytest.raises(BrokenPicture):
            decode_video(Source.of(start + text), "a", SETTINGS)


@pytest.mark.parametrize("extension", [".mp4", ".webm"])
def test_sparse_garbage_is_not_read_forever(extension: str) -> None:
    """A file of 4 GB that's empty after its start."""
    start, length = video(extension)[:5000], 4_000_000_000
    read: list[int] = []

    def read_part(at: int, size: int) -> bytes:
        read.append(size)
        return start[at : at + size].ljust(min(size, length - at), b"\0")

    with pytest.raises(GalleryError):
        decode_video(Source(length, read_part), "a", SETTINGS)
    assert sum(read) <= worker_pool.MAX_VIDEO_BYTES


def test_a_worker_gets_no_more_than_its_limit() -> None:
    """Even if it has been taken over: the app counts what it sends."""
    source, limit = Source.of(bytes(100)), ReadLimit(50, 3)
    limit.check(PartRequest(0, 50), source, "a")
    with pytest.raises(BrokenPicture):
        limit.check(PartRequest(0, 1), source, "a")
    for start, length in ((100, 1), (-1, 1), (0, 0), (0, -1)):
        with pytest.raises(BrokenPicture):
            ReadLimit(50, 3).check(PartRequest(start, length), source, "a")
    limit = ReadLimit(50, 1)
    limit.check(PartRequest(0, 1), source, "a")
    with pytest.raises(BrokenPicture):
        limit.check(PartRequest(0, 1), source, "a")


def test_a_file_object_reads_each_part_once_and_not_too_much() -> None:
    read: list[int] = []

    def read_part(start: int, length: int) -> bytes:
        read.append(start)
        return bytes(length)

    file = RemoteFile(Source(1000, read_part), 300, chunk_bytes=100)
    assert (len(file.read(50)), file.tell(), len(file.read(100)), file.tell()) == (50, 50, 50, 100)
    assert (file.seek(-10, 2), file.read(), file.read()) == (990, bytes(10), b"")
    file.seek(0)
    assert (file.read(1), read) == (b"\0", [0, 900])
    file.seek(500)
    file.read(1)
    file.seek(600)
    with pytest.raises(TooMuchRead):
        file.read(1)
