import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import Image
from support.corpus import Sample, some_samples

from gallery.errors import BrokenPicture, Busy, GalleryError, NotAPicture, Overloaded, TooLarge
from gallery.pictures import worker, worker_pool, worker_process
from gallery.pictures.picture import Picture
from gallery.settings import read_settings

PROJECT = Path(__file__).parents[2]

SETTINGS = replace(read_settings({"PhotoStorage": "UseDevelopmentStorage=true"}), decoders=2)
ONE_SECOND = replace(SETTINGS, decode_seconds=1)

MAX_SECONDS = 10
"""Every file is accepted or rejected within this time."""


@pytest.fixture(autouse=True, scope="module")
def _no_workers_left() -> Iterator[None]:
    yield
    worker_pool.close_workers()
    assert eventually(lambda: workers_of() == set())


def jpeg(**options: object) -> bytes:
    file = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(file, "JPEG", **options)
    return file.getvalue()


def time_bomb() -> bytes:
    """A progressive JPEG of 16 MP and about 300 kB. One scan is repeated so often that decoding takes minutes."""
    file = io.BytesIO()
    Image.new("L", (4000, 4000)).save(file, "JPEG", progressive=True)
    data = file.getvalue()
    start = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    start = data.rindex(b"\xff\xc4", 0, start)
    end = data.index(b"\xff\xda", data.index(b"\xff\xda", start) + 2)
    return data[:start] + data[start:end] * (300_000 // (end - start) + 1) + data[end:]


def memory_bomb() -> bytes:
    """A GIF of 40 bytes with a screen of 65,535 x 65,535 pixels, which needs 4 GB."""
    file = io.BytesIO()
    Image.new("P", (1, 1)).save(file, "GIF")
    data = bytearray(file.getvalue())
    data[6:10] = b"\xff" * 4
    return bytes(data)


def workers_of(parent: int | None = None) -> set[int]:
    """The process IDs of a process's workers, by default of this one."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent_of_process = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes()
        except (OSError, ValueError):
            continue  # the process has just ended
        if parent_of_process == (parent or os.getpid()) and worker_process.WORKER_PROGRAM.encode() in command:
            found.add(int(folder.name))
    return found


def eventually(condition: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_result_is_the_complete_picture() -> None:
    picture = worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    assert (picture.width, picture.height, picture.format.name) == (256, 256, "JPEG")
    assert Image.open(io.BytesIO(picture.previews[240])).size == (240, 240)


def test_errors_of_the_decoder_are_raised_unchanged() -> None:
    with pytest.raises(NotAPicture, match=r"x\.jpg is a PDF"):
        worker_pool.decode(b"%PDF-1.7", "x.jpg", SETTINGS)
    with pytest.raises(TooLarge, match=r"4,294\.8 megapixels"):
        worker_pool.decode(memory_bomb(), "x.gif", SETTINGS)
    with pytest.raises(BrokenPicture, match="damaged or incomplete"):
        worker_pool.decode(jpeg()[:2000], "x.jpg", SETTINGS)


def test_workers_are_reused() -> None:
    worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    before = workers_of()
    for _ in range(5):
        worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    assert workers_of() == before


def test_picture_that_takes_too_long_is_rejected_in_time_and_the_next_one_is_decoded() -> None:
    start = time.monotonic()
    with pytest.raises(BrokenPicture, match=r"bomb\.jpg takes too long to decode \(over 1 s\)"):
        worker_pool.decode(time_bomb(), "bomb.jpg", ONE_SECOND)
    assert 1 <= time.monotonic() - start < 3
    assert worker_pool.decode(jpeg(), "x.jpg", ONE_SECOND).width == 256


def test_picture_that_takes_too_much_memory_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    worker_pool.close_workers()
    monkeypatch.setattr(
        worker_process,
        "WORKER_PROGRAM",
        f"from gallery.pictures import worker; worker.MEMORY_LIMIT = 300_000_000; {worker_process.WORKER_PROGRAM}",
    )
    with pytest.raises(BrokenPicture, match="too much memory"):
        worker_pool.decode(memory_bomb(), "bomb.gif", replace(SETTINGS, max_pixels=10**10))
    assert worker_pool.decode(jpeg(), "x.jpg", SETTINGS).width == 256
    worker_pool.close_workers()


def test_workers_have_a_memory_limit() -> None:
    worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    for process in workers_of():
        assert f"Max address space         {worker.MEMORY_LIMIT} " in Path(f"/proc/{process}/limits").read_text()


def test_other_pictures_are_decoded_while_bombs_are_being_stopped() -> None:
    """Waiting in the queue doesn't count: with two workers, most of these wait longer than a second."""
    bombs = [time_bomb()] * 4
    photos = [jpeg()] * 12
    with ThreadPoolExecutor(16) as threads:
        rejected = [threads.submit(worker_pool.decode, data, "bomb.jpg", ONE_SECOND) for data in bombs]
        decoded = [threads.submit(worker_pool.decode, data, "x.jpg", ONE_SECOND) for data in photos]
    assert all(isinstance(outcome.exception(), BrokenPicture) for outcome in rejected)
    assert all(outcome.result().width == 256 for outcome in decoded)


def test_a_picture_that_is_slow_only_because_the_machine_is_busy_can_be_sent_again() -> None:
    """A stopped process gets no more of the processor than one on a very busy machine."""
    settings = replace(ONE_SECOND, decoders=9)
    worker_pool.decode(jpeg(), "x.jpg", settings)
    others = workers_of()
    worker = worker_pool._pool(settings)._workers[-1]  # noqa: SLF001 - the one that's used next
    assert worker._process  # noqa: SLF001 - to stop its process
    assert worker._process.pid in others  # noqa: SLF001 - to stop its process
    os.kill(worker._process.pid, signal.SIGSTOP)  # noqa: SLF001 - to stop its process
    with pytest.raises(Overloaded, match="while the server is busy") as raised:
        worker_pool.decode(jpeg(), "x.jpg", settings)
    assert (raised.value.status, raised.value.retry_after) == (503, 30)


def test_picture_is_broken_if_a_fresh_worker_crashes_while_decoding_it() -> None:
    one_worker = replace(SETTINGS, decoders=1)
    worker_pool.close_workers()
    with ThreadPoolExecutor(1) as threads:
        outcome = threads.submit(worker_pool.decode, time_bomb(), "crash.jpg", one_worker)
        assert eventually(lambda: bool(workers_of()))
        time.sleep(0.5)
        os.kill(workers_of().pop(), signal.SIGSEGV)
        with pytest.raises(BrokenPicture, match=r"crash\.jpg is damaged\. It crashed the decoder\."):
            outcome.result()
    assert worker_pool.decode(jpeg(), "x.jpg", one_worker).width == 256


@pytest.mark.parametrize("_again", range(5))
def test_worker_that_died_while_idle_is_replaced_unnoticed(_again: int) -> None:
    """Even directly after its death, when the system may still report it as running."""
    worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    before = workers_of()
    for process in before:
        os.kill(process, signal.SIGKILL)
    assert worker_pool.decode(jpeg(), "x.jpg", SETTINGS).width == 256
    assert eventually(lambda: not workers_of() & before)


def test_picture_is_decoded_even_if_a_running_worker_is_killed() -> None:
    """For example by the system, when it's out of memory."""
    one_worker = replace(SETTINGS, decoders=1)
    worker_pool.close_workers()
    worker_pool.decode(jpeg(), "x.jpg", one_worker)
    with ThreadPoolExecutor(1) as threads:
        outcome = threads.submit(worker_pool.decode, slow_picture(), "slow.png", one_worker)
        time.sleep(0.1)
        os.kill(workers_of().pop(), signal.SIGKILL)
        assert not outcome.done()
        assert outcome.result().width == 3000


def slow_picture() -> bytes:
    """A PNG that takes half a second."""
    file = io.BytesIO()
    Image.effect_noise((3000, 3000), 50).convert("RGB").save(file, "PNG", compress_level=1)
    return file.getvalue()


def test_picture_that_kills_every_worker_is_rejected_in_time_and_the_next_one_is_decoded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A worker that was already running may have died of something else, so there is one retry in the time left."""
    deaths, one_worker = tmp_path / "deaths", replace(ONE_SECOND, decoders=1)
    worker_pool.close_workers()
    with monkeypatch.context() as patched:
        patched.setattr(worker_process, "WORKER_PROGRAM", DEADLY.format(str(deaths), worker_process.WORKER_PROGRAM))
        worker_pool.decode_exif(jpeg(), "x.jpg", one_worker)
        started = time.monotonic()
        with pytest.raises(BrokenPicture, match=r"bomb\.jpg"):
            worker_pool.decode(jpeg(), "bomb.jpg", one_worker)
        assert time.monotonic() - started < 3
        assert deaths.read_text() == "died died "
    assert worker_pool.decode(jpeg(), "x.jpg", one_worker).width == 256


def test_nothing_waits_for_a_killed_worker_that_is_slow_to_disappear(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pipes stay open while the system cleans up. Here, a child of the worker keeps them open."""
    one_worker = replace(ONE_SECOND, decoders=1)
    worker_pool.close_workers()
    started = time.monotonic()
    with monkeypatch.context() as patched:
        patched.setattr(worker_process, "WORKER_PROGRAM", UNDYING.format(worker_process.WORKER_PROGRAM))
        with pytest.raises(BrokenPicture, match="takes too long"):
            worker_pool.decode(jpeg(), "bomb.jpg", one_worker)
    assert worker_pool.decode(jpeg(), "x.jpg", one_worker).width == 256
    assert time.monotonic() - started < 8


UNDYING = """
import os, time
from gallery.pictures import decoding

def read_picture(*_):
    os.fork()
    time.sleep(10)

decoding.read_picture = read_picture
{}
"""


def test_output_of_codecs_is_not_mixed_into_the_results(monkeypatch: pytest.MonkeyPatch) -> None:
    worker_pool.close_workers()
    with monkeypatch.context() as patched:
        patched.setattr(worker_process, "WORKER_PROGRAM", CHATTY.format(worker_process.WORKER_PROGRAM))
        assert worker_pool.decode(jpeg(), "x.jpg", SETTINGS).width == 256
        assert worker_pool.decode(jpeg(), "x.jpg", SETTINGS).width == 256
    worker_pool.close_workers()


CHATTY = """
import os
from gallery.pictures import decoding

read_quietly = decoding.read_picture

def read_picture(*arguments):
    os.write(1, b"warning of a codec")
    print("another one", flush=True)
    return read_quietly(*arguments)

decoding.read_picture = read_picture
{}
"""


def test_crashed_worker_leaves_no_core_dump() -> None:
    """It would be large, and could contain other people's photos."""
    worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    for process in workers_of():
        assert re.search(r"Max core file size +0 +0 ", Path(f"/proc/{process}/limits").read_text())


DEADLY = """
import os
from gallery.pictures import decoding

def read_picture(*_):
    with open({!r}, "a") as deaths:
        deaths.write("died ")
    os.abort()

decoding.read_picture = read_picture
{}
"""


def state(process: int) -> str:
    """The state of a process, as ps(1) shows it; empty if there's no such process."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def test_picture_that_waits_too_long_for_a_worker_gets_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_pool, "MAX_QUEUE_SECONDS", 0.2)
    one_worker = replace(ONE_SECOND, decoders=1)
    with ThreadPoolExecutor(1) as threads:
        bomb = threads.submit(worker_pool.decode, time_bomb(), "bomb.jpg", one_worker)
        time.sleep(0.2)
        with pytest.raises(Busy):
            worker_pool.decode(jpeg(), "x.jpg", one_worker)
        assert isinstance(bomb.exception(), BrokenPicture)


def test_busy_if_no_worker_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    worker_pool.close_workers()
    monkeypatch.setattr(worker_process, "WORKER_PROGRAM", "raise SystemExit(1)")
    with pytest.raises(Busy):
        worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    monkeypatch.undo()
    assert worker_pool.decode(jpeg(), "x.jpg", SETTINGS).width == 256


def test_closing_stops_busy_workers_and_decoding_works_afterwards() -> None:
    threads = [threading.Thread(target=assert_rejected, args=(time_bomb(),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert eventually(lambda: bool(workers_of()))
    time.sleep(0.3)
    worker_pool.close_workers()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()
    assert worker_pool.decode(jpeg(), "x.jpg", SETTINGS).width == 256


def assert_rejected(data: bytes) -> None:
    with pytest.raises(GalleryError):
        worker_pool.decode(data, "bomb.jpg", SETTINGS)


def test_workers_inherit_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    worker_pool.close_workers()
    monkeypatch.setenv("OWNER_KEY", "CANARY")
    worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    for process in workers_of():
        assert b"CANARY" not in Path(f"/proc/{process}/environ").read_bytes()


PROGRAM = """
import sys, time
from gallery.pictures import worker_pool
from gallery.settings import read_settings
print("PIL" in sys.modules)
settings = read_settings({"PhotoStorage": "UseDevelopmentStorage=true", "DECODERS": "1"})
print(worker_pool.decode(open(sys.argv[1], "rb").read(), "x.jpg", settings).width)
print("PIL" in sys.modules, flush=True)
if sys.argv[2:]:
    worker_pool.decode(open(sys.argv[2], "rb").read(), "bomb.jpg", settings)
"""


def run(*arguments: str) -> "subprocess.Popen[str]":
    """Run PROGRAM from standard input, so that there's no main module that a worker could import."""
    process = subprocess.Popen(
        [sys.executable, "-", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        text=True,
    )
    assert process.stdin
    process.stdin.write(PROGRAM)
    process.stdin.close()
    process.stdin = None
    return process


def test_program_exits_promptly_and_never_loads_pillow(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_bytes(jpeg())
    output, errors = run(str(tmp_path / "x.jpg")).communicate(timeout=20)
    assert (output, errors) == ("False\n256\nFalse\n", "")


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM])
def test_busy_workers_exit_with_their_parent(tmp_path: Path, death: signal.Signals) -> None:
    (tmp_path / "x.jpg").write_bytes(jpeg())
    (tmp_path / "bomb.jpg").write_bytes(time_bomb())
    process = run(str(tmp_path / "x.jpg"), str(tmp_path / "bomb.jpg"))
    assert process.stdout
    assert [process.stdout.readline() for _ in range(3)] == ["False\n", "256\n", "False\n"]
    time.sleep(0.3)
    orphans = workers_of(process.pid)
    process.send_signal(death)
    process.communicate(timeout=5)
    assert len(orphans) == 1
    assert eventually(lambda: all(state(orphan) in {"Z", ""} for orphan in orphans), 3)


def test_every_file_of_the_corpus_is_accepted_or_rejected_as_expected_and_in_time(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """A part of the corpus (all of it with --full), and some files made here, for machines without the corpus."""
    full = bool(request.config.getoption("--full", default=False))
    with ThreadPoolExecutor(SETTINGS.decoders) as threads:
        verdicts = list(threads.map(verdict, some_samples(full=full) + made_samples(tmp_path)))
    assert [problem for problem in map(problem_with, verdicts) if problem] == []


def made_samples(folder: Path) -> list[Sample]:
    block = Image.Exif()
    block[274] = 6
    block.get_ifd(34665)[36867] = "2026:09:12 10:11:12"
    contents = {"good.jpg": jpeg(exif=block), "bad.jpg": jpeg()[:3000], "bomb.gif": memory_bomb(), "text.png": b"hello"}
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    good = Sample(folder / "good.jpg", "accept", (256, 256), "2026-09-12T10:11:12")
    return [good, *(Sample(folder / name, "reject") for name in contents if name != "good.jpg")]


@dataclass(frozen=True)
class Verdict:
    sample: Sample
    picture: Picture | None
    seconds: float


def verdict(sample: Sample) -> Verdict:
    start = time.monotonic()
    try:
        picture = worker_pool.decode(sample.path.read_bytes(), sample.path.name, SETTINGS)
    except GalleryError:
        picture = None
    return Verdict(sample, picture, time.monotonic() - start)


def problem_with(verdict: Verdict) -> str | None:
    sample, picture = verdict.sample, verdict.picture
    if verdict.seconds > MAX_SECONDS:
        return f"{sample.path.name}: {verdict.seconds:.0f} s"
    if sample.expected not in {"either", "accept" if picture else "reject"}:
        return f"{sample.path.name}: should be {sample.expected}"
    if picture and sample.size and (picture.width, picture.height) != sample.size:
        return f"{sample.path.name}: {picture.width} x {picture.height}, should be {sample.size}"
    if picture and sample.expected == "accept" and picture.taken != sample.taken:
        return f"{sample.path.name}: taken {picture.taken}, should be {sample.taken}"
    return None
