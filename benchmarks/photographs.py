"""Photographs of 12 megapixels: those of a folder, or made up with the detail of real ones."""

import random
from pathlib import Path

from PIL import Image, ImageChops, ImageOps

SIZE = (4000, 3000)
QUALITY = 90

CONTRAST, GRAIN = 150, 9
"""Levels of 255. They make 3.6 MB of a photograph and 15 kB of its smallest preview, as with those of cameras."""


def photographs(folder: Path, source: Path | None, count: int) -> list[bytes]:
    """So many different ones; kept in the folder, because making them takes a while."""
    folder.mkdir(parents=True, exist_ok=True)
    originals = sorted(source.glob("*.jp*g")) if source else []
    paths = [folder / f"{source.name if source else 'made'}-{number}.jpg" for number in range(min(count, 8))]
    for number, path in enumerate(paths):
        if not path.exists():
            picture = _fitted(originals[number % len(originals)]) if originals else _made(number)
            picture.save(path, quality=QUALITY)
    return [paths[number % len(paths)].read_bytes() + number.to_bytes(4, "big") for number in range(count)]


def _fitted(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return ImageOps.fit(image.convert("RGB"), SIZE)


def _made(seed: int) -> Image.Image:
    """Clouds of every size, as in nature: each half as large has half the contrast. And the grain of a sensor."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    return Image.merge("RGB", [_clouds(chance) for _ in range(3)])


def _clouds(chance: random.Random) -> Image.Image:
    sky = Image.linear_gradient("L").rotate(chance.choice([0, 90, 180, 270])).resize(SIZE)
    for octave in range(9):
        cloud = 2 ** (9 - octave)
        small = (SIZE[0] // cloud + 1, SIZE[1] // cloud + 1)
        noise = Image.effect_noise(small, CONTRAST / 2**octave).resize(SIZE, Image.Resampling.BICUBIC)
        sky = ImageChops.add(sky, noise, offset=-128)
    return ImageChops.add(sky, Image.effect_noise(SIZE, GRAIN), offset=-128)
