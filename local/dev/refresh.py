"""Refresh a running gallery until nothing is left to do: `dev.py refresh`."""

import argparse
import json
import time
from collections.abc import Sequence
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult

from local.dev.errors import CommandError
from local.dev.gallery_address import DEFAULT, check_url, find_key
from local.dev.paths import DATA

TIMEOUT = 120
"""Seconds. One request works for about five, and a gallery that has to start first needs some more."""

PAUSE = 2.0
"""Seconds before the next try, if another refresh is working or the gallery is busy."""

MAX_FAILURES = 5


def refresh(arguments: Sequence[str]) -> int:
    """Call `/api/refresh` until it's done."""
    options = _parse(arguments)
    url = check_url(options.url)
    key = find_key(url, options.data)
    print(f"Refreshing {options.url} …", flush=True)
    progress: dict[str, Any] = {}
    is_first, failures, most = True, 0, {"undated": 0, "undeveloped": 0}
    while not progress.get("done"):
        scan = "?scan=yes" if options.scan and is_first else ""
        try:
            progress, is_first, failures = _post(url, f"/api/refresh{scan}", key), False, 0
        except (OSError, HTTPException) as error:
            failures += 1
            if failures >= MAX_FAILURES:
                raise CommandError(f"{options.url} doesn't respond: {error}") from error
            time.sleep(PAUSE)
            continue
        most = {key: max(count, progress[key]) for key, count in most.items()}
        print(_describe(progress, most), flush=True)
    return 0


def _describe(progress: dict[str, Any], most: dict[str, int]) -> str:
    if progress["done"]:
        return f"Done: {progress['photos']:,} photos."
    if progress["scanned"]:
        return f"Looking for photos: {progress['scanned']:,} found"
    if progress["undated"]:
        return f"Sorting {most['undated']:,} new photos by date: {1 - progress['undated'] / most['undated']:.0%}"
    share = 1 - progress["undeveloped"] / most["undeveloped"] if most["undeveloped"] else 1
    return f"Reading {most['undeveloped']:,} new photos: {share:.0%}"


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py refresh", allow_abbrev=False)
    parser.add_argument("--url", default=DEFAULT, help=f"address of the gallery ({DEFAULT})")
    parser.add_argument("--scan", action="store_true", help="look at the whole container again")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="folder with a local gallery's key")
    return parser.parse_args(arguments)


def _post(url: SplitResult, path: str, key: str) -> dict[str, Any]:
    """Send a request without following redirects, which could lead the key elsewhere."""
    connect = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = connect(str(url.hostname), url.port, timeout=TIMEOUT)
    try:
        headers = {"Authorization": f"Bearer {key}", "Accept": "application/json", "Content-Length": "0"}
        connection.request("POST", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    if response.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        raise HTTPException(f"status {response.status}")
    if response.status != HTTPStatus.OK:
        raise CommandError(f"The gallery refused ({response.status}). {_reason(body)}".rstrip())
    document: dict[str, Any] = json.loads(body)
    return document


def _reason(body: bytes) -> str:
    try:
        return str(json.loads(body).get("detail", ""))
    except (ValueError, AttributeError):
        return ""
