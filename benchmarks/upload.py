"""One upload, until it is stored and its previews are ready, beside the work that nobody can leave out."""

import io
from collections.abc import Callable, Iterator
from itertools import count

from PIL import Image, ImageOps

from benchmarks.bench import Bench
from benchmarks.rows import Row, Target, in_turns
from benchmarks.usage import wall_seconds
from gallery.library.uploads import Upload, store_upload
from gallery.model.preview_names import PREVIEW_SIZES
from gallery.pictures.decoding import read_picture

MAX_PIXELS = 100_000_000


def rows(bench: Bench) -> Iterator[Row]:
    storage, photos, numbers = bench.storage(), bench.photographs(8), count()
    store_upload(storage, Upload("first.jpg", photos[0]), "")

    def ours() -> float:
        return wall_seconds(lambda: [store_upload(storage, _new(data), "") for data in photos])

    def _new(data: bytes) -> Upload:
        return Upload("x.jpg", data + next(numbers).to_bytes(4, "big"))

    def beside(make: Callable[[bytes], object]) -> float:
        def work() -> None:
            for data in photos:
                make(data)
                storage.photos.overwrite(f"beside/{next(numbers)}.jpg", data, "image/jpeg", {})

        return wall_seconds(work)

    def least() -> float:
        return beside(lambda data: read_picture(data, "x.jpg", MAX_PIXELS))

    def naive() -> float:
        return beside(plain_pillow)

    for peer, work, limit in (("our decode and encode + one PUT", least, 1.3), ("plain Pillow + one PUT", naive, 1)):
        times = in_turns(bench.runs, ours, work)
        each = [[1000 * seconds / len(photos) for seconds in one] for one in times]
        yield Row("one upload of 12 MP accepted", "ms", each[0], peer, each[1], Target(limit, is_ratio=True))


def plain_pillow(data: bytes) -> list[bytes]:
    """As most programs do it: decode all, turn it, and make each size from it with Pillow's own choices."""
    previews = []
    for size in PREVIEW_SIZES:
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        image.thumbnail((size, size))
        file = io.BytesIO()
        image.save(file, "WEBP")
        previews.append(file.getvalue())
    return previews
