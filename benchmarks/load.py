"""Load: many people look at the gallery, some upload at the same time."""

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
from benchmarks.usage import family, megabytes
from gallery.library.uploads import Upload, accept_all
from gallery.settings import PHOTO_STORAGE, read_settings
from gallery.storage.account import open_storage

VISITORS, UPLOADERS = 32, 4
LOOKS = ("/", "/albums", "/api/photos?limit=100", "/api/months", "/static/pages/page.css")


@dataclass
class Load:
    """What the clients saw."""

    url: str
    until: float
    seconds: list[float] = field(default_factory=list)
    uploads: list[float] = field(default_factory=list)
    errors: int = 0

    def look(self, paths: Sequence[str]) -> None:
        """As a visitor, one request after the other."""
        with requests.Session() as session:
            for path in cycle(paths):
                if not self._timed(self.seconds, partial(session.get, self.url + path, timeout=60)):
                    return

    def upload(self, photo: bytes, numbers: "count[int]") -> None:
        """As the owner, one photo after the other."""
        with requests.Session() as session:
            while True:
                files = {"photos": ("x.jpg", photo + next(numbers).to_bytes(4, "big"))}
                send = partial(session.post, f"{self.url}/upload-photos", files=files, timeout=60)
                if not self._timed(self.uploads, send):
                    return

    def _timed(self, times: list[float], ask: Callable[[], requests.Response]) -> bool:
        started = time.perf_counter()
        if started > self.until:
            return False
        try:
            self.errors += not ask().ok
        except requests.RequestException:
            self.errors += 1
        times.append(time.perf_counter() - started)
        return True


def rows(bench: Bench) -> Iterator[Row]:
    seconds, photos, containers = bench.scaled(60, 8), bench.photographs(UPLOADERS), bench.containers()
    storage = open_storage(read_settings({PHOTO_STORAGE: bench.connection, **containers}))
    accept_all(storage, [Upload(f"{number}.jpg", data) for number, data in enumerate(photos)], "")
    with bench.gallery(containers) as (url, process):
        _visit(url, photos, seconds / 4)
        before = sum(map(megabytes, family(process)))
        ours = _visit(url, photos, seconds)
        after = sum(map(megabytes, family(process)))
    with bench.original(containers["PHOTO_CONTAINER"]) as (url, _):
        peer = _visit(url, [], seconds / 2, ("/",))
    yield Row(
        f"{VISITORS} visitors while {UPLOADERS} upload 12 MP: requests",
        "a second",
        [len(ours.seconds) / seconds],
        "the original, without uploads",
        [len(peer.seconds) / seconds * 2],
    )
    for percent in (50, 95, 99):
        figures = [[quantiles(one.seconds, n=100)[percent - 1] * 1000] for one in (ours, peer)]
        yield Row(f"the same, p{percent}", "ms", figures[0], "the original, without uploads", figures[1])
    yield Row(f"the same, each of {len(ours.uploads)} uploads", "s", ours.uploads)
    yield Row("the same, errors", "", [float(ours.errors)], "the original", [float(peer.errors)], Target(0))
    flat = Target(1.1, is_ratio=True)
    yield Row("the same, memory of all its processes after it", "MB", [after], "before it", [before], flat)


def _visit(url: str, photos: Sequence[bytes], seconds: float, paths: Sequence[str] = LOOKS) -> Load:
    load, numbers = Load(url, time.perf_counter() + seconds), count(time.time_ns() % 2**31)
    with ThreadPoolExecutor(VISITORS + len(photos)) as clients:
        begun = [clients.submit(load.look, paths) for _ in range(VISITORS)]
        begun += [clients.submit(load.upload, photo, numbers) for photo in photos]
        for one in begun:
            one.result()
    return load
