"""PUT over HTTP: `curl -T` stores a photo under exactly the name it gives, or says why it can't."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import requests
from PIL import Image
from support.gallery_app import App
from support.pictures import encoded, jpeg
from support.visitor import Visitor, new_album, read_problem

AT_ONCE = 8
COLOURS = ("red", "green", "blue", "black", "white", "gray", "navy", "olive")


def at_once(visits: list[Callable[[], requests.Response]]) -> list[requests.Response]:
    """All of them, started at the same moment."""
    start = Barrier(len(visits))

    def visit(one: Callable[[], requests.Response]) -> requests.Response:
        start.wait()
        return one()

    with ThreadPoolExecutor(len(visits)) as pool:
        return list(pool.map(visit, visits))


def noise(seed: int, side: int) -> bytes:
    """A picture that can't be compressed, so that its upload takes several blocks or packets."""
    image = Image.effect_noise((side, side), 90).convert("RGB")
    image.putpixel((0, 0), (seed, seed, seed))
    return encoded(image, "PNG", compress_level=0)


def test_a_photo_is_put_once_and_its_name_is_its_own_for_ever(shared_app: App) -> None:
    """201, the same again 200, other bytes 409; what is there stays."""
    visitor, name = Visitor(shared_app), f"{new_album()}/Rom/cat.jpg"
    first = visitor.put(name, jpeg("red"))
    assert first.status_code == 201
    assert first.json()["outcome"] == "stored"
    assert first.json()["photo"]["name"] == name
    assert visitor.get_original(name).content == jpeg("red")
    again = visitor.put(name, jpeg("red"))
    assert (again.status_code, again.json()["outcome"], again.json()["photo"]["name"]) == (200, "duplicate", name)
    status, sentence = read_problem(visitor.put(name, jpeg("blue")))
    assert (status, name in sentence) == (409, True)
    assert visitor.get_original(name).content == jpeg("red")


def test_a_photo_that_was_put_is_developed_and_typed_when_it_is_first_looked_at(shared_app: App) -> None:
    """The output binding knows neither the type nor the MD5."""
    visitor, album = Visitor(shared_app), new_album()
    told = visitor.put(f"{album}/cat.jpg", jpeg()).json()["photo"]
    original = visitor.get_original(f"{album}/cat.jpg")
    assert (original.content, original.headers["Content-Type"]) == (jpeg(), "image/jpeg")
    assert visitor.list_photos(album=album) == [told]
    assert visitor.get_stored_preview(told, 240).status_code == 200


def test_a_put_of_unknown_length_is_refused_and_leaves_nothing(shared_app: App) -> None:
    """The host would hand it over empty."""
    visitor, album = Visitor(shared_app), new_album()
    response = visitor.request("PUT", f"/photos/{album}/cat.jpg", data=iter([jpeg()]))
    assert read_problem(response)[0] == 411
    assert visitor.put(f"{album}/cat.jpg", jpeg()).status_code == 201


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"", 422), (b"hello", 415), (b"%PDF-1.7 ...", 415), (jpeg(size=(400, 400))[:-600], 422)],
    ids=["empty", "text", "PDF", "cut"],
)
def test_what_is_no_whole_picture_is_refused_and_its_name_stays_free(shared_app: App, data: bytes, status: int) -> None:
    """With a sentence that names the file."""
    visitor, album = Visitor(shared_app), new_album()
    refused, sentence = read_problem(visitor.put(f"{album}/cat.jpg", data))
    assert refused == status
    assert "cat.jpg" in sentence
    assert visitor.put(f"{album}/cat.jpg", jpeg()).status_code == 201


@pytest.mark.parametrize(
    "path",
    [
        ".hidden",
        ".trash/x.jpg",
        "Rome/.x.jpg",
        "a%5Cb.jpg",
        "a.jpg.",
        "a.jpg%20",
        "Rome./a.jpg",
        "Rome//a.jpg",
        "Rome/",
        "a%0Ab.jpg",
        "a%7F.jpg",
        "A%CC%88.jpg",
        "nul.jpg",
        "x" * 201 + ".jpg",
        "Rome/" * 300 + "a.jpg",
    ],
)
def test_a_name_that_would_hide_or_break_a_photo_is_a_bad_request(shared_app: App, path: str) -> None:
    """Put means exactly this name, so it is not cleaned but refused, and nothing is stored under any other."""
    visitor = Visitor(shared_app)
    before = len(visitor.list_all_names())
    assert read_problem(visitor.request("PUT", f"/photos/{path}", data=jpeg("plum")))[0] == 400
    assert len(visitor.list_all_names()) == before


@pytest.mark.parametrize("side", [20, 60, 700], ids=["small", "some", "large"])
def test_of_many_puts_of_one_name_exactly_one_wins_and_its_bytes_are_there(shared_app: App, side: int) -> None:
    """All others get 409, none a 5xx, whatever the order in which they arrive."""
    visitor, name = Visitor(shared_app), f"{new_album()}/cat.png"
    pictures = [noise(seed, side) for seed in range(AT_ONCE)]
    responses = at_once([lambda data=data: visitor.put(name, data) for data in pictures])  # type: ignore[misc]
    assert sorted(response.status_code for response in responses) == [201, *[409] * (AT_ONCE - 1)]
    winner = next(data for data, response in zip(pictures, responses, strict=True) if response.status_code == 201)
    assert visitor.get_original(name).content == winner


def test_forms_and_puts_of_one_name_at_once_keep_each_photo_once_and_tell_the_truth(shared_app: App) -> None:
    """A form's photo always finds a place; a put has its own name or none; every response names the right bytes."""
    visitor, album = Visitor(shared_app), new_album()
    pictures = [jpeg(colour) for colour in COLOURS]
    forms: list[Callable[[], requests.Response]] = [
        lambda data=data: visitor.upload([("a.jpg", data)], album)  # type: ignore[misc]
        for data in [*pictures[:4], pictures[0]]
    ]
    puts: list[Callable[[], requests.Response]] = [
        lambda data=data: visitor.put(f"{album}/a.jpg", data)  # type: ignore[misc]
        for data in pictures[4:]
    ]
    responses = at_once([*forms, *puts])
    by_form = [response.json()["files"][0] for response in responses[:5]]
    assert sorted(response.status_code for response in responses[:5]) == [200, 201, 201, 201, 201]
    assert sorted(line["outcome"] for line in by_form).count("duplicate") == 1
    claims = [(line["photo"]["name"], data) for line, data in zip(by_form, [*pictures[:4], pictures[0]], strict=True)]
    for response, data in zip(responses[5:], pictures[4:], strict=True):
        assert response.status_code in {201, 409}
        if response.status_code == 201:
            claims.append((response.json()["photo"]["name"], data))
    for name, data in claims:
        assert visitor.get_original(name).content == data
    assert sorted(photo["name"] for photo in visitor.list_photos(album=album)) == sorted({name for name, _ in claims})
