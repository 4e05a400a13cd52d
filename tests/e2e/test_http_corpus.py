"""The corpus over HTTP: good pictures are stored with their facts, hostile ones do no harm."""

import time

import pytest
from support import corpus
from support.corpus import Sample
from support.gallery_app import App
from support.visitor import Visitor, new_album

SECONDS = 10
"""Limit for the response to a hostile file (the corpus's README)."""


@corpus.needed
def test_every_picture_of_the_corpus_is_accepted_or_rejected_as_expected(
    shared_app: App, request: pytest.FixtureRequest
) -> None:
    """`accept`: stored with its facts. `reject`: 4xx in seconds with a message, nothing stored. `either`: no 5xx."""
    samples = corpus.some_samples(full=request.config.getoption("--full"))
    assert samples
    visitor = Visitor(shared_app)
    wrong = [(str(sample.path), what) for sample in samples if (what := find_mistake(visitor, sample))]
    assert wrong == []


def find_mistake(visitor: Visitor, sample: Sample) -> str:
    """Return what went wrong with a file, or ""."""
    album, started = new_album(), time.monotonic()
    response = visitor.upload([(sample.path.name, sample.path.read_bytes())], album)
    seconds = time.monotonic() - started
    if response.status_code >= 500:
        return f"{response.status_code} {response.text}"
    (line,) = response.json()["files"]
    stored = [photo["name"] for photo in visitor.list_photos(album=album)]
    if response.status_code == 201:
        return find_mistake_in_accepted(sample, line, stored, seconds)
    return find_mistake_in_rejected(sample, line, stored, seconds) if line["outcome"] == "rejected" else str(line)


def find_mistake_in_accepted(sample: Sample, line: dict[str, object], stored: list[str], seconds: float) -> str:
    photo = line["photo"]
    assert isinstance(photo, dict)
    if sample.expected == "reject":
        return f"stored, after {seconds:.0f} s"
    size_is_wrong = sample.size and sample.size != (photo["width"], photo["height"])
    date_is_wrong = photo["taken"] != sample.taken if sample.taken else photo["taken_from"] in {"exif", "xmp"}
    if sample.expected == "accept" and (size_is_wrong or date_is_wrong):
        return f"{photo}, where {sample.size} and {sample.taken} were meant"
    return "" if stored == [photo["name"]] else f"listed as {stored}"


def find_mistake_in_rejected(sample: Sample, line: dict[str, object], stored: list[str], seconds: float) -> str:
    if sample.expected == "accept":
        return f"refused: {line['reason']}"
    if seconds > SECONDS:
        return f"took {seconds:.0f} s"
    if line["status"] not in {413, 415, 422} or sample.path.name not in str(line["reason"]):
        return f"{line['status']} {line['reason']}"
    return f"refused and stored as {stored}" if stored else ""
