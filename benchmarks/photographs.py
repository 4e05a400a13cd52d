"""Photos of 12 megapixels: from a folder, or generated with realistic detail."""

import random
from pathlib import Path

from PIL import Image, ImageChops, ImageOps

SIZE = (4000, 3000)
QUALITY = 90

CONTRAST, GRAIN = 150, 9
"""Levels of 255, chosen for realistic sizes: 3.6 MB for a photo, 15 kB for its smallest preview."""


def load_photographs(folder: Path, source: Path | None, count: int) -> list[bytes]:
    """Return different photos. They're cached in the folder, because generating them is slow."""
    folder.mkdir(parents=True, exist_ok=True)
    originals = sorted(source.glob("*.jp*g")) if source else []
    paths = [folder / f"{source.name if source else 'made'}-{number}.jpg" for number in range(min(count, 8))]
    for number, path in enumerate(paths):
        if not path.exists():
            picture = _crop(originals[number % len(originals)]) if originals else _generate(number)
            picture.save(path, quality=QUALITY)
    return [paths[number % len(paths)].read_bytes() + number.to_bytes(4, "big") for number in range(count)]


def _crop(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return ImageOps.fit(image.convert("RGB"), SIZE)


def _generate(seed: int) -> Image.Image:
    """Generate clouds of every size, where half the size has half the contrast, plus sensor noise."""
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    return Image.merge("RGB", [_generate_clouds(rng) for _ in range(3)])


def _generate_clouds(rng: random.Random) -> Image.Image:
    channel = Image.linear_gradient("L").rotate(rng.choice([0, 90, 180, 270])).resize(SIZE)
    for octave in range(9):
        cloud = 2 ** (9 - octave)
        small = (SIZE[0] // cloud + 1, SIZE[1] // cloud + 1)
        noise = Image.effect_noise(small, CONTRAST / 2**octave).resize(SIZE, Image.Resampling.BICUBIC)
        channel = ImageChops.add(channel, noise, offset=-128)
    return ImageChops.add(channel, Image.effect_noise(SIZE, GRAIN), offset=-128)
