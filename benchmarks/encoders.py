"""What each way of encoding a preview takes: CPU time, bytes, and how much of the picture is left (SSIM)."""

import io
from collections.abc import Callable, Sequence
from statistics import mean

from PIL import Image, ImageMath

from benchmarks.bench import Bench
from benchmarks.usage import cpu_seconds
from gallery.pictures.resizing import JPEG_QUALITY, WEBP_QUALITY

SIZES = ((2000, 1500), (640, 480), (320, 240))
"""The three previews of a photograph of 12 megapixels."""

WAYS: dict[str, tuple[str, dict[str, object]]] = {
    **{f"WebP, method {method}": ("WEBP", {"quality": WEBP_QUALITY, "method": method}) for method in range(5)},
    "JPEG, optimized": ("JPEG", {"quality": JPEG_QUALITY, "optimize": True}),
    "JPEG, progressive": ("JPEG", {"quality": JPEG_QUALITY, "progressive": True}),
    "AVIF, speed 10": ("AVIF", {"quality": 65, "speed": 10, "max_threads": 1}),
}

BLOCK = 8
STEADY_MEAN, STEADY_VARIANCE = (0.01 * 255) ** 2, (0.03 * 255) ** 2
"""Wang and others, "Image quality assessment: from error visibility to structural similarity" (2004)."""


def report(bench: Bench) -> None:
    """Prints a table: the mean of all photographs."""
    pictures = [Image.open(io.BytesIO(data)) for data in bench.photographs(bench.scaled(8, 2))]
    print("| preview | encoder | ms | kB | SSIM |\n|---|---|---|---|---|")
    for size in SIZES:
        shrunk = [picture.resize(size, Image.Resampling.LANCZOS) for picture in pictures]
        for way, (form, options) in WAYS.items():
            print(f"| {size[0]} x {size[1]} | {way} | {_figures(shrunk, form, options)} |", flush=True)


def ssim(one: Image.Image, other: Image.Image) -> float:
    """Structural similarity of the brightness, over blocks of 8 x 8 pixels; 1 for the same picture."""
    a, b = (image.convert("L").convert("F") for image in (one, other))
    mean_a, mean_b = a.reduce(BLOCK), b.reduce(BLOCK)
    squares = [_calculated(lambda v: v["a"] * v["b"], a=x, b=y).reduce(BLOCK) for x, y in ((a, a), (b, b), (a, b))]
    blocks = _calculated(_similarity, a=mean_a, b=mean_b, aa=squares[0], bb=squares[1], ab=squares[2])
    return mean(_floats(blocks))


def _similarity(v: dict[str, ImageMath._Operand]) -> ImageMath._Operand:
    a, b = v["a"], v["b"]
    light = (a * b * 2 + STEADY_MEAN) / (a * a + b * b + STEADY_MEAN)
    structure = ((v["ab"] - a * b) * 2 + STEADY_VARIANCE) / (v["aa"] - a * a + v["bb"] - b * b + STEADY_VARIANCE)
    return light * structure


def _calculated(formula: Callable[[dict[str, ImageMath._Operand]], object], **images: Image.Image) -> Image.Image:
    calculated = ImageMath.lambda_eval(formula, **images)
    if not isinstance(calculated, Image.Image):
        raise TypeError(calculated)
    return calculated


def _floats(image: Image.Image) -> Sequence[float]:
    return memoryview(image.tobytes()).cast("f").tolist()


def _figures(pictures: Sequence[Image.Image], form: str, options: dict[str, object]) -> str:
    encoded: list[bytes] = []
    milliseconds = cpu_seconds(lambda: encoded.extend(_encoded(picture, form, options) for picture in pictures)) * 1000
    alike = [ssim(one, Image.open(io.BytesIO(data))) for one, data in zip(pictures, encoded, strict=True)]
    return f"{milliseconds / len(pictures):.1f} | {mean(map(len, encoded)) / 1000:.1f} | {mean(alike):.4f}"


def _encoded(picture: Image.Image, form: str, options: dict[str, object]) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()
