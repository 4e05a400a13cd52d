"""Choose the picture that stands for a video."""

from collections.abc import Iterator
from contextlib import suppress

from av import VideoFrame
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream
from PIL import ImageStat

from gallery.pictures.videos.frames import to_rgb
from gallery.pictures.videos.remote_file import TooMuchRead

EARLIEST, EARLIEST_SHARE = 1.0, 0.1
"""Seconds, and part of the duration: whichever is earlier. Before it, cameras shake and editors fade in."""

LATER = (0.25, 0.5, 0.75)
"""Parts of the duration: what's tried if the first picture is black or white."""

MAX_DECODED_PIXELS = 62_000_000
"""Up to this, pictures are decoded on the way to the wanted time, as far as from the last key frame: 30 in HD."""

MAX_ERRORS = 50
"""Packets that can't be decoded."""

SAMPLE = 32
"""Pixels: width and height of what's looked at to find out whether there's anything in a picture."""

DARKEST, BRIGHTEST, DEVIATION = 20, 240, 12
"""Of 255: a picture darker or brighter, without more deviation, is black or white, perhaps with noise."""


def choose_poster(container: InputContainer, track: VideoStream, duration: float | None) -> VideoFrame | None:
    """Return the picture to show, or None if none can be decoded. Raises anything on hostile bytes."""
    first = find_frame(container, track, min(EARLIEST, (duration or 0) * EARLIEST_SHARE))
    if first is None or not _is_blank(first):
        return first
    with suppress(FFmpegError, TooMuchRead):
        for seconds in ((duration or 0) * share for share in LATER):
            later = find_frame(container, track, seconds, is_exact=False)
            if later and not _is_blank(later):
                return later
    return first


def find_frame(
    container: InputContainer, track: VideoStream, seconds: float, *, is_exact: bool = True
) -> VideoFrame | None:
    """Return the first picture at a time, or at least the key frame before it; None if nothing can be decoded."""
    _seek(container, track, seconds)
    wanted = seconds + (track.start_time or 0) * float(track.time_base or 0)
    pixels, found = 0, None
    for frame in _decode(container, track):
        if found and frame.is_corrupt:
            continue
        found, pixels = frame, pixels + frame.width * frame.height
        is_there = frame.time is None or frame.time >= wanted or not is_exact
        if pixels >= MAX_DECODED_PIXELS or (is_there and not frame.is_corrupt):
            break
    return found


def _seek(container: InputContainer, track: VideoStream, seconds: float) -> None:
    if track.time_base and seconds > 0:
        with suppress(FFmpegError):  # Then it's decoded from where it is.
            container.seek(int(seconds / track.time_base) + (track.start_time or 0), stream=track)


def _decode(container: InputContainer, track: VideoStream) -> Iterator[VideoFrame]:
    errors = 0
    for packet in container.demux(track):
        try:
            yield from packet.decode()
        except FFmpegError:
            errors += 1
            if errors > MAX_ERRORS:
                return


def _is_blank(frame: VideoFrame) -> bool:
    gray = ImageStat.Stat(to_rgb(frame, (SAMPLE, SAMPLE)).convert("L"))
    return gray.stddev[0] < DEVIATION and not DARKEST <= gray.mean[0] <= BRIGHTEST
