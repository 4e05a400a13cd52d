"""Videos, made by ffmpeg (Debian package `ffmpeg`)."""

import subprocess
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

PICTURE = "testsrc2=size={width}x{height}:rate=25:duration={seconds}"
SOUND = "sine=frequency=440:duration={seconds}"


@lru_cache(maxsize=64)
def make_video(
    extension: str = ".mp4",
    *options: str,
    size: tuple[int, int] = (320, 240),
    seconds: float = 1,
    has_sound: bool = True,
) -> bytes:
    """Return a video with a colorful test picture. `options` are of ffmpeg's output, such as `-metadata`, `title=x`."""
    width, height = size
    inputs = ["-f", "lavfi", "-i", PICTURE.format(width=width, height=height, seconds=seconds)]
    if has_sound:
        inputs += ["-f", "lavfi", "-i", SOUND.format(seconds=seconds)]
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"video{extension}"
        ffmpeg(*inputs, "-pix_fmt", "yuv420p", *options, str(file))
        return file.read_bytes()


def ffmpeg(*arguments: str) -> None:
    """Run ffmpeg. Raises CalledProcessError."""
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-y", *arguments]
    subprocess.run(command, check=True)
