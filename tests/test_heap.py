"""Memory that uploads needed goes back to the system: in a process of its own, because a heap can't be made anew."""

import subprocess
import sys

import pytest

from local.paths import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc is the C library of Linux")

PROGRAM = """
import random
import threading

import azure.storage.blob
import {module}

kept = []


def megabytes():
    return next(int(line.split()[1]) / 1000 for line in open("/proc/self/status") if line.startswith("VmRSS"))


def upload(seed):
    chance = random.Random(seed)
    for _ in range(15):
        body = bytearray(chance.randrange(1_000_000, 9_000_000))
        whole = bytes(body)
        kept.append(bytes(chance.randrange(2_000)))


before = megabytes()
threads = [threading.Thread(target=upload, args=(seed,)) for seed in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(megabytes() - before)
"""

FLAT = 15
"""Megabytes. A few blocks of less than `heap.LARGE` stay with each thread."""


def megabytes_kept(module: str) -> float:
    program = PROGRAM.format(module=module)
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
    return float(done.stdout)


def test_the_app_keeps_no_memory_of_uploads_that_are_done() -> None:
    """Large blocks of many threads go back to the system when they are freed."""
    assert megabytes_kept("function_app") < FLAT


def test_without_the_setting_a_process_keeps_it() -> None:
    """The test above has something to find: the heap by itself keeps several times as much."""
    assert megabytes_kept("gallery.uploads") > 2 * FLAT
