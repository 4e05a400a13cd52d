"""A zip of an album in Chromium, next to fetching the same bytes."""

from collections.abc import Iterator
from contextlib import contextmanager

from azure.storage.blob import CorsRule
from playwright.sync_api import Page

from benchmarks.bench import Bench
from benchmarks.browser import open_lasting_window
from benchmarks.rows import Row, Target, measure_in_turns
from gallery.library.uploads import Upload, store_uploads
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import Storage, open_storage

ALBUM = "Zip"
DIFFERENT = 16
"""The other photos are copies: the app treats them alike, and adding them takes less time."""

LIST = "async (album) => (await (await fetch(`/api/photos?album=${album}&limit=5000`)).json()).photos"
ZIP = """async (photos) => {
    const {writeZip} = await import("/static/library/zip.js");
    const folder = await navigator.storage.getDirectory();
    const file = await folder.getFileHandle("benchmark.zip", {create: true});
    const started = performance.now();
    await writeZip(file, photos, new AbortController().signal, () => {});
    const seconds = (performance.now() - started) / 1000;
    const {size} = await file.getFile();
    await file.remove();
    return size / 1e6 / seconds;
}"""
"""Like the page, but to the browser's private files, for which it doesn't open a dialog."""

FETCH = """async (photos) => {
    const {downloadUrl} = await import("/static/library/photo.js");
    let next = 0, bytes = 0;
    const fetchSome = async () => {
        while (next < photos.length) {
            const response = await fetch(downloadUrl(photos[next++]), {cache: "no-store"});
            if (!response.ok) throw new Error(`Error ${response.status}`);
            bytes += (await response.arrayBuffer()).byteLength;
        }
    };
    const started = performance.now();
    await Promise.all([1, 2, 3].map(fetchSome));
    return bytes / 1e6 / ((performance.now() - started) / 1000);
}"""
"""As many at a time as for a zip."""


def measure(bench: Bench) -> Iterator[Row]:
    count, containers = bench.scale(500, 20), bench.new_containers()
    storage = open_storage(read_settings({PHOTO_STORAGE: bench.connection, **containers}))
    _add_album(storage, bench.load_photographs(min(count, DIFFERENT)), count)
    with bench.run_gallery(containers) as (url, _), _open_page(storage, url) as page:
        photos = page.evaluate(LIST, ALBUM)
        speeds = measure_in_turns(bench.runs, lambda: page.evaluate(ZIP, photos), lambda: page.evaluate(FETCH, photos))
    target = Target(0.8, is_ratio=True, at_least=True)
    yield Row(f"zip of {len(photos)} 12 MP photos in Chromium", "MB/s", speeds[0], "fetching them", speeds[1], target)


def _add_album(storage: Storage, photographs: list[bytes], count: int) -> None:
    for number, data in enumerate(photographs):
        store_uploads(storage, [Upload(f"{number}.jpg", data)], ALBUM)
    container = storage.service.get_container_client(storage.photos.container_name)
    for number in range(len(photographs), count):
        source = container.get_blob_client(f"{ALBUM}/{number % len(photographs)}.jpg").url
        container.get_blob_client(f"{ALBUM}/{number}.jpg").start_copy_from_url(source)


@contextmanager
def _open_page(storage: Storage, url: str) -> Iterator[Page]:
    """Open a page that may read from storage."""
    storage.service.set_service_properties(cors=[CorsRule([url], ["GET", "HEAD"])])
    with open_lasting_window(url) as page:
        page.set_default_timeout(0)
        page.goto("/albums")
        yield page
