"""The memory of completed uploads goes back to the system."""

import subprocess
import sys

import pytest

from local.dev.paths import ROOT

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has glibc")

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
"""Megabytes. A few blocks smaller than `memory.LARGE_BLOCK` stay with each thread."""


def megabytes_kept(module: str) -> float:
    """Run PROGRAM in a fresh process. A heap that has been used before can't be reset."""
    program = PROGRAM.format(module=module)
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


@linux
def test_app_returns_the_memory_of_completed_uploads() -> None:
    """The system gets back the large blocks of many threads as soon as they're freed."""
    assert megabytes_kept("function_app") < FLAT


@linux
def test_process_without_the_setting_keeps_the_memory() -> None:
    """Otherwise the test above would prove nothing."""
    assert megabytes_kept("gallery.library.uploads") > 2 * FLAT
