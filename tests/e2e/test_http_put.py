"""PUT over HTTP: `curl -T` stores a photo under exactly the given name, or the response explains why it can't."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import requests
from PIL import Image
from support.gallery_app import App
from support.pictures import encode, jpeg
from support.visitor import Visitor, list_names, new_album, other_tool, read_problem

AT_ONCE = 8
COLORS = ("red", "green", "blue", "black", "white", "gray", "navy", "olive")


def send_at_once(visits: list[Callable[[], requests.Response]]) -> list[requests.Response]:
    """Send all requests at the same moment."""
    start = Barrier(len(visits))

    def visit(one: Callable[[], requests.Response]) -> requests.Response:
        start.wait()
        return one()

    with ThreadPoolExecutor(len(visits)) as pool:
        return list(pool.map(visit, visits))


def noise(seed: int, side: int) -> bytes:
    """A picture that cannot be compressed, so its upload takes several blocks or packets."""
    image = Image.effect_noise((side, side), 90).convert("RGB")
    image.putpixel((0, 0), (seed, seed, seed))
    return encode(image, "PNG", compress_level=0)


def test_a_put_never_overwrites_a_photo(shared_app: App) -> None:
    """201 first, 200 for the same bytes, 409 for others."""
    visitor, name = Visitor(shared_app), f"{new_album()}/Rom/cat.jpg"
    first = visitor.put(name, jpeg("red"))
    assert first.status_code == 201
    assert first.json()["outcome"] == "stored"
    assert first.json()["photo"]["name"] == name
    assert visitor.get_original(name).content == jpeg("red")
    again = visitor.put(name, jpeg("red"))
    assert (again.status_code, again.json()["outcome"], again.json()["photo"]["name"]) == (200, "duplicate", name)
    status, message = read_problem(visitor.put(name, jpeg("blue")))
    assert (status, name in message) == (409, True)
    assert visitor.get_original(name).content == jpeg("red")


def test_a_put_photo_gets_facts_and_content_type_when_first_viewed(shared_app: App) -> None:
    """The output binding sets neither content type nor MD5."""
    visitor, album = Visitor(shared_app), new_album()
    photo = visitor.put(f"{album}/cat.jpg", jpeg()).json()["photo"]
    original = visitor.get_original(f"{album}/cat.jpg")
    assert (original.content, original.headers["Content-Type"]) == (jpeg(), "image/jpeg")
    assert visitor.list_photos(album=album) == [photo]
    assert visitor.get_stored_preview(photo, 240).status_code == 200


def test_a_chunked_put_is_refused_and_stores_nothing(shared_app: App) -> None:
    """The host would drop its body."""
    visitor, album = Visitor(shared_app), new_album()
    response = visitor.request("PUT", f"/photos/{album}/cat.jpg", data=iter([jpeg()]))
    assert read_problem(response)[0] == 411
    assert visitor.put(f"{album}/cat.jpg", jpeg()).status_code == 201


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"", 422), (b"hello", 415), (b"%PDF-1.7 ...", 415), (jpeg(size=(400, 400))[:-600], 422)],
    ids=["empty", "text", "PDF", "cut"],
)
def test_a_broken_picture_is_refused_and_its_name_stays_free(shared_app: App, data: bytes, status: int) -> None:
    """The message names the file."""
    visitor, album = Visitor(shared_app), new_album()
    refused, message = read_problem(visitor.put(f"{album}/cat.jpg", data))
    assert refused == status
    assert "cat.jpg" in message
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
def test_a_put_with_an_unsuitable_name_is_a_bad_request(shared_app: App, path: str) -> None:
    """A PUT is for exactly one name, so it is refused instead of cleaned, and nothing is stored."""
    visitor = Visitor(shared_app)
    with other_tool(shared_app) as container:
        before = list_names(container)
        assert read_problem(visitor.request("PUT", f"/photos/{path}", data=jpeg("plum")))[0] == 400
        assert list_names(container) == before


@pytest.mark.parametrize("side", [20, 60, 700], ids=["small", "some", "large"])
def test_of_many_puts_of_one_name_exactly_one_wins(shared_app: App, side: int) -> None:
    """All others get 409, whatever the order. None gets a 5xx."""
    visitor, name = Visitor(shared_app), f"{new_album()}/cat.png"
    pictures = [noise(seed, side) for seed in range(AT_ONCE)]
    responses = send_at_once([lambda data=data: visitor.put(name, data) for data in pictures])  # type: ignore[misc]
    assert sorted(response.status_code for response in responses) == [201, *[409] * (AT_ONCE - 1)]
    winner = next(data for data, response in zip(pictures, responses, strict=True) if response.status_code == 201)
    assert visitor.get_original(name).content == winner


def test_simultaneous_forms_and_puts_of_one_name_store_each_photo_once(shared_app: App) -> None:
    """A form finds a free name, a PUT gets its own name or none, and every response names the right bytes."""
    visitor, album = Visitor(shared_app), new_album()
    pictures = [jpeg(color) for color in COLORS]
    forms: list[Callable[[], requests.Response]] = [
        lambda data=data: visitor.upload([("a.jpg", data)], album)  # type: ignore[misc]
        for data in [*pictures[:4], pictures[0]]
    ]
    puts: list[Callable[[], requests.Response]] = [
        lambda data=data: visitor.put(f"{album}/a.jpg", data)  # type: ignore[misc]
        for data in pictures[4:]
    ]
    responses = send_at_once([*forms, *puts])
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
