"""Compares encoders for previews: CPU time, bytes and quality (SSIM)."""

import io
from collections.abc import Callable, Sequence
from statistics import mean

from PIL import Image, ImageMath

from benchmarks.bench import Bench
from benchmarks.usage import measure_cpu_seconds
from gallery.pictures.resizing import JPEG_QUALITY, WEBP_QUALITY

SIZES = ((2000, 1500), (640, 480), (320, 240))
"""The three previews of a 12-megapixel photo."""

ENCODERS: dict[str, tuple[str, dict[str, object]]] = {
    **{f"WebP, method {method}": ("WEBP", {"quality": WEBP_QUALITY, "method": method}) for method in range(5)},
    "JPEG, optimized": ("JPEG", {"quality": JPEG_QUALITY, "optimize": True}),
    "JPEG, progressive": ("JPEG", {"quality": JPEG_QUALITY, "progressive": True}),
    "AVIF, speed 10": ("AVIF", {"quality": 65, "speed": 10, "max_threads": 1}),
}

BLOCK = 8
STABILIZE_MEAN, STABILIZE_VARIANCE = (0.01 * 255) ** 2, (0.03 * 255) ** 2
"""Constants C1 and C2 of Wang et al., "Image quality assessment: from error visibility to structural similarity"."""


def report(bench: Bench) -> None:
    """Print a table with the mean of all photos."""
    pictures = [Image.open(io.BytesIO(data)) for data in bench.load_photographs(bench.scale(8, 2))]
    print("| preview | encoder | ms | kB | SSIM |\n|---|---|---|---|---|")
    for size in SIZES:
        shrunk = [picture.resize(size, Image.Resampling.LANCZOS) for picture in pictures]
        for name, (image_format, options) in ENCODERS.items():
            print(f"| {size[0]} x {size[1]} | {name} | {_measure(shrunk, image_format, options)} |", flush=True)


def calculate_ssim(one: Image.Image, other: Image.Image) -> float:
    """Return the structural similarity of the brightness in blocks of 8 x 8 pixels; 1 means identical."""
    a, b = (image.convert("L").convert("F") for image in (one, other))
    mean_a, mean_b = a.reduce(BLOCK), b.reduce(BLOCK)
    squares = [_calculate(lambda v: v["a"] * v["b"], a=x, b=y).reduce(BLOCK) for x, y in ((a, a), (b, b), (a, b))]
    blocks = _calculate(_compare_blocks, a=mean_a, b=mean_b, aa=squares[0], bb=squares[1], ab=squares[2])
    return mean(_read_floats(blocks))


def _compare_blocks(v: dict[str, ImageMath._Operand]) -> ImageMath._Operand:
    a, b = v["a"], v["b"]
    light = (a * b * 2 + STABILIZE_MEAN) / (a * a + b * b + STABILIZE_MEAN)
    structure = ((v["ab"] - a * b) * 2 + STABILIZE_VARIANCE) / (v["aa"] - a * a + v["bb"] - b * b + STABILIZE_VARIANCE)
    return light * structure


def _calculate(formula: Callable[[dict[str, ImageMath._Operand]], object], **images: Image.Image) -> Image.Image:
    calculated = ImageMath.lambda_eval(formula, **images)
    if not isinstance(calculated, Image.Image):
        raise TypeError(calculated)
    return calculated


def _read_floats(image: Image.Image) -> Sequence[float]:
    return memoryview(image.tobytes()).cast("f").tolist()


def _measure(pictures: Sequence[Image.Image], image_format: str, options: dict[str, object]) -> str:
    encoded: list[bytes] = []
    milliseconds = (
        measure_cpu_seconds(lambda: encoded.extend(_encode(picture, image_format, options) for picture in pictures))
        * 1000
    )
    similarities = [
        calculate_ssim(one, Image.open(io.BytesIO(data))) for one, data in zip(pictures, encoded, strict=True)
    ]
    return f"{milliseconds / len(pictures):.1f} | {mean(map(len, encoded)) / 1000:.1f} | {mean(similarities):.4f}"


def _encode(picture: Image.Image, image_format: str, options: dict[str, object]) -> bytes:
    file = io.BytesIO()
    picture.save(file, image_format, **options)
    return file.getvalue()
