"""A video of 200 MB in pieces, until it's stored and has its previews, compared with sending its bytes to storage."""

import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import requests
from azure.storage.blob import BlobBlock, BlobServiceClient
from support.large_videos import make_large_video

from benchmarks.bench import Bench
from benchmarks.rows import Row, Target, measure_in_turns
from benchmarks.usage import find_descendants, measure_wall_seconds, read_peak_megabytes
from gallery.model.identities import PIECE_BYTES

AT_A_TIME = 2
"""As the page sends them."""

TIMEOUT = 230
"""Seconds."""


def measure(bench: Bench) -> Iterator[Row]:
    size, seeds = bench.scale(200_000_000, 40_000_000), iter(range(1, 100))
    service = BlobServiceClient.from_connection_string(bench.connection)
    container = service.create_container(uuid.uuid4().hex)
    with bench.run_gallery(bench.new_containers()) as (url, process):
        upload_in_pieces(url, [make_large_video(1_000_000)])
        before = max(map(read_peak_megabytes, find_descendants(process)))

        def measure_seconds(send: Callable[[list[bytes]], None]) -> float:
            data = make_large_video(size, next(seeds))
            pieces = [data[at : at + PIECE_BYTES] for at in range(0, size, PIECE_BYTES)]
            return measure_wall_seconds(lambda: send(pieces))

        def put_blocks(pieces: list[bytes]) -> None:
            blob = container.get_blob_client("peer")
            names = [f"{number:05}" for number in range(len(pieces))]
            with ThreadPoolExecutor(AT_A_TIME) as pool:
                list(pool.map(blob.stage_block, names, pieces))
            blob.commit_block_list(list(map(BlobBlock, names)))

        ours, peers = measure_in_turns(
            bench.runs,
            lambda: measure_seconds(lambda pieces: upload_in_pieces(url, pieces)),
            lambda: measure_seconds(put_blocks),
        )
        peak = max(map(read_peak_megabytes, find_descendants(process)))
    what = f"video of {size // 1_000_000} MB in pieces"
    yield Row(f"{what}, two at a time", "s", ours, "Put Block alone", peers, Target(2.5, is_ratio=True))
    yield Row(f"peak memory of any process, {what}", "MB", [peak], "one of 1 MB", [before], Target(before + 80))


def upload_in_pieces(url: str, pieces: Sequence[bytes]) -> None:
    """Upload a video as the page does."""
    about = {"file": f"{random.random()}.mp4", "bytes": sum(map(len, pieces)), "album": "Films", "type": "video/mp4"}  # noqa: S311 - a new name, no secret
    token = _request("POST", f"{url}/api/uploads", json=about).json()["token"]

    def send(number: int) -> str:
        response = _request("PUT", f"{url}/api/uploads/{token}/{number}", data=pieces[number])
        return str(response.json()["md5"])

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        md5s = list(pool.map(send, range(len(pieces))))
    while _request("POST", f"{url}/api/uploads/{token}", json={"pieces": md5s}).status_code != requests.codes.created:
        pass


def _request(method: str, url: str, **body: object) -> requests.Response:
    response = requests.request(method, url, timeout=TIMEOUT, **body)  # type: ignore[arg-type]  # passed on unchanged
    response.raise_for_status()
    return response
