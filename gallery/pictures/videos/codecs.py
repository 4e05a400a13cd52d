"""Name the codecs of a video for browsers (RFC 6381), which answer whether they can play it."""

import re
from collections.abc import Callable

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from gallery.pictures.formats import WEBM, PictureFormat
from gallery.pictures.videos.opening import canonical_name

NAMES = {"vp8": "vp8", "opus": "opus", "vorbis": "vorbis", "flac": "flac", "alac": "alac"}
NAMES |= {"ac3": "ac-3", "eac3": "ec-3", "mp3": "mp4a.6B", "mpeg4": "mp4v.20"}

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9.-]")


def name_codecs(container: InputContainer, video: VideoStream, video_format: PictureFormat) -> str:
    """Return the media type for `HTMLMediaElement.canPlayType`.

    QuickTime files count as MP4: browsers play those with the same codecs, but refuse their own type.
    """
    names = [name_codec(video), *(name_codec(sound) for sound in find_sound(container)[:1])]
    known = ", ".join(filter(None, names))
    media_type = "video/webm" if video_format == WEBM else "video/mp4"
    return f'{media_type}; codecs="{known}"' if known else media_type


def find_sound(container: InputContainer) -> list[AudioStream]:
    """Return the track that players choose, if there's any sound."""
    track = container.streams.best("audio")
    return [track] if isinstance(track, AudioStream) else []


def name_codec(track: Stream) -> str:
    """Return the name of a track's codec, with profile and level if its header has them."""
    context = track.codec_context
    codec, header = canonical_name(track), bytes(context.extradata or b"") if context else b""
    tag = _NOT_IN_NAMES.sub("", str(context.codec_tag)) if context else ""
    if codec in DETAILED:
        return DETAILED[codec](tag, header, track)
    return NAMES.get(codec) or tag or codec


def _name_h264(tag: str, header: bytes, _: Stream) -> str:
    """Return the name with profile, constraints and level (ISO/IEC 14496-15, 5.3.3 and annex E)."""
    name = tag if tag in {"avc1", "avc3"} else "avc1"
    return f"{name}.{header[1:4].hex()}" if header[:1] == b"\1" else name


def _name_hevc(tag: str, header: bytes, _: Stream) -> str:
    """Return the name with profile, compatibility, tier, level and constraints (ISO/IEC 14496-15, annex E)."""
    name = tag if tag in {"hvc1", "hev1"} else "hvc1"
    if header[:1] != b"\1" or len(header) < 13:  # noqa: PLR2004 - up to the level
        return name
    space, tier, profile = header[1] >> 6, header[1] >> 5 & 1, header[1] & 31
    compatible = int(f"{int.from_bytes(header[2:6], 'big'):032b}"[::-1], 2)
    constraints = "".join(f".{one:X}" for one in header[6:12].rstrip(b"\0"))
    return f"{name}.{['', 'A', 'B', 'C'][space]}{profile}.{compatible:X}.{'LH'[tier]}{header[12]}{constraints}"


def _name_vp9(_: str, __: bytes, track: Stream) -> str:
    """Return the name with profile, level and bit depth (VP Codec ISO Media File Format Binding)."""
    context = track.codec_context
    profile = re.sub(r"\D", "", str(context.profile)) or "0"
    level = context.level if context.level and 10 <= context.level <= 62 else 10  # noqa: PLR2004 - 1.0 to 6.2
    pixels = str(getattr(context, "pix_fmt", ""))
    depth = next((bits for bits in ("10", "12") if f"p{bits}" in pixels), "08")
    return f"vp09.{int(profile):02}.{level:02}.{depth}"


def _name_av1(_: str, header: bytes, __: Stream) -> str:
    """Return the name with profile, level, tier and bit depth (AV1 Codec ISO Media File Format Binding, section 5)."""
    if len(header) < 3 or header[0] != 0x81:  # noqa: PLR2004 - marker and version of the AV1CodecConfigurationBox
        return "av01.0.08M.08"
    profile, level, tier = header[1] >> 5, header[1] & 31, header[2] >> 7
    is_deep, is_twelve = header[2] >> 6 & 1, header[2] >> 5 & 1
    return f"av01.{profile}.{level:02}{'MH'[tier]}.{'12' if is_twelve else '10' if is_deep else '08'}"


def _name_aac(_: str, header: bytes, __: Stream) -> str:
    """Return the name with the audio object type (ISO/IEC 14496-3, 1.6.2.1)."""
    return f"mp4a.40.{header[0] >> 3 if header and 0 < header[0] >> 3 < 31 else 2}"  # noqa: PLR2004 - 31 is an escape


DETAILED: dict[str, Callable[[str, bytes, Stream], str]] = {
    "h264": _name_h264,
    "hevc": _name_hevc,
    "vp9": _name_vp9,
    "av1": _name_av1,
    "aac": _name_aac,
}
"""They're called with a track's tag, its codec's header and itself."""
