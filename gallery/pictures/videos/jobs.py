"""The jobs of a worker that concern videos. Hostile bytes can crash them. See worker_pool.py."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from av import VideoFrame
from av.container import InputContainer
from av.video.stream import VideoStream

from gallery.errors import BrokenPicture, GalleryError, NotAPicture, TooLarge
from gallery.model.orientations import rotate_size
from gallery.model.sizes import format_excess
from gallery.pictures.decoding import limit_pixels
from gallery.pictures.formats import PictureFormat, detect_format
from gallery.pictures.head import Head
from gallery.pictures.picture import Picture
from gallery.pictures.resizing import make_previews
from gallery.pictures.source import Source
from gallery.pictures.videos.cleaning import NotCopyable, copy_video
from gallery.pictures.videos.codecs import name_codecs
from gallery.pictures.videos.frames import color_space, read_orientation, shown_size, to_picture
from gallery.pictures.videos.metadata import read_capture_date, read_embedded_facts
from gallery.pictures.videos.opening import find_picture_track, open_video
from gallery.pictures.videos.poster import choose_poster, find_frame
from gallery.pictures.videos.remote_file import RemoteFile

MAX_READ_BYTES = 60_000_000
"""Of a video, to make its previews. The app has a limit of its own, see worker_pool.py."""

MAX_DURATION = 1_000_000
"""Seconds. What says it's longer is damaged."""

SIGNATURE_BYTES = 256

COPY_CHUNK_BYTES = 2 << 20
"""Read at once to copy a video: everything is needed, most of it in order."""

T = TypeVar("T")


def read_video(source: Source, file: str, max_pixels: int, sizes: Sequence[int]) -> Picture:
    """Return the facts of a video and the previews of its poster in these sizes. `file` is for error messages.

    Raises NotAPicture, TooLarge for more than `max_pixels` pixels, and BrokenPicture for everything else.
    """
    return _raise_known_errors(file, lambda: _read(source, file, max_pixels, sizes))


def read_video_head(source: Source, file: str, max_pixels: int) -> Head:
    """Return the same facts without looking for a poster. Raises what read_video raises."""
    return _raise_known_errors(file, lambda: _read_head(source, file, max_pixels))


def make_clean_video(source: Source, file: str, max_bytes: int) -> bytes:
    """Return a copy of a video without metadata.

    Raises TooLarge for more than `max_bytes` bytes, and BrokenPicture if it can't be copied.
    """
    if source.length > max_bytes:
        size, most = format_excess(source.length, max_bytes)
        raise TooLarge(
            "%(file)s has %(size)s. Only videos of up to %(most)s can be copied.", file=file, size=size, most=most
        )
    return _raise_known_errors(file, lambda: _copy(source, file))


def _copy(source: Source, file: str) -> bytes:
    remote = RemoteFile(source, 2 * source.length + MAX_READ_BYTES, COPY_CHUNK_BYTES)
    video_format = _detect(remote, file)
    with open_video(remote, video_format) as container:
        track = find_picture_track(container, file)
        try:
            return copy_video(container, track, video_format)
        except NotCopyable as error:
            raise BrokenPicture("%(file)s is in a format that can't be copied without metadata.", file=file) from error


def _raise_known_errors(file: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except GalleryError:
        raise
    except MemoryError as error:
        raise BrokenPicture("%(file)s takes too much memory to decode.", file=file) from error
    except Exception as error:  # Decoders may raise anything on hostile bytes.
        raise BrokenPicture("%(file)s is damaged or incomplete.", file=file) from error


def _read(source: Source, file: str, max_pixels: int, sizes: Sequence[int]) -> Picture:
    remote = RemoteFile(source, MAX_READ_BYTES)
    video_format = _detect(remote, file)
    with open_video(remote, video_format) as container:
        track = find_picture_track(container, file)
        limit_pixels((track.codec_context.width, track.codec_context.height), file, max_pixels)
        frame = choose_poster(container, track, _duration(container))
        if frame is None:
            raise _no_pictures(file)
        head = _head_of(container, track, video_format, frame)
        size = shown_size(frame.width, frame.height, track.sample_aspect_ratio)
        orientation = read_orientation(frame)
        picture = to_picture(frame, size)
        previews, color = make_previews(picture, orientation, color_space(frame), sizes, is_photograph=True)
    return Picture(
        format=head.format,
        width=head.width,
        height=head.height,
        taken=head.taken,
        taken_from=head.taken_from,
        color=color,
        previews=previews,
        embedded=head.embedded,
        duration=head.duration,
        codecs=head.codecs,
    )


def _read_head(source: Source, file: str, max_pixels: int) -> Head:
    remote = RemoteFile(source, MAX_READ_BYTES)
    video_format = _detect(remote, file)
    with open_video(remote, video_format) as container:
        track = find_picture_track(container, file)
        limit_pixels((track.codec_context.width, track.codec_context.height), file, max_pixels)
        frame = find_frame(container, track, 0)
        if frame is None:
            raise _no_pictures(file)
        return _head_of(container, track, video_format, frame)


def _no_pictures(file: str) -> BrokenPicture:
    return BrokenPicture("%(file)s is damaged or incomplete. Not one of its pictures can be read.", file=file)


def _detect(remote: RemoteFile, file: str) -> PictureFormat:
    video_format = detect_format(remote.read(SIGNATURE_BYTES), file)
    remote.seek(0)
    if not video_format.is_video:
        raise NotAPicture("%(file)s isn't a video.", file=file)
    return video_format


def _head_of(container: InputContainer, track: VideoStream, video_format: PictureFormat, frame: VideoFrame) -> Head:
    size = shown_size(frame.width, frame.height, track.sample_aspect_ratio)
    taken = read_capture_date(container.metadata, [track.metadata])
    return Head(
        video_format,
        *rotate_size(size, read_orientation(frame)),
        taken,
        "video" if taken else None,
        read_embedded_facts(container.metadata),
        _duration(container),
        name_codecs(container, track, video_format),
    )


def _duration(container: InputContainer) -> float | None:
    seconds = (container.duration or 0) / 1_000_000
    return seconds if 0 < seconds <= MAX_DURATION else None
