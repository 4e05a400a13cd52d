"""Memory that uploads needed goes back to the system, and what is not needed any more is not kept."""

import gc
import subprocess
import sys

import pytest
from azure.core.exceptions import AzureError

from gallery.memory import clear_traceback_frames
from local.dev.paths import ROOT

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc is the C library of Linux")

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
"""Megabytes, in a process of its own, because a heap can't be made anew.

A few blocks of less than `memory.LARGE` stay with each thread."""


def megabytes_kept(module: str) -> float:
    program = PROGRAM.format(module=module)
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


@linux
def test_the_app_keeps_no_memory_of_uploads_that_are_done() -> None:
    """Large blocks of many threads go back to the system when they are freed."""
    assert megabytes_kept("function_app") < FLAT


@linux
def test_without_the_setting_a_process_keeps_it() -> None:
    """The test above has something to find: the heap by itself keeps several times as much."""
    assert megabytes_kept("gallery.library.uploads") > 2 * FLAT


def test_what_frames_hold_that_an_error_came_through_is_let_go() -> None:
    """Also those of the errors that led to it, which the Storage SDK names in a way of its own."""

    class Held:
        pass

    def first(_: Held) -> None:
        error = KeyError()  # known to the frame that its traceback begins with
        raise error

    def fail(held: Held) -> None:
        try:
            first(held)
        except KeyError as cause:
            error = AzureError("x", error=cause)
        raise error

    held = Held()
    before = sys.getrefcount(held)
    gc.disable()
    try:
        fail(held)
    except AzureError as error:
        clear_traceback_frames(error)
    assert sys.getrefcount(held) == before
    gc.enable()
