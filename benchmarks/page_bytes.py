"""The bytes of a page of 200 photos: the HTML as sent, and every preview, though browsers only load some."""

from collections.abc import Iterator

import requests

from benchmarks.bench import Bench
from benchmarks.rows import Row, Target
from gallery.library.uploads import Upload, store_uploads
from gallery.model.photos import Photo
from gallery.model.preview_names import preview_name
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage

PHOTOS = 200


def measure(bench: Bench) -> Iterator[Row]:
    count = bench.scale(PHOTOS, 16)
    data, containers = bench.load_photographs(count), bench.new_containers()
    storage = open_storage(read_settings({PHOTO_STORAGE: bench.connection, **containers}))
    for start in range(0, count, 8):
        uploads = [Upload(f"{number}.jpg", data[number]) for number in range(start, min(start + 8, count))]
        photos = [outcome.photo for outcome in store_uploads(storage, uploads, "") if outcome.photo]
    with bench.run_gallery(containers) as (ours, _), bench.run_original(containers["PHOTO_CONTAINER"]) as (original, _):
        pages = [_measure_html_bytes(f"{url}/") for url in (ours, original)]
    originals = pages[1] + sum(map(len, data))
    for size, screens in ((240, "1 device pixel"), (480, "2 device pixels")):
        each = sum(_read_preview_bytes(storage, photo, size) for photo in photos) / len(photos)
        what = f"page of {count} photos, {screens} per CSS pixel"
        target = Target(1 / 200, is_ratio=True) if size == 240 else None  # noqa: PLR2004 - the smallest preview
        yield Row(what, "MB", [(pages[0] + each * count) / 1e6], "the original", [originals / 1e6], target)


def _measure_html_bytes(url: str) -> int:
    with requests.get(url, stream=True, timeout=60, headers={"Accept-Encoding": "br, gzip"}) as response:
        return len(response.raw.read(decode_content=False))


def _read_preview_bytes(storage: Storage, photo: Photo, size: int) -> int:
    return storage.previews.get_visible(preview_name(photo.version or "", size)).length
