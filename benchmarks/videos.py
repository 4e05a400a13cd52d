"""The poster of a video of 80 MB, and how much of it is read."""

import time
from collections.abc import Iterator

from support.videos import make_video

from benchmarks.bench import Bench
from benchmarks.rows import Row, Target, measure_in_turns
from gallery.pictures.source import Source
from gallery.pictures.worker_pool import decode_video
from gallery.settings import read_settings

RATE = ("-b:v", "16M", "-maxrate", "16M", "-bufsize", "16M", "-g", "30", "-x264-params", "filler=1:nal-hrd=cbr")
"""Like a phone's, with a key frame about every second."""


def measure(bench: Bench) -> Iterator[Row]:
    seconds, settings = bench.scale(40, 4), read_settings({})
    encoder = ("-c:v", "libx264", "-preset", "ultrafast", *RATE)
    data = make_video(".mp4", *encoder, size=(1920, 1080), seconds=seconds)
    read: list[int] = []

    def read_part(start: int, length: int) -> bytes:
        read.append(length)
        return data[start : start + length]

    def make_poster() -> float:
        read.clear()
        started = time.perf_counter()
        decode_video(Source(len(data), read_part), "video.mp4", settings)
        return time.perf_counter() - started

    make_poster()  # The first one also starts a worker.
    (times,) = measure_in_turns(5, make_poster)
    what = f"poster of a 1080p video of {len(data) / 1e6:.0f} MB"
    yield Row(what, "s", times, target=Target(1))
    yield Row(f"{what}: read", "MB", [sum(read) / 1e6], target=Target(4))
