"""The corpus through the front door: good pictures come in with the facts they have, hostile ones hurt nobody."""

import time

import pytest
from support import corpus
from support.corpus import Sample
from support.gallery_app import App
from support.visitor import Visitor, new_album

SECONDS = 10
"""Within which a hostile file has its response (the corpus's README)."""


@corpus.needed
def test_every_picture_of_the_corpus_is_taken_or_refused_as_it_should_be(
    shared_app: App, request: pytest.FixtureRequest
) -> None:
    """`accept`: stored with its facts. `reject`: 4xx soon, with a sentence, and nothing stored. `either`: no 5xx."""
    samples = corpus.some_samples(full=request.config.getoption("--full"))
    assert samples
    visitor = Visitor(shared_app)
    wrong = [(str(sample.path), what) for sample in samples if (what := complaint(visitor, sample))]
    assert wrong == []


def complaint(visitor: Visitor, sample: Sample) -> str:
    """What is wrong with what became of a file; nothing when all is well."""
    album, started = new_album(), time.monotonic()
    response = visitor.upload([(sample.path.name, sample.path.read_bytes())], album)
    seconds = time.monotonic() - started
    if response.status_code >= 500:
        return f"{response.status_code} {response.text}"
    (line,) = response.json()["files"]
    stored = [photo["name"] for photo in visitor.list_photos(album=album)]
    if response.status_code == 201:
        return taken_in(sample, line, stored, seconds)
    return turned_away(sample, line, stored, seconds) if line["outcome"] == "rejected" else str(line)


def taken_in(sample: Sample, line: dict[str, object], stored: list[str], seconds: float) -> str:
    photo = line["photo"]
    assert isinstance(photo, dict)
    if sample.expected == "reject":
        return f"stored, after {seconds:.0f} s"
    size_is_wrong = sample.size and sample.size != (photo["width"], photo["height"])
    date_is_wrong = photo["taken"] != sample.taken if sample.taken else photo["taken_from"] in {"exif", "xmp"}
    if sample.expected == "accept" and (size_is_wrong or date_is_wrong):
        return f"{photo}, where {sample.size} and {sample.taken} were meant"
    return "" if stored == [photo["name"]] else f"listed as {stored}"


def turned_away(sample: Sample, line: dict[str, object], stored: list[str], seconds: float) -> str:
    if sample.expected == "accept":
        return f"refused: {line['reason']}"
    if seconds > SECONDS:
        return f"took {seconds:.0f} s"
    if line["status"] not in {413, 415, 422} or sample.path.name not in str(line["reason"]):
        return f"{line['status']} {line['reason']}"
    return f"refused and stored as {stored}" if stored else ""
