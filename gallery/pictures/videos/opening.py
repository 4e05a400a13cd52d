"""Open a video with FFmpeg, which may read nothing but its bytes, and choose its picture track."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import av
from av.container import InputContainer
from av.stream import Discard, Disposition
from av.video.stream import VideoStream

from gallery.errors import BrokenPicture, NotAPicture
from gallery.pictures.formats import WEBM, PictureFormat
from gallery.pictures.videos.remote_file import RemoteFile
from gallery.translations import lazy_gettext as _

DEMUXERS = {WEBM.name: "matroska"}
"""MP4 and MOV have FFmpeg's `mov`. It must not guess: a playlist would make it open other files."""

OPTIONS = {
    "protocol_whitelist": "none",
    "probesize": "1000000",
    "analyzeduration": "2000000",
    "max_streams": "64",
    "enable_drefs": "0",
}
"""No other files, whatever this one refers to; and limits (bytes, microseconds) for finding out about its tracks."""

DECODERS = frozenset({
    *("h264", "hevc", "vp8", "vp9", "av1"),
    *("mpeg4", "h263", "mjpeg", "prores", "mpeg1video", "mpeg2video"),
})  # fmt: skip
"""Codecs of cameras and phones. FFmpeg has hundreds of others, made for hardly anything but finding holes in it."""


@contextmanager
def open_video(file: RemoteFile, video_format: PictureFormat) -> Iterator[InputContainer]:
    """Open a video whose format was detected. Raises anything on hostile bytes."""
    demuxer = DEMUXERS.get(video_format.name, "mov")
    options = OPTIONS if demuxer == "mov" else {key: OPTIONS[key] for key in OPTIONS if key != "enable_drefs"}
    with av.open(file, "r", format=demuxer, options=options, metadata_errors="replace") as container:
        yield container


def find_picture_track(container: InputContainer, file: str) -> VideoStream:
    """Return the track with the pictures, ready to be decoded. All others are skipped when the container is read.

    Raises NotAPicture if there's none, or its codec isn't in DECODERS, and BrokenPicture if there are no tracks at all.
    """
    if not len(container.streams):
        raise BrokenPicture("%(file)s is damaged or incomplete. It has neither pictures nor sound.", file=file)
    track = container.streams.best("video")
    if track is None or track.disposition & Disposition.attached_pic:
        raise NotAPicture("%(file)s has sound but no video. Only photos and videos can be added.", file=file)
    video = cast("VideoStream", track)
    codec = canonical_name(video)
    if codec not in DECODERS:
        raise NotAPicture(
            "%(file)s is a video in a format that can't be shown (%(codec)s).", file=file, codec=codec or _("unknown")
        )
    for other in container.streams:
        if other.index != video.index:
            other.discard = Discard.all
    video.codec_context.thread_type, video.codec_context.thread_count = "SLICE", os.cpu_count() or 1
    return video


def canonical_name(track: av.stream.Stream) -> str:
    """Return FFmpeg's name of the codec, "" if it doesn't know it."""
    context = track.codec_context
    return str(context.codec.canonical_name) if context else ""
