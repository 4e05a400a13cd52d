"""Copy a video without metadata: one track with pictures, one with sound, and nothing else.

Places hide in tracks that players don't show (GoPro's telemetry, Apple's `mebx`, DJI's subtitles) and between the
pictures. FFmpeg writes the copy's file anew, and what it wrote is checked.
"""

import io
from collections.abc import Callable, Iterator
from typing import Any

import av
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer, OutputContainer
from av.stream import Stream

from gallery.pictures.formats import WEBM, PictureFormat
from gallery.pictures.videos.boxes import clean_mp4
from gallery.pictures.videos.codecs import find_sound
from gallery.pictures.videos.elements import clean_webm
from gallery.pictures.videos.opening import canonical_name

PICTURE_FILTERS = {
    "h264": "filter_units=pass_types=1-5|7-11",
    "hevc": "filter_units=pass_types=0-9|16-21|32-37|62",
    "av1": "filter_units=pass_types=1-4|6-7",
    "vp8": "",
    "vp9": "",
}
"""FFmpeg's filters that keep pictures and what decoding them takes: slices, parameter sets and delimiters (table 7-1 of
ITU-T H.264 and H.265), and the same of AV1 (6.2.2). 62 is Dolby Vision's, for colors. Decoders don't need SEI, metadata
OBUs, filler and types that nobody has defined, and cameras may write times and places there. Others, like Motion JPEG,
can't be copied."""

SOUNDS = {"aac", "mp3", "opus", "flac", "alac", "ac3", "eac3"}
WEBM_SOUNDS = {"opus", "vorbis", "flac"}
"""Sound in other codecs is left out. Browsers don't play it, and headers of Vorbis have comments, also in an MP4."""

FULL_COLOR = {b"\x2c", b"\xf4"}
"""Profiles of H.264 in 4:4:4 (ITU-T H.264, A.2.11 and A.2.7), which no camera uses."""

WRITTEN_BY_US = {"fflags": "+bitexact"}
"""FFmpeg doesn't name itself, and writes no dates and random numbers."""


AnyPacket = Any
"""An av.Packet, a type that is generic only for type checkers."""


class NotCopyable(Exception):
    """A video has something that nobody here knows, so a copy of it could contain anything."""


def copy_video(source: InputContainer, video: Stream, video_format: PictureFormat) -> bytes:
    """Return a copy of an open video. Raises NotCopyable, and anything on hostile bytes."""
    if canonical_name(video) not in PICTURE_FILTERS or _needs_sei(video):
        raise NotCopyable
    is_webm = video_format == WEBM
    copied = WEBM_SOUNDS if is_webm else SOUNDS
    sounds = [sound for sound in find_sound(source) if canonical_name(sound) in copied]
    output = io.BytesIO()
    with _open_output(output, is_webm=is_webm) as target:
        _remux(source, target, [video, *sounds])
    with output.getbuffer() as data:
        (clean_webm if is_webm else clean_mp4)(data)
    return output.getvalue()


def _needs_sei(video: Stream) -> bool:
    """Whether decoders need SEI: in 4:4:4, old releases of x264 made mistakes that decoders have to repeat."""
    header = bytes(video.codec_context.extradata or b"")
    return canonical_name(video) == "h264" and header[1:2] in FULL_COLOR


def _open_output(output: io.BytesIO, *, is_webm: bool) -> OutputContainer:
    if is_webm:
        return av.open(output, "w", format="webm", options=WRITTEN_BY_US)
    # To put the index at the start, FFmpeg reads what it has written.
    options = {**WRITTEN_BY_US, "movflags": "faststart", "write_tmcd": "0"}
    return av.open(output, "w", format="mp4", options=options, io_open=lambda *_: _Reader(output))


def _remux(source: InputContainer, target: OutputContainer, tracks: list[Stream]) -> None:
    for track in tracks:
        track.discard = av.stream.Discard.default
    outputs = {track.index: target.add_stream_from_template(track, opaque=True) for track in tracks}
    filters = {track.index: _make_filter(track, outputs[track.index]) for track in tracks}
    for packet in source.demux(tracks):
        output = outputs[packet.stream.index]
        for cleaned in filters[packet.stream.index](packet if packet.size else None):
            if cleaned.dts is not None:
                cleaned.stream = output
                target.mux(cleaned)


def _make_filter(track: Stream, output: Stream) -> Callable[[AnyPacket | None], Iterator[AnyPacket]]:
    """Return a function that filters packets; None is the end. It changes the output's header, too."""
    description = PICTURE_FILTERS.get(canonical_name(track))
    context = BitStreamFilterContext(description, track, output) if description else None

    def run(packet: AnyPacket | None) -> Iterator[AnyPacket]:
        if context:
            yield from context.filter(packet)
        elif packet:
            yield packet

    return run


class _Reader(io.RawIOBase):
    """A second file object for the same bytes, with a position of its own."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__()
        self._file, self._position = file, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        size = self._file.getbuffer().nbytes
        self._position = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: size}[whence]
        return self._position

    def read(self, size: int = -1) -> bytes:
        others = self._file.tell()
        self._file.seek(self._position)
        data = self._file.read(size)
        self._position = self._file.tell()
        self._file.seek(others)
        return data
