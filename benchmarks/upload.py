"""One upload, until it's stored and has its previews, compared with the minimum of necessary work."""

import io
from collections.abc import Callable, Iterator
from itertools import count

from PIL import Image, ImageOps

from benchmarks.bench import Bench
from benchmarks.rows import Row, Target, measure_in_turns
from benchmarks.usage import measure_wall_seconds
from gallery.library.uploads import Upload, store_upload
from gallery.model.preview_names import PREVIEW_SIZES
from gallery.pictures.decoding import read_picture

MAX_PIXELS = 100_000_000


def measure(bench: Bench) -> Iterator[Row]:
    storage, photos, numbers = bench.open_storage(), bench.load_photographs(8), count()
    store_upload(storage, Upload("first.jpg", photos[0]), "")

    def measure_ours() -> float:
        return measure_wall_seconds(lambda: [store_upload(storage, _create_upload(data), "") for data in photos])

    def _create_upload(data: bytes) -> Upload:
        number = next(numbers)
        return Upload(f"IMG_{number}.jpg", data + number.to_bytes(4, "big"))

    def measure_with_put(make: Callable[[bytes], object]) -> float:
        def work() -> None:
            for data in photos:
                make(data)
                storage.photos.overwrite(f"beside/{next(numbers)}.jpg", data, "image/jpeg", {})

        return measure_wall_seconds(work)

    def measure_minimum() -> float:
        return measure_with_put(lambda data: read_picture(data, "x.jpg", MAX_PIXELS))

    def measure_plain_pillow() -> float:
        return measure_with_put(make_plain_previews)

    minimum, pillow = "gallery's decode and encode + one PUT", "plain Pillow + one PUT"
    for peer, work, limit in ((minimum, measure_minimum, 1.3), (pillow, measure_plain_pillow, 1)):
        times = measure_in_turns(bench.runs, measure_ours, work)
        each = [[1000 * seconds / len(photos) for seconds in one] for one in times]
        yield Row("one 12 MP upload", "ms", each[0], peer, each[1], Target(limit, is_ratio=True))


def make_plain_previews(data: bytes) -> list[bytes]:
    """Make previews like most programs: decode everything, rotate, and resize with Pillow's defaults."""
    previews = []
    for size in PREVIEW_SIZES:
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        image.thumbnail((size, size))
        file = io.BytesIO()
        image.save(file, "WEBP")
        previews.append(file.getvalue())
    return previews
