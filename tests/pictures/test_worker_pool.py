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

from gallery.errors import BrokenPicture, Busy, GalleryError, NotAPicture, TooLarge
from gallery.pictures import worker_pool
from gallery.pictures.decoding import Picture
from gallery.settings import read_settings

PROJECT = Path(__file__).parents[2]

SETTINGS = replace(read_settings({"PhotoStorage": "UseDevelopmentStorage=true"}), decoders=2)
ONE_SECOND = replace(SETTINGS, decode_seconds=1)

SLOWEST_ANSWER = 10
"""Seconds within which every file has its answer."""


@pytest.fixture(autouse=True, scope="module")
def _no_children_left() -> Iterator[None]:
    yield
    worker_pool.close()
    assert eventually(lambda: children() == set())


def jpeg(**options: object) -> bytes:
    file = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(file, "JPEG", **options)
    return file.getvalue()


def time_bomb() -> bytes:
    """A progressive JPEG of 16 MP and some 300 kB, one scan of which is repeated until it decodes for minutes."""
    file = io.BytesIO()
    Image.new("L", (4000, 4000)).save(file, "JPEG", progressive=True)
    data = file.getvalue()
    start = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    start = data.rindex(b"\xff\xc4", 0, start)
    end = data.index(b"\xff\xda", data.index(b"\xff\xda", start) + 2)
    return data[:start] + data[start:end] * (300_000 // (end - start) + 1) + data[end:]


def memory_bomb() -> bytes:
    """A GIF of 40 bytes with a screen of 65,535 x 65,535 pixels, which takes 4 GB."""
    file = io.BytesIO()
    Image.new("P", (1, 1)).save(file, "GIF")
    data = bytearray(file.getvalue())
    data[6:10] = b"\xff" * 4
    return bytes(data)


def children(parent: int | None = None) -> set[int]:
    """Process ids of the decoders of a process."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            of = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes()
        except (OSError, ValueError):
            continue  # it has just ended
        if of == (parent or os.getpid()) and worker_pool.CHILD.encode() in command:
            found.add(int(folder.name))
    return found


def eventually(condition: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_picture_comes_back_whole() -> None:
    picture = worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    assert (picture.width, picture.height, picture.kind.name) == (256, 256, "JPEG")
    assert Image.open(io.BytesIO(picture.previews[240])).size == (240, 240)


def test_refusals_come_back_as_they_were_raised() -> None:
    with pytest.raises(NotAPicture, match=r"x\.jpg is a PDF"):
        worker_pool.decode(b"%PDF-1.7", "x.jpg", SETTINGS)
    with pytest.raises(TooLarge, match=r"4,294\.8 megapixels"):
        worker_pool.decode(memory_bomb(), "x.gif", SETTINGS)
    with pytest.raises(BrokenPicture, match="damaged or incomplete"):
        worker_pool.decode(jpeg()[:2000], "x.jpg", SETTINGS)


def test_children_are_kept_for_the_next_picture() -> None:
    worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    before = children()
    for _ in range(5):
        worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    assert children() == before


def test_picture_that_takes_too_long_is_refused_in_time_and_the_next_one_is_read() -> None:
    start = time.monotonic()
    with pytest.raises(BrokenPicture, match=r"bomb\.jpg takes too long to decode \(over 1 s\)"):
        worker_pool.decode(time_bomb(), "bomb.jpg", ONE_SECOND)
    assert 1 <= time.monotonic() - start < 3
    assert worker_pool.decode(jpeg(), "x.jpg", ONE_SECOND).width == 256


def test_picture_that_takes_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    worker_pool.close()
    monkeypatch.setattr(
        worker_pool,
        "CHILD",
        f"from gallery.pictures import worker_pool as w; w.MEMORY_LIMIT = 300_000_000; {worker_pool.CHILD}",
    )
    with pytest.raises(BrokenPicture, match="too much memory"):
        worker_pool.decode(memory_bomb(), "bomb.gif", replace(SETTINGS, max_pixels=10**10))
    assert worker_pool.decode(jpeg(), "x.jpg", SETTINGS).width == 256
    worker_pool.close()


def test_children_have_a_limit_of_memory() -> None:
    worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    for child in children():
        assert f"Max address space         {worker_pool.MEMORY_LIMIT} " in Path(f"/proc/{child}/limits").read_text()


def test_other_pictures_are_read_while_bombs_are_being_stopped() -> None:
    """Time in the queue does not count: with two children, most of these wait longer than a second."""
    bombs = [time_bomb()] * 4
    photos = [jpeg()] * 12
    with ThreadPoolExecutor(16) as threads:
        refused = [threads.submit(worker_pool.decode, data, "bomb.jpg", ONE_SECOND) for data in bombs]
        read = [threads.submit(worker_pool.decode, data, "x.jpg", ONE_SECOND) for data in photos]
    assert all(isinstance(outcome.exception(), BrokenPicture) for outcome in refused)
    assert all(outcome.result().width == 256 for outcome in read)


def test_crash_of_a_child_while_decoding_makes_the_picture_broken() -> None:
    alone = replace(SETTINGS, decoders=1)
    worker_pool.close()
    with ThreadPoolExecutor(1) as threads:
        outcome = threads.submit(worker_pool.decode, time_bomb(), "crash.jpg", alone)
        assert eventually(lambda: bool(children()))
        time.sleep(0.5)
        os.kill(children().pop(), signal.SIGSEGV)
        with pytest.raises(BrokenPicture, match=r"crash\.jpg is damaged"):
            outcome.result()
    assert worker_pool.decode(jpeg(), "x.jpg", alone).width == 256


@pytest.mark.parametrize("_again", range(5))
def test_child_that_died_while_idle_is_replaced_without_anyone_noticing(_again: int) -> None:
    """Also within the moment for which the system still counts it among the living."""
    worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    before = children()
    for child in before:
        os.kill(child, signal.SIGKILL)
    assert worker_pool.decode(jpeg(), "x.jpg", SETTINGS).width == 256
    assert eventually(lambda: not children() & before)


def test_picture_is_read_although_its_child_dies_of_something_else() -> None:
    """As when the system, out of memory, kills one of its processes."""
    alone = replace(SETTINGS, decoders=1)
    worker_pool.close()
    worker_pool.decode(jpeg(), "x.jpg", alone)
    with ThreadPoolExecutor(1) as threads:
        outcome = threads.submit(worker_pool.decode, slow_picture(), "slow.png", alone)
        time.sleep(0.1)
        os.kill(children().pop(), signal.SIGKILL)
        assert not outcome.done()
        assert outcome.result().width == 3000


def slow_picture() -> bytes:
    """A PNG that takes half a second."""
    file = io.BytesIO()
    Image.effect_noise((3000, 3000), 50).convert("RGB").save(file, "PNG", compress_level=1)
    return file.getvalue()


def test_picture_that_kills_every_child_is_refused_in_time_and_the_next_one_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One that was up may have died of something else, so another is asked, in the time that is left."""
    deaths, alone = tmp_path / "deaths", replace(ONE_SECOND, decoders=1)
    worker_pool.close()
    with monkeypatch.context() as patched:
        patched.setattr(worker_pool, "CHILD", DEADLY.format(str(deaths), worker_pool.CHILD))
        worker_pool.decode_exif(jpeg(), "x.jpg", alone)
        started = time.monotonic()
        with pytest.raises(BrokenPicture, match=r"bomb\.jpg"):
            worker_pool.decode(jpeg(), "bomb.jpg", alone)
        assert time.monotonic() - started < 3
        assert deaths.read_text() == "died died "
    assert worker_pool.decode(jpeg(), "x.jpg", alone).width == 256


def test_child_that_does_not_end_when_it_is_killed_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as the system is at it, its end of the pipes stays open; a process of its own stands for that here."""
    alone = replace(ONE_SECOND, decoders=1)
    worker_pool.close()
    started = time.monotonic()
    with monkeypatch.context() as patched:
        patched.setattr(worker_pool, "CHILD", UNDYING.format(worker_pool.CHILD))
        with pytest.raises(BrokenPicture, match="takes too long"):
            worker_pool.decode(jpeg(), "bomb.jpg", alone)
    assert worker_pool.decode(jpeg(), "x.jpg", alone).width == 256
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


def test_crash_of_a_child_leaves_no_dump_of_its_memory() -> None:
    """With what somebody else's photo was, and as large."""
    worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    for child in children():
        assert re.search(r"Max core file size +0 +0 ", Path(f"/proc/{child}/limits").read_text())


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
    """Its state, as ps(1) shows it; empty when there is no such process."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def test_picture_that_waits_too_long_for_its_turn_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_pool, "LONGEST_WAIT", 0.2)
    alone = replace(ONE_SECOND, decoders=1)
    with ThreadPoolExecutor(1) as threads:
        bomb = threads.submit(worker_pool.decode, time_bomb(), "bomb.jpg", alone)
        time.sleep(0.2)
        with pytest.raises(Busy):
            worker_pool.decode(jpeg(), "x.jpg", alone)
        assert isinstance(bomb.exception(), BrokenPicture)


def test_child_that_can_not_start_is_no_fault_of_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    worker_pool.close()
    monkeypatch.setattr(worker_pool, "CHILD", "raise SystemExit(1)")
    with pytest.raises(Busy):
        worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    monkeypatch.undo()
    assert worker_pool.decode(jpeg(), "x.jpg", SETTINGS).width == 256


def test_closing_stops_busy_children_and_decoding_may_go_on_afterwards() -> None:
    threads = [threading.Thread(target=refused, args=(time_bomb(),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert eventually(lambda: bool(children()))
    time.sleep(0.3)
    worker_pool.close()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()
    assert worker_pool.decode(jpeg(), "x.jpg", SETTINGS).width == 256


def refused(data: bytes) -> None:
    with pytest.raises(GalleryError):
        worker_pool.decode(data, "bomb.jpg", SETTINGS)


def test_children_know_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    worker_pool.close()
    monkeypatch.setenv("OWNER_KEY", "CANARY")
    worker_pool.decode(jpeg(), "x.jpg", SETTINGS)
    for child in children():
        assert b"CANARY" not in Path(f"/proc/{child}/environ").read_bytes()


PROGRAM = """
import sys, time
from gallery.pictures import worker_pool
from gallery.settings import read_settings
print("PIL" in sys.modules)
settings = read_settings({"PhotoStorage": "UseDevelopmentStorage=true", "DECODERS": "1"})
print(worker_pool.decode(open(sys.argv[1], "rb").read(), "x.jpg", settings).width, flush=True)
if sys.argv[2:]:
    worker_pool.decode(open(sys.argv[2], "rb").read(), "bomb.jpg", settings)
"""


def run(*arguments: str) -> "subprocess.Popen[str]":
    """The program above, from standard input: there is no main module that a child could import."""
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


def test_program_ends_at_once_and_loads_no_pillow_before_it_decodes(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_bytes(jpeg())
    output, errors = run(str(tmp_path / "x.jpg")).communicate(timeout=20)
    assert (output, errors) == ("False\n256\n", "")


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM])
def test_busy_children_end_with_their_parent(tmp_path: Path, death: signal.Signals) -> None:
    (tmp_path / "x.jpg").write_bytes(jpeg())
    (tmp_path / "bomb.jpg").write_bytes(time_bomb())
    process = run(str(tmp_path / "x.jpg"), str(tmp_path / "bomb.jpg"))
    assert process.stdout
    assert [process.stdout.readline() for _ in range(2)] == ["False\n", "256\n"]
    time.sleep(0.3)
    orphans = children(process.pid)
    process.send_signal(death)
    process.communicate(timeout=5)
    assert len(orphans) == 1
    assert eventually(lambda: all(state(child) in {"Z", ""} for child in orphans), 3)


def test_every_picture_of_the_corpus_has_its_verdict_in_time(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """A slice of the corpus, all of it with --full, and some pictures of our own where there is none."""
    full = bool(request.config.getoption("--full", default=False))
    with ThreadPoolExecutor(SETTINGS.decoders) as threads:
        verdicts = list(threads.map(verdict, some_samples(full=full) + made_samples(tmp_path)))
    assert [fault for fault in map(fault_of, verdicts) if fault] == []


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


def fault_of(verdict: Verdict) -> str | None:
    """What is wrong with a verdict, if anything."""
    sample, picture = verdict.sample, verdict.picture
    if verdict.seconds > SLOWEST_ANSWER:
        return f"{sample.path.name}: {verdict.seconds:.0f} s"
    if sample.expected not in {"either", "accept" if picture else "reject"}:
        return f"{sample.path.name}: should be {sample.expected}"
    if picture and sample.size and (picture.width, picture.height) != sample.size:
        return f"{sample.path.name}: {picture.width} x {picture.height}, should be {sample.size}"
    if picture and sample.expected == "accept" and picture.taken != sample.taken:
        return f"{sample.path.name}: taken {picture.taken}, should be {sample.taken}"
    return None
