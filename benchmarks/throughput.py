"""Photos a second into a new album, all cores: stored in Azurite, read back, and with three previews each."""

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
from benchmarks.rows import Row, Target, in_turns
from benchmarks.usage import cpu_of, family, wall_seconds
from gallery.library.uploads import Upload, accept_all
from gallery.storage.account import Storage

AT_ONCE = 3
"""Requests, each with one photo, as the gallery's page sends them (static/upload/queue.js)."""


def rows(bench: Bench) -> Iterator[Row]:
    photos, numbers, storage = bench.photographs(bench.scaled(32, 8)), count(), bench.storage()
    ours_ms: list[float] = []
    sigal_ms: list[float] = []

    def ours() -> float:
        sent = [Upload(f"{next(numbers)}.jpg", data + next(numbers).to_bytes(4, "big")) for data in photos]
        started = _cpu_seconds(bench)
        rate = len(sent) / wall_seconds(lambda: _accept(storage, sent, f"Album {next(numbers)}"))
        ours_ms.append((_cpu_seconds(bench) - started) / len(sent) * 1000)
        return rate

    def sigal() -> float:
        started = _ended_cpu_seconds()
        rate = len(photos) / wall_seconds(lambda: _build(bench, Path(folder)))
        sigal_ms.append((_ended_cpu_seconds() - started) / len(photos) * 1000)
        return rate

    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), photos)
        ours()  # containers and decoders are there from now on
        ours_ms.clear()
        rates = in_turns(bench.runs, ours, sigal)
    what = f"photos of 12 MP into the gallery, three sizes, {CORES} cores"
    yield Row(what, "a second", rates[0], "sigal, two sizes", rates[1], Target(2, is_ratio=True, at_least=True))
    half = Target(0.5, is_ratio=True)
    yield Row("the same: CPU of one photo, without Azurite's", "ms", ours_ms, "sigal, two sizes", sigal_ms, half)


def _accept(storage: Storage, uploads: Sequence[Upload], album: str) -> None:
    with ThreadPoolExecutor(AT_ONCE) as page:
        answers = list(page.map(lambda upload: accept_all(storage, [upload], album), uploads))
    if any(outcome.refusal for outcomes in answers for outcome in outcomes):
        raise AssertionError(answers)


def _write(folder: Path, photos: Sequence[bytes]) -> None:
    (folder / "photos" / "A").mkdir(parents=True)
    for number, data in enumerate(photos):
        (folder / "photos" / "A" / f"{number}.jpg").write_bytes(data)


def _build(bench: Bench, folder: Path) -> None:
    shutil.rmtree(folder / "out", ignore_errors=True)
    program = [str(Path(bench.peer_python).with_name("sigal")), "build", "--ncpu", str(CORES)]
    command = [*program, "--config", str(PEERS / "sigal.conf.py"), str(folder / "photos"), str(folder / "out")]
    subprocess.run(command, check=True, capture_output=True)


def _cpu_seconds(bench: Bench) -> float:
    """Of this process and its decoders; Azurite is its child too."""
    return sum(map(cpu_of, {*family(os.getpid())} - {*family(bench.azurite)}))


def _ended_cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
