"""Videos of any size, of which readers need only the start."""

import random

from support.videos import make_video

HEADER_BYTES = 8
"""Length and type of a box (ISO/IEC 14496-12, 4.2)."""


def make_large_video(size: int, seed: int = 0) -> bytes:
    """Return a valid MP4 of this many bytes, most of them noise in a box that readers skip (8.1.2)."""
    video = make_video(".mp4", "-movflags", "+faststart", size=(64, 48), has_sound=False)
    padding = size - len(video)
    noise = random.Random(seed).randbytes(padding - HEADER_BYTES)
    return video + padding.to_bytes(4, "big") + b"free" + noise
