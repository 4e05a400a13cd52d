"""Videos, made by ffmpeg (Debian package `ffmpeg`)."""

import io
import subprocess
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

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


def convert_video(data: bytes, extension: str, *options: str, before: tuple[str, ...] = ()) -> bytes:
    """Return a video after ffmpeg has read and written it. `before` are options for reading it."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "source", Path(folder) / f"target{extension}"
        source.write_bytes(data)
        ffmpeg(*before, "-i", str(source), *options, str(target))
        return target.read_bytes()


def decode_frame(data: bytes, seconds: float = 0) -> Image.Image:
    """Return a picture of a video as ffmpeg shows it: upright."""
    png = convert_video(data, ".png", "-frames:v", "1", "-update", "1", before=("-ss", str(seconds)))
    return Image.open(io.BytesIO(png)).convert("RGB")


def ffmpeg(*arguments: str) -> None:
    """Run ffmpeg. Raises CalledProcessError."""
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-y", *arguments]
    subprocess.run(command, check=True)
