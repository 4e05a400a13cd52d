"""Photos per second added to a new album on all cores: stored in Azurite, checked, with three previews each."""

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from benchmarks.bench import CORES, PEERS, Bench
from benchmarks.rows import Row, Target, measure_in_turns
from benchmarks.usage import find_descendants, measure_wall_seconds, read_cpu_seconds
from gallery.library.uploads import Upload, store_uploads
from gallery.storage.account import Storage

PARALLEL = 3
"""Requests, each with one photo, like the gallery's page."""


def measure(bench: Bench) -> Iterator[Row]:
    photos, numbers, storage = bench.load_photographs(bench.scale(32, 8)), count(), bench.open_storage()
    ours_ms: list[float] = []
    sigal_ms: list[float] = []

    def measure_ours() -> float:
        uploads = [Upload(f"{next(numbers)}.jpg", data + next(numbers).to_bytes(4, "big")) for data in photos]
        started = _read_cpu_seconds(bench)
        rate = len(uploads) / measure_wall_seconds(lambda: _upload(storage, uploads, f"Album {next(numbers)}"))
        ours_ms.append((_read_cpu_seconds(bench) - started) / len(uploads) * 1000)
        return rate

    def measure_sigal() -> float:
        started = _read_ended_cpu_seconds()
        rate = len(photos) / measure_wall_seconds(lambda: _run_sigal(bench, Path(folder)))
        sigal_ms.append((_read_ended_cpu_seconds() - started) / len(photos) * 1000)
        return rate

    with tempfile.TemporaryDirectory() as folder:
        _write_photos(Path(folder), photos)
        measure_ours()  # creates containers and starts decoders
        ours_ms.clear()
        rates = measure_in_turns(bench.runs, measure_ours, measure_sigal)
    what = f"12 MP photos added, three preview sizes, {CORES} cores"
    yield Row(what, "per second", rates[0], "sigal, two sizes", rates[1], Target(2, is_ratio=True, at_least=True))
    half = Target(0.5, is_ratio=True)
    yield Row("the same, CPU per photo, without Azurite", "ms", ours_ms, "sigal, two sizes", sigal_ms, half)


def _upload(storage: Storage, uploads: Sequence[Upload], album: str) -> None:
    with ThreadPoolExecutor(PARALLEL) as page:
        results = list(page.map(lambda upload: store_uploads(storage, [upload], album), uploads))
    if any(outcome.error for outcomes in results for outcome in outcomes):
        raise AssertionError(results)


def _write_photos(folder: Path, photos: Sequence[bytes]) -> None:
    (folder / "photos" / "A").mkdir(parents=True)
    for number, data in enumerate(photos):
        (folder / "photos" / "A" / f"{number}.jpg").write_bytes(data)


def _run_sigal(bench: Bench, folder: Path) -> None:
    shutil.rmtree(folder / "out", ignore_errors=True)
    program = [str(Path(bench.peer_python).with_name("sigal")), "build", "--ncpu", str(CORES)]
    command = [*program, "--config", str(PEERS / "sigal.conf.py"), str(folder / "photos"), str(folder / "out")]
    subprocess.run(command, check=True, capture_output=True)


def _read_cpu_seconds(bench: Bench) -> float:
    """Return the CPU time of this process and its decoders, without Azurite, which is its child too."""
    return sum(map(read_cpu_seconds, {*find_descendants(os.getpid())} - {*find_descendants(bench.azurite)}))


def _read_ended_cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
