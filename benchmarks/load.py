"""Load: many visitors view the gallery while some people upload."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import count, cycle
from statistics import quantiles

import requests

from benchmarks.bench import Bench
from benchmarks.rows import Row, Target
from benchmarks.usage import find_descendants, read_megabytes
from gallery.library.uploads import Upload, store_uploads
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import open_storage
from local.dev.paths import ROOT

VISITORS, UPLOADERS = 32, 4
STYLES = next((ROOT / "static").rglob("page.css")).relative_to(ROOT).as_posix()
PATHS = ("/", "/albums", "/api/photos?limit=100", "/api/months", f"/{STYLES}")


@dataclass
class Load:
    """Clients and what they measure."""

    url: str
    until: float
    seconds: list[float] = field(default_factory=list)
    uploads: list[float] = field(default_factory=list)
    errors: int = 0

    def view(self, paths: Sequence[str]) -> None:
        """Send a visitor's requests one after the other."""
        with requests.Session() as session:
            for path in cycle(paths):
                if not self._measure(self.seconds, partial(session.get, self.url + path, timeout=60)):
                    return

    def upload(self, photo: bytes, numbers: "count[int]") -> None:
        """Upload photos one after the other, like the owner."""
        with requests.Session() as session:
            while True:
                files = {"photos": ("x.jpg", photo + next(numbers).to_bytes(4, "big"))}
                send = partial(session.post, f"{self.url}/upload-photos", files=files, timeout=60)
                if not self._measure(self.uploads, send):
                    return

    def _measure(self, times: list[float], send: Callable[[], requests.Response]) -> bool:
        started = time.perf_counter()
        if started > self.until:
            return False
        try:
            self.errors += not send().ok
        except requests.RequestException:
            self.errors += 1
        times.append(time.perf_counter() - started)
        return True


def measure(bench: Bench) -> Iterator[Row]:
    seconds, photos, containers = bench.scale(60, 8), bench.load_photographs(UPLOADERS), bench.new_containers()
    storage = open_storage(read_settings({PHOTO_STORAGE: bench.connection, **containers}))
    store_uploads(storage, [Upload(f"{number}.jpg", data) for number, data in enumerate(photos)], "")
    with bench.run_gallery(containers) as (url, process):
        _run_clients(url, photos, seconds / 4)
        before = sum(map(read_megabytes, find_descendants(process)))
        ours = _run_clients(url, photos, seconds)
        after = sum(map(read_megabytes, find_descendants(process)))
    with bench.run_original(containers["PHOTO_CONTAINER"]) as (url, _):
        peer = _run_clients(url, [], seconds / 2, ("/",))
    yield Row(
        f"{VISITORS} visitors while {UPLOADERS} upload 12 MP: requests",
        "per second",
        [len(ours.seconds) / seconds],
        "the original, without uploads",
        [len(peer.seconds) / seconds * 2],
    )
    for percent in (50, 95, 99):
        figures = [[quantiles(one.seconds, n=100)[percent - 1] * 1000] for one in (ours, peer)]
        yield Row(f"the same, p{percent}", "ms", figures[0], "the original, without uploads", figures[1])
    yield Row(f"the same, time per upload ({len(ours.uploads)} uploads)", "s", ours.uploads)
    yield Row("the same, errors", "", [float(ours.errors)], "the original", [float(peer.errors)], Target(0))
    target = Target(1.1, is_ratio=True)
    yield Row("the same, memory of all processes afterward", "MB", [after], "before the load", [before], target)


def _run_clients(url: str, photos: Sequence[bytes], seconds: float, paths: Sequence[str] = PATHS) -> Load:
    load, numbers = Load(url, time.perf_counter() + seconds), count(time.time_ns() % 2**31)
    with ThreadPoolExecutor(VISITORS + len(photos)) as clients:
        running = [clients.submit(load.view, paths) for _ in range(VISITORS)]
        running += [clients.submit(load.upload, photo, numbers) for photo in photos]
        for one in running:
            one.result()
    return load
